"""A phone somebody carries: a browser with a memory of its own that can be closed and opened."""

import itertools
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, BrowserType, Page

from tests.arriving import signed_in
from tests.browsers import CHROMIUM, OPTIONS, PHONE
from tests.factories import Somebody
from tests.logbook import drawn

# What each kind needs before it can be saved; the rest is there already.
NEEDED: dict[str, dict[str, str]] = {
    "visits": {},
    "repairs": {"category": "tap"},
    "calls": {},
    "commendations": {},
    "problems": {"category": "pressure"},
    "appointments": {"category": "repair"},
    "night-works": {},
}
CHOSEN = {
    "calls": ("category", "bill"),
    "visits": ("outcome", "ok"),
    "commendations": ("category", "letter"),
}
KINDS = tuple(NEEDED)
STORED = "() => Phone.store.of(Phone.member).then((all) => all.map((one) => one.state))"
ANSWERED = """(url) => location.href !== url ||
    document.querySelector(".phone-said.sent, .phone-said.bad")"""
GONE_ON = "(url) => location.href !== url || document.querySelector('.phone-said.sent')"
PHOTO = drawn().getvalue()
_numbers = itertools.count(10_000_000)


@dataclass
class Carried:
    """A phone on a line; `open` and `close` it as often as wanted, its memory stays."""

    maker: BrowserType
    folder: Path
    app: Flask
    base: str
    context: BrowserContext | None = None
    page: Page | None = None
    errors: list[str] = field(default_factory=list)

    def open(self, **more: Any) -> Page:
        """Switch it on; returns its page, empty."""
        usual = {
            "args": OPTIONS.split(),
            "viewport": PHONE,
            "has_touch": True,
            "is_mobile": True,
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
        }
        self.context = self.maker.launch_persistent_context(
            str(self.folder), executable_path=CHROMIUM, **(usual | more)
        )
        self.context.set_default_timeout(60_000)
        self.page = self.another_tab()
        return self.page

    def another_tab(self) -> Page:
        """Open a page beside the others."""
        assert self.context is not None
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def close(self) -> None:
        """Switch it off."""
        if self.context is not None:
            self.context.close()
        self.context = self.page = None

    def reopen(self, **more: Any) -> Page:
        """Switch it off and on."""
        self.close()
        return self.open(**more)

    def sign_in(self, somebody: Somebody) -> None:
        """Sign somebody in; the cookie outlives the browser, as a real one does."""
        assert self.context is not None
        name, token = signed_in(self.app, somebody.id)
        until = time.time() + 10 * 86_400
        self.context.clear_cookies()
        self.context.add_cookies(
            [{"name": name, "value": token, "url": self.base, "expires": until}]
        )

    def fill_up(self) -> None:
        """Open the start page with signal and wait until the phone keeps what it needs."""
        for _ in range(3):  # a fetch that failed is tried again by the next page
            self.go("/")
            assert self.page is not None
            self.page.wait_for_selector("html[data-phone]", state="attached")
            if self.page.get_attribute("html", "data-phone") == "ready":
                break
        # Only a page that began under the worker is looked after by it.
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    def go(self, path: str) -> None:
        """Open an address."""
        assert self.page is not None
        self.page.goto(self.base + path)

    def log(self, kind: str, note: str, *, home: int = 0, photo: bool = True) -> None:
        """Fill the form of a kind and press its button; wait until it is kept or saved."""
        page = self.page
        assert page is not None
        self.go(f"/{kind}/new" + (f"?household={home}" if home else ""))
        self.fill(kind, note, photo=photo)
        self.save()

    def fill(self, kind: str, note: str, *, photo: bool = True) -> None:
        """Fill the form that is open."""
        page = self.page
        assert page is not None
        page.wait_for_function("() => window.Phone && document.querySelector('form[data-queue]')")
        # The page has looked for a draft and given the form its key.
        page.wait_for_selector("html[data-started]", state="attached")
        for name, value in NEEDED[kind].items():
            page.select_option(f"#{name}", value)
        if kind in CHOSEN:
            name, value = CHOSEN[kind]
            page.check(f"input[name={name}][value={value}]", force=True)
        if kind == "calls":
            page.fill("#caller_phone", f"139{next(_numbers)}")
        page.fill("#note", note)
        if photo and page.is_visible("[data-photos]"):
            photos = [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}]
            page.set_input_files("#photos", photos)  # type: ignore[arg-type]

    def save(self, until: str = GONE_ON) -> None:
        """Press the button and wait until the page has gone on, or `until` something else."""
        page = self.page
        assert page is not None
        before = page.url
        page.click(".actionbar button")
        # Calls come one after the other: without signal the same page takes the next.
        page.wait_for_function(until, arg=before)

    def open_unsent(self, place: int = 0) -> Page:
        """Open what lies on the phone, by its place in the list there, to be mended."""
        page = self.page
        assert page is not None
        page.locator("[data-list=records] [data-open]").nth(place).click()
        page.wait_for_url("**#unsent=*")
        page.wait_for_selector("html[data-started]", state="attached")
        return page

    def waiting(self) -> list[str]:
        """Return the state of every record that lies on the phone."""
        assert self.page is not None
        states: list[str] = self.page.evaluate(STORED)
        return states

    def settle(self) -> None:
        """Wait until the queue has tried everything that waits."""
        assert self.page is not None
        for _ in range(200):
            self.page.evaluate("Phone.sending.again()")
            if "waiting" not in self.waiting():
                return
            self.page.wait_for_timeout(50)

    def wait_until_sent(self, patience_s: float = 60) -> None:
        """Wait until nothing lies on the phone; ask it to try now and then, as signal does."""
        assert self.page is not None
        until = time.monotonic() + patience_s
        while left := self.waiting():
            assert time.monotonic() < until, (left, self.page.evaluate("Phone.sending.state"))
            self.page.evaluate("Phone.sending.again()")
            self.page.wait_for_timeout(50)

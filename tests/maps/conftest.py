"""The map in a real browser: a served app, a Chromium, and pages that watch what they ask for."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests import databases

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
WATCH = """window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
    violations.push(event.effectiveDirective + " " + event.blockedURI));"""
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    if not CHROMIUM.exists():
        databases.missing("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS.split())
        yield browser
        browser.close()


@pytest.fixture
def served(app, monkeypatch) -> Iterator[str]:
    """The app on a port of its own."""
    # The tests take place on a day that may lie behind the browser's: a cookie with an end would
    # be over at once.
    monkeypatch.setitem(app.config, "SESSION_REFRESH_EACH_REQUEST", value=False)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Watched:
    """Opens pages as somebody, and remembers errors, foreign requests and broken policy."""

    def __init__(self, app, base: str, browser: Browser) -> None:
        self.app, self.base, self.browser = app, base, browser
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.pages: list[Page] = []

    def open(self, somebody, path: str = "/map/", *, phone: bool = False) -> Page:
        """Open a page and wait until the map knows its names."""
        page = self.blank(somebody, phone=phone)
        page.goto(self.base + path)
        page.wait_for_function("() => document.querySelector('[data-named]')", timeout=20_000)
        return page

    def blank(self, somebody, *, phone: bool = False) -> Page:
        """Return an empty page of somebody's browser."""
        context = self.browser.new_context(
            viewport=PHONE if phone else DESK, has_touch=phone, locale="zh-CN"
        )
        cookie = self.app.test_client().sign_in(somebody).get_cookie("session")
        context.add_cookies([{"name": "session", "value": cookie.value, "url": self.base}])
        page = context.new_page()
        page.add_init_script(WATCH)
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.pages.append(page)
        return page

    def _note(self, request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(request.url)

    def leave(self) -> None:
        """Close all pages; each must have kept the policy."""
        violations = [found for page in self.pages for found in page.evaluate("violations")]
        for page in self.pages:
            page.context.close()
        assert (violations, self.foreign, self.errors) == ([], [], [])


@pytest.fixture
def browse(app, served, chromium) -> Iterator[Watched]:
    """Open watched pages: browse.open(cast.manager)."""
    watched = Watched(app, served, chromium)
    yield watched
    watched.leave()

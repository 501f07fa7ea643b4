"""A real browser for the tests: pages that watch what they ask for, and an app to look at."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO
from unittest.mock import patch

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests import databases
from tests.arriving import signed_in
from tests.factories import Somebody

CHROMIUM = Path("/usr/bin/chromium")
# The same browser built without windows: what pages cost it is a quarter less.
_SHELL = Path("/usr/bin/chromium-headless-shell")
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
WATCH = """window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
    violations.push(event.effectiveDirective + " " + event.blockedURI));"""
TOLD = {401, 409, 422}
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@contextmanager
def started(*, windows: bool = True) -> Iterator[Browser]:
    """Start Debian's Chromium, or its build without windows; whoever has none skips."""
    program = CHROMIUM if windows or not _SHELL.exists() else _SHELL
    if not program.exists():
        databases.missing("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS.split())
        yield browser
        browser.close()


class Quiet(WSGIRequestHandler):
    """Answers without a line for every request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    def make_environ(self) -> dict[str, Any]:
        """Have files read in whole, so that none stays open.

        Where a browser leaves in the middle of an answer, this server fails before it closes it.
        """
        return super().make_environ() | {"wsgi.file_wrapper": read_whole}


def read_whole(file: BinaryIO, _bytes_a_time: int = 0) -> list[bytes]:
    """Return what is in a file, and close it."""
    with closing(file):
        return [file.read()]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app on a port of its own; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    # Tests may take place on a day long before the browser's: cookies must not be over by then.
    with patch.dict(app.config, PERMANENT_SESSION_LIFETIME=timedelta(days=36500)):
        yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Watched:
    """Opens pages, and remembers errors, foreign requests, missing files and broken policy."""

    def __init__(self, app: Flask, base: str, browser: Browser) -> None:
        self.app, self.base, self.browser = app, base, browser
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.missing: list[str] = []
        self.pages: list[Page] = []

    def blank(self, somebody: Somebody | None = None, *, phone: bool = False, **more: Any) -> Page:
        """Return an empty page, in a browser of its own, signed in or not."""
        context = self.browser.new_context(
            **(
                {
                    "viewport": PHONE if phone else DESK,
                    "has_touch": phone,
                    "locale": "zh-CN",
                    "service_workers": "block",
                }
                | more
            )
        )
        if somebody:
            self.sign_in(context, somebody)
        page = context.new_page()
        page.add_init_script(WATCH)
        page.on("request", self._note)
        page.on("response", self._look)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        self.pages.append(page)
        return page

    def sign_in(self, context: BrowserContext, somebody: Somebody) -> None:
        """Let a browser in without the time a password costs."""
        name, token = signed_in(self.app, somebody.id)
        context.add_cookies([{"name": name, "value": token, "url": self.base}])

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(request.url)

    def _look(self, answer: Response) -> None:
        # So a form sent by script is told what is to be mended.
        if answer.request.resource_type == "fetch" and answer.status in TOLD:
            return
        # A page may say what is wrong; what it is made of must be there.
        if answer.status >= (500 if answer.request.is_navigation_request() else 400):
            self.missing.append(f"{answer.status} {answer.url}")

    def leave(self) -> None:
        """Close all pages; each must have kept the policy."""
        violations = [found for page in self.pages for found in page.evaluate("violations")]
        for page in self.pages:
            page.context.close()
        found = {"policy": violations, "foreign": self.foreign, "errors": self.errors}
        assert not any(found.values()), found

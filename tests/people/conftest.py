"""Signing in as people do it: with the form, on one device or another."""

from datetime import timedelta

import pytest
import time_machine

from servicecorps.people import hashing
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.factories import PASSWORD, QUICK, Somebody

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8.0"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


# For what a page says and asks: that is none of the database's business.
on_sqlite = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


# The hasher of the program itself, for the tests about what a hash costs.
SLOW = hashing._hasher


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Hash quickly; what it costs on purpose has its own tests."""
    monkeypatch.setattr(hashing, "_hasher", QUICK)
    monkeypatch.setattr(hashing, "TIME_COST", 1)
    monkeypatch.setattr(hashing, "MEMORY_KIB", 8)
    hashing._nobody.cache_clear()
    yield
    hashing._nobody.cache_clear()


class Door:
    """Devices at the door of one app."""

    def __init__(self, app) -> None:
        self.app = app

    def browser(self, device: str = DESK, address: str = "10.0.0.7") -> CheckingClient:
        """Return a new browser."""
        browser = self.app.test_client()
        browser.environ_base |= {"HTTP_USER_AGENT": device, "REMOTE_ADDR": address}
        return browser

    def enter(self, username="lin", password=PASSWORD, browser=None, **typed):
        """Send user name and password; returns the browser and the answer.

        Without the page they are typed on, which test_signing_in reads.
        """
        browser = browser or self.browser()
        ticked = {name: "y" for name, value in typed.items() if value}
        sent = {"csrf_token": browser.token(), "username": username, "password": password}
        checks, browser.checks = browser.checks, False
        answer = browser.post("/sign-in", data=sent | ticked)
        browser.checks = checks
        return browser, answer

    def inside(self, somebody: Somebody, device: str = DESK, **typed) -> CheckingClient:
        """Return a browser in which somebody has signed in."""
        browser, answer = self.enter(somebody.username, browser=self.browser(device), **typed)
        assert answer.status_code == 302, answer.status
        return browser

    def at(self, minutes: float):
        """Be there some minutes after the beginning."""
        return time_machine.travel(NOW + timedelta(minutes=minutes))


@pytest.fixture
def door(app) -> Door:
    """The door, and devices before it."""
    return Door(app)


def is_in(browser: CheckingClient) -> bool:
    """Tell whether somebody is signed in with a browser."""
    browser.checks = False
    found = browser.get("/me").status_code == 200
    browser.checks = True
    return found

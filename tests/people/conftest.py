"""Signing in as people do it: with the form, on one device or another."""

from datetime import timedelta

import pytest
import time_machine

from tests.client import CheckingClient
from tests.conftest import NOW
from tests.factories import PASSWORD, Somebody

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8.0"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


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
        """Type user name and password; returns the browser and the answer."""
        browser = browser or self.browser()
        page = browser.get_page("/sign-in")
        return browser, browser.send(
            page, "/sign-in", username=username, password=password, **typed
        )

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

"""The pages around signing in that no link leads to, as people come upon them."""

from datetime import datetime

import pyotp
import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from servicecorps.extensions import transaction
from servicecorps.people import linking, proving, writing
from servicecorps.people.model import SignIn
from servicecorps.people.writing import Person
from tests.browser.conftest import served
from tests.browser.test_every_page import AXE, STILL, View, problems_of, told
from tests.browsers import Watched
from tests.conftest import inside
from tests.factories import PASSWORD

LONG_AGO = datetime(2020, 1, 1)  # noqa: DTZ001 – as moments are stored
NAMES = ("林思东", "王帮手", "欧阳慧敏", "孙经理")


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """A house with an administrator and a few people who have no password yet."""
    with served(tmp_path_factory.mktemp("doors")) as (app, base):
        inside(app, writing.add, Person("赵管理", "admin", "zhao"), PASSWORD)
        for number, name in enumerate(NAMES):
            inside(app, writing.add, Person(name, "member", f"user{number}"))
        yield app, base


def enter(page: Page, base: str, password: str = PASSWORD) -> None:
    page.goto(f"{base}/sign-in")
    page.fill("#username", "zhao")
    page.fill("#password", password)
    press(page, "main form.stack button[type=submit]")


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.click(selector)


def long_after_signing_in() -> None:
    with transaction() as session:
        session.execute(update(SignIn).values(confirmed_at=LONG_AGO))


class Walk:
    """Goes from page to page and looks at each with axe, light and dark."""

    def __init__(self, house, chromium, *, phone: bool) -> None:
        self.app, self.base = house
        self.watched = Watched(self.app, self.base, chromium)
        self.page = self.watched.blank(phone=phone, **STILL)
        self.page.add_init_script(AXE)
        self.view = View("phone" if phone else "desk", self.page, self.watched)
        self.found: dict[str, list[str]] = {}

    def look(self, name: str, heading: str) -> None:
        """Look at the page that is open."""
        assert self.page.locator("h1").first.text_content().strip() == heading, name
        self.found[name] = problems_of([self.view])

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(self.base + path)

    def send(self, selector: str = "main form.stack button[type=submit]") -> None:
        """Press a button that leads on."""
        press(self.page, selector)

    def end(self) -> None:
        """Leave; nothing may have been found."""
        self.watched.leave()
        assert not any(self.found.values()), told(self.found)


@pytest.fixture(params=["phone", "desk"])
def walk(house, chromium, request):
    """Somebody who walks through the house."""
    walking = Walk(house, chromium, phone=request.param == "phone")
    yield walking
    walking.end()


def test_what_an_administrator_hands_out_can_be_used(walk):
    enter(walk.page, walk.base)
    walk.go("/members/2")
    walk.send("form[action$='/link'] button")
    walk.look("link", "邀请链接")
    walk.go("/members/cards")
    walk.send(".actionbar button")
    assert walk.page.locator(".cards > li").count() == len(NAMES)
    walk.look("cards", "邀请卡")
    inside(walk.app, long_after_signing_in)
    walk.go("/members/2/amend")
    walk.send(".actionbar button")
    walk.look("confirm", "先确认是您本人")
    walk.page.fill("#confirm_secret", "falsch")
    walk.send("main form button[type=submit]")
    walk.look("confirmed wrongly", "先确认是您本人")


def test_what_a_newcomer_is_led_to_can_be_used(walk):
    [given] = inside(walk.app, linking.give, [2], None)
    walk.go(f"/in/{given.token}")
    walk.look("link opened", "设密码")
    walk.send()
    walk.look("link sent empty", "设密码")
    walk.go("/in/used")
    walk.look("link used up", "没有找到这一页")
    enter(walk.page, walk.base, "falsch-123456")
    walk.look("wrong password", "登录")


def test_the_way_in_with_codes_can_be_used(walk):
    enter(walk.page, walk.base)
    walk.go("/me/code")
    key = walk.page.inner_text(".key-text").replace(" ", "")
    walk.page.fill("#code", pyotp.TOTP(key).now())
    walk.send(".actionbar button")
    walk.look("backup codes", "备用码")
    walk.go("/me")
    walk.look("own page with codes", "我的账号")
    walk.send("main form[action='/sign-out'] button")
    enter(walk.page, walk.base)
    walk.look("second step", "验证码")
    walk.send()
    walk.look("second step sent empty", "验证码")
    inside(walk.app, proving.turn_off, 1, 1)


def test_a_page_that_is_not_encrypted_says_so_without_breaking(house, chromium, monkeypatch):
    app, base = house
    monkeypatch.setitem(app.jinja_env.globals, "is_unencrypted", lambda: True)
    watched = Watched(app, base, chromium)
    for phone in (True, False):
        page = watched.blank(phone=phone, **STILL)
        page.add_init_script(AXE)
        page.goto(f"{base}/sign-in")
        assert page.locator(".plain-http").is_visible()
        assert problems_of([View("phone" if phone else "desk", page, watched)]) == []
    watched.leave()


def test_eight_cards_go_on_a_sheet_of_paper(house, chromium):
    app, base = house
    watched = Watched(app, base, chromium)
    page = watched.blank()
    enter(page, base)
    page.goto(f"{base}/members/cards")
    press(page, ".actionbar button")
    page.emulate_media(media="print")
    card = page.locator(".cards > li").first.bounding_box()
    # A4 with its margins is 182 by 265 mm; 96 dots an inch.
    assert card["height"] * 4 <= 265 / 25.4 * 96
    assert not page.locator(".tabbar, .sidenav, .topbar").first.is_visible()
    watched.leave()

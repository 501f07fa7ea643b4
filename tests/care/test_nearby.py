"""The households near a phone: nearest community first, masked, and the position kept nowhere."""

import logging
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from servicecorps.care import writing
from servicecorps.extensions import db
from servicecorps.places import queries as places
from servicecorps.places.model import Community
from tests.browsers import Watched, serving
from tests.pages import Page, text_of

TODAY = date(2026, 10, 20)
HERE = {"lat_deg": "36.067", "lon_deg": "120.383"}
SHANGHAI = {"lat_deg": "31.2", "lon_deg": "121.5"}


@pytest.fixture(autouse=True)
def _spots(app, cast, log):
    """One community at about a hundred metres, one at two kilometres; two homes seen lately."""
    spots = {cast.near: (36.068, 120.383), cast.far: (36.085, 120.383)}
    with app.app_context():
        for community_id, (lat, lon) in spots.items():
            moved = update(Community).where(Community.id == community_id)
            db.session.execute(moved.values(lat_deg=lat, lon_deg=lon))
        db.session.commit()
    log.visit(household=cast.poor, on=TODAY - timedelta(days=80))
    log.visit(household=cast.alone, on=TODAY - timedelta(days=3))


def ask_near(browser, **sent):
    page = browser.get_page("/households/pick/visit" if sent.pop("kind", "") else "/households/")
    return browser.send(page, "form[data-near]", **sent)


def test_the_nearest_community_comes_first_and_in_it_whoever_waits_longest(as_member, cast):
    page = Page(ask_near(as_member, kind="visit", **HERE))
    assert page.h1 == "离我近的住户"
    first, *_between, last = (text_of(one) for one in page.all("main .sheet-head"))
    assert "约 100 米" in first
    assert "约 2,000 米" in last
    links = [one.attributes["href"] for one in page.all("main .homes a")]
    order = [int(link.rpartition("=")[2]) for link in links]
    assert order[:2] == [cast.poor.id, cast.alone.id]
    assert order[-1] == cast.ill.id
    assert links[0] == f"/visits/new?household={cast.poor.id}"
    assert "李建国" not in page.text


def test_without_a_kind_a_row_leads_to_the_household(as_member, cast):
    page = Page(ask_near(as_member, **HERE))
    assert page.one("main .homes a").attributes["href"] == f"/households/{cast.poor.id}"


@pytest.mark.parametrize("sent", [SHANGHAI, {}, {"lat_deg": "x", "lon_deg": "9" * 400}])
def test_a_position_that_is_none_of_ours_says_so_and_leaves_the_search(as_member, sent):
    answer = ask_near(as_member, kind="visit", **sent)
    assert answer.status_code == 422
    page = Page(answer)
    assert "没有收到青岛一带的位置" in page.text
    assert page.has("input[name=q]")
    assert page.one("main input[name=kind]").attributes["value"] == "visit"


def test_whose_plan_has_ended_is_not_offered(as_member, cast, ask):
    home = ask(places.household, cast.poor.id)
    ask(writing.end, home.id, home.version, TODAY, "moved", cast.manager.id)
    page = Page(ask_near(as_member, **HERE))
    assert page.one("main .homes a").attributes["href"] == f"/households/{cast.alone.id}"


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize("allowed", [True, False])
def test_a_phone_that_may_say_where_it_is_shows_who_lives_near(
    app, chromium, cast, allowed, caplog
):
    caplog.set_level(logging.INFO)
    where = {"geolocation": {"latitude": 36.06712, "longitude": 120.38344}}
    granted = {"permissions": ["geolocation"] if allowed else []}
    with serving(app) as base:
        watched = Watched(app, base, chromium)
        page = watched.blank(cast.member, phone=True, **where, **granted)
        page.goto(f"{base}/households/pick/visit")
        sent = []
        page.on("request", lambda one: sent.append((one.url, one.post_data or "")))
        page.get_by_role("button", name="离我近的").tap()
        if allowed:
            page.wait_for_url("**/households/near")
            page.locator(".homes a").first.tap()
            page.wait_for_url(f"**/visits/new?household={cast.poor.id}")
        else:
            page.get_by_text("浏览器没有允许定位").wait_for()
        watched.leave()
    assert not any("36.067" in url for url, _body in sent)
    assert any("lat_deg=36.067&lon_deg=120.383" in body for _url, body in sent) == allowed
    assert "36.067" not in caplog.text

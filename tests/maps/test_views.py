"""The page and the answers of the map."""

import gzip
from datetime import date
from itertools import accumulate

import pytest

from servicecorps.clock import Span
from servicecorps.extensions import db
from servicecorps.maps.views import LISTED
from servicecorps.places.model import Community
from servicecorps.records import writing
from servicecorps.tallies import queries as tallies

ANSWERS = ("/map/", "/map/boot.js", "/map/base.json", "/map/data.json", "/map/names.json")
OCTOBER = Span.month(2026, 10)


def figures(client, query=""):
    answer = client.get(f"/map/data.json{query}").get_json()
    return dict(zip(accumulate(answer["id"]), answer["amount"], strict=True))


@pytest.mark.parametrize("path", ANSWERS)
def test_strangers_are_sent_to_sign_in(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize("role", ["member", "manager", "viewer", "admin"])
def test_everybody_signed_in_may_see_the_map(client, cast, role, path):
    assert client.sign_in(cast.of_role(role)).get(path).status_code == 200


def test_the_dots_are_the_tallies(app, as_viewer, log, cast):
    log.visit()
    log.visit(household=cast.ill)
    log.call(community_id=cast.near)
    with app.app_context():
        [counted] = tallies.amounts([OCTOBER], "community", ("visits",))
    drawn = figures(as_viewer)
    assert {number: amount for number, amount in drawn.items() if amount} == {
        key: amount for (_, key), amount in counted.items()
    }
    assert drawn[cast.beside] == 0


def test_dots_and_what_has_no_community_add_up(as_manager, log, cast):
    log.call(community_id=cast.near, quantity=3)
    log.call(quantity=5)
    page = as_manager.get_page("/map/?measure=calls")
    assert "2026年10月，8 个" in page.text
    assert "没写社区的 5 个，不在图上" in page.text
    assert sum(figures(as_manager, "?measure=calls").values()) == 3


def test_withdrawn_visits_leave_the_map(as_manager, log, cast, app):
    record = log.visit()
    with app.app_context():
        writing.withdraw(record, 1, cast.manager.id, "登记重复")
    assert not any(figures(as_manager).values())


def test_the_list_shows_the_largest_first(as_manager, log, cast):
    log.call(community_id=cast.near)
    log.call(community_id=cast.far, quantity=4)
    page = as_manager.get_page("/map/?measure=calls")
    rows = [row.attributes["data-community"] for row in page.all("#map-list [data-community]")]
    assert rows == [str(cast.far), str(cast.near)]


def test_a_month_without_anything_says_so(as_manager):
    page = as_manager.get_page("/map/?measure=pennants&month=2019-02")
    assert "这段时间还没有锦旗" in page.text


def test_a_district_narrows_list_and_dots(as_manager, log, cast):
    log.call(community_id=cast.near)
    log.call(community_id=cast.far)
    log.call()
    query = f"?measure=calls&district={cast.far_district}"
    assert sum(figures(as_manager, query).values()) == 1
    assert cast.near not in figures(as_manager, query)
    page = as_manager.get_page(f"/map/{query}")
    assert "没写社区" not in page.text


def test_days_win_over_the_month_beside_them(as_manager, log, cast):
    log.call(community_id=cast.near, on=date(2026, 9, 30))
    log.call(community_id=cast.near, on=date(2026, 10, 1))
    query = "?measure=calls&month=2026-10&from=2026-09-30&to=2026-09-30"
    assert figures(as_manager, query)[cast.near] == 1
    assert "2026年9月30日" in as_manager.get_page(f"/map/{query}").text


@pytest.mark.parametrize(
    "query",
    [
        "?month=2026-99",
        "?measure=gold",
        "?district=north",
        "?district=99999999999",
        "?from=yesterday&to=2026-10-05",
        "?from=2026-10-09&to=2026-10-01",
        "?from=2026-10-09",
        "?to=2026-10-09",
        "?at=here",
        "?month=9999-12",
        "?from=9999-12-31",
        "?from=0001-01-01&to=9999-12-31",
    ],
)
def test_an_address_that_makes_no_sense_still_shows_a_map(as_manager, query):
    as_manager.get_page(f"/map/{query}")
    assert as_manager.get(f"/map/data.json{query}").status_code == 200


def test_the_script_of_folium_is_the_same_each_time(as_manager, as_viewer):
    first, second = as_manager.get("/map/boot.js"), as_viewer.get("/map/boot.js")
    assert first.data == second.data
    assert first.mimetype == "text/javascript"
    assert b"http" not in first.data


@pytest.mark.parametrize("path", ANSWERS[1:])
def test_what_the_browser_still_has_is_not_sent_again(as_manager, path):
    first = as_manager.get(path)
    assert first.cache_control.private
    again = as_manager.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_new_record_makes_the_figures_new(as_manager, log):
    first = as_manager.get("/map/data.json")
    log.visit()
    again = as_manager.get("/map/data.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize("path", ["/map/", "/map/base.json", "/map/names.json"])
def test_large_answers_are_packed_for_who_can_unpack_them(as_manager, path):
    plain = as_manager.get(path)
    as_manager.checks = False
    packed = as_manager.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < 20_000


@pytest.mark.parametrize("days", ["", "&from=2026-01-01&to=2026-10-05"])
def test_the_page_stays_small_even_unpacked(as_manager, cast, log, days):
    for community in (None, cast.near, cast.beside, cast.far):
        log.call(community_id=community)
    page = as_manager.get_page(f"/map/?measure=calls{days}")
    assert len(page.all("[data-community]")) == LISTED
    assert len(page.html.encode()) < 10_000


def test_without_script_the_whole_table_is_one_link_away(as_manager, log, cast):
    log.call(community_id=cast.near)
    page = as_manager.get_page("/map/?measure=calls&month=2026-10")
    [table] = [link for link in page.links if link.startswith("/tallies/?by=community")]
    assert "2026-10" in table
    assert as_manager.get(table).status_code == 200


def test_a_renamed_or_moved_community_shows_at_once(app, as_manager, cast):
    as_manager.get("/map/names.json")
    before = as_manager.get("/map/data.json").get_json()["near"]
    with app.app_context():
        found = db.session.get(Community, cast.near)
        found.name, found.lat_deg, found.lon_deg = "新名社区", 36.1, 120.4
        found.version += 1
        db.session.commit()
    assert "新名社区" in as_manager.get("/map/names.json").get_json()["name"]
    after = as_manager.get("/map/data.json").get_json()["near"]
    assert before.count("0") + 1 == after.count("0")


def test_who_may_not_see_lists_gets_no_links(as_viewer, as_admin, as_member):
    assert as_viewer.get("/map/data.json").get_json()["links"] == {}
    assert as_admin.get("/map/data.json").get_json()["links"] == {"community": "/communities/{id}"}
    assert set(as_member.get("/map/data.json").get_json()["links"]) == {"community", "records"}


def test_the_figures_hold_communities_only(as_manager, log):
    log.visit(note="王桂兰家水龙头漏水")
    answer = as_manager.get("/map/data.json").get_json()
    columns = {"id", "lat", "lon", "near", "care", "amount", "last", "steps", "homes"}
    said = {"label", "unit", "unit_of_one", "words", "month", "called", "at"}
    asked = {"query", "days", "areas", "fit", "hardship", "share", "of", "made"}
    assert set(answer) == columns | said | asked | {"names", "outlines", "months", "links"}
    text = as_manager.get("/map/data.json").get_data(as_text=True)
    assert "王桂兰" not in text
    assert "漏水" not in text
    names = {"id", "name", "in", "where", "district", "subdistrict"}
    assert set(as_manager.get("/map/names.json").get_json()) == names


def test_a_community_nobody_can_place_is_mentioned(app, as_manager, cast):
    with app.app_context():
        found = db.session.get(Community, cast.near)
        for owner in (found, found.subdistrict, found.subdistrict.district):
            owner.lat_deg = owner.lon_deg = None
        db.session.commit()
    assert "个社区还没有位置，不在图上" in as_manager.get_page("/map/").text
    assert cast.near not in figures(as_manager)

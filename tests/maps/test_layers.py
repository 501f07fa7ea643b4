"""What a layer of figures holds when it is narrowed, and month by month."""

import re
from datetime import date
from itertools import accumulate

import pytest

from servicecorps.clock import Span
from servicecorps.extensions import db
from servicecorps.maps import measuring, rules
from servicecorps.maps.asked import LAYERS, Asked
from servicecorps.places import writing as places
from servicecorps.places.model import Community, Household
from servicecorps.tallies import figures as tallies

OCTOBER = Span.month(2026, 10)
COMMENDED = ("praise_call", "letter", "letter", "pennant", "media")


def drawn(client, query):
    answer = client.get(f"/map/data.json?{query}").get_json()
    amounts = zip(accumulate(answer["id"]), answer["amount"], strict=True)
    return {number: amount for number, amount in amounts if amount}


def looked(app, query):
    with app.test_request_context(f"/map/?{query}") as context:
        return measuring.found(Asked.read(context.request.args, date(2026, 10, 20)))


def logged(log, cast):
    """A little of everything, with and without a community."""
    log.visit()
    log.visit(household=cast.poor)
    log.visit(household=cast.ill, by=cast.helper)
    log.visit(household=cast.ordinary)
    log.call(community_id=cast.near, quantity=4)
    log.call(quantity=3)
    log.repair(community_id=cast.far)
    log.problem(community_id=cast.far)
    log.problem(community_id=cast.near, raised_by="staff")
    log.night_work(community_id=cast.beside)
    log.appointment(community_id=cast.beside)
    for category in COMMENDED:
        log.commendation(category, community_id=cast.near)
    log.commendation("award", community_id=cast.near)
    log.commendation("letter")


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("days", ["month=2026-10", "from=2026-10-02&to=2026-10-09"])
def test_a_layer_and_what_has_no_community_are_the_tallies(app, log, cast, layer, days):
    logged(log, cast)
    found = looked(app, f"measure={layer}&{days}")
    span = OCTOBER if "month" in days else Span(date(2026, 10, 2), date(2026, 10, 9))
    with app.test_request_context():
        table = tallies.table(span)
        made_of = ("praise_calls", "letters", "pennants", "media")
        parts = made_of if layer == "commendations" else (layer,)
        counted = sum(table.row(part).now for part in parts)
    assert found.total == counted > 0
    assert sum(found.amounts.values()) + found.beside == found.total


def test_the_list_behind_thanks_told_together_holds_exactly_these(as_manager, log, cast):
    logged(log, cast)
    answer = as_manager.get("/map/data.json?measure=commendations&month=2026-10").get_json()
    link = answer["links"]["records"].replace("{days}", answer["days"])
    page = as_manager.get_page(link.replace("{id}", str(cast.near)))
    rows = {link for link in page.links if re.fullmatch(r"/commendations/\d+", link)}
    assert len(rows) == drawn(as_manager, "measure=commendations")[cast.near] == len(COMMENDED)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("member={helper}", {"far": 1}),
        ("team={helpers}", {"far": 1}),
        ("subdistrict={far_zone}", {"far": 1}),
        ("district={near_district}", {"near": 2}),
        ("cared=1", {"near": 2, "far": 1}),
        ("category=dibao", {}),
    ],
)
def test_a_layer_is_narrowed_like_the_list_behind_it(app, as_manager, log, cast, query, left):
    logged(log, cast)
    with app.app_context():
        zone = db.session.get(Community, cast.far).subdistrict_id
    asked = query.format(
        helper=cast.helper.id,
        helpers=cast.teams["community_helpers"],
        far_zone=zone,
        near_district=cast.near_district,
    )
    wanted = {getattr(cast, name): amount for name, amount in left.items()}
    assert drawn(as_manager, f"measure=visits&month=2026-10&{asked}") == wanted


def test_a_kind_of_repair_is_told_apart_however_few(as_manager, log, cast):
    log.repair(community_id=cast.near, category="tap")
    log.repair(community_id=cast.far, category="riser")
    assert drawn(as_manager, "measure=repairs&category=riser") == {cast.far: 1}
    assert drawn(as_manager, "measure=repairs&category=dibao") == {cast.near: 1, cast.far: 1}


def visited(log, home, times):
    for day in range(1, times + 1):
        log.visit(household=home, on=date(2026, 10, day))


@pytest.mark.parametrize("layer", ["visits", "households"])
def test_few_visits_to_one_kind_of_hardship_are_shown_nowhere(as_viewer, log, cast, layer):
    visited(log, cast.ill, 4)
    query = f"measure={layer}&month=2026-10&category=serious_illness"
    assert drawn(as_viewer, query) == {}
    page = as_viewer.get_page(f"/map/?{query}")
    assert "不单独显示" in page.text
    assert not page.has("[data-community]")
    assert as_viewer.get(f"/map/months.json?{query}").get_json()["few"][-1] in (1, 4)


def test_less_than_a_district_tells_not_even_the_sum_of_few(app, as_viewer, log, cast):
    visited(log, cast.ill, 4)
    with app.app_context():
        zone = db.session.get(Community, cast.far).subdistrict_id
    query = f"measure=visits&month=2026-10&category=serious_illness&subdistrict={zone}"
    page = as_viewer.get_page(f"/map/?{query}")
    assert "2026年10月，0 户次" in page.text
    assert "不到 5 的社区不显示" in page.text
    answer = as_viewer.get(f"/map/months.json?{query}").get_json()
    assert (answer["total"][-1], answer["few"][-1]) == (0, None)


def test_five_visits_to_one_kind_of_hardship_are_shown(as_viewer, log, cast):
    visited(log, cast.ill, 5)
    query = "measure=visits&month=2026-10&category=serious_illness"
    assert drawn(as_viewer, query) == {cast.far: 5}


@pytest.mark.parametrize("layer", ["visits", "households", "calls", "commendations"])
def test_every_month_that_is_played_is_the_layer_of_that_month(as_manager, log, cast, layer):
    logged(log, cast)
    log.visit(on=date(2026, 9, 30))
    log.call(community_id=cast.far, on=date(2025, 3, 1))
    played = as_manager.get(f"/map/months.json?measure={layer}").get_json()
    first = as_manager.get(f"/map/data.json?measure={layer}").get_json()
    assert played["of"] == first["of"]
    assert (played["month"], played["month"][first["at"]]) == (first["month"], "2026-10")
    for at, month in [*enumerate(played["month"])][::-5]:
        answer = as_manager.get(f"/map/data.json?measure={layer}&month={month}").get_json()
        assert answer["amount"] == played["amount"][at]
        page = as_manager.get_page(f"/map/?measure={layer}&month={month}").text
        assert f"{played['called'][at]}，{played['total'][at]} " in page


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (OCTOBER, "2024-11", "2026-10"),
        (Span.month(2024, 11), "2024-11", "2026-10"),
        (Span.month(2020, 1), "2019-02", "2021-01"),
        (Span.month(2027, 3), "2025-04", "2027-03"),
        (Span(date(2026, 1, 5), date(2026, 3, 9)), "2024-11", "2026-10"),
    ],
)
def test_the_months_that_can_be_played_hold_the_one_asked_for(asked, first, last):
    months = [span.slug for span in rules.played(asked, date(2026, 10, 20))]
    assert (months[0], months[-1], len(months)) == (first, last, rules.MONTHS)
    assert asked.last.isoformat()[:7] in months


@pytest.mark.parametrize("name", ["member", "team", "district", "subdistrict", "category"])
def test_what_narrows_a_map_can_be_let_go(as_manager, cast, name):
    value = "dibao" if name == "category" else 1
    for layer in ("", "measure=visits&month=2026-10&"):
        page = as_manager.get_page(f"/map/?{layer}{name}={value}")
        [link] = page.all(".applied a")
        assert name not in link.attributes["href"]
        assert ("measure=visits" in link.attributes["href"]) == bool(layer)


def test_the_page_of_filters_keeps_what_is_chosen_and_leads_to_both(as_manager, as_viewer):
    query = {"measure": "repairs", "category": "tap", "team": "1", "district": "1", "cared": "1"}
    page = as_manager.get_page("/map/filter?" + "&".join(f"{k}={v}" for k, v in query.items()))
    values = page.values("main form")
    assert {name: values[name][0] for name in query} == query
    assert page.form("main form").attributes["action"] == "/map/"
    assert page.has("[formaction='/map/list']")
    assert not as_viewer.get_page("/map/filter").has("[formaction]")


def test_only_communities_with_several_homes_of_a_kind_answer_to_it(app, as_viewer, cast):
    def cared():
        answer = as_viewer.get("/map/fresh.json?category=dibao").get_json()
        return list(accumulate(answer["id"]))

    assert cared() == []
    with app.app_context():
        home = db.session.get(Household, cast.poor.id)
        for _ in range(4):
            twin = {c.name: getattr(home, c.name) for c in Household.__table__.columns}
            twin.pop("id")
            db.session.add(Household(**twin))
        db.session.commit()
    assert cared() == [cast.near]


def test_whose_communities_they_are_is_told_by_map_and_table(app, as_manager, as_viewer, cast):
    put_in_charge(app, cast.near, cast.helper.id, cast.manager.id)
    answer = as_viewer.get("/map/fresh.json?whose=1").get_json()
    whose = dict(zip(accumulate(answer["id"]), answer["whose"], strict=True))
    assert answer["people"][whose[cast.near]] == cast.helper.name
    assert answer["people"][whose[cast.far]] == ""
    page = as_manager.get_page("/map/areas")
    assert f"/map/?member={cast.helper.id}&whose=1" in page.links
    assert "没有人负责" in page.text
    assert as_viewer.get("/map/areas").status_code == 403
    assert "whose" not in as_viewer.get("/map/fresh.json").get_json()


def put_in_charge(app, community_id, member_id, by):
    with app.app_context():
        one = db.session.get(Community, community_id)
        places.amend_community(
            community_id, one.version, one.name, one.subdistrict_id, by, in_charge_id=member_id
        )


def test_a_team_looks_after_what_its_people_look_after(as_manager, cast):
    def cared(team):
        answer = as_manager.get(f"/map/fresh.json?team={cast.teams[team]}").get_json()
        return set(accumulate(answer["id"]))

    assert cared("run_wanjia") == {cast.near}
    assert cared("community_helpers") == {cast.far}


@pytest.mark.parametrize("order", ["pressing", "days", "homes", "name"])
def test_the_whole_list_says_how_it_is_sorted(as_manager, log, order):
    log.visit(on=date(2026, 1, 5))
    page = as_manager.get_page(f"/map/list?order={order}")
    [column] = page.all("th[aria-sort$=cending]")
    assert f"order={order}" in column.css_first("a").attributes["href"] or order == "pressing"

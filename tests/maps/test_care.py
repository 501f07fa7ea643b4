"""Which communities nobody has been to for too long: the same in the list, the answer, the file."""

import csv
import io
import re
from datetime import date, timedelta
from itertools import accumulate

import pytest

from servicecorps.extensions import db
from servicecorps.maps import care, showing
from servicecorps.maps.asked import AskedCare
from servicecorps.maps.care import Care, Targets
from servicecorps.places import writing as places
from servicecorps.places.model import Community, Household
from servicecorps.places.rules import freshness

TODAY = date(2026, 10, 20)
DAY = timedelta(days=1)


def looked(app, cast, **asked):
    with app.test_request_context():
        return showing.found(AskedCare(**asked), cast.manager.id, TODAY)


def by_id(found):
    return {one.id: one for one in found.care}


@pytest.mark.parametrize(
    ("days_ago", "level"),
    [(0, "in"), (23, "in"), (24, "soon"), (29, "soon"), (30, "over"), (59, "over"), (60, "far")],
)
def test_a_community_dries_out_by_its_own_target(days_ago, level):
    targets = Targets(vulnerable=10, others=30)
    one = care.of_community(1, [], TODAY - days_ago * DAY, targets, TODAY)
    assert (one.level, one.over) == (level, days_ago - 30)
    assert care.of_community(1, [], one.last, targets, TODAY, days=180).level == "in"


def test_communities_with_homes_are_in_our_care_and_others_are_not(app, cast):
    found = looked(app, cast)
    assert set(by_id(found)) == {home.community_id for home in cast.homes()}
    assert found.rest > 700
    assert sum(found.levels.values()) == len(found.care)


def test_a_visit_makes_it_fresh_and_nobody_home_does_not(app, cast, log):
    log.visit(household=cast.alone, on=TODAY - 5 * DAY)
    assert by_id(looked(app, cast))[cast.alone.community_id].level == "in"
    log.visit(household=cast.ill, on=TODAY - 5 * DAY, outcome="not_home")
    assert by_id(looked(app, cast))[cast.ill.community_id].level == "never"


def test_a_visit_before_the_logbook_starts_the_clock_without_counting(app, cast, ask):
    told = {"visited_before_on": date(2026, 8, 1), "in_charge_id": cast.helper.id}
    ask(amend, cast.beside, cast.manager.id, **told)
    found = looked(app, cast)
    one = by_id(found)[cast.beside]
    assert (one.last, one.target) == (date(2026, 8, 1), 90)
    assert found.in_charge[cast.beside] == cast.helper.id
    assert found.began is None


def amend(community_id, by, **more):
    one = db.session.get(Community, community_id)
    places.amend_community(community_id, one.version, one.name, one.subdistrict_id, by, **more)


def test_only_vulnerable_homes_shorten_the_target(app, cast, ask):
    targets = {one.id: one.target for one in looked(app, cast).care}
    assert targets[cast.alone.community_id] == 30
    ask(make_ordinary, cast.near)
    assert by_id(looked(app, cast))[cast.near].target == 90


def make_ordinary(community_id):
    for home in db.session.scalars(db.select(Household).filter_by(community_id=community_id)):
        home.main_category = "ordinary"
    db.session.commit()


def test_few_overdue_homes_are_not_told_apart():
    told = [Care(1, None, 30, 9, number, "never", None).pressing for number in (0, 1, 4, 5, 8)]
    assert told == [0, 1, 1, 5, 8]


def test_the_order_of_the_list():
    def one(number, ago, pressing=0, homes=1):
        last = None if ago is None else TODAY - ago * DAY
        over = None if ago is None else ago - 30
        return Care(number, last, 30, homes, pressing, freshness(last, 30, TODAY), over)

    every = [one(1, 100), one(2, None), one(3, 40, pressing=6), one(4, 10), one(5, 90, homes=7)]
    names = {1: "丁", 2: "丙", 3: "乙", 5: "甲"}

    def ordered(order):
        return [found.id for found in care.due(every, order, names)]

    assert ordered("pressing") == [3, 2, 1, 5]
    assert ordered("days") == [2, 1, 5, 3]
    assert ordered("homes") == [5, 2, 1, 3]
    assert ordered("name") == sorted(names, key=names.get)


@pytest.mark.parametrize("query", ["", "?days=45", "?district=1", "?mine=1", "?member=3&days=7"])
def test_list_file_and_answer_name_the_same_communities(as_manager, cast, log, query):
    log.visit(household=cast.alone, on=TODAY - 40 * DAY)
    log.visit(household=cast.ill, on=TODAY - 8 * DAY)
    answer = as_manager.get(f"/map/fresh.json{query}").get_json()
    drawn = set(levels(answer))
    page = as_manager.get_page(f"/map/list{query}")
    listed = {int(link[13:]) for link in page.links if re.fullmatch(r"/communities/\d+", link)}
    text = as_manager.get(f"/map/list.csv{query}").get_data(as_text=True)
    filed = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]
    assert drawn == listed
    assert len(filed) == len(drawn)
    if drawn:
        assert f"{len(drawn)} 个社区该去了" in page.text


def levels(answer):
    """Say from the answer alone which communities are due, as the script does."""
    found = {}
    rows = zip(
        accumulate(answer["id"]), answer["care"], answer["last"], answer["target"], strict=True
    )
    for number, cared, last, target in rows:
        days = answer["days"] or target
        if cared == "1" and (not last or answer["today"] - last >= days):
            found[number] = last
    return found


def test_the_sentence_names_the_longest_and_the_never_visited(app, cast, log):
    log.visit(household=cast.alone, on=TODAY - 40 * DAY)
    with app.test_request_context():
        found = showing.found(AskedCare(), cast.manager.id, TODAY)
        told = showing.sentence(found)
    assert told.startswith("截至2026年10月20日，")
    assert "等 1 个社区已有 40 天以上未走访；" in told
    assert told.endswith("个社区没有走访记录。")


def test_a_viewer_sees_no_links_into_lists(as_viewer):
    answer = as_viewer.get("/map/fresh.json").get_json()
    assert answer["links"] == {}
    assert as_viewer.get("/map/list").status_code == 403
    assert as_viewer.get("/map/list.csv").status_code == 403


def test_a_visit_is_planned_from_the_list(as_manager, cast):
    page = as_manager.get_page(f"/households/pick/visit?plan=1&community={cast.near}")
    links = [link for link in page.links if "/visits/new" in link]
    assert links
    form = as_manager.get_page(links[0])
    assert form.values()["planned"] == ["planned"]

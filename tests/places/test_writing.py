"""Households and communities: changed with a discreet trace, found by what people know."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from servicecorps.errors import Invalid, Stale
from servicecorps.history import queries as history
from servicecorps.places import queries, writing


def values(home, **changed):
    return {name: getattr(home, name) for name in writing._FACTS} | changed


def change(ask, cast, version=None, **changed):
    home = ask(queries.household, cast.alone.id)
    args = (home.id, version or home.version, values(home, **changed), [], cast.manager.id)
    ask(writing.amend_household, *args)


def test_the_history_of_a_household_gives_nothing_away(ask, cast):
    change(
        ask,
        cast,
        phone="13912345678",
        door="7号101",
        contact_name="王桂芝",
        preferences="门禁码1234",
    )
    *_, line = ask(history.changes_of, "household", cast.alone.id)
    told = repr(line.changes)
    assert set(line.changes) == {"phone", "door", "contact_name", "preferences"}
    assert line.changes["phone"] == ["138****1111", "139****5678"]
    for secret in ("13912345678", "7号101", "桂", "1234'", "门禁"):
        assert secret not in told


def test_the_second_to_change_a_household_is_told(ask, cast):
    change(ask, cast, street="闽江路")
    with pytest.raises(Stale):
        change(ask, cast, version=1, street="香港中路")
    assert ask(queries.household, cast.alone.id).street == "闽江路"


def test_of_several_who_change_a_community_at_once_one_is_first(app, cast):
    def rename(number):
        with app.app_context():
            zone = queries.community(cast.far).subdistrict_id
            start.wait()
            try:
                writing.amend_community(cast.far, 1, f"新名{number}", zone, cast.manager.id)
            except Stale:
                return False
            return True

    start = threading.Barrier(4)
    with ThreadPoolExecutor(4) as people:
        assert sum(people.map(rename, range(4))) == 1


def test_further_categories_are_kept_beside_the_main_one(ask, cast):
    home = ask(queries.household, cast.alone.id)
    more = ["disabled", "elder_alone", "dibao"]
    ask(writing.amend_household, home.id, 1, values(home), more, cast.manager.id)
    found = ask(queries.household, home.id)
    assert {row.category for row in found.categories} == {"disabled", "dibao"}


@pytest.mark.parametrize(
    "words", ["王桂兰", "桂兰", "王", "wgl", "WGL", "13812341111", "138 1234 1111", "江西路"]
)
def test_a_household_is_found_by_what_people_know_of_it(ask, cast, words):
    assert cast.alone.id in {home.id for home in ask(queries.find_households, words)}


@pytest.mark.parametrize("words", ["%", "_", "\\", "陌生人", "' OR 1=1 --", "1381234", "桂"])
def test_signs_of_sql_and_a_letter_of_a_masked_name_find_nothing(ask, cast, words):
    assert list(ask(queries.find_households, words)) == []


def test_a_community_is_added_found_and_named_once_a_subdistrict(ask, cast):
    zone = ask(queries.subdistricts)[0].id
    ask(writing.add_community, "测试里社区", zone, cast.manager.id, aliases=["测试里居委会"])
    for words in ("测试里", "csl"):
        found = ask(queries.communities_page, None, words, 0, 10)
        assert "测试里社区" in {one.name for one in found}
    for typed in ("测试里社区", "测试里", "测试里居委会"):
        assert len(ask(queries.communities_called, typed)) == 1
    with pytest.raises(Invalid):
        ask(writing.add_community, "测试里社区", zone, cast.manager.id)


def test_the_suggested_label_leads_to_exactly_its_community(ask):
    names = list(ask(queries.community_names).values())
    for name in names[::40]:
        assert ask(queries.communities_called, name.label) == [name.id], name.label


def test_a_name_that_stands_for_several_communities_finds_all_of_them(ask):
    by_name = {}
    for name in ask(queries.community_names).values():
        by_name.setdefault(name.name, []).append(name.id)
    shared, ids = next((name, ids) for name, ids in by_name.items() if len(ids) > 1)
    assert set(ids) <= set(ask(queries.communities_called, shared))

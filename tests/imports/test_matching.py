"""Who and where is meant: certain or offered, never assumed."""

import pytest
from flask_babel import force_locale

from servicecorps.imports.cells import folded
from servicecorps.imports.drafts import DRAFTS
from servicecorps.imports.kinds import TABLES
from servicecorps.imports.known import Said
from servicecorps.imports.spellings import LOCALES, spellings
from tests.conftest import inside
from tests.imports.office import KNOWN

PLACES, HOMES, PEOPLE = KNOWN.places, KNOWN.homes, KNOWN.people


@pytest.mark.parametrize(
    ("name", "district", "found"),
    [
        ("江西路", "", 1),
        ("江西路社区", "", 1),
        ("江西路社区居委会", "", 1),
        ("旧江西路", "", 1),
        ("大尧社区居民委员会", "", 2),
        ("大尧（市南区 八大湖）", "", 2),
        ("市南区香港中路街道江西路社区", "", 1),
        ("重名", "市北区", 4),
        ("重名", "市北", 4),
        ("重名社区", "市南区", 3),
    ],
)
def test_a_community_is_known_by_its_names_and_where_it_lies(name, district, found):
    assert PLACES.called(name, district).id == found


def test_a_community_of_several_or_of_none_is_offered():
    assert PLACES.called("重名") == (None, "community_several", (3, 4))
    assert PLACES.called("江西璐") == (None, "community_unknown", (1,))
    assert PLACES.called("江西路", "市北区").id is None


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (Said(1, "王桂兰", "13812341111", "", ""), (1, "")),
        (Said(None, "王桂兰", "", "10001", ""), (1, "")),
        (Said(1, "王桂兰", "", "", "江西路12号"), (1, "")),
        (Said(1, "", "13812341111", "", ""), (1, "")),
        (Said(1, "李建国", "", "", ""), (None, "household_by_name")),
        (Said(1, "王桂兰", "13999999999", "", ""), (None, "household_differs")),
        (Said(1, "张三", "13812341111", "", ""), (None, "household_differs")),
        (Said(1, "张三", "", "10001", ""), (None, "household_differs")),
        (Said(2, "王桂兰", "", "", ""), (None, "household_several")),
        (Said(2, "王桂兰", "13800003333", "", ""), (4, "")),
        (Said(2, "李建国", "", "", ""), (None, "household_unknown")),
        (Said(None, "李建国", "", "", ""), (None, "household_several")),
    ],
)
def test_a_household_is_certain_only_by_more_than_its_name(said, found):
    assert HOMES.called(said)[:2] == found


def test_name_and_community_are_enough_once_it_is_said():
    assert HOMES.called(Said(1, "李建国", "", "", ""), by_name=True).id == 2
    assert HOMES.called(Said(1, "王桂兰", "13999999999", "", ""), by_name=True).id is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("林思东", ["林思东"]),
        ("林思东、王林", ["林思东", "王林"]),
        ("林思东，lin；wang2", ["林思东", "lin", "wang2"]),
        ("Ann Lee", ["Ann Lee"]),
        ("林思东 wang2", ["林思东", "wang2"]),
    ],
)
def test_several_members_stand_in_one_cell(text, names):
    assert PEOPLE.listed(text) == names


def test_members_of_one_name_are_told_apart_by_user_name():
    assert PEOPLE.called("wang2").id == 3
    assert PEOPLE.called("王林") == (None, "member_several", (2, 3))
    assert PEOPLE.called("林思冬").candidates == (1,)


def test_every_word_of_every_vocabulary_is_taken_in_both_languages(wordy):
    def missing():
        return [
            (table.slug, column.slug, slug)
            for table in TABLES.values()
            for column in table.columns
            for slug, label in (column.vocabulary or {}).items()
            for locale in LOCALES
            if {spelled(column, label, locale), spelled(column, slug, locale)} != {slug}
        ]

    assert inside(wordy, missing) == []


def spelled(column, word, locale):
    with force_locale(locale):
        return spellings(column).get(folded(str(word)))


def test_every_kind_has_its_rules():
    assert set(DRAFTS) == set(TABLES)

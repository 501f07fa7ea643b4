"""Digests: the same everywhere, different for every change, still right when values are gone."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from servicecorps.history import rules
from servicecorps.history.rules import Line, Stretch

AT = datetime(2026, 10, 19, 7, 30)  # noqa: DTZ001 – as moments are stored
STRETCH = Stretch("history", date(2026, 10, 19), 3, 9, 5)


@pytest.fixture
def line():
    """A sealed line."""
    fields, values, salt = (
        (7, "record", 3, 1, "amend", AT),
        ("错字", {"note": ["a", "b"]}),
        b"s" * 16,
    )
    of_values = rules.value_digest(salt, values)
    digest = rules.line_digest("history", fields, of_values)
    return Line(7, AT, fields, values, salt, None, digest)


def erased(line):
    stands_for = rules.value_digest(line.salt, line.values)
    return replace(line, values=("", {"note": ["", ""]}), salt=None, value_digest=stands_for)


def test_a_line_holds_as_sealed_and_with_its_values_erased(line):
    assert rules.holds("history", line)
    assert rules.holds("history", erased(line))
    assert (line.is_erased, erased(line).is_erased) == (False, True)


@pytest.mark.parametrize(
    "change",
    [
        {"fields": (7, "record", 3, 2, "amend", AT)},
        {"fields": (7, "record", 3, 1, "amend", AT.replace(second=1))},
        {"values": ("错字", {"note": ["a", "c"]})},
        {"values": ("", {})},
        {"salt": b"t" * 16},
        {"salt": None},
        {"digest": b"d" * 32},
        {"digest": None},
    ],
)
def test_whatever_is_changed_a_line_no_longer_holds(line, change):
    assert not rules.holds("history", replace(line, **change))


def test_an_erased_line_holds_no_new_values_and_no_other_fields(line):
    assert not rules.holds("history", replace(erased(line), values=("neu", {})))
    assert not rules.holds("history", replace(erased(line), values=("", {"note": ["", "x"]})))
    assert not rules.holds("history", replace(erased(line), fields=(8, *line.fields[1:])))
    assert not rules.holds("looks", erased(line))


def test_the_order_of_a_dictionary_is_no_change():
    assert rules.canonical({"a": 1, "b": None}) == rules.canonical({"b": None, "a": 1})


def test_salts_differ():
    assert rules.value_digest(rules.new_salt(), ["王"]) != rules.value_digest(
        rules.new_salt(), ["王"]
    )


@pytest.mark.parametrize(
    "change",
    [{"day": date(2026, 10, 20)}, {"first_id": 2}, {"last_id": 8}, {"count": 4}, {"book": "looks"}],
)
def test_a_seal_covers_what_it_says_it_covers(change):
    digests = [b"a" * 32, b"b" * 32]
    whole = rules.seal_hash(rules.NOTHING, STRETCH, digests)
    assert whole != rules.seal_hash(rules.NOTHING, replace(STRETCH, **change), digests)
    assert whole != rules.seal_hash("1" * 64, STRETCH, digests)
    assert whole != rules.seal_hash(rules.NOTHING, STRETCH, digests[::-1])

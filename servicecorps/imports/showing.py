"""What the import pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from servicecorps.formats import count
from servicecorps.imports import queries, reasons, steps
from servicecorps.imports.kinds import TABLES
from servicecorps.imports.model import ImportedFile
from servicecorps.imports.outcome import Group, Offer, Outcome
from servicecorps.imports.tables import Column, Table
from servicecorps.people import queries as people
from servicecorps.people.model import SignedIn
from servicecorps.people.rules import masked_name, masked_phone
from servicecorps.places import queries as places
from servicecorps.records import kinds

_NAMED_ROWS = 3


@dataclass
class Line:
    """An import in the list."""

    id: int
    label: str
    icon: str
    rows: int
    kept: int
    at: Any
    who: str
    name: str
    undone: bool
    state: str


@dataclass
class Index:
    """The kinds somebody may bring in, what waits, what was brought in."""

    tables: list[Table]
    waiting: list[Line]
    done: list[Line]


def index(viewer: SignedIn) -> Index:
    """Return what the start page of the imports shows."""
    tables = [table for table in TABLES.values() if viewer.may(table.permission)]
    slugs = {table.slug for table in tables}
    names = people.all_names()
    return Index(
        tables,
        [_line(one, viewer, names) for one in queries.waiting_of(viewer.id) if one.kind in slugs],
        [_line(one, viewer, names) for one in queries.latest(slugs)],
    )


def _line(stored: ImportedFile, viewer: SignedIn, names: Mapping[int, str]) -> Line:
    table = TABLES[stored.kind]
    return Line(
        id=stored.id,
        label=table.label,
        icon=table.icon,
        rows=stored.rows,
        kept=stored.found.get("kept", 0),
        at=stored.imported_at,
        who=names.get(stored.by_id or 0, ""),
        name=stored.name if stored.by_id == viewer.id else "",
        undone=stored.state == "undone",
        state=stored.state,
    )


@dataclass
class Heading:
    """A column of a file and what it is taken for."""

    place: int
    text: str
    chosen: str


def headings(stored: ImportedFile, typed: Mapping[int, str] | None = None) -> list[Heading]:
    """Return the columns of a file as they are mapped, or as somebody typed just now."""
    mapped = stored.asked.get("columns", {})
    return [
        Heading(place, text, typed.get(place, "") if typed else mapped.get(str(place), ""))
        for place, text in enumerate(stored.asked.get("headings", []))
        if text
    ]


@dataclass
class Errors:
    """Refusals of one reason in one column, in words."""

    column: str
    sentence: str
    count: int
    samples: list[tuple[str, str]]


@dataclass
class Question:
    """Words that may mean several things, with what may be chosen."""

    key: str
    column: str
    shown: str
    count: int
    row: int
    choices: list[tuple[str, str]]
    chosen: str


@dataclass
class Preview:
    """What a check found, in words."""

    table: Table
    outcome: Outcome
    errors: list[Errors]
    questions: list[Question]
    twins: list[tuple[str, str]]
    asks: dict[str, int]
    unread: list[str]
    hidden: list[str]
    unused: list[str]


def preview(stored: ImportedFile, outcome: Outcome) -> Preview:
    """Return what the last check of a file found."""
    table = TABLES[stored.kind]
    sheets, mapped = steps.sheets_of(stored), stored.asked.get("columns", {})
    read = stored.asked.get("sheet", "")
    asks = {reason: number for reason, number in outcome.asked().items() if reason in reasons.ASKED}
    answered = {
        "day_order": "order",
        "day_year": "year",
        "household_by_name": "by_name",
        "crs": "crs",
        "outside": "outside",
    }
    asks |= {reason: 0 for reason, name in answered.items() if stored.asked.get(name)} | asks
    return Preview(
        table=table,
        outcome=outcome,
        errors=[_errors(table, group) for group in _most_first(outcome)],
        questions=_questions(table, outcome, stored.asked.get("choices", {})),
        twins=[_twin(row, what, number) for row, what, number in outcome.twins],
        asks=asks,
        unread=[title for title in sheets.visible if title != read],
        hidden=sheets.hidden,
        unused=[one.text for one in headings(stored) if str(one.place) not in mapped],
    )


def _most_first(outcome: Outcome) -> list[Group]:
    return sorted(outcome.groups.values(), key=lambda group: -group.count)


def _errors(table: Table, group: Group) -> Errors:
    samples = [
        (value, _("、").join(count(row) for row in rows[:_NAMED_ROWS]))
        for value, rows in group.samples.items()
    ]
    sentence = reasons.sentence(group.reason, **group.facts)
    return Errors(table.by_slug[group.column].label, sentence, group.count, samples)


def _twin(row: int, what: str, number: int) -> tuple[str, str]:
    """Return what a likely twin says, and the address of the other if it has one."""
    if what == "row":
        return _("第 %(row)s 行和第 %(other)s 行", row=row, other=number), ""
    endpoints = {"households": "registers.household", "members": "people.member"}
    if what in endpoints:
        named: dict[str, Any] = {f"{what.removesuffix('s')}_id": number}
        url = url_for(endpoints[what], **named)
    else:
        room = kinds.of(what).room
        url = url_for(f"{room}.show", record_id=number)
    return _("第 %(row)s 行和已有的一条", row=row), url


def _questions(table: Table, outcome: Outcome, chosen: Mapping[str, str]) -> list[Question]:
    candidates = _Candidates(outcome.offers.values())
    return [
        Question(
            key,
            table.by_slug[offer.column].label,
            offer.shown,
            offer.count,
            offer.row,
            candidates.of(table.by_slug[offer.column], offer),
            chosen.get(key, ""),
        )
        for key, offer in outcome.offers.items()
    ]


class _Candidates:
    """The names of whoever may be meant, read once."""

    def __init__(self, offers: Any) -> None:
        self.places = places.community_names()
        self.people = people.all_names()
        homes = {one for offer in offers if offer.column == "contact" for one in offer.candidates}
        self.homes = places.households_by_ids(homes)

    def of(self, column: Column, offer: Offer) -> list[tuple[str, str]]:
        """Return (value, label) of what may be chosen."""
        found: Sequence[Any] = offer.candidates
        if column.parse in ("choice", "choices") and column.vocabulary is not None:
            return [(slug, column.vocabulary.label(slug)) for slug in column.vocabulary]
        if column.parse in ("choice", "choices"):
            return [(slug, {"1": _("表前"), "0": _("表后")}.get(slug, slug)) for slug in found]
        if column.slug == "community":
            return [(str(one), self.places[one].label) for one in found if one in self.places]
        if column.slug == "contact":
            return [(str(one), self._home(one)) for one in found if one in self.homes]
        return [(str(number), name) for number, name in self.people.items()]

    def _home(self, number: int) -> str:
        home = self.homes[number]
        facts = (masked_name(home.contact_name), home.community.name, home.street)
        return " ".join(part for part in (*facts, masked_phone(home.phone)) if part)


def result_link(stored: ImportedFile) -> str:
    """Return where the imported things are seen."""
    table = TABLES[stored.kind]
    if not table.record:
        return {
            "households": url_for("registers.households", whose="all"),
            "members": url_for("people.members"),
        }.get(table.slug, url_for("registers.communities"))
    room = kinds.of(table.record).room
    found = stored.found
    span: dict[str, Any] = {"from": found.get("first") or None, "to": found.get("last") or None}
    return url_for(f"{room}.index", **span)

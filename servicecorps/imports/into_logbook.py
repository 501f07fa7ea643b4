"""Put checked rows into the logbook: bulk inserts, the counters brought in line once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from servicecorps import clock
from servicecorps.clock import Span
from servicecorps.counters import writing as counters
from servicecorps.counters.rules import VISITS, Contribution, Deltas
from servicecorps.counters.writing import Subject
from servicecorps.imports import bulk, queries
from servicecorps.imports.bulk import Tell
from servicecorps.places import queries as places
from servicecorps.records import kinds
from servicecorps.records.model import Record, RecordMember
from servicecorps.records.writing import HANDED_ON


@dataclass
class Made:
    """A record about to be stored."""

    kind: str
    # A stand-in of its kind's model.
    record: Any
    members: list[int]
    opener: "Made | None" = None
    id: int = 0


@dataclass
class Batch:
    """What all records of an import share, and what they change in the figures."""

    import_id: int
    by: int | None
    deltas: Deltas = field(default_factory=Deltas)
    reached: dict[Subject, date] = field(default_factory=dict)
    # Days on which a household was visited and counted, by (household, year).
    before: dict[tuple[int, int], set[date]] = field(default_factory=lambda: defaultdict(set))
    after: dict[tuple[int, int], set[date]] = field(default_factory=lambda: defaultdict(set))
    # Household-days that have their one counted visit.
    taken: set[tuple[int, date]] = field(default_factory=set)
    added: int = 0


def put(
    kind: str, items: Iterable[tuple[dict[str, Any], list[int]]], batch: Batch, tell: Tell
) -> int:
    """Store records of a kind and what is made together with them; return how many.

    Households whose visits may compete are locked by `hold` beforehand.
    """
    for some in bulk.pieces(items):
        made = list(_made(kind, some))
        for one, number in zip(made, queries.new_ids(Record, len(made)), strict=True):
            one.id = number
            _count(one, batch)
        _store(made, batch)
        batch.added += len(made)
        tell(batch.added)
    _bring_in_line(batch)
    return batch.added


def hold(household_ids: set[int], days: Span, batch: Batch) -> None:
    """Let nobody else settle these households' visits, and learn which of their days count."""
    for some in queries.in_pieces(household_ids):
        places.lock_households(some)
    years = Span(date(days.first.year, 1, 1), date(days.last.year, 12, 31))
    for household_id, day, measure in queries.counted_days(household_ids, years.first, years.last):
        batch.taken.add((household_id, day))
        if measure == VISITS:
            batch.before[household_id, day.year].add(day)


def _made(kind: str, some: list[tuple[dict[str, Any], list[int]]]) -> Iterator[Made]:
    for values, members in some:
        first = _one(kind, values, members, None)
        yield first
        # A praise call and its thanks are one thing: each comes with the other.
        for other, more in first.record.companions():
            handed = {name: values.get(name) for name in HANDED_ON}
            yield _one(other, handed | more, members, first)


def _one(kind: str, values: dict[str, Any], members: list[int], opener: Made | None) -> Made:
    plain, usual = _blank(kind)
    record = plain()
    vars(record).update(usual | values)
    record.become(values["status"])
    record.measure = record.counts_as()
    return Made(kind, record, members, opener)


@cache
def _blank(kind: str) -> tuple[type[Any], dict[str, Any]]:
    """Return the stand-in of a kind, and what its columns hold where nothing is said."""
    model = kinds.of(kind).model
    return stand_in(model), bulk.usual(Record) | bulk.usual(model)


# What a model knows of its records by their values alone.
_BORROWED = ("STATES", "COUNTS_ONCE_A_DAY", "become", "counts_as", "companions", "of_which")


@cache
def stand_in(model: type[Record]) -> type[Any]:
    """Return a plain class with the rules of a kind: a mapped object costs ten times as much."""
    borrowed = {name: getattr(model, name) for name in _BORROWED}
    return type(f"Plain{model.__name__}", (), borrowed | {"model": model})


def worth(one: Made) -> Contribution:
    """Return what a record about to be stored, or taken out, adds to the figures."""
    record = one.record
    return Contribution(
        happened_on=record.happened_on,
        measure=record.measure or "",
        quantity=record.quantity,
        minutes=(record.minutes or 0) if record.state == "done" else 0,
        category=record.category,
        team_id=record.team_id or 0,
        community_id=record.community_id or 0,
        household_id=record.household_id or 0,
        member_ids=tuple(sorted(one.members)),
        of_which=record.of_which(),
    )


def _count(one: Made, batch: Batch) -> None:
    record = one.record
    if record.COUNTS_ONCE_A_DAY and record.measure:
        day = (record.household_id or 0, record.happened_on)
        if day in batch.taken:
            # Another visit of the day stands before it, in the logbook or in the file.
            record.measure = None
        batch.taken.add(day)
    adds = worth(one)
    batch.deltas.add(adds)
    if record.COUNTS_ONCE_A_DAY and record.measure:
        if record.measure == VISITS:
            batch.after[adds.household_id, adds.happened_on.year].add(adds.happened_on)
        for subject in (("community", adds.community_id), ("household", adds.household_id)):
            if subject[1]:
                latest = batch.reached.get(subject, date.min)
                batch.reached[subject] = max(latest, adds.happened_on)


def _store(made: list[Made], batch: Batch) -> None:
    now = clock.now()
    shared = {"source": "import", "typed_at": now, "received_at": now, "recorded_by": batch.by}
    every, own, crews = [], defaultdict(list), []
    for one in made:
        record = one.record
        opener = one.opener.id if one.opener else None
        whole = vars(record) | shared | {"id": one.id, "kind": one.kind, "opened_from_id": opener}
        every.append(whole)
        own[record.model].append(whole)
        crew = {"record_id": one.id, "kind": one.kind, "happened_on": record.happened_on}
        crews += [crew | {"member_id": member_id} for member_id in one.members]
    bulk.pour(Record, every, _columns(Record))
    for model, rows in own.items():
        bulk.pour(model, rows, _columns(model))
    bulk.pour(RecordMember, crews)
    bulk.tie(batch.import_id, "record", [one.id for one in made], batch.by)


@cache
def _columns(model: type[Record]) -> list[str]:
    return [column.name for column in model.__table__.columns]


def _bring_in_line(batch: Batch) -> None:
    for home, days in batch.after.items():
        before = batch.before.get(home, set())
        batch.deltas.reach(before, before | days)
    counters.apply(batch.deltas)
    counters.mark_visits(batch.reached)

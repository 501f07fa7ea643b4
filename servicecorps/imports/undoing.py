"""Undo a whole import: what nobody has touched since goes, what somebody has stays and is told."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, delete, select, union, update

from servicecorps.attachments.model import Attachment
from servicecorps.counters import writing as counters
from servicecorps.counters.rules import VISITS, Deltas
from servicecorps.errors import Invalid
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.imports import queries
from servicecorps.imports.into_logbook import Made, stand_in, worth
from servicecorps.imports.model import ImportedFile
from servicecorps.imports.tied import Undone, forget, rows_of
from servicecorps.imports.undoing_registers import OF
from servicecorps.imports.undoing_visits import next_in_line, settled_marks
from servicecorps.places import queries as places
from servicecorps.records import kinds
from servicecorps.records.model import Record, RecordMember

# Asked for the months that are signed, as 2026-10; whoever signs months adds to it.
SIGNED_MONTHS: list[Callable[[], Collection[str]]] = []


def signed_months() -> set[str]:
    """Return the months that are signed."""
    return {month for source in SIGNED_MONTHS for month in source()}


def undo(import_id: int, by: int) -> Undone:
    """Undo an import; one that is undone already changes nothing.

    Raises:
        Missing: there is none.
        Invalid: a month it touches is signed.
    """
    with transaction():
        queries.one_at_a_time()
        stored = queries.for_change(import_id)
        if stored.state != "done":
            return Undone(stored.found.get("gone", 0), stored.found.get("kept", 0))
        undone = OF.get(stored.kind, _records)(stored, by)
        stored.state = "undone"
        stored.found = stored.found | {"gone": undone.gone, "kept": undone.kept}
        told = {"rows": [undone.gone + undone.kept, undone.kept]}
        history.note("import", stored.id, by, "undo", changes=told)
    return undone


def _records(stored: ImportedFile, by: int) -> Undone:
    """Take records out of every figure; those somebody changed or built on are withdrawn."""
    ours = rows_of(stored.id, "record")
    standing = select(Record.id).where(Record.id.in_(ours), Record.state != "withdrawn")
    facts = _facts(ours)
    _refuse_signed({day.isoformat()[:7] for day in facts.days})
    homes = {home for home, _day in facts.counted}
    for some in queries.in_pieces(homes):
        places.lock_households(some)
    touched = set(db.session.scalars(_touched_records(ours)))
    kept = set(db.session.scalars(standing)) & touched
    _withdraw(kept, by)
    gone = _remove_records(stored.id, ours, touched, by)
    deltas = facts.deltas
    next_in_line(facts.counted, deltas, facts.after)
    for home in facts.visited | set(facts.after):
        left = _days_left(home)
        before = facts.before[home] if home in facts.before else left - facts.after[home]
        deltas.reach(before, left)
    counters.apply(deltas)
    settled_marks(facts.subjects)
    return Undone(gone, len(touched))


def _withdraw(kept: set[int], by: int) -> None:
    base: Any = Record.__table__
    for some in queries.in_pieces(kept):
        db.session.execute(
            update(base)
            .where(base.c.id.in_(some))
            .values(
                status_before=base.c.status,
                status="withdrawn",
                state="withdrawn",
                measure=None,
                version=base.c.version + 1,
            )
        )
        for number in some:
            history.note("record", number, by, "withdraw", reason=_("撤销导入"))


@dataclass
class Facts:
    """What the records of an import are worth to the figures before it is undone."""

    days: set[date]
    deltas: Deltas
    # Household-days whose one counted visit is the import's.
    counted: set[tuple[int, date]]
    visited: set[tuple[int, int]]
    before: dict[tuple[int, int], set[date]]
    after: dict[tuple[int, int], set[date]]
    subjects: set[tuple[str, int]]


def _facts(ours: Select[Any]) -> Facts:
    facts = Facts(set(), Deltas(), set(), set(), defaultdict(set), defaultdict(set), set())
    crews: defaultdict[int, list[int]] = defaultdict(list)
    members = select(RecordMember.record_id, RecordMember.member_id)
    for record_id, member_id in db.session.execute(members.where(RecordMember.record_id.in_(ours))):
        crews[record_id].append(member_id)
    for kind in kinds.every():
        table, base = kind.model.__table__, Record.__table__
        query = (
            select(base, *(column for column in table.columns if column.name != "id"))
            .join(table, table.c.id == base.c.id)
            .where(base.c.id.in_(ours))
        )
        for row in db.session.connection().execute(query).mappings():
            record = stand_in(kind.model)()
            vars(record).update(row)
            made = Made(kind.slug, record, crews[row["id"]])
            _take(facts, worth(made), kind.slug)
    for home in facts.visited:
        facts.before[home] = _days_left(home)
    return facts


def _take(facts: Facts, one: Any, kind: str) -> None:
    facts.days.add(one.happened_on)
    facts.deltas.add(one, -1)
    if kind != "visit" or not one.measure:
        return
    facts.counted.add((one.household_id, one.happened_on))
    if one.measure == VISITS:
        facts.visited.add((one.household_id, one.happened_on.year))
    facts.subjects |= {("household", one.household_id), ("community", one.community_id)}


def _days_left(home: tuple[int, int]) -> set[date]:
    household_id, year = home
    rows = queries.counted_days([household_id], date(year, 1, 1), date(year, 12, 31))
    return {day for _home, day, measure in rows if measure == VISITS}


def _refuse_signed(months: set[str]) -> None:
    signed = sorted(months & signed_months())
    if signed:
        raise Invalid(_("%(month)s 已经签定，不能再撤销这次导入", month=_("、").join(signed)))


def _touched_records(ours: Select[Any]) -> Any:
    """Records somebody amended, noted on, hung pictures on or built another on."""
    return union(
        select(Record.id).where(Record.id.in_(ours), Record.version > 1),
        select(Attachment.record_id).where(Attachment.record_id.in_(ours)),
        select(Record.opened_from_id).where(
            Record.opened_from_id.in_(ours), Record.id.not_in(ours)
        ),
    )


def _remove_records(import_id: int, ours: Select[Any], touched: set[int], by: int) -> int:
    """Remove what nobody touched: nothing refers to it, and the file is its source."""
    # A companion goes with its opener or stays with it.
    pairs = select(Record.id, Record.opened_from_id).where(
        Record.id.in_(ours), Record.opened_from_id.is_not(None)
    )
    for number, opener in db.session.execute(pairs).all():
        if number in touched or opener in touched:
            touched |= {number, opener or number}
    every = sorted(set(db.session.scalars(ours)) - touched, reverse=True)
    tables: list[Any] = [kind.model.__table__ for kind in kinds.every()]
    for start in range(0, len(every), 500):
        some = every[start : start + 500]
        db.session.execute(delete(RecordMember).where(RecordMember.record_id.in_(some)))
        for table in tables:
            db.session.execute(delete(table).where(table.c.id.in_(some)))
    base: Any = Record.__table__
    for start in range(0, len(every), 500):
        some = every[start : start + 500]
        db.session.execute(update(base).where(base.c.id.in_(some)).values(opened_from_id=None))
    forget(import_id, base, every, by)
    return len(every)

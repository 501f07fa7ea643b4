"""Read the history of one thing, and the books from line to line."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Table, func, inspect, select, text

from servicecorps import clock
from servicecorps.extensions import db
from servicecorps.history.model import Change, Export, ExportHousehold, Look, Refusal, Seal
from servicecorps.history.rules import NOTHING, Line


def changes_of(subject_type: str, subject_id: int) -> Sequence[Change]:
    """Return the changes of one thing, oldest first."""
    lines = db.session.scalars(
        select(Change)
        .where(Change.subject_type == subject_type, Change.subject_id == subject_id)
        .order_by(Change.id)
    ).all()
    # SQLite gives the number of a removed row to a new one, whose life begins behind that.
    ends = [place for place, line in enumerate(lines, 1) if line.action == "remove"]
    return (lines[ends[-1] :] or lines) if ends else lines


def looks_at(household_id: int, limit: int = 100, before: int = 0) -> Sequence[Look]:
    """Return who opened a household in clear, latest first; older than a look, if one is given."""
    query = select(Look).where(Look.household_id == household_id)
    if before:
        query = query.where(Look.id < before)
    return db.session.scalars(query.order_by(Look.id.desc()).limit(limit)).all()


def revealed_by(member_id: int, since: datetime) -> set[int]:
    """Return the households somebody opened by giving a reason since a moment (UTC)."""
    query = select(Look.household_id).where(
        Look.member_id == member_id, Look.at >= since, Look.reason != ""
    )
    return set(db.session.scalars(query))


def many_looked(since: datetime, most: int) -> list[tuple[int, int]]:
    """Return (member, households) of those who opened at least so many since a moment (UTC).

    Counted here: grouping in the database would walk all looks there ever were.
    """
    looks = select(Look.member_id, Look.household_id).where(Look.at >= since)
    households: dict[int, set[int]] = defaultdict(set)
    for member_id, household_id in db.session.execute(looks):
        households[member_id].add(household_id)
    found = [(member_id, len(homes)) for member_id, homes in households.items()]
    return sorted(((who, many) for who, many in found if many >= most), key=lambda one: -one[1])


def revealed_since(member_id: int, household_id: int, since: datetime) -> bool:
    """Tell whether somebody gave a reason for opening a household since a moment (UTC)."""
    found = db.session.scalar(
        select(Look.id)
        .where(
            Look.member_id == member_id,
            Look.household_id == household_id,
            Look.at >= since,
            Look.reason != "",
        )
        .limit(1)
    )
    return found is not None


def looked_since(member_id: int, household_id: int, since: datetime) -> bool:
    """Tell whether somebody opened a household since a moment (UTC)."""
    found = db.session.scalar(
        select(Look.id)
        .where(Look.member_id == member_id, Look.household_id == household_id, Look.at >= since)
        .limit(1)
    )
    return found is not None


@dataclass(frozen=True)
class Book:
    """A table whose lines are sealed: which columns stand fast, and which may be erased."""

    name: str
    table: Table
    fields: tuple[str, ...]
    values: tuple[str, ...]


BOOKS = (
    Book(
        "history",
        inspect(Change).local_table,  # type: ignore[arg-type]  # a mapped class has a table
        ("id", "subject_type", "subject_id", "actor_id", "action", "at"),
        ("reason", "changes"),
    ),
    Book(
        "looks",
        inspect(Look).local_table,  # type: ignore[arg-type]  # a mapped class has a table
        ("id", "member_id", "household_id", "at"),
        ("reason",),
    ),
)


def lines(book: Book, after: int, to: int | None = None, limit: int | None = None) -> list[Line]:
    """Return lines of a book in the order of their ids, from the one behind `after`."""
    columns = book.table.c
    names = (*book.fields, *book.values, "salt", "value_digest", "digest")
    asked = select(*(columns[name] for name in names)).where(columns.id > after)
    if to is not None:
        asked = asked.where(columns.id <= to)
    rows = db.session.connection().execute(asked.order_by(columns.id).limit(limit))
    return [_line(book, row) for row in rows.mappings()]


def _line(book: Book, row: RowMapping) -> Line:
    return Line(
        id=row["id"],
        at=row["at"],
        fields=tuple(row[name] for name in book.fields),
        values=tuple(row[name] for name in book.values),
        salt=row["salt"],
        value_digest=row["value_digest"],
        digest=row["digest"],
    )


def seals() -> Sequence[Seal]:
    """Return all seals in the order they were made."""
    return db.session.scalars(select(Seal).order_by(Seal.id)).all()


def last_hash() -> str:
    """Return the hash of the last seal."""
    return db.session.scalar(select(Seal.hash).order_by(Seal.id.desc()).limit(1)) or NOTHING


def last_of(book: str) -> Seal | None:
    """Return the last seal of a book."""
    mine = select(Seal).where(Seal.book == book)
    return db.session.scalar(mine.order_by(Seal.last_id.desc()).limit(1))


def last_before(book: Book, after: int, moment: datetime) -> int | None:
    """Return the last line behind an id that was written before a moment (UTC)."""
    columns = book.table.c
    behind = select(func.max(columns.id)).where(columns.id > after, columns.at < moment)
    found: int | None = db.session.scalar(behind)
    return found


def sealed_beyond(book: Book, line_id: int) -> int | None:
    """Return a line behind the last seal that says it is sealed: its seal is gone."""
    columns = book.table.c
    beyond = select(func.min(columns.id)).where(columns.id > line_id, columns.digest.is_not(None))
    found: int | None = db.session.scalar(beyond)
    return found


# The triggers of migration 0009 on either database; a rebuilt table would have lost them.
GUARDS = frozenset(
    f"{table}_keeps_{what}"
    for table in ("history", "looks", "exports", "export_households", "seals")
    for what in ("lines", "all")
)
_TRIGGERS = {
    "sqlite": text("SELECT name FROM sqlite_master WHERE type = 'trigger'"),
    "postgresql": text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"),
}


def missing_guards() -> set[str]:
    """Return the triggers that should watch over these tables and are not there."""
    found = db.session.scalars(_TRIGGERS[db.engine.dialect.name])
    return set(GUARDS) - set(found)


@dataclass(frozen=True)
class Wanted:
    """Which lines: of these people (None: everybody's), of a day in Qingdao, before an id."""

    whose: Collection[int] | None = None
    day: date | None = None
    before: int = 0


_BOOKS_BY_NAME: dict[str, tuple[Any, Any]] = {
    "history": (Change, Change.actor_id),
    "looks": (Look, Look.member_id),
    "exports": (Export, Export.member_id),
    "refusals": (Refusal, Refusal.member_id),
}
# How many lines back one page looks for somebody's: an index would cost every save.
REACH = 20_000


def latest(book: str, wanted: Wanted, limit: int) -> tuple[Sequence[Any], int]:
    """Return the latest lines of a book, and before which id there may be more, 0 if there is none.

    A page has fewer than `limit` lines, or none, where somebody did little for a long time.
    """
    model, actor = _BOOKS_BY_NAME[book]
    low, high = _span(book, model, wanted)
    query = select(model).where(model.id >= low, model.id <= high)
    if wanted.whose is not None:
        query = query.where(actor.in_(wanted.whose))
    if wanted.day:
        since, until = clock.Span(wanted.day, wanted.day).moments()
        query = query.where(model.at >= since, model.at < until)
    rows = db.session.scalars(query.order_by(model.id.desc()).limit(limit + 1)).all()
    if len(rows) > limit:
        return rows[:limit], rows[limit - 1].id
    goes_on = not wanted.day and low > 1
    return rows, low if goes_on else 0


def _span(book: str, model: Any, wanted: Wanted) -> tuple[int, int]:
    """Return the ids between which a page of a book lies; the seals know those of a day."""
    last = db.session.scalar(select(func.max(model.id))) or 0
    low, high = 1, min(last, wanted.before - 1) if wanted.before else last
    if wanted.day is None:
        return max(1, high - REACH + 1), high
    sealed = select(func.min(Seal.first_id), func.max(Seal.last_id)).where(Seal.book == book)
    first, to = db.session.execute(sealed.where(Seal.day == wanted.day)).one()
    if first is None:
        behind = last_of(book)
        return (behind.last_id + 1 if behind else low), high
    return first, min(to, high)


def looks_of(member_id: int, since: datetime, until: datetime) -> Sequence[Look]:
    """Return what somebody opened between two moments (UTC), oldest first."""
    mine = select(Look).where(Look.member_id == member_id, Look.at >= since, Look.at < until)
    return db.session.scalars(mine.order_by(Look.at, Look.id)).all()


def exported_by(member_id: int, since: datetime, until: datetime) -> Sequence[tuple[int, Export]]:
    """Return (household, export) of what somebody took as a file between two moments (UTC)."""
    found = db.session.execute(
        select(ExportHousehold.household_id, Export)
        .join(Export, Export.id == ExportHousehold.export_id)
        .where(Export.member_id == member_id, Export.at >= since, Export.at < until)
        .order_by(Export.id, ExportHousehold.household_id)
    )
    return [(household_id, export) for household_id, export in found]

"""Read the history of one thing, and the books from line to line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Table, func, inspect, select, text

from servicecorps.extensions import db
from servicecorps.history.model import Change, Export, ExportHousehold, Look, Seal
from servicecorps.history.rules import NOTHING, Line


def changes_of(subject_type: str, subject_id: int) -> Sequence[Change]:
    """Return the changes of one thing, oldest first."""
    return db.session.scalars(
        select(Change)
        .where(Change.subject_type == subject_type, Change.subject_id == subject_id)
        .order_by(Change.id)
    ).all()


def looks_at(household_id: int, limit: int = 100) -> Sequence[Look]:
    """Return who opened a household in clear, latest first."""
    return db.session.scalars(
        select(Look).where(Look.household_id == household_id).order_by(Look.id.desc()).limit(limit)
    ).all()


def looked_since(member_id: int, household_id: int, since: datetime) -> bool:
    """Tell whether somebody gave a reason and opened a household since a moment (UTC)."""
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


def last_before(book: Book, moment: datetime) -> int | None:
    """Return the last line of a book that was written before a moment (UTC)."""
    columns = book.table.c
    found: int | None = db.session.scalar(select(func.max(columns.id)).where(columns.at < moment))
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

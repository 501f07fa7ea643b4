"""Keep the roll-ups, inside the transaction of the record."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, case, select, update

from servicecorps.counters.model import CategoryCount, CommunityCount, MemberCount, VisitMark
from servicecorps.counters.rules import Deltas
from servicecorps.extensions import Base, db, upsert

# ("community" or "household", its id)
Subject = tuple[str, int]


def apply(deltas: Deltas) -> None:
    """Add the deltas to the counters: three statements, keys in sorted order.

    Two transactions that touch the same rows in different order deadlock on PostgreSQL.
    """
    _add(CategoryCount, deltas.categories)
    _add(CommunityCount, deltas.communities)
    _add(MemberCount, deltas.members)


def mark_visits(days: Mapping[Subject, date]) -> None:
    """Note counted visits to communities and households; their marks move only forward."""
    if days:
        connection = db.session.connection()
        rows = [
            {"subject": kind, "subject_id": number, "last_visit_on": day}
            for (kind, number), day in sorted(days.items())
        ]
        connection.execute(_marking(connection.dialect.name), rows)


def hold_mark(subject: Subject) -> None:
    """Let nobody else move a mark until this transaction ends; SQLite has one writer anyway."""
    db.session.execute(select(VisitMark.last_visit_on).where(*_is(subject)).with_for_update())


def move_mark(subject: Subject, last_visit_on: date | None) -> None:
    """Set a mark to the day of the last counted visit."""
    db.session.execute(update(VisitMark).where(*_is(subject)).values(last_visit_on=last_visit_on))


def _is(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    return VisitMark.subject == subject[0], VisitMark.subject_id == subject[1]


def _add(model: type[Base], amounts: Counter[Any]) -> None:
    table: Any = model.__table__
    keys = table.primary_key.columns.keys()
    rows = [
        dict(zip(keys, key, strict=True), amount=amount)
        for key, amount in sorted(amounts.items())
        if amount
    ]
    if rows:
        connection = db.session.connection()
        connection.execute(_adding(connection.dialect.name, model), rows)


# Statements are made once: making them costs more than the database takes for them.


@cache
def _adding(dialect: str, model: type[Base]) -> Any:
    table: Any = model.__table__
    insert = upsert(dialect, table)
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={"amount": table.c.amount + insert.excluded.amount},
    )


@cache
def _marking(dialect: str) -> Any:
    insert = upsert(dialect, VisitMark.__table__)
    stands, comes = VisitMark.last_visit_on, insert.excluded.last_visit_on
    return insert.on_conflict_do_update(
        index_elements=["subject", "subject_id"],
        set_={"last_visit_on": case((stands > comes, stands), else_=comes)},
    )

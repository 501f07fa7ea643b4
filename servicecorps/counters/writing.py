"""Keep the roll-ups, inside the transaction of the record."""

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy.dialects import sqlite

from servicecorps.counters.model import CategoryCount, CommunityCount, CommunityMark, MemberCount
from servicecorps.counters.rules import Deltas
from servicecorps.extensions import Base, db


def apply(deltas: Deltas) -> None:
    """Add the deltas to the counters: three statements, keys in sorted order.

    Two transactions that touch the same rows in different order deadlock on PostgreSQL.
    """
    _add(CategoryCount, deltas.categories)
    _add(CommunityCount, deltas.communities)
    _add(MemberCount, deltas.members)


def hold_mark(community_id: int) -> None:
    """Let one writer at a time look for a community's last visit and set its mark.

    SQLite has one writer anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        _mark(community_id, None, "community_id")


def mark_visit(community_id: int, last_visit_on: date | None) -> None:
    """Set the day of the last counted visit in a community."""
    _mark(community_id, last_visit_on, "last_visit_on")


def _mark(community_id: int, last_visit_on: date | None, changes: str) -> None:
    connection = db.session.connection()
    connection.execute(
        _marking(connection.dialect.name, changes),
        {"community_id": community_id, "last_visit_on": last_visit_on},
    )


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
    insert = _insert(dialect, table)
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={"amount": table.c.amount + insert.excluded.amount},
    )


@cache
def _marking(dialect: str, changes: str) -> Any:
    insert = _insert(dialect, CommunityMark.__table__)
    return insert.on_conflict_do_update(
        index_elements=["community_id"], set_={changes: insert.excluded[changes]}
    )


def _insert(dialect: str, table: Any) -> Any:
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 – only where it is used

        return postgresql.insert(table)
    return sqlite.insert(table)

"""Keep the roll-ups, inside the transaction of the record."""

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import case, select, update
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


def mark_visit(community_id: int, day: date) -> None:
    """Note a counted visit in a community; its mark moves only forward."""
    connection = db.session.connection()
    connection.execute(
        _marking(connection.dialect.name), {"community_id": community_id, "last_visit_on": day}
    )


def hold_mark(community_id: int) -> date | None:
    """Return a community's mark and let nobody else move it until this transaction ends."""
    return db.session.scalar(
        select(CommunityMark.last_visit_on)
        .where(CommunityMark.community_id == community_id)
        .with_for_update()
    )


def move_mark(community_id: int, last_visit_on: date | None) -> None:
    """Set the mark of a community to the day of its last counted visit."""
    db.session.execute(
        update(CommunityMark)
        .where(CommunityMark.community_id == community_id)
        .values(last_visit_on=last_visit_on)
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
def _marking(dialect: str) -> Any:
    insert = _insert(dialect, CommunityMark.__table__)
    stands, comes = CommunityMark.last_visit_on, insert.excluded.last_visit_on
    return insert.on_conflict_do_update(
        index_elements=["community_id"],
        set_={"last_visit_on": case((stands > comes, stands), else_=comes)},
    )


def _insert(dialect: str, table: Any) -> Any:
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 – only where it is used

        return postgresql.insert(table)
    return sqlite.insert(table)

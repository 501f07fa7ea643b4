"""Keep the roll-ups, inside the transaction of the record."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from servicecorps.counters.model import CategoryCount, CommunityCount, CommunityMark, MemberCount
from servicecorps.counters.rules import Deltas
from servicecorps.extensions import Base, db


def apply(deltas: Deltas) -> None:
    """Add the deltas to the counters: three statements, keys in sorted order.

    Two transactions that touch the same rows in different order deadlock on PostgreSQL.
    """
    _add(CategoryCount, ("period", "measure", "category", "team_id"), deltas.categories)
    _add(CommunityCount, ("period", "measure", "community_id"), deltas.communities)
    _add(MemberCount, ("period", "measure", "member_id"), deltas.members)


def hold_mark(community_id: int) -> None:
    """Let one writer at a time look for a community's last visit and set its mark.

    SQLite has one writer anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        insert = _insert(CommunityMark)
        db.session.execute(
            insert.on_conflict_do_update(
                index_elements=["community_id"],
                set_={"community_id": insert.excluded.community_id},
            ),
            [{"community_id": community_id, "last_visit_on": None}],
        )


def mark_visit(community_id: int, last_visit_on: date | None) -> None:
    """Set the day of the last counted visit in a community."""
    insert = _insert(CommunityMark)
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=["community_id"], set_={"last_visit_on": insert.excluded.last_visit_on}
        ),
        [{"community_id": community_id, "last_visit_on": last_visit_on}],
    )


def _add(model: type[Base], keys: tuple[str, ...], amounts: Counter[Any]) -> None:
    rows = [
        dict(zip(keys, key, strict=True), amount=amount)
        for key, amount in sorted(amounts.items())
        if amount
    ]
    if not rows:
        return
    insert = _insert(model)
    table = model.__table__
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=list(keys), set_={"amount": table.c.amount + insert.excluded.amount}
        ),
        rows,
    )


def _insert(model: type[Base]) -> Any:
    dialect = db.session.get_bind().dialect.name
    return postgresql.insert(model) if dialect == "postgresql" else sqlite.insert(model)

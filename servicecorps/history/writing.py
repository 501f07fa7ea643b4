"""Add lines to the history; called inside the transaction of the change."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, insert, select

from servicecorps import clock
from servicecorps.extensions import db, transaction
from servicecorps.history import queries
from servicecorps.history.model import Change, Look

_LINE = insert(Change)


def note(
    subject_type: str,
    subject_id: int,
    actor_id: int | None,
    action: str,
    reason: str = "",
    changes: Mapping[str, list[Any]] | None = None,
) -> None:
    """Write one line: who did what to which thing, with old and new values."""
    line = {
        "subject_type": subject_type,
        "subject_id": subject_id,
        "actor_id": actor_id,
        "action": action,
        "at": clock.now(),
        "reason": reason,
        "changes": dict(changes or {}),
    }
    with transaction() as session:
        # A plain row: nobody needs the object, and making one costs several times as much.
        session.connection().execute(_LINE, line)


def looked(member_id: int, household_id: int, reason: str) -> None:
    """Write down that somebody opened a household in clear."""
    with transaction():
        db.session.add(
            Look(member_id=member_id, household_id=household_id, at=clock.now(), reason=reason)
        )


def reveal(member_id: int, household_id: int, reason: str, *, since: datetime, most: int) -> bool:
    """Write down for what reason somebody opens a household, unless that is one too many.

    Returns whether it was written: since a moment (UTC) only `most` households, each as often as
    needed.
    """
    with transaction():
        _one_at_a_time(member_id)
        opened = queries.revealed_by(member_id, since)
        if household_id not in opened and len(opened) >= most:
            return False
        looked(member_id, household_id, reason)
        return True


def _one_at_a_time(member_id: int) -> None:
    # Two at once must not both be the last that is allowed. SQLite has one writer.
    if db.session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(f"reveal {member_id}", 0)
        db.session.execute(select(func.pg_advisory_xact_lock(key)))


def forget(subject_type: str, subject_ids: Collection[int], fields: Collection[str]) -> None:
    """Erase old and new values of some fields, and every reason; who did what when stays."""
    lines = select(Change).where(
        Change.subject_type == subject_type, Change.subject_id.in_(subject_ids)
    )
    with transaction():
        for line in db.session.scalars(lines):
            line.reason = ""
            line.changes = {
                name: ["", ""] if name in fields else pair for name, pair in line.changes.items()
            }
        db.session.flush()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return field → [old, new] of what differs, in values JSON can hold."""
    return {
        name: [_plain(before.get(name)), _plain(value)]
        for name, value in after.items()
        if before.get(name) != value
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime | time) else value

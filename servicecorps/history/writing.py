"""Add lines to the history; called inside the transaction of the change."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from servicecorps import clock
from servicecorps.extensions import db, one_at_a_time, transaction, upsert, write_if_free
from servicecorps.history import queries, rules
from servicecorps.history.model import Change, Export, ExportHousehold, Look, Refusal

MAX_FILTERS = 300
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


def note_each(subject_type: str, subject_ids: Iterable[int], actor_id: int, action: str) -> None:
    """Write the same line about many things."""
    line = {"subject_type": subject_type, "actor_id": actor_id, "action": action}
    rest = {"at": clock.now(), "reason": "", "changes": {}}
    lines = [line | rest | {"subject_id": number} for number in subject_ids]
    with transaction() as session:
        session.connection().execute(_LINE, lines)


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
        # Two at once must not both be the last that is allowed.
        one_at_a_time("reveal", member_id)
        opened = queries.revealed_by(member_id, since)
        if household_id not in opened and len(opened) >= most:
            return False
        looked(member_id, household_id, reason)
        return True


def refused(what: str, member_id: int, place: str) -> None:
    """Count that something was refused today; a database that cannot be written is no error.

    A line a day for each thing, person and place: however often somebody tries, it stays one.
    """
    now = clock.now()
    first = {"day": clock.today(), "what": what, "member_id": member_id, "place": place}
    line = upsert(db.engine.dialect.name, Refusal).values(**first, times=1, at=now, last_at=now)
    once_more = {"times": Refusal.times + 1, "last_at": now}
    write_if_free(line.on_conflict_do_update(index_elements=list(first), set_=once_more), {})


def begin_export(member_id: int, what: tuple[str, str, str], reason: str) -> int:
    """Write down that somebody takes a file in clear, before it is made; return its number.

    `what` is a kind, the filters as in an address, and the ending of the file.
    """
    kind, filters, ending = what
    with transaction() as session:
        export = Export(
            member_id=member_id,
            at=clock.now(),
            kind=kind,
            filters=filters[:MAX_FILTERS],
            ending=ending,
            reason=reason,
        )
        session.add(export)
        session.flush()
        return export.id


def finish_export(
    number: int, by: int, rows: int, sha256: str, household_ids: Collection[int]
) -> None:
    """Write down what a file in clear came to and whom it holds, before it is handed out."""
    ids = sorted(household_ids)
    told: dict[str, list[Any]] = {
        "rows": [None, rows],
        "sha256": [None, sha256],
        "households": [None, len(ids)],
    }
    with transaction() as session:
        connection = session.connection()
        made = update(Export).where(Export.id == number).values(rows=rows, sha256=sha256)
        connection.execute(made)
        if ids:
            lines = [{"export_id": number, "household_id": one} for one in ids]
            connection.execute(insert(ExportHousehold), lines)
        note("export", number, by, "export", changes=told)


def forget(subject_type: str, subject_ids: Collection[int], fields: Collection[str]) -> None:
    """Erase all values and the reason of each line that has a reason or tells of some fields.

    Who did what when, and which fields it was, stays; and so does every seal. There is no other
    way to change a line.
    """
    theirs = Change.subject_type == subject_type, Change.subject_id.in_(subject_ids)
    what = select(Change.id, Change.reason, Change.changes, Change.salt, Change.digest)
    # Not what was erased already: sealed, and without its salt.
    left = Change.digest.is_(None) | Change.salt.is_not(None)
    with transaction() as session:
        for line in session.execute(what.where(*theirs, left)).all():
            if line.reason or not line.changes.keys().isdisjoint(fields):
                _blank(session, line)


def _blank(session: Session, line: Row[Any]) -> None:
    sealed = line.salt is not None
    stands_for = rules.value_digest(line.salt, (line.reason, line.changes)) if sealed else None
    blank = {"reason": "", "changes": dict.fromkeys(line.changes, rules.BLANK)}
    session.connection().execute(
        update(Change)
        .where(Change.id == line.id)
        .values(**blank, salt=None, value_digest=stands_for)
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return field → [old, new] of what differs, in values JSON can hold."""
    return {
        name: [_plain(before.get(name)), _plain(value)]
        for name, value in after.items()
        if before.get(name) != value
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime | time) else value

"""Wrong passwords and codes make the next try wait; in the database, so a restart forgets none.

A try is counted before it is looked at and taken back when it was right, so that many tries at
once are counted like many after each other. While somebody waits, nothing is counted.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select, update

from servicecorps import clock
from servicecorps.extensions import db, transaction, upsert
from servicecorps.people import limits
from servicecorps.people.model import WrongTry

_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Lock:
    """What is being tried: an account, an address or a phone, and how often without waiting."""

    key: str
    free: int = limits.FREE_FOR_ACCOUNT
    # Whether one right try forgives all the wrong ones before.
    forgives: bool = True


def locks(account: str, address: str, phone_id: int | None) -> list[Lock]:
    """Return what a try is counted against: the registered phone alone, or account and address.

    So nobody who types wrong passwords for somebody else can keep that person's phone out.
    """
    if phone_id is not None:
        return [Lock(_digest(f"phone:{phone_id}:{account}"))]
    by_address = Lock(_digest(f"address:{address}"), limits.FREE_FOR_ADDRESS, forgives=False)
    return [Lock(_digest(f"account:{account}")), by_address]


def count_try(wanted: list[Lock]) -> int:
    """Count a try; return 0, or without counting it the seconds one must still wait."""
    now = clock.now()
    keys = sorted(one.key for one in wanted)
    free = {one.key: one.free for one in wanted}
    with transaction() as session:
        rows = select(WrongTry).where(WrongTry.key.in_(keys)).order_by(WrongTry.key)
        found = {row.key: row for row in session.scalars(rows.with_for_update())}
        waits = [limits.wait_left(one.count, one.last_at, now, free[one.key])
                 for one in found.values()]  # fmt: skip
        if longest := max(waits, default=timedelta(0)):
            return int(longest.total_seconds()) + 1
        for key in keys:
            old = found.get(key)
            count = limits.next_count(old.count, old.last_at, now) if old else 1
            _store({"key": key, "count": count, "last_at": now})
        session.execute(delete(WrongTry).where(WrongTry.last_at < now - _KEPT))
    return 0


def was_right(wanted: list[Lock]) -> None:
    """Take back a try that was right."""
    with transaction() as session:
        for one in sorted(wanted, key=lambda lock: lock.key):
            if one.forgives:
                session.execute(delete(WrongTry).where(WrongTry.key == one.key))
            else:
                less = WrongTry.count - 1
                session.execute(update(WrongTry).where(WrongTry.key == one.key).values(count=less))


def _store(row: dict[str, Any]) -> None:
    connection = db.session.connection()
    adding = upsert(connection.dialect.name, WrongTry).values(row)
    changed = {"count": row["count"], "last_at": row["last_at"]}
    connection.execute(adding.on_conflict_do_update(index_elements=["key"], set_=changed))


def _digest(text: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

"""Claim a form's key inside the transaction that stores it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from servicecorps import clock
from servicecorps.errors import Stale
from servicecorps.extensions import db
from servicecorps.submissions.model import KEY_LENGTH, Submission


def content_hash(values: Mapping[str, Any]) -> str:
    """Return a digest of what was typed; order of the fields does not matter."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def first_result(member_id: int, client_key: str, digest: str) -> int | None:
    """Return what an earlier sending of this form led to, or None if this is the first.

    Raises:
        Stale: the key was used for other content; `facts["result_id"]` is what it led to.
    """
    client_key = client_key[:KEY_LENGTH]
    _wait_for_the_same(member_id, client_key)
    earlier = db.session.scalar(
        select(Submission).where(
            Submission.member_id == member_id, Submission.client_key == client_key
        )
    )
    if earlier is None:
        return None
    if earlier.content_hash != digest:
        raise Stale(result_id=earlier.result_id)
    return earlier.result_id


def store(member_id: int, client_key: str, digest: str, result_id: int) -> None:
    """Remember what a form led to."""
    db.session.add(
        Submission(
            member_id=member_id,
            client_key=client_key[:KEY_LENGTH],
            content_hash=digest,
            result_id=result_id,
            stored_at=clock.now(),
        )
    )
    db.session.flush()


def _wait_for_the_same(member_id: int, client_key: str) -> None:
    # Two sendings at once: the second looks when the first has stored. SQLite has one writer.
    if db.session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(f"{member_id} {client_key}", 0)
        db.session.execute(select(func.pg_advisory_xact_lock(key)))

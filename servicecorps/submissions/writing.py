"""Claim a form's key inside the transaction that stores it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select

from servicecorps import clock
from servicecorps.errors import Stale
from servicecorps.extensions import db, one_at_a_time
from servicecorps.submissions.model import KEY_LENGTH, Submission

# Every save asks and stores: the statements are made once.
_EARLIER = select(Submission.result_id, Submission.content_hash).where(
    Submission.member_id == bindparam("member_id"),
    Submission.client_key == bindparam("client_key"),
)
_ROW = insert(Submission)


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
    # Of two sendings at once the second looks when the first has stored.
    one_at_a_time(member_id, client_key)
    asked = {"member_id": member_id, "client_key": client_key}
    earlier = db.session.connection().execute(_EARLIER, asked).first()
    if earlier is None:
        return None
    if earlier.content_hash != digest:
        raise Stale(result_id=earlier.result_id)
    return int(earlier.result_id)


def store(member_id: int, client_key: str, digest: str, result_id: int) -> None:
    """Remember what a form led to."""
    row = {
        "member_id": member_id,
        "client_key": client_key[:KEY_LENGTH],
        "content_hash": digest,
        "result_id": result_id,
        "stored_at": clock.now(),
    }
    db.session.connection().execute(_ROW, row)

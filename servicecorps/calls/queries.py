"""Questions about who calls."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from servicecorps.calls.model import Call
from servicecorps.extensions import db
from servicecorps.records.model import Record

# What somebody who calls may be asking about.
OPENED = ("repair", "problem", "appointment")


def calls_of(phone: str, limit: int = 20) -> Sequence[Call]:
    """Return the latest calls from a number as it is stored, newest first."""
    return db.session.scalars(
        select(Call)
        .where(Call.caller_phone == phone, Call.state != "withdrawn")
        .order_by(Call.happened_on.desc(), Call.id.desc())
        .limit(limit)
    ).all()


def open_work(
    home_ids: Collection[int], call_ids: Collection[int], limit: int = 5
) -> Sequence[Record]:
    """Return what is still open for some households or was opened by some calls, oldest first."""
    return db.session.scalars(
        select(Record)
        .where(
            Record.kind.in_(OPENED),
            Record.state == "planned",
            or_(Record.household_id.in_(home_ids), Record.opened_from_id.in_(call_ids)),
        )
        .order_by(Record.happened_on, Record.id)
        .limit(limit)
    ).all()

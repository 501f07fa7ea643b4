"""What a member has before them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import with_polymorphic

from servicecorps.clock import Span
from servicecorps.extensions import db
from servicecorps.records.model import Record, RecordMember

# Kinds whose day is one somebody promised; the day of an open repair is the day it was reported.
PROMISED = ("appointment", "visit", "night_work")


def planned(member_id: int, days: Span, limit: int = 20) -> Sequence[Record]:
    """Return what a member is to do within some days, by day: a walk of ix_record_members_list."""
    whole = with_polymorphic(Record, "*")
    return db.session.scalars(
        select(whole)
        .join(RecordMember, RecordMember.record_id == whole.id)
        .where(
            RecordMember.member_id == member_id,
            RecordMember.kind.in_(PROMISED),
            RecordMember.happened_on.between(days.first, days.last),
            whole.state == "planned",
        )
        .order_by(whole.happened_on, whole.id)
        .limit(limit)
    ).all()

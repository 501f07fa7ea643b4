"""What a member, and the team, has before them and did yesterday.

Every question walks an index; the logbook is never read through.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import with_polymorphic

from servicecorps import words
from servicecorps.clock import Span
from servicecorps.extensions import db
from servicecorps.people.model import Member, MemberTeam
from servicecorps.people.permits import ROLES, Permission, may
from servicecorps.places.model import Community
from servicecorps.records.model import OPEN_STATE, Record, RecordMember

# Kinds whose day is one somebody promised; the day of an open repair is the day it was reported.
PROMISED = ("appointment", "visit", "night_work")
WORK = ("repair", "problem")


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


def open_work(member_id: int, limit: int) -> Sequence[Record]:
    """Return open repairs and problems of a member, or in their communities, the oldest first.

    Read from ix_records_open: what is open is little, however long the logbook.
    """
    mine = select(RecordMember.record_id).where(
        RecordMember.record_id == Record.id, RecordMember.member_id == member_id
    )
    here = select(Community.id).where(Community.in_charge_id == member_id)
    return db.session.scalars(
        select(Record)
        .where(
            OPEN_STATE,
            Record.kind.in_(WORK),
            or_(mine.exists(), Record.community_id.in_(here)),
        )
        .order_by(Record.happened_on, Record.id)
        .limit(limit)
    ).all()


def praise(day: date, limit: int) -> Sequence[Record]:
    """Return the commendations of a day."""
    return db.session.scalars(
        select(Record)
        .where(Record.kind == "commendation", Record.happened_on == day, Record.state == "done")
        .order_by(Record.id)
        .limit(limit)
    ).all()


def figures_of(day: date) -> dict[str, int]:
    """Return what counted on a day by measure, from ix_records_measure alone."""
    rows = db.session.execute(
        select(Record.measure, func.sum(Record.quantity))
        .where(Record.measure.in_(list(words.MEASURES)), Record.happened_on == day)
        .group_by(Record.measure)
    )
    return {measure or "": number for measure, number in rows}


def opened(kinds: Sequence[str], days: Span) -> dict[str, tuple[int, date]]:
    """Return how many of some kinds are open from days, and the earliest day, by kind."""
    rows = db.session.execute(
        select(Record.kind, func.count(), func.min(Record.happened_on))
        .where(
            OPEN_STATE,
            Record.kind.in_(kinds),
            Record.happened_on.between(days.first, days.last),
        )
        .group_by(Record.kind)
    )
    return {kind: (number, first) for kind, number, first in rows}


def unresolved(days: Span, limit: int) -> Sequence[Record]:
    """Return what was promised for some days and has no result, the oldest first."""
    whole = with_polymorphic(Record, "*")
    return db.session.scalars(
        select(whole)
        .where(
            OPEN_STATE,
            whole.kind.in_(PROMISED),
            whole.happened_on.between(days.first, days.last),
        )
        .order_by(whole.happened_on, whole.id)
        .limit(limit)
    ).all()


def silent(kinds: Sequence[str], days: Span) -> list[str]:
    """Return the names of those in a team who have nothing done within some days."""
    done = (
        select(RecordMember.record_id)
        .join(Record, Record.id == RecordMember.record_id)
        .where(
            RecordMember.member_id == Member.id,
            RecordMember.kind.in_(kinds),
            RecordMember.happened_on.between(days.first, days.last),
            Record.state == "done",
        )
    )
    logging = [one for one in ROLES if may(one, Permission.LOG)]
    expected = [one for one in logging if not may(one, Permission.AMEND_ANY)]
    query = select(Member.name).where(
        Member.active.is_(True),
        Member.role.in_(expected),
        Member.id.in_(select(MemberTeam.member_id)),
        ~done.exists(),
    )
    return list(db.session.scalars(query.order_by(Member.name)))

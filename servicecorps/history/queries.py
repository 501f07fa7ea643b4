"""Read the history of one thing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from servicecorps.extensions import db
from servicecorps.history.model import Change, Look


def changes_of(subject_type: str, subject_id: int) -> Sequence[Change]:
    """Return the changes of one thing, oldest first."""
    return db.session.scalars(
        select(Change)
        .where(Change.subject_type == subject_type, Change.subject_id == subject_id)
        .order_by(Change.id)
    ).all()


def looks_at(household_id: int, limit: int = 100) -> Sequence[Look]:
    """Return who opened a household in clear, latest first."""
    return db.session.scalars(
        select(Look).where(Look.household_id == household_id).order_by(Look.id.desc()).limit(limit)
    ).all()


def looked_since(member_id: int, household_id: int, since: datetime) -> bool:
    """Tell whether somebody gave a reason and opened a household since a moment (UTC)."""
    found = db.session.scalar(
        select(Look.id)
        .where(Look.member_id == member_id, Look.household_id == household_id, Look.at >= since)
        .limit(1)
    )
    return found is not None

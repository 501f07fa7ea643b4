"""Read the history of one thing."""

from collections import defaultdict
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


def looks_at(household_id: int, limit: int = 100, before: int = 0) -> Sequence[Look]:
    """Return who opened a household in clear, latest first; older than a look, if one is given."""
    query = select(Look).where(Look.household_id == household_id)
    if before:
        query = query.where(Look.id < before)
    return db.session.scalars(query.order_by(Look.id.desc()).limit(limit)).all()


def revealed_by(member_id: int, since: datetime) -> set[int]:
    """Return the households somebody opened by giving a reason since a moment (UTC)."""
    query = select(Look.household_id).where(
        Look.member_id == member_id, Look.at >= since, Look.reason != ""
    )
    return set(db.session.scalars(query))


def many_looked(since: datetime, most: int) -> list[tuple[int, int]]:
    """Return (member, households) of those who opened at least so many since a moment (UTC).

    Counted here: grouping in the database would walk all looks there ever were.
    """
    looks = select(Look.member_id, Look.household_id).where(Look.at >= since)
    households: dict[int, set[int]] = defaultdict(set)
    for member_id, household_id in db.session.execute(looks):
        households[member_id].add(household_id)
    found = [(member_id, len(homes)) for member_id, homes in households.items()]
    return sorted(((who, many) for who, many in found if many >= most), key=lambda one: -one[1])


def revealed_since(member_id: int, household_id: int, since: datetime) -> bool:
    """Tell whether somebody gave a reason for opening a household since a moment (UTC)."""
    found = db.session.scalar(
        select(Look.id)
        .where(
            Look.member_id == member_id,
            Look.household_id == household_id,
            Look.at >= since,
            Look.reason != "",
        )
        .limit(1)
    )
    return found is not None


def looked_since(member_id: int, household_id: int, since: datetime) -> bool:
    """Tell whether somebody opened a household since a moment (UTC)."""
    found = db.session.scalar(
        select(Look.id)
        .where(Look.member_id == member_id, Look.household_id == household_id, Look.at >= since)
        .limit(1)
    )
    return found is not None

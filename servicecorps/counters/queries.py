"""Read the marks of the last visits."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from servicecorps.counters.model import VisitMark
from servicecorps.extensions import db


def last_visits(subject: str, only: Collection[int] | None = None) -> dict[int, date]:
    """Return the day of the last counted visit by community or household, of those that have one.

    `subject` is community or household.
    """
    query = select(VisitMark.subject_id, VisitMark.last_visit_on).where(
        VisitMark.subject == subject, VisitMark.last_visit_on.is_not(None)
    )
    if only is not None:
        query = query.where(VisitMark.subject_id.in_(only))
    rows = db.session.connection().execute(query).all()
    return {number: day for number, day in rows if day}

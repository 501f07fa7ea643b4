"""When imported visits go, others of the day take their place, and the last day moves back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from servicecorps.counters import writing as counters
from servicecorps.counters.model import VisitMark
from servicecorps.counters.rules import VISITS, Deltas
from servicecorps.extensions import db
from servicecorps.imports import queries
from servicecorps.records import kinds
from servicecorps.records.model import Record


def next_in_line(
    freed: set[tuple[int, date]],
    deltas: Deltas,
    after: dict[tuple[int, int], set[date]],
) -> None:
    """Let the first other visit of each freed household-day count, as if it had stood alone."""
    model = kinds.of("visit").model
    taken: set[tuple[int, date]] = set()
    for some in queries.in_pieces({home for home, _day in freed}):
        standing = db.session.scalars(
            select(model)
            .where(model.household_id.in_(some), model.state == "done")
            .where(model.happened_on.in_(sorted({day for _home, day in freed})))
            .order_by(model.id)
            .execution_options(populate_existing=True)
        )
        for visit in standing:
            day = (visit.household_id or 0, visit.happened_on)
            if day not in freed or day in taken or not visit.counts_as():
                continue
            taken.add(day)
            if visit.measure:
                continue
            visit.measure = visit.counts_as()
            deltas.add(_gained(visit))
            if visit.measure == VISITS:
                after.setdefault((day[0], day[1].year), set()).add(day[1])
    db.session.flush()


def _gained(visit: Record) -> Any:
    # Its minutes counted before already: only the measure is new.
    return replace(visit.contribution(), minutes=0)


def settled_marks(subjects: Iterable[tuple[str, int]]) -> None:
    """Set the marks of the last counted visit anew where visits went."""
    for subject in ("community", "household"):
        key = Record.community_id if subject == "community" else Record.household_id
        ids = {number for kind, number in subjects if kind == subject and number}
        for some in queries.in_pieces(ids):
            for number in some:
                counters.hold_mark((subject, number))
            latest = dict(
                db.session.execute(
                    select(key, func.max(Record.happened_on))
                    .where(key.in_(some), Record.kind == "visit", Record.measure.is_not(None))
                    .group_by(key)
                ).all()
            )
            table: Any = VisitMark.__table__
            for number in some:
                db.session.execute(
                    update(table)
                    .where(table.c.subject == subject, table.c.subject_id == number)
                    .values(last_visit_on=latest.get(number))
                )

"""What a list asks: its page, its sums, and all its rows for a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, select, tuple_
from sqlalchemy.orm import selectinload

from servicecorps import words
from servicecorps.extensions import db
from servicecorps.places import queries as places
from servicecorps.places.model import Household
from servicecorps.records.filters import Filters
from servicecorps.records.model import Record, RecordMember

PAGE = 30


def filtered(model: type[Record], kind: str, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions a list's filters stand for."""
    f = filters
    # The kind's own table, always joined, holds no other kind. Said once more where a household is
    # asked for, SQLite would walk the kind's days instead of the household's.
    conditions: list[ColumnElement[bool]] = [] if f.household else [Record.kind == kind]
    if span := f.span():
        conditions.append(Record.happened_on.between(span.first, span.last))
    if f.member:
        theirs = select(RecordMember.record_id).where(
            RecordMember.member_id == f.member, RecordMember.kind == kind
        )
        conditions.append(Record.id.in_(theirs))
    if f.district is not None:
        conditions.append(_in_district(f.district))
    equal: dict[Any, Any] = {
        Record.community_id: f.community,
        Record.team_id: f.team,
        Record.household_id: f.household,
        Record.category: f.category,
        Record.state: f.state or None,
        getattr(model, model.RESULT): f.result or None,
    }
    if f.measure:
        conditions.append(Record.measure.in_(words.measures_of(f.measure)))
    # 0 asks for the records without one: the row 未定 of a tally.
    conditions += [
        column.is_(None) if value == 0 else column == value
        for column, value in equal.items()
        if value is not None
    ]
    return conditions


def _in_district(district_id: int) -> ColumnElement[bool]:
    if district_id == 0:
        return Record.community_id.is_(None)
    return Record.community_id.in_(places.community_ids_in(district_id))


def page(model: type[Record], kind: str, filters: Filters, limit: int = PAGE) -> list[Record]:
    """Return one page of a list, newest first, and one more if there is a next page."""
    query: Select[Any] = (
        select(model)
        .options(selectinload(model.members))
        .order_by(model.happened_on.desc(), model.id.desc())
        .limit(limit + 1)
    )
    if filters.member and _plain_member_list(filters):
        query = _member_walk(model, kind, filters, query)
    else:
        query = query.where(*filtered(model, kind, filters))
        if cursor := filters.cursor():
            query = query.where(tuple_(model.happened_on, model.id) < tuple_(*cursor))
    return list(db.session.scalars(query))


def _plain_member_list(filters: Filters) -> bool:
    return not any(
        (filters.community, filters.district, filters.team, filters.household, filters.measure)
    )


def _member_walk(
    model: type[Record], kind: str, filters: Filters, query: Select[Any]
) -> Select[Any]:
    # Walks ix_record_members_list, so that the thousandth page costs what the first does.
    credit = RecordMember
    walk = (
        select(credit.record_id)
        .where(credit.member_id == filters.member, credit.kind == kind)
        .order_by(credit.happened_on.desc(), credit.record_id.desc())
    )
    if span := filters.span():
        walk = walk.where(credit.happened_on.between(span.first, span.last))
    if cursor := filters.cursor():
        walk = walk.where(tuple_(credit.happened_on, credit.record_id) < tuple_(*cursor))
    if filters.needs_more_than_index():
        found = walk.subquery()
        return query.join(found, found.c.record_id == model.id).where(
            *filtered(model, kind, filters)
        )
    found = walk.limit(PAGE + 1).subquery()
    return query.join(found, found.c.record_id == model.id)


def summed(model: type[Record], kind: str, filters: Filters) -> tuple[int, dict[str, int]]:
    """Return how many records a filtered list of a period has, and their figures by measure."""
    rows = db.session.execute(
        select(model.measure, func.count(), func.sum(model.quantity))
        .where(*filtered(model, kind, filters))
        .group_by(model.measure)
    )
    count, figures = 0, {}
    for measure, records, quantity in rows:
        count += records
        if measure:
            figures[measure] = int(quantity)
    return count, figures


def rows_for_export(
    model: type[Record], kind: str, filters: Filters, size: int = 1000
) -> Iterator[Sequence[Any]]:
    """Yield batches of plain rows of a filtered list, newest first, straight from the cursor.

    A row holds EXPORTED, then how it ended, the contact's name, and the members' ids as "3,7".
    """
    crew = (
        select(func.aggregate_strings(cast(RecordMember.member_id, String), ","))
        .where(RecordMember.record_id == model.id)
        .correlate(model)
        .scalar_subquery()
    )
    columns = [getattr(model, name) for name in (*EXPORTED, model.RESULT)]
    query = (
        select(*columns, Household.contact_name, crew)
        .outerjoin(Household, Household.id == model.household_id)
        .where(*filtered(model, kind, filters))
        .order_by(model.happened_on.desc(), model.id.desc())
        .execution_options(yield_per=size)
    )
    # By the connection: plain rows need nothing of what the session does for objects.
    found = db.session.connection().execute(query)
    # A few first, so that the file begins at once.
    if first := found.fetchmany(size // 20):
        yield first
    yield from found.partitions(size)


EXPORTED = (
    "id",
    "happened_on",
    "category",
    "community_id",
    "status",
    "state",
    "team_id",
    "quantity",
    "minutes",
    "measure",
    "note",
    "typed_at",
)

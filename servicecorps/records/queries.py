"""Questions about records of any kind."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import selectinload, with_polymorphic

from servicecorps import clock
from servicecorps.clock import Span
from servicecorps.errors import Missing, Stale
from servicecorps.extensions import db
from servicecorps.places import queries as places
from servicecorps.records.filters import Filters
from servicecorps.records.model import Record, RecordMember

PAGE = 30


def get(record_id: int, model: type[Record] = Record) -> Record:
    """Return a record of a kind, or of any kind.

    Raises:
        Missing: there is none of this kind.
    """
    record = db.session.scalar(select(model).where(model.id == record_id))
    if record is None:
        raise Missing
    return record


def for_change(record_id: int, version: int, moves_to: int | None = None) -> Record:
    """Return a record to be changed, locked, if nobody changed it since `version` was shown.

    Its household, and the one it moves to, are locked before it.

    Raises:
        Missing: there is none.
        Stale: somebody was quicker.
    """
    stands_in = db.session.scalar(select(Record.household_id).where(Record.id == record_id))
    places.lock_households({home for home in (stands_in, moves_to) if home})
    record = db.session.scalar(
        select(Record).where(Record.id == record_id).with_for_update(of=Record)
    )
    if record is None:
        raise Missing
    if record.version != version:
        raise Stale(record_id=record_id)
    return record


def group_of(model: type[Record], key: tuple[Any, ...]) -> Sequence[Record]:
    """Return the records of one group of a kind that counts once per group."""
    same = [
        getattr(model, name) == value
        for name, value in zip(model.COUNTS_ONCE_PER, key, strict=True)
    ]
    ids = db.session.scalars(select(model.id).where(*same).order_by(model.id)).all()
    # Most groups are one record, which whoever asks has in hand: then nothing more is read.
    return [db.session.get_one(model, record_id) for record_id in ids]


def counted_twin(record: Record) -> int | None:
    """Return the record that counts in place of this one, if there is one."""
    if not record.COUNTS_ONCE_PER or record.measure or not record.counts_as():
        return None
    key = tuple(getattr(record, name) for name in record.COUNTS_ONCE_PER)
    return next((other.id for other in group_of(type(record), key) if other.measure), None)


def likely_twin(model: type[Record], values: dict[str, Any], but: int = 0) -> int | None:
    """Return a record of the same day that looks like the same thing logged twice."""
    if not model.TWIN_BY or not all(values.get(name) for name in model.TWIN_BY):
        return None
    query = select(model.id).where(
        model.kind == model.__mapper_args__["polymorphic_identity"],
        model.happened_on == values["happened_on"],
        model.state != "withdrawn",
        model.id != but,
    )
    for name in model.TWIN_BY:
        query = query.where(getattr(model, name) == values[name])
    return db.session.scalar(query.order_by(model.id).limit(1))


def last_counted_visit(community_id: int) -> date | None:
    """Return the day of a community's last counted visit: one seek in ix_records_community."""
    return db.session.scalar(
        select(Record.happened_on)
        .where(
            Record.community_id == community_id,
            Record.kind == "visit",
            Record.measure.is_not(None),
        )
        .order_by(Record.happened_on.desc(), Record.id.desc())
        .limit(1)
    )


def opened_by(record_id: int) -> Sequence[Record]:
    """Return the records that were opened from this one."""
    return db.session.scalars(
        select(Record).where(Record.opened_from_id == record_id).order_by(Record.id)
    ).all()


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
        Record.measure: f.measure or None,
        Record.state: f.state or None,
        getattr(model, model.RESULT): f.result or None,
    }
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


def members_of(record_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the members of several records."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = db.session.connection().execute(
        select(RecordMember.record_id, RecordMember.member_id)
        .where(RecordMember.record_id.in_(record_ids))
        .order_by(RecordMember.record_id, RecordMember.member_id)
    )
    for record_id, member_id in rows:
        found[record_id].append(member_id)
    return found


def history_of_household(household_id: int, limit: int = 50) -> Sequence[Record]:
    """Return a household's latest records of all kinds, with what their kinds add."""
    whole = with_polymorphic(Record, "*")
    return db.session.scalars(
        select(whole)
        .where(whole.household_id == household_id)
        .order_by(whole.happened_on.desc(), whole.id.desc())
        .limit(limit)
    ).all()


def latest_of_member(member_id: int, limit: int = 8) -> Sequence[Record]:
    """Return what a member recorded last, of all kinds, with what their kinds add."""
    whole = with_polymorphic(Record, "*")
    newest = (
        select(RecordMember.record_id)
        .where(
            RecordMember.member_id == member_id,
            RecordMember.happened_on >= clock.today() - timedelta(days=60),
        )
        .order_by(RecordMember.record_id.desc())
        .limit(limit)
    )
    return db.session.scalars(
        select(whole).where(whole.id.in_(newest)).order_by(whole.id.desc())
    ).all()


def last_visits(household_ids: Collection[int]) -> dict[int, date]:
    """Return the day of the last counted visit of households."""
    if not household_ids:
        return {}
    rows = db.session.execute(
        select(Record.household_id, func.max(Record.happened_on))
        .where(
            Record.household_id.in_(household_ids),
            Record.kind == "visit",
            Record.measure.is_not(None),
        )
        .group_by(Record.household_id)
    )
    return {household_id: day for household_id, day in rows if household_id is not None}


def visited_within(member_id: int, household_id: int, days: Span) -> bool:
    """Tell whether a member visited, or is to visit, a household within some days."""
    found = db.session.scalar(
        select(Record.id)
        .join(RecordMember, RecordMember.record_id == Record.id)
        .where(
            Record.household_id == household_id,
            Record.happened_on.between(days.first, days.last),
            Record.kind == "visit",
            Record.state != "withdrawn",
            RecordMember.member_id == member_id,
        )
        .limit(1)
    )
    return found is not None


def rows_for_export(
    model: type[Record], kind: str, filters: Filters, size: int = 1000
) -> Iterator[Sequence[Any]]:
    """Yield batches of plain rows of a filtered list, newest first, straight from the cursor."""
    columns = [getattr(model, name) for name in EXPORTED]
    query = (
        select(*columns, getattr(model, model.RESULT))
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
    "household_id",
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
    "source",
)

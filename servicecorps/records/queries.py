"""Questions about records of any kind."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import with_polymorphic

from servicecorps import clock
from servicecorps.clock import Span
from servicecorps.errors import Missing, Stale
from servicecorps.extensions import db
from servicecorps.places import queries as places
from servicecorps.places.model import Household
from servicecorps.records.model import Record, RecordMember


def in_clear(record_ids: Collection[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    """Return notes of records, and the household of each, None without one; by the record's id."""
    home = Household
    found = db.session.execute(
        select(
            Record.id.label("record_id"),
            Record.note,
            home.id,
            home.contact_name,
            home.phone,
            home.other_phone,
            home.street,
            home.door,
        )
        .outerjoin(home, home.id == Record.household_id)
        .where(Record.id.in_(record_ids))
    )
    return {row.record_id: row for row in found}


def unserved_since(day: date, only: int = 0) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, contact_name, last_on) of households for whom nothing was done from a day on.

    What is planned keeps a household, and so does a file opened later: it may have been brought in
    together with old visits.
    """
    served = func.max(Record.happened_on)
    counts = (Record.household_id == Household.id) & (Record.state != "withdrawn")
    query = (
        select(
            Household.id,
            Household.contact_name,
            func.coalesce(served, Household.registered_on).label("last_on"),
        )
        .outerjoin(Record, counts)
        .where(Household.erased_at.is_(None), Household.registered_on < day)
        .group_by(Household.id, Household.contact_name, Household.registered_on)
        .having(served.is_(None) | (served < day))
        .order_by(Household.id)
    )
    return db.session.execute(query.where(Household.id == only) if only else query).all()


def kinds_of(record_ids: Collection[int]) -> dict[int, str]:
    """Return the kinds of records by id."""
    rows = db.session.execute(select(Record.id, Record.kind).where(Record.id.in_(record_ids)))
    return dict(rows.all())


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
    _lock_tied(record_id)
    record = db.session.scalar(
        select(Record).where(Record.id == record_id).with_for_update(of=Record)
    )
    if record is None:
        raise Missing
    if record.version != version:
        raise Stale(record_id=record_id)
    return record


def _lock_tied(record_id: int) -> None:
    # Records that change together, lowest first: two who begin at either end must not meet.
    if db.session.get_bind().dialect.name == "postgresql":
        opener = select(Record.opened_from_id).where(Record.id == record_id).scalar_subquery()
        tied = (Record.id.in_((record_id, opener))) | (Record.opened_from_id == record_id)
        db.session.execute(select(Record.id).where(tied).order_by(Record.id).with_for_update())


def partner_of(record: Record) -> Record | None:
    """Return the record that was made together with this one, such as a praise call's thanks."""
    wanted = record.PARTNERS.get(record.category)
    if wanted is None:
        return None
    tied = Record.opened_from_id == record.id
    if record.opened_from_id:
        tied |= Record.id == record.opened_from_id
    return db.session.scalar(
        select(Record)
        .where(tied, Record.kind == wanted[0], Record.category == wanted[1])
        .order_by(Record.id)
        .limit(1)
    )


def of_household_year(kind: str, household_id: int, year: int) -> Sequence[Row[int, date, str]]:
    """Return id, day and measure of a household's records of a kind in a year, in order of entry.

    Read from ix_records_household alone.
    """
    days = Span.year(year)
    asked = {"kind": kind, "household_id": household_id, "first": days.first, "last": days.last}
    return db.session.connection().execute(_household_year(), asked).all()


# Statements that every save asks are made once: that takes longer than answering them.
@cache
def _household_year() -> Any:
    return (
        select(Record.id, Record.happened_on, Record.measure)
        .where(
            Record.household_id == bindparam("household_id"),
            Record.happened_on.between(bindparam("first"), bindparam("last")),
            Record.kind == bindparam("kind"),
        )
        .order_by(Record.id)
    )


def counted_twin(record: Record) -> int | None:
    """Return the record that counts in place of this one, if there is one."""
    if not record.COUNTS_ONCE_A_DAY or record.measure or not record.counts_as():
        return None
    return db.session.scalar(
        select(Record.id)
        .where(
            Record.household_id == record.household_id,
            Record.happened_on == record.happened_on,
            Record.kind == record.kind,
            Record.measure.is_not(None),
        )
        .limit(1)
    )


def likely_twin(model: type[Record], values: dict[str, Any], but: int = 0) -> int | None:
    """Return a record of the same day that looks like the same thing logged twice."""
    if not model.TWIN_BY or not all(values.get(name) for name in model.TWIN_BY):
        return None
    asked = {name: values[name] for name in ("happened_on", *model.TWIN_BY)}
    found: int | None = db.session.connection().scalar(_twin_of(model), asked | {"but": but})
    return found


@cache
def _twin_of(model: type[Record]) -> Any:
    query = select(model.id).where(
        model.kind == model.__mapper_args__["polymorphic_identity"],
        model.state != "withdrawn",
        model.id != bindparam("but"),
    )
    for name in ("happened_on", *model.TWIN_BY):
        query = query.where(getattr(model, name) == bindparam(name))
    return query.order_by(model.id).limit(1)


def last_counted_visit(subject: tuple[str, int]) -> date | None:
    """Return the day of the last counted visit to a community or household: one seek."""
    kind, number = subject
    return db.session.scalar(
        select(Record.happened_on)
        .where(
            (Record.community_id if kind == "community" else Record.household_id) == number,
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


def last_of_member(kind: str, member_id: int) -> int | None:
    """Return the last done record of a kind a member was there for, by its day."""
    mine = RecordMember.member_id == member_id, RecordMember.kind == kind
    return db.session.scalar(
        select(Record.id)
        .join(RecordMember, RecordMember.record_id == Record.id)
        .where(*mine, RecordMember.happened_on <= clock.today(), Record.state == "done")
        .order_by(RecordMember.happened_on.desc(), RecordMember.record_id.desc())
        .limit(1)
    )


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

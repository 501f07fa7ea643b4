"""What an import must know of what there is, and of earlier imports."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from flask import current_app
from sqlalchemy import func, select, text

from servicecorps.errors import Missing
from servicecorps.extensions import db
from servicecorps.imports import known_places
from servicecorps.imports.known import Home, Homes, Known, People
from servicecorps.imports.known_places import Places
from servicecorps.imports.model import ImportedFile, ImportMap
from servicecorps.people import queries as people
from servicecorps.people.model import Member, MemberTeam, Team
from servicecorps.places import outlines
from servicecorps.places.model import Community, CommunityAlias, District, Household, Subdistrict
from servicecorps.records.model import Record


def aliases() -> Sequence[tuple[int, str]]:
    """Return (community, other name) of all communities."""
    rows = db.session.execute(select(CommunityAlias.community_id, CommunityAlias.alias))
    return [(community_id, alias) for community_id, alias in rows]


def subdistrict_names() -> dict[str, str]:
    """Return the names of the sub-districts by their code."""
    return dict(db.session.execute(select(Subdistrict.code, Subdistrict.name)).all())


def known() -> Known:
    """Return everything rows are matched with, as plain values."""
    places = db.session.execute(
        select(
            Community.id,
            Community.name,
            Subdistrict.name,
            District.name,
            func.coalesce(Community.code, ""),
            District.code,
        )
        .join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
        .join(District, District.id == Subdistrict.district_id)
        .order_by(Community.id)
    )
    return Known(
        places=Places((known_places.Community(*row) for row in places), aliases()),
        homes=Homes(_homes()),
        people=_people(),
        team_ids={slug: number for number, slug in people.team_slugs().items()},
        is_outside=_is_outside,
    )


def _is_outside(district_code: str, lat: float, lon: float) -> bool:
    return outlines.ground(current_app.config["INSTANCE"]).is_outside(district_code, lat, lon)


def _homes() -> Iterator[Home]:
    rows = db.session.connection().execute(
        select(
            Household.id,
            Household.community_id,
            Household.contact_name,
            Household.phone,
            Household.other_phone,
            Household.water_account,
            Household.street,
            Household.door,
            Household.main_category,
        ).order_by(Household.id)
    )
    for number, community, contact, phone, other, account, street, door, category in rows:
        address = f"{street} {door}".strip()
        yield Home(number, community, contact, phone, other, account, address, category)


def _people() -> People:
    rows = db.session.execute(select(Member.id, Member.name, Member.username).order_by(Member.id))
    names, usernames = {}, {}
    for number, name, username in rows:
        names[number] = name
        if username:
            usernames[username] = number
    serving = db.session.execute(
        select(MemberTeam.member_id, MemberTeam.team_id).join(Team).order_by(Team.position.desc())
    )
    return People(names, usernames, dict(serving.all()))


def may_be_twins(
    model: Any, names: Sequence[str], first: date, last: date
) -> Iterator[tuple[Any, ...]]:
    """Yield (id, *columns) of the records of a kind between two days that still stand."""
    columns = [getattr(model, name) for name in names]
    rows = (
        db.session.connection()
        .execution_options(yield_per=2000)
        .execute(
            select(model.id, *columns).where(
                model.kind == model.__mapper_args__["polymorphic_identity"],
                model.happened_on.between(first, last),
                model.state != "withdrawn",
            )
        )
    )
    yield from rows


def imported_before(sha256: str) -> ImportedFile | None:
    """Return the import that brought in this very file and still stands."""
    return db.session.scalar(
        select(ImportedFile)
        .where(ImportedFile.sha256 == sha256, ImportedFile.state == "done")
        .order_by(ImportedFile.id.desc())
        .limit(1)
    )


def file(import_id: int) -> ImportedFile:
    """Return a file.

    Raises:
        Missing: there is none.
    """
    found = db.session.get(ImportedFile, import_id)
    if found is None:
        raise Missing
    return found


def for_change(import_id: int) -> ImportedFile:
    """Return a file to be changed, locked: its state as it stands now.

    Raises:
        Missing: there is none.
    """
    found = db.session.scalar(
        select(ImportedFile).where(ImportedFile.id == import_id).with_for_update()
    )
    if found is None:
        raise Missing
    return found


def one_at_a_time() -> None:
    """Let one import at a time look whether its file is in; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE imported_files IN SHARE ROW EXCLUSIVE MODE"))


def latest(kinds: Collection[str], limit: int = 50) -> Sequence[ImportedFile]:
    """Return the latest imports of some kinds that were put in, newest first."""
    return db.session.scalars(
        select(ImportedFile)
        .where(ImportedFile.kind.in_(kinds), ImportedFile.state.in_(("done", "undone")))
        .order_by(ImportedFile.id.desc())
        .limit(limit)
    ).all()


def waiting_of(member_id: int) -> Sequence[ImportedFile]:
    """Return the files somebody uploaded and has not put in yet."""
    return db.session.scalars(
        select(ImportedFile)
        .where(ImportedFile.by_id == member_id, ImportedFile.state == "waiting")
        .order_by(ImportedFile.id.desc())
    ).all()


def columns_used(kind: str, signature: str) -> dict[str, str]:
    """Return how the columns of such a heading were mapped last time, by place."""
    found = db.session.get(ImportMap, (kind, signature))
    return dict(found.columns) if found else {}


def new_ids(model: Any, number: int) -> list[int]:
    """Return ids for new rows; on PostgreSQL nobody else is given them."""
    if db.session.get_bind().dialect.name != "postgresql":
        last = db.session.scalar(select(func.max(model.__table__.c.id))) or 0
        return list(range(last + 1, last + 1 + number))
    sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
    series = select(func.nextval(sequence)).select_from(func.generate_series(1, number))
    return list(db.session.scalars(series))


def counted_days(household_ids: Collection[int], first: date, last: date) -> list[tuple[Any, ...]]:
    """Return (household, day, measure) of the counted visits of households between two days."""
    found: list[tuple[Any, ...]] = []
    for some in in_pieces(household_ids):
        rows = db.session.execute(
            select(Record.household_id, Record.happened_on, Record.measure).where(
                Record.household_id.in_(some),
                Record.happened_on.between(first, last),
                Record.kind == "visit",
                Record.measure.is_not(None),
            )
        )
        found += [tuple(row) for row in rows]
    return found


def in_pieces(ids: Collection[int], size: int = 500) -> Iterator[list[int]]:
    """Yield ids in order, so many at a time as a statement takes."""
    ordered = iter(sorted(ids))
    while some := list(islice(ordered, size)):
        yield some


def district_names() -> list[str]:
    """Return the names of the districts that are served."""
    query = select(District.name).where(District.served != "no").order_by(District.code)
    return list(db.session.scalars(query))

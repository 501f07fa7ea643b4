"""What the map asks the database: communities, never households."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from servicecorps.counters import queries as counters
from servicecorps.extensions import db
from servicecorps.maps.care import Home
from servicecorps.maps.rules import Area, Place, Position
from servicecorps.places.model import Community, District, Household, Subdistrict
from servicecorps.places.rules import Plan, later
from servicecorps.records.model import Record


def places() -> list[Place]:
    """Return all communities in the order of their ids, with every position known of them."""
    areas = _areas()
    rows = db.session.execute(
        select(
            Community.id,
            Community.name,
            Community.subdistrict_id,
            Community.lat_deg,
            Community.lon_deg,
        ).order_by(Community.id)
    )
    return [
        Place(community_id, name, areas[subdistrict_id], _position(lat, lon))
        for community_id, name, subdistrict_id, lat, lon in rows
    ]


def version_of_places() -> tuple[object, ...]:
    """Return a value that changes with every place: what was built from them can be kept till then.

    Communities carry a version that each change raises; the few areas are compared as they are.
    """
    counted = db.session.execute(
        select(
            func.count(),
            func.max(Community.id),
            func.sum(Community.version),
            func.sum(Community.lat_deg),
            func.sum(Community.lon_deg),
            func.sum(func.length(Community.name)),
            func.min(Community.name),
            func.max(Community.name),
        )
    ).one()
    return (*counted, *_areas().values())


class Charge(NamedTuple):
    """A community with whoever is in charge of it and the day it was last visited, if ever."""

    id: int
    district_id: int
    subdistrict_id: int
    in_charge_id: int | None
    last: date | None


def charges() -> list[Charge]:
    """Return every community; a day before the logbook starts the clock too."""
    visited = counters.last_visits("community")
    rows = db.session.connection().execute(
        select(
            Community.id,
            Subdistrict.district_id,
            Community.subdistrict_id,
            Community.in_charge_id,
            Community.visited_before_on,
        )
        .join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
        .order_by(Community.id)
    )
    return [
        Charge(number, district, zone, whose, later(visited.get(number), before))
        for number, district, zone, whose, before in rows.all()
    ]


def registered() -> dict[int, int]:
    """Return how many households are registered, by community; none are left out."""
    rows = db.session.execute(
        select(Household.community_id, func.count()).group_by(Household.community_id)
    )
    return dict(rows.all())


def in_charge() -> set[int]:
    """Return the communities somebody is in charge of."""
    query = select(Community.id).where(Community.in_charge_id.is_not(None))
    return set(db.session.scalars(query))


def community_ids(district_id: int, subdistrict_id: int) -> set[int]:
    """Return the communities of a district and sub-district; 0 stands for all."""
    query = select(Community.id).join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
    if district_id:
        query = query.where(Subdistrict.district_id == district_id)
    if subdistrict_id:
        query = query.where(Subdistrict.id == subdistrict_id)
    return set(db.session.scalars(query))


def homes() -> dict[int, list[Home]]:
    """Return what decides about care of all registered households, by community.

    Erased ones are on no care plan.
    """
    visited = counters.last_visits("household")
    rows = db.session.connection().execute(
        select(
            Household.id,
            Household.community_id,
            Household.main_category,
            Household.own_care_days,
            Household.registered_on,
            Household.in_charge_id,
            Household.visited_before_on,
            Household.paused_until,
            Household.ended_on,
        ).where(Household.erased_at.is_(None))
    )
    found: dict[int, list[Home]] = defaultdict(list)
    for number, community, category, own, registered, whose, before, paused, ended in rows.all():
        last = later(visited.get(number), before)
        plan = Plan(category, own, registered, last, paused, ended)
        found[community].append(Home(community, plan, whose))
    return found


def first_visit() -> date | None:
    """Return the day of the first counted visit: when the team began logging."""
    days = [
        db.session.scalar(
            select(Record.happened_on)
            .where(Record.measure == measure)
            .order_by(Record.happened_on)
            .limit(1)
        )
        for measure in ("visits", "other_visits")
    ]
    return min((day for day in days if day), default=None)


def count_unplaced(district_id: int = 0) -> int:
    """Count the communities the map cannot draw: neither they nor what they lie in has a point."""
    query = (
        select(func.count())
        .select_from(Community)
        .join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
        .join(District, District.id == Subdistrict.district_id)
        .where(
            Community.lat_deg.is_(None), Subdistrict.lat_deg.is_(None), District.lat_deg.is_(None)
        )
    )
    if district_id:
        query = query.where(District.id == district_id)
    return db.session.scalar(query) or 0


def _areas() -> dict[int, Area]:
    rows = db.session.execute(
        select(
            Subdistrict.id,
            Subdistrict.name,
            District.id,
            District.name,
            Subdistrict.lat_deg,
            Subdistrict.lon_deg,
            District.lat_deg,
            District.lon_deg,
            District.code,
            Subdistrict.code,
        ).join(District, District.id == Subdistrict.district_id)
    )
    return {
        row[0]: Area(*row[:4], _position(*row[4:6]), _position(*row[6:8]), row[8], row[9])
        for row in rows
    }


def _position(lat: float | None, lon: float | None) -> Position | None:
    return None if lat is None or lon is None else (lat, lon)

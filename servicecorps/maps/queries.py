"""What the map asks the database: communities, never households."""

from sqlalchemy import func, select

from servicecorps.extensions import db
from servicecorps.maps.rules import Area, Place, Position
from servicecorps.places.model import Community, District, Subdistrict


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
        ).join(District, District.id == Subdistrict.district_id)
    )
    return {
        row[0]: Area(*row[:4], _position(*row[4:6]), _position(*row[6:8]), row[8]) for row in rows
    }


def _position(lat: float | None, lon: float | None) -> Position | None:
    return None if lat is None or lon is None else (lat, lon)

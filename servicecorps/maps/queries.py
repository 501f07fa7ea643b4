"""What the map asks the database: communities, never households."""

from sqlalchemy import select

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
    ).tuples()
    return [
        Place(community_id, name, areas[subdistrict_id], _position(lat, lon))
        for community_id, name, subdistrict_id, lat, lon in rows
    ]


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
        ).join(District, District.id == Subdistrict.district_id)
    )
    return {row[0]: Area(*row[:4], _position(*row[4:6]), _position(*row[6:8])) for row in rows}


def _position(lat: float | None, lon: float | None) -> Position | None:
    return None if lat is None or lon is None else (lat, lon)

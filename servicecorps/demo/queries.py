"""What the sample years start from."""

from typing import Any

from sqlalchemy import func, select

from servicecorps.demo.homes import Place
from servicecorps.extensions import db
from servicecorps.people.model import Member
from servicecorps.places.model import Community, District, Household, Subdistrict
from servicecorps.records.model import Record

_WEIGHT = {"all": 1.0, "part": 0.3}


def in_use() -> bool:
    """Tell whether the instance has people, households or records already."""
    return any(
        db.session.scalar(select(model.id).limit(1)) for model in (Member, Household, Record)
    )


def served_places() -> list[Place]:
    """Return the communities of the served districts, weighted by how much of one is served."""
    rows = db.session.execute(
        select(Community.id, Community.name, District.served)
        .join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
        .join(District, District.id == Subdistrict.district_id)
        .where(District.served.in_(_WEIGHT))
        .order_by(Community.id)
    )
    return [Place(key, name, _WEIGHT[served]) for key, name, served in rows]


def next_id(model: Any) -> int:
    """Return the id after the largest one."""
    return int(db.session.scalar(select(func.max(model.id))) or 0) + 1

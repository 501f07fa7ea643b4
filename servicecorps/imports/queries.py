"""What an import must know of the places there are."""

from collections.abc import Sequence

from sqlalchemy import select

from servicecorps.extensions import db
from servicecorps.places.model import Community, CommunityAlias, Subdistrict


def communities() -> Sequence[Community]:
    """Return all communities in the order of their ids."""
    return db.session.scalars(select(Community).order_by(Community.id)).all()


def aliases() -> Sequence[tuple[int, str]]:
    """Return (community, other name) of all communities."""
    rows = db.session.execute(select(CommunityAlias.community_id, CommunityAlias.alias))
    return [(community_id, alias) for community_id, alias in rows]


def subdistrict_names() -> dict[str, str]:
    """Return the names of the sub-districts by their code."""
    return dict(db.session.execute(select(Subdistrict.code, Subdistrict.name)).all())

"""Who is on the care plan where, with what decides when they are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from servicecorps.care.model import Campaign, CampaignHousehold
from servicecorps.clock import Span
from servicecorps.counters.model import VisitMark
from servicecorps.errors import Missing
from servicecorps.extensions import db
from servicecorps.places.model import Community, District, Household, Subdistrict
from servicecorps.places.rules import Plan, later
from servicecorps.records.model import Record


@dataclass(frozen=True)
class Area:
    """Which households are asked for; 0 and "" stand for all."""

    member: int = 0
    district: int = 0
    subdistrict: int = 0
    community: int = 0
    category: str = ""


class Home(NamedTuple):
    """A household on the plan, and where it is."""

    id: int
    community_id: int
    subdistrict_id: int
    district_id: int
    # Whoever is in charge of it, else of its community.
    whose: int
    # Of its community, else of the sub-district: near enough to order a round.
    position: tuple[float, float] | None
    plan: Plan


def on_plan(area: Area) -> list[Home]:
    """Return the households of an area whose plan has not ended, in one read of narrow rows."""
    return [_home(*row) for row in db.session.connection().execute(_homes(area))]


def _home(*row: Any) -> Home:
    number, community, zone, district, own, its, *rest = row
    lat, lon, zone_lat, zone_lon, category, every, since, visited, before, paused = rest
    return Home(
        id=number,
        community_id=community,
        subdistrict_id=zone,
        district_id=district,
        whose=own or its or 0,
        position=position_of((lat, lon), (zone_lat, zone_lon)),
        plan=Plan(category, every, since, later(visited, before), paused),
    )


def position_of(*known: tuple[float | None, float | None]) -> tuple[float, float] | None:
    """Return the first position that is one: a community's own, else its sub-district's."""
    return next(((lat, lon) for lat, lon in known if lat is not None and lon is not None), None)


def _homes(area: Area) -> Select[*tuple[Any, ...]]:
    home, marked = Household, VisitMark
    return (
        select(
            home.id,
            home.community_id,
            Community.subdistrict_id,
            Subdistrict.district_id,
            home.in_charge_id,
            Community.in_charge_id,
            Community.lat_deg,
            Community.lon_deg,
            Subdistrict.lat_deg,
            Subdistrict.lon_deg,
            home.main_category,
            home.own_care_days,
            home.registered_on,
            marked.last_visit_on,
            home.visited_before_on,
            home.paused_until,
        )
        .join(Community, Community.id == home.community_id)
        .join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
        .outerjoin(marked, and_(marked.subject == "household", marked.subject_id == home.id))
        .where(home.ended_on.is_(None), home.erased_at.is_(None), *narrowed(area))
    )


def narrowed(area: Area) -> list[ColumnElement[bool]]:
    """Return what tells the households of an area, for a query that joins their places."""
    home = Household
    conditions: list[ColumnElement[bool]] = []
    if area.member:
        conditions.append(whose(area.member))
    if area.community:
        conditions.append(home.community_id == area.community)
    if area.subdistrict:
        conditions.append(Community.subdistrict_id == area.subdistrict)
    if area.district:
        conditions.append(Subdistrict.district_id == area.district)
    if area.category:
        conditions.append(home.main_category == area.category)
    return conditions


def whose(member_id: int) -> ColumnElement[bool]:
    """Return what tells the households somebody looks after: theirs, and nobody's in their area."""
    theirs = select(Community.id).where(Community.in_charge_id == member_id)
    return or_(
        Household.in_charge_id == member_id,
        and_(Household.in_charge_id.is_(None), Household.community_id.in_(theirs)),
    )


def subdistrict_names() -> dict[int, tuple[str, str]]:
    """Return (district, sub-district) by the sub-district's id."""
    rows = db.session.execute(
        select(Subdistrict.id, District.name, Subdistrict.name).join(
            District, District.id == Subdistrict.district_id
        )
    )
    return {number: (district, zone) for number, district, zone in rows}


def campaign(campaign_id: int) -> Campaign:
    """Return a campaign that was not taken back.

    Raises:
        Missing: there is none.
    """
    found = db.session.get(Campaign, campaign_id)
    if found is None or found.withdrawn_on:
        raise Missing
    return found


def campaigns(*, running_on: date | None = None) -> Sequence[Campaign]:
    """Return the campaigns, the latest first; only those of a day, if one is given."""
    query = select(Campaign).where(Campaign.withdrawn_on.is_(None))
    if running_on:
        query = query.where(Campaign.first_on <= running_on, Campaign.last_on >= running_on)
    return db.session.scalars(query.order_by(Campaign.first_on.desc(), Campaign.id.desc())).all()


class Listed(NamedTuple):
    """A household on the list of a campaign."""

    id: int
    community_id: int
    subdistrict_id: int
    district_id: int
    whose: int
    visited_on: date | None
    ticked_on: date | None
    ticked_by: int
    word: str

    @property
    def is_done(self) -> bool:
        """Whether it was visited, or ticked off by hand."""
        return bool(self.visited_on or self.ticked_on)


def listed(campaign_id: int, days: Span, area: Area | None = None) -> list[Listed]:
    """Return the households of a campaign with the first visit that counts within its days.

    Those whose plan has ended since are no longer asked for, unless they were seen.
    """
    on, home = CampaignHousehold, Household
    visited = (
        select(func.min(Record.happened_on))
        .where(
            Record.household_id == on.household_id,
            Record.happened_on.between(days.first, days.last),
            Record.kind == "visit",
            Record.measure.is_not(None),
        )
        .correlate(on)
        .scalar_subquery()
    )
    query = (
        select(
            home.id,
            home.community_id,
            Community.subdistrict_id,
            Subdistrict.district_id,
            func.coalesce(home.in_charge_id, Community.in_charge_id, 0),
            visited,
            on.ticked_on,
            func.coalesce(on.ticked_by_id, 0),
            on.word,
            home.ended_on,
        )
        .select_from(on)
        .join(home, home.id == on.household_id)
        .join(Community, Community.id == home.community_id)
        .join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
        .where(on.campaign_id == campaign_id, *narrowed(area or Area()))
        .order_by(home.id)
    )
    rows = [(Listed(*row[:9]), row[9]) for row in db.session.execute(query)]
    return [one for one, ended in rows if one.is_done or not ended]


def to_choose(area: Area, categories: Sequence[str], mended: Sequence[str], since: date) -> Any:
    """Return the ids of households for a campaign, as a query.

    In an area: those of some categories, and those with some repairs since a day; all, if neither
    is asked for.
    """
    home = Household
    wanted: list[ColumnElement[bool]] = []
    if categories:
        wanted.append(home.main_category.in_(categories))
    if mended:
        once = select(Record.household_id).where(
            Record.kind == "repair",
            Record.happened_on >= since,
            Record.category.in_(mended),
            Record.state != "withdrawn",
            Record.household_id.is_not(None),
        )
        wanted.append(home.id.in_(once))
    query = (
        select(home.id)
        .join(Community, Community.id == home.community_id)
        .join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
        .where(home.ended_on.is_(None), home.erased_at.is_(None), *narrowed(area))
    )
    return query.where(or_(*wanted)) if wanted else query


def count(some: Any) -> int:
    """Return how many rows a query has."""
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def ticked(campaign_id: int, household_id: int) -> CampaignHousehold:
    """Return a household on the list of a campaign, locked.

    Raises:
        Missing: it is not on it.
    """
    found = db.session.scalar(
        select(CampaignHousehold)
        .where(
            CampaignHousehold.campaign_id == campaign_id,
            CampaignHousehold.household_id == household_id,
        )
        .with_for_update()
    )
    if found is None:
        raise Missing
    return found

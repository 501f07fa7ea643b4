"""What the pages of campaigns show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from servicecorps import clock
from servicecorps.care import due, queries
from servicecorps.care.due import Progress
from servicecorps.care.form import CampaignForm
from servicecorps.care.model import Campaign
from servicecorps.care.queries import Area, Listed
from servicecorps.care.writing import NewCampaign
from servicecorps.clock import Span
from servicecorps.people import queries as people
from servicecorps.people.model import SignedIn
from servicecorps.people.permits import Permission
from servicecorps.places import queries as places
from servicecorps.records import seeing
from servicecorps.records.households import Card
from servicecorps.records.rules import row_number

PAGE = 50
# What frost breaks.
FROST = ("meter_frozen", "pipe_frozen")


@dataclass(frozen=True)
class Row:
    """A campaign in a list."""

    campaign: Campaign
    done: int
    target: int


def every() -> list[Row]:
    """Return all campaigns with how far they have come."""
    return [_row(one, Area()) for one in queries.campaigns()]


def running(member_id: int = 0) -> list[Row]:
    """Return the campaigns of today that have something for a member, or for anybody."""
    rows = [
        _row(one, Area(member=member_id)) for one in queries.campaigns(running_on=clock.today())
    ]
    return [row for row in rows if row.target]


def _row(one: Campaign, area: Area) -> Row:
    listed = queries.listed(one.id, days_of(one), area)
    return Row(one, sum(home.is_done for home in listed), len(listed))


def days_of(one: Campaign) -> Span:
    """Return the days of a campaign."""
    return Span(one.first_on, one.last_on)


@dataclass(frozen=True)
class Line:
    """A household on a campaign's list."""

    card: Card
    visited_on: date | None
    ticked_on: date | None
    ticked_by: str
    # Only for those who may know what was said.
    word: str


@dataclass(frozen=True)
class CampaignPage:
    """Everything the page of a campaign shows."""

    done: int
    target: int
    by: str
    areas: list[Progress]
    lines: list[Line]
    # mine or all, and which of them: left or done.
    whose: str
    state: str
    shown: int
    after: int
    # The household whose tick lacks its word.
    wanting: int


def page(
    found: Campaign, args: Mapping[str, str], viewer: SignedIn, wanting: int = 0
) -> CampaignPage:
    """Return a page of a campaign; a member's own area comes first."""
    by = args.get("by", "")
    by = by if by in due.WAYS else due.WAYS[0]
    whose = args.get("whose", "")
    if whose not in ("mine", "all"):
        whose = "all" if viewer.may(Permission.AMEND_ANY) else "mine"
    state = "done" if args.get("state") == "done" else "left"
    every_home = queries.listed(found.id, days_of(found))
    area = Area(member=viewer.id)
    mine = queries.listed(found.id, days_of(found), area) if whose == "mine" else every_home
    some = [one for one in mine if one.is_done == (state == "done")]
    behind = row_number(args.get("after", "")) or 0
    left = [one for one in some if one.id > behind or one.id == wanting]
    return CampaignPage(
        done=sum(one.is_done for one in every_home),
        target=len(every_home),
        by=by,
        areas=due.progress(((one, one.is_done) for one in every_home), by),
        lines=_lines(left[:PAGE], viewer),
        whose=whose,
        state=state,
        shown=len(some),
        after=left[PAGE - 1].id if len(left) > PAGE else 0,
        wanting=wanting,
    )


def _lines(some: Sequence[Listed], viewer: SignedIn) -> list[Line]:
    shown = {card.id: card for card in due.in_order([one.id for one in some])}
    names = people.names({one.ticked_by for one in some if one.ticked_by})
    return [
        Line(
            shown[one.id],
            one.visited_on,
            one.ticked_on,
            names.get(one.ticked_by, ""),
            one.word if one.word and _may_read(one, viewer) else "",
        )
        for one in some
    ]


def _may_read(one: Listed, viewer: SignedIn) -> bool:
    if viewer.id == one.ticked_by:
        return True
    home = places.household_or_none(one.id)
    return home is not None and seeing.in_clear(home, viewer)


def wanted(form: CampaignForm) -> NewCampaign:
    """Return what a valid form asks for."""
    first, last = form.first_on.data or clock.today(), form.last_on.data or clock.today()
    area = Area(district=form.district_id.data or 0, community=form.community_id.data or 0)
    mended = FROST if form.mended.data else ()
    since = form.mended_since.data or date.min
    chosen = queries.to_choose(area, form.chosen("categories"), mended, since)
    return NewCampaign(form.text("name"), str(form.purpose.data), first, last, chosen)

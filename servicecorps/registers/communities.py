"""What the pages of communities show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from servicecorps import clock, words
from servicecorps.people import permits
from servicecorps.people import queries as people
from servicecorps.people.model import SignedIn
from servicecorps.places import queries as places
from servicecorps.places.form import CommunityForm
from servicecorps.places.model import Community
from servicecorps.records import kinds, telling
from servicecorps.records import queries as records
from servicecorps.records.households import Card, cards
from servicecorps.records.rules import row_number
from servicecorps.tallies import queries as tallies


@dataclass
class CommunityList:
    """A page of communities."""

    found: Sequence[Community]
    districts: Sequence[Any]
    district: int | None
    words: str
    total: int
    next_after: int


def community_list(args: Mapping[str, str], size: int) -> CommunityList:
    """Return a page of communities."""
    district, after = row_number(args.get("district", "")), row_number(args.get("after", "")) or 0
    typed = args.get("q", "").strip()[:40]
    found = places.communities_page(district, typed, after, size + 1)
    more = len(found) > size
    return CommunityList(
        found=found[:size],
        districts=places.districts(served_only=True),
        district=district,
        words=typed,
        total=places.count_communities(),
        next_after=found[size - 1].id if more else 0,
    )


@dataclass
class CommunityFigure:
    """A measure of a community, this month and this year, and the endpoint of its records."""

    measure: str
    month: int
    year: int
    endpoint: str


@dataclass
class CommunityPage:
    """Everything the page of a community shows."""

    figures: list[CommunityFigure]
    month: clock.Span
    year: clock.Span
    households: list[Card]
    households_in_all: int
    last_visit: date | None
    in_charge: str
    may_see_lists: bool


def community_page(found: Community, viewer: SignedIn) -> CommunityPage:
    """Gather a community's page: this month and this year by measure."""
    today = clock.today()
    month = clock.Span.month(today.year, today.month)
    year = month.year_to_date()
    this_month, this_year = tallies.community_amounts(found.id, (month, year))
    homes = []
    if viewer.may(permits.Permission.HOUSEHOLDS):
        homes = cards(places.households_page(community_id=found.id, limit=10))
    return CommunityPage(
        figures=[
            CommunityFigure(
                measure, this_month.get(measure, 0), this_year.get(measure, 0), _list_of(measure)
            )
            for measure in words.MEASURES
        ],
        month=month,
        year=year,
        households=homes,
        households_in_all=places.count_households(community_id=found.id),
        last_visit=records.last_counted_visit(("community", found.id)),
        in_charge=people.all_names().get(found.in_charge_id or 0, ""),
        may_see_lists=viewer.may(permits.Permission.RECORDS),
    )


def differences(form: CommunityForm, stored: Community) -> list[tuple[str, str, str]]:
    """Return (field, stored, typed) of what differs."""
    names = people.all_names()
    zones = {zone.id: f"{zone.district.name} {zone.name}" for zone in places.subdistricts()}
    pairs = {
        "name": (stored.name, form.text("name")),
        "subdistrict_id": (zones[stored.subdistrict_id], zones[form.subdistrict_id.data]),
        "aliases": (
            telling.listed(sorted(row.alias for row in stored.aliases)),
            telling.listed(form.alias_list()),
        ),
        "lat_deg": (stored.lat_deg, form.lat_deg.data),
        "lon_deg": (stored.lon_deg, form.lon_deg.data),
        "in_charge_id": (
            names.get(stored.in_charge_id or 0, ""),
            names.get(form.in_charge_id.data or 0, ""),
        ),
        "visited_before_on": (stored.visited_before_on, form.visited_before_on.data),
    }
    return [
        (str(form[name].label.text), telling.plain_or_dash(old), telling.plain_or_dash(new))
        for name, (old, new) in pairs.items()
        if old != new
    ]


def _list_of(measure: str) -> str:
    kind = kinds.by_measure(measure)
    return f"{kind.room}.index" if kind else ""

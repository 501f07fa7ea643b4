"""After a visit: where to go next, so that a round through a building needs few taps."""

from dataclasses import dataclass

from servicecorps import clock
from servicecorps.care import due, queries, rules
from servicecorps.care.due import Standing
from servicecorps.care.queries import Area
from servicecorps.people.model import SignedIn
from servicecorps.places import queries as places
from servicecorps.places.model import Household
from servicecorps.records import queries as records
from servicecorps.records import showing
from servicecorps.records.households import Card, cards
from servicecorps.records.model import Record
from servicecorps.records.showing import Line

NEIGHBOURS, NEAR = 12, 6


@dataclass(frozen=True)
class Next:
    """A visit just made, its neighbours, and what is due near by."""

    line: Line
    neighbours: list[Card]
    near: list[Card]
    # Why the care plan asks to be ended, "" if it does not.
    ending: str = ""


def after(record_id: int, viewer: SignedIn) -> Next:
    """Return where somebody may go on after a visit.

    Raises:
        Missing: there is no such record.
    """
    record = records.get(record_id)
    line = showing.lines([record])[0]
    here = places.household_or_none(record.household_id)
    if here is None:
        return Next(line, [], [])
    ending = showing.ending(line.kind, record, viewer)
    return Next(line, _neighbours(here), _near(here, viewer, record), ending)


def _neighbours(here: Household) -> list[Card]:
    """Return the others of a community: the same street first, then whoever is due."""
    homes = places.households_page(community_id=here.community_id, limit=200)
    streets = {home.id: home.street for home in homes}
    left = [
        card
        for card in cards([home for home in homes if home.id != here.id and not home.ended_on])
        if card.last_visit != clock.today() and card.state != "paused"
    ]
    left.sort(key=lambda card: (streets[card.id] != here.street, -(card.overdue or -9999), card.id))
    return left[:NEIGHBOURS]


def _near(here: Household, viewer: SignedIn, record: Record) -> list[Card]:
    """Return what is due in the viewer's area, nearest to a household first."""
    left = [
        one
        for one in due.whoever_is_due(Area(member=viewer.id))
        if one.home.community_id != here.community_id and one.home.id != record.household_id
    ]
    place = here.community
    start = queries.position_of(
        (place.lat_deg, place.lon_deg), (place.subdistrict.lat_deg, place.subdistrict.lon_deg)
    )
    if start:
        left.sort(key=lambda one: _way(start, one))
    return due.in_order([one.home.id for one in left[:NEAR]])


def _way(start: rules.Position, one: Standing) -> tuple[bool, float]:
    there = one.home.position
    return there is None, rules.metres(start, there) if there else 0.0

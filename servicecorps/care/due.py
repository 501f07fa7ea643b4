"""Who is due where: the list, a day's round, how far each area has come."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, starmap

from servicecorps import clock
from servicecorps.care import queries, rules
from servicecorps.care.queries import Area, Home
from servicecorps.people import queries as people
from servicecorps.places import queries as places
from servicecorps.places.rules import Due, due
from servicecorps.records.households import Card, cards
from servicecorps.records.rules import row_number
from servicecorps.settings import queries as settings

PAGE = 30


@dataclass(frozen=True)
class Standing:
    """A household of the plan, and where it stands today."""

    home: Home
    due: Due

    @property
    def over(self) -> int:
        """By how many days it is overdue."""
        return self.due.overdue or 0

    def key(self) -> tuple[int, int]:
        """Longest overdue first, then by number: the order of every list."""
        return -self.over, self.home.id


def on_plan(area: Area, on: date | None = None) -> list[Standing]:
    """Return the households of an area that are visited regularly, with how they stand."""
    return [one for one in _standing(area, on) if one.due.every_days]


def _standing(area: Area, on: date | None = None) -> list[Standing]:
    days, today = settings.care_days(), on or clock.today()
    return [Standing(home, due(home.plan, days, today)) for home in queries.on_plan(area)]


def whoever_is_due(area: Area) -> list[Standing]:
    """Return the households of an area that are due today, longest overdue first."""
    return sorted((one for one in on_plan(area) if one.due.is_due), key=Standing.key)


@dataclass(frozen=True)
class DuePage:
    """A page of the due list; `after` is where the next one begins, "" on the last."""

    cards: list[Card]
    total: int
    after: str


def page(area: Area, after: str, size: int = PAGE) -> DuePage:
    """Return a page of the due list, beginning behind a household named as days-number.

    What was visited in the meantime is gone from it, and nothing else is passed over.
    """
    found = whoever_is_due(area)
    behind = _cursor(after)
    left = [one for one in found if behind is None or one.key() > behind]
    shown = left[:size]
    more = len(left) > size
    last = f"{shown[-1].over}-{shown[-1].home.id}" if more else ""
    return DuePage(in_order([one.home.id for one in shown]), len(found), last)


def _cursor(text: str) -> tuple[int, int] | None:
    over, _dash, number = text.partition("-")
    days, household_id = row_number(over), row_number(number)
    if days is None or household_id is None:
        return None
    return -days, household_id


def in_order(household_ids: Sequence[int]) -> list[Card]:
    """Return cards of households in the order of their ids given."""
    homes = places.households_by_ids(household_ids)
    return cards([homes[one] for one in household_ids if one in homes])


@dataclass(frozen=True)
class Stop:
    """A community of a round: its households, how far it is from the stop before or from here."""

    community: places.CommunityName
    cards: list[Card]
    metres: int | None


def a_round(area: Area, homes: int) -> list[Stop]:
    """Return so many due households as stops in walking order.

    It begins where nobody has been for longest and takes what is due nearest to there. Communities
    without any position come last.
    """
    by_place: dict[int, list[Standing]] = defaultdict(list)
    for one in whoever_is_due(area):
        by_place[one.home.community_id].append(one)
    order = _walked(_placed(by_place), by_place, homes)
    order += [at for at, some in by_place.items() if some[0].home.position is None]
    chosen = _cut(order, by_place, homes)
    points = [some[0].home.position for _at, some in chosen]
    return _stops(chosen, list(starmap(_way, pairwise([None, *points]))))


def nearby(here: rules.Position, homes: int) -> list[Stop]:
    """Return so many households on the plan as stops, the nearest community first.

    In each community the longest overdue come first, then those that are not visited regularly.
    """
    by_place: dict[int, list[Standing]] = defaultdict(list)
    for one in sorted(_standing(Area()), key=lambda one: (one.due.overdue is None, one.key())):
        by_place[one.home.community_id].append(one)
    placed = _placed(by_place)
    ids, points = list(placed), list(placed.values())
    chosen = _cut([ids[at] for at in rules.nearest_first(points, here)], by_place, homes)
    return _stops(chosen, [_way(here, placed[at]) for at, _some in chosen])


def _way(one: rules.Position | None, other: rules.Position | None) -> int | None:
    return round(rules.metres(one, other)) if one and other else None


def _placed(by_place: dict[int, list[Standing]]) -> dict[int, rules.Position]:
    return {at: some[0].home.position for at, some in by_place.items() if some[0].home.position}


def _walked(
    placed: dict[int, rules.Position], by_place: dict[int, list[Standing]], homes: int
) -> list[int]:
    """Return the communities nearest to the first one that hold so many, in walking order."""
    if not placed:
        return []
    ids, points = list(placed), list(placed.values())
    near, taken = [], 0
    for at in rules.nearest_first(points, points[0]):
        if taken >= homes:
            break
        near.append(at)
        taken += len(by_place[ids[at]])
    return [ids[near[at]] for at in rules.walking_order([points[at] for at in near])]


def _cut(
    order: list[int], by_place: dict[int, list[Standing]], homes: int
) -> list[tuple[int, list[Standing]]]:
    found, left = [], homes
    for at in order:
        if left <= 0:
            break
        found.append((at, by_place[at][:left]))
        left -= len(by_place[at])
    return found


def _stops(chosen: list[tuple[int, list[Standing]]], ways: Sequence[int | None]) -> list[Stop]:
    names = places.community_names([at for at, _some in chosen])
    shown = {
        card.id: card for card in in_order([one.home.id for _at, some in chosen for one in some])
    }
    return [
        Stop(names[at], [shown[one.home.id] for one in some], way)
        for (at, some), way in zip(chosen, ways, strict=True)
    ]


@dataclass(frozen=True)
class Progress:
    """How far an area or a member has come: `done` of `target` households, `due` still to do."""

    id: int
    name: str
    done: int
    target: int

    @property
    def left(self) -> int:
        """How many are left."""
        return self.target - self.done

    @property
    def percent(self) -> int:
        """The done share in whole per cent, never rounded up to all."""
        return self.done * 100 // self.target if self.target else 0


# How a table is broken down → the key of a household.
WAYS = ("district", "subdistrict", "member")


def progress(rows: Iterable[tuple[queries.Home | queries.Listed, bool]], by: str) -> list[Progress]:
    """Return how far each area has come from (household, whether it is done)."""
    key = _key(by)
    done: dict[int, int] = defaultdict(int)
    target: dict[int, int] = defaultdict(int)
    for home, is_done in rows:
        target[key(home)] += 1
        done[key(home)] += is_done
    names = _names(by, target)
    return [
        Progress(at, names.get(at, ""), done[at], target[at])
        for at in sorted(target, key=lambda at: (not at, done[at] - target[at], names.get(at, "")))
    ]


def _key(by: str) -> Callable[[queries.Home | queries.Listed], int]:
    if by == "member":
        return lambda home: home.whose
    if by == "subdistrict":
        return lambda home: home.subdistrict_id
    return lambda home: home.district_id


def _names(by: str, wanted: Iterable[int]) -> dict[int, str]:
    if by == "member":
        return people.names(set(wanted))
    if by == "subdistrict":
        return {at: f"{one[0]} {one[1]}" for at, one in queries.subdistrict_names().items()}
    return {one.id: one.name for one in places.districts()}

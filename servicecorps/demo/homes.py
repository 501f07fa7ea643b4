"""The made-up households of the sample years, in real communities."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, count
from random import Random
from typing import NamedTuple

from servicecorps.demo import phrases
from servicecorps.demo.cast import FIRST_PHONE, Person
from servicecorps.demo.rules import SINCE, Wheel
from servicecorps.settings.rules import CARE_DAYS

CATEGORIES = Wheel.of(
    {
        "elder_alone": 5,
        "elder_solo": 13,
        "elder_advanced": 6,
        "elder_empty_nest": 14,
        "elder_disabled": 5,
        "tekun": 3,
        "dibao": 13,
        "dibao_edge": 6,
        "hardship_expense": 3,
        "serious_illness": 3,
        "disabled": 8,
        "child_hardship": 2,
        "bereaved_parents": 2,
        "honored_family": 5,
        "single_parent": 2,
        "ordinary": 10,
        "unit": 4,
    }
)
_WAYS = Wheel.of({"spoken": 55, "written": 30, "guardian": 8, "": 7})
# Many who would be due every month have family near by and asked for less.
_OWN_DAYS = Wheel.of({None: 25, 60: 50, 90: 25})
_WITH_FAMILY = frozenset({"elder_solo", "elder_advanced", "serious_illness"})
_YOUNGER = 2.2
_FIRST_HOME_PHONE = FIRST_PHONE + 1000
_HOMES_A_COMMUNITY = 4
_IN_CHARGE, _PREFERS, _MORE, _PHOTOS = 0.95, 0.3, 0.2, 0.55
_NEGLECTED = 0.08
_UNVISITED = 0.04
# The demo's member finds these waiting: days overdue, and a household nobody has seen yet.
_OVERDUE_BY = (1, 8, 23, 47)
_NEW_FOR = 4
_OWN_HOMES = 12
# One of theirs is in hospital, one has moved away.
_HOSPITAL_DAYS, _MOVED_DAYS = 20, 6


class Place(NamedTuple):
    """A community, and how often the team is there compared with others."""

    id: int
    name: str
    weight: float


@dataclass
class Home:
    """A household, and how its rounds go."""

    id: int
    community_id: int
    contact_name: str
    category: str
    registered_on: date
    in_charge_id: int | None
    phone: str = ""
    street: str = ""
    door: str = ""
    preferences: str = ""
    more: tuple[str, ...] = ()
    own_care_days: int | None = None
    consent_way: str = ""
    photos_allowed: bool = False
    # Nobody has been there for so many days; 0 is an ordinary round.
    unseen_days: int = 0
    never_visited: bool = False
    # In hospital until that day, or moved away on that day.
    paused_until: date | None = None
    ended_on: date | None = None

    @property
    def every_days(self) -> int | None:
        """After how many days it is due, None if it is not on the care plan."""
        return self.own_care_days or CARE_DAYS[self.category] or None


def beat(rng: Random, places: list[Place], homes: int) -> list[Place]:
    """Return the communities the team calls on, most of them where it serves everybody."""
    wanted = min(len(places), max(4, homes // _HOMES_A_COMMUNITY))
    # A weighted draw without putting back.
    drawn = sorted(places, key=lambda place: -(rng.random() ** (1 / place.weight)))
    return sorted(drawn[:wanted])


def homes(
    rng: Random, total: int, first_id: int, places: list[Place], people: list[Person], until: date
) -> list[Home]:
    """Return the households: a few communities neglected, a few not yet visited at all."""
    carers = [one for one in people if one.teams and not one.left_on and one.role == "member"]
    rng.shuffle(carers)
    # Neighbours go to one person: the areas of responsibility hang together.
    carer_of = {
        place.id: carers[at * len(carers) // len(places)].id for at, place in enumerate(places)
    }
    cumulated = list(accumulate(rng.uniform(0.4, 2.0) for _ in places))
    found = []
    for number, home_id in zip(range(total), count(first_id), strict=False):
        place = places[number] if number < len(places) else None
        place = place or rng.choices(places, cum_weights=cumulated)[0]
        home = _home(rng, home_id, place, until)
        home.phone = str(_FIRST_HOME_PHONE + number)
        home.in_charge_id = carer_of[place.id] if rng.random() < _IN_CHARGE else None
        found.append(home)
    _neglect(rng, found, places, until)
    _hand_over(rng, found, people[0], until)
    return found


def _home(rng: Random, home_id: int, place: Place, until: date) -> Home:
    category = CATEGORIES.turn(rng)
    # More of them in the last years than in the first.
    age = int((until - SINCE).days * rng.random() ** _YOUNGER)
    is_unit = category == "unit"
    way = _WAYS.turn(rng)
    more = CATEGORIES.turn(rng)
    wish = rng.choice(phrases.PREFERENCES) if rng.random() < _PREFERS else ""
    return Home(
        id=home_id,
        community_id=place.id,
        contact_name=_name(rng, unit=is_unit),
        category=category,
        registered_on=until - timedelta(days=max(age, 3)),
        in_charge_id=None,
        street=rng.choice(phrases.STREETS),
        door=_door(rng, is_unit=is_unit),
        # Neither is kept of a household that has not agreed.
        preferences=wish if way else "",
        more=(more,) if way and _goes_with(more, category) and rng.random() < _MORE else (),
        own_care_days=_OWN_DAYS.turn(rng) if category in _WITH_FAMILY else None,
        consent_way=way,
        photos_allowed=bool(way) and rng.random() < _PHOTOS,
    )


def _door(rng: Random, *, is_unit: bool) -> str:
    number = f"{rng.randint(1, 180)}号"
    if is_unit:
        return number
    return f"{number}{rng.randint(1, 5)}单元{rng.randint(1, 7)}0{rng.randint(1, 4)}"


def _goes_with(more: str, category: str) -> bool:
    return more != category and not {more, category} & {"ordinary", "unit"}


def _name(rng: Random, *, unit: bool) -> str:
    if unit:
        return rng.choice(phrases.UNIT_NAMES)
    return rng.choice(phrases.SURNAMES) + rng.choice(phrases.GIVEN_NAMES)


def _neglect(rng: Random, found: list[Home], places: list[Place], until: date) -> None:
    ids = [place.id for place in places]
    rng.shuffle(ids)
    neglected, unvisited = round(len(ids) * _NEGLECTED), round(len(ids) * _UNVISITED)
    unseen = {place_id: rng.randint(100, 300) for place_id in ids[:neglected]}
    never = set(ids[neglected : neglected + unvisited])
    for home in found:
        home.never_visited = home.community_id in never
        if home.community_id in unseen:
            _leave(home, unseen[home.community_id], until)


def _leave(home: Home, days: int, until: date) -> None:
    """Let nobody call for so many days, after having called before."""
    home.unseen_days = days
    home.registered_on = min(home.registered_on, until - timedelta(days=days + 200))


def _hand_over(rng: Random, found: list[Home], member: Person, until: date) -> None:
    """Give the demo's member a dozen households with something to do today."""
    for home in found:
        if home.in_charge_id == member.id:
            home.in_charge_id = None
    usual = [home for home in found if not home.unseen_days and not home.never_visited]
    usual = [home for home in usual if home.every_days and home.consent_way]
    mine = rng.sample(usual, min(_OWN_HOMES, len(usual)))
    for home in mine:
        home.in_charge_id = member.id
    for home, days in zip(mine, _OVERDUE_BY, strict=False):
        _leave(home, (home.every_days or 0) + days, until)
    for home in mine[-1:]:
        home.paused_until = until + timedelta(days=_HOSPITAL_DAYS)
    for home in mine[-2:-1]:
        home.ended_on = until - timedelta(days=_MOVED_DAYS)
    for home in mine[len(_OVERDUE_BY) : len(_OVERDUE_BY) + 1]:
        home.never_visited = True
        home.registered_on = until - timedelta(days=(home.every_days or 0) + _NEW_FOR)

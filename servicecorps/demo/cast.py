"""The made-up people of the sample years who serve, and the accounts one may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from servicecorps.demo import phrases
from servicecorps.demo.rules import SINCE

RUN_WANJIA, HELPERS = "run_wanjia", "community_helpers"
_TEAM_SIZE, _HELPERS, _IN_BOTH, _LEFT, _AT_THE_DESK = 40, 14, 3, 4, 8
# A number of the right shape that nobody answers; households and callers follow.
FIRST_PHONE = 13800000000
_ALREADY_THERE = 0.7
_DESK_SHARE = 6


@dataclass
class Person:
    """Somebody who serves, or an account without a team."""

    id: int
    name: str
    role: str = "member"
    username: str | None = None
    public_name: str = ""
    teams: tuple[str, ...] = (RUN_WANJIA,)
    titles: tuple[str, ...] = ()
    joined_on: date | None = None
    left_on: date | None = None
    at_the_desk: bool = False

    @property
    def phone(self) -> str:
        """A number nobody answers."""
        return str(FIRST_PHONE + self.id) if self.teams else ""

    def serves_on(self, day: date) -> bool:
        """Tell whether the person can be credited with something done on a day."""
        joined, left = self.joined_on or SINCE, self.left_on or day
        return bool(self.teams) and joined <= day <= left


def people(rng: Random, first_id: int, until: date) -> list[Person]:
    """Return the accounts of the four roles, the two stars and everybody else of the teams."""
    known = _known(first_id)
    names = _names(rng, {person.name for person in known})
    found = list(known)
    while len(found) < len(known) + (_TEAM_SIZE - 2) + (_HELPERS - 1 - _IN_BOTH):
        helper = len(found) >= len(known) + _TEAM_SIZE - 2
        teams = (HELPERS,) if helper else (RUN_WANJIA,)
        found.append(Person(first_id + len(found), next(names), teams=teams, titles=_titles(rng)))
    for person in found[len(known) : len(known) + _IN_BOTH]:
        person.teams = (RUN_WANJIA, HELPERS)
    for person in found:
        person.joined_on = _joined(rng, until) if person.teams else None
    for person in known:
        person.joined_on = date(2013, 3, 5) if person.teams else None
    others = found[len(known) + _IN_BOTH :]
    for person in rng.sample([one for one in others if one.serves_on(SINCE)], _LEFT):
        person.left_on = until - timedelta(days=rng.randint(60, 900))
    for person in rng.sample([one for one in others if not one.left_on], _AT_THE_DESK):
        person.at_the_desk = True
    return found


def _known(first_id: int) -> list[Person]:
    # The first account of a role is the one the sign-in page lets one be.
    return [
        Person(first_id, "林思东", "member", "demo-member", "有事找思东", titles=("service_star",)),
        Person(first_id + 1, "高文静", "manager", "demo-manager", titles=("party_member",)),
        Person(first_id + 2, "孙立诚", "viewer", "demo-viewer", teams=()),
        Person(first_id + 3, "韩守正", "admin", "demo-admin", teams=()),
        Person(
            first_id + 4,
            "王林",
            public_name="社区好帮手王林",
            teams=(HELPERS,),
            titles=("model_worker", "service_star"),
        ),
    ]


def _names(rng: Random, taken: set[str]) -> Iterator[str]:
    names = [a + b for a in phrases.SURNAMES for b in phrases.GIVEN_NAMES if a + b not in taken]
    rng.shuffle(names)
    return iter(names)


def _titles(rng: Random) -> tuple[str, ...]:
    return tuple(
        title
        for title, share in (
            ("party_member", 0.35),
            ("model_worker", 0.12),
            ("service_star", 0.2),
            ("gold_worker", 0.25),
        )
        if rng.random() < share
    )


def _joined(rng: Random, until: date) -> date:
    if rng.random() < _ALREADY_THERE:
        return SINCE - timedelta(days=rng.randint(30, 1500))
    return SINCE + timedelta(days=rng.randint(0, max(0, (until - SINCE).days - 200)))


class Roster:
    """Who can be credited with something done on a day."""

    def __init__(self, rng: Random, found: list[Person]) -> None:
        self._rng = rng
        self._found = found
        self._teams = {person.id: person.teams for person in found}
        self._by_day: dict[date, tuple[list[int], list[int]]] = {}

    def desk(self, day: date) -> int:
        """Return who took a call."""
        ids, cumulated = self._on(day)
        return self._rng.choices(ids, cum_weights=cumulated)[0]

    def crew(self, day: date, sizes: tuple[int, ...], lead: int | None = None) -> tuple[int, ...]:
        """Return who went, the lead first if he served then; a size is drawn from `sizes`."""
        ids, _ = self._on(day)
        first = lead if lead in ids else self._rng.choice(ids)
        more = self._rng.choices(ids, k=self._rng.choice(sizes) - 1)
        return tuple(dict.fromkeys((first, *more)))

    def team_of(self, member_id: int) -> str:
        """Return the team a member goes out for, now one, now the other if in both."""
        return self._rng.choice(self._teams[member_id])

    def _on(self, day: date) -> tuple[list[int], list[int]]:
        if day not in self._by_day:
            there = [person for person in self._found if person.serves_on(day)]
            shares = [_DESK_SHARE if person.at_the_desk else 1 for person in there]
            self._by_day[day] = [person.id for person in there], list(accumulate(shares))
        return self._by_day[day]

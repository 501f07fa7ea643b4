"""Who there is already: households and members by whatever a file says.

An uncertain match is never taken: it is said to be uncertain, with whom it may mean.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from servicecorps.imports.cells import folded
from servicecorps.imports.known_places import MOST_OFFERED, Match, Places
from servicecorps.people.rules import normal_username

_NAMES = re.compile(r"[、,，;；/|\n]+|\s+和\s*|\s{2,}")
_SPACE = re.compile(r"\s+")


class Home(NamedTuple):
    """What a household is known by."""

    id: int
    community_id: int
    contact: str
    phone: str
    other_phone: str
    account: str
    address: str
    category: str


class Said(NamedTuple):
    """What a row says of a household."""

    community_id: int | None
    contact: str
    phone: str
    account: str
    address: str


class Homes:
    """Households by account, by name in a community, by phone."""

    def __init__(self, found: Iterable[Home]) -> None:
        self.by_id: dict[int, Home] = {}
        self._by_account: defaultdict[str, list[int]] = defaultdict(list)
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._by_phone: defaultdict[str, list[int]] = defaultdict(list)
        # A logbook goes to the same homes again and again.
        self.called = lru_cache(maxsize=8192)(self._called)
        for home in found:
            self.by_id[home.id] = home
            self._by_name[_SPACE.sub("", home.contact)].append(home.id)
            if home.account:
                self._by_account[home.account].append(home.id)
            for phone in {home.phone, home.other_phone} - {""}:
                self._by_phone[phone].append(home.id)

    def _called(self, said: Said, *, by_name: bool = False) -> Match:
        """Return which household a row means; name and community alone are enough if allowed."""
        name = _SPACE.sub("", said.contact)
        if said.account and (found := self._by_account.get(said.account)):
            same = [one for one in found if name in ("", _SPACE.sub("", self.by_id[one].contact))]
            return Match(same[0]) if len(same) == 1 else _uncertain(found, "household_differs")
        pool = self._here(self._by_name.get(name, ()) if name else (), said)
        if not pool:
            others = self._here(self._by_phone.get(said.phone, ()) if said.phone else (), said)
            if others and not name:
                return Match(others[0]) if len(others) == 1 else _uncertain(others)
            return _uncertain(others, "household_differs" if others else "household_unknown")
        return self._of_that_name(pool, said, by_name=by_name)

    def _here(self, found: Iterable[int], said: Said) -> list[int]:
        where = said.community_id
        return [one for one in found if where in (None, self.by_id[one].community_id)]

    def _of_that_name(self, pool: list[int], said: Said, *, by_name: bool) -> Match:
        agree = [one for one in pool if self._agrees(one, said)]
        if len(agree) == 1:
            return Match(agree[0])
        if agree:
            return _uncertain(agree)
        open_to = [one for one in pool if not self._contradicts(one, said)]
        if not open_to:
            return _uncertain(pool, "household_differs")
        if len(open_to) > 1 or said.community_id is None:
            return _uncertain(open_to)
        return Match(open_to[0]) if by_name else _uncertain(open_to, "household_by_name")

    def _agrees(self, number: int, said: Said) -> bool:
        home = self.by_id[number]
        if said.phone and said.phone in (home.phone, home.other_phone):
            return True
        return bool(said.address) and folded(said.address) == folded(home.address)

    def _contradicts(self, number: int, said: Said) -> bool:
        home = self.by_id[number]
        pairs = (
            (said.phone, home.phone or home.other_phone),
            (said.account, home.account),
            (said.address, home.address),
        )
        return any(one and other and one != other for one, other in pairs)


def _uncertain(found: Sequence[int], reason: str = "household_several") -> Match:
    return Match(None, reason, tuple(found[:MOST_OFFERED]))


@dataclass
class People:
    """Members by user name and by name; those who left are credited for what they did."""

    names: Mapping[int, str]
    usernames: Mapping[str, int]
    teams: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the names."""
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        for number, name in self.names.items():
            self._by_name[folded(name)].append(number)
        self.called = lru_cache(maxsize=4096)(self._called)
        self.listed = lru_cache(maxsize=4096)(self._listed)

    def _called(self, text: str) -> Match:
        found = self._by_name.get(folded(text), [])
        if len(found) == 1:
            return Match(found[0])
        by_username = self.usernames.get(normal_username(text))
        if by_username:
            return Match(by_username)
        if found:
            return Match(None, "member_several", tuple(found[:MOST_OFFERED]))
        near = difflib.get_close_matches(folded(text), self._by_name, MOST_OFFERED, 0.5)
        return Match(None, "member_unknown", tuple(self._by_name[name][0] for name in near))

    def _is_known(self, text: str) -> bool:
        return len(self._by_name.get(folded(text), ())) == 1 or (
            normal_username(text) in self.usernames
        )

    def _listed(self, text: str) -> list[str]:
        """Return the names a cell lists; one that is a name as it stands is not taken apart."""
        if self._is_known(text):
            return [text]
        parts = [part.strip() for part in _NAMES.split(text) if part.strip()]
        if len(parts) == 1:
            spaced = parts[0].split()
            if len(spaced) > 1 and all(map(self._is_known, spaced)):
                return spaced
        return parts


@dataclass
class Known:
    """Everything a check looks things up in."""

    places: Places
    homes: Homes
    people: People
    team_ids: Mapping[str, int]
    # Tells of (code of a district, lat, lon) whether the place lies outside the district.
    is_outside: Callable[[str, float, float], bool] = lambda _district, _lat, _lon: False

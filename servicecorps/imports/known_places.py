"""Communities by whatever a file calls them.

An uncertain match is never taken: it is said to be uncertain, with whom it may mean.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from servicecorps.imports.cells import folded

MOST_OFFERED = 5
_SUFFIX = re.compile(r"(社区)?(居民委员会|村民委员会|居委会|村委会|居民委|社区)$")
_ZONE = re.compile(r"(街道办事处|街道办|办事处|街道|镇|区|市)$")
_LABEL = re.compile(r"(?P<name>[^（(]+?)\s*[（(](?P<where>[^）)]*)[）)]?$")


class Match(NamedTuple):
    """What a row's words mean: an id, or why not, and who or what may be meant."""

    id: int | None = None
    reason: str = ""
    candidates: tuple[int, ...] = ()


class Community(NamedTuple):
    """A community with where it lies."""

    id: int
    name: str
    subdistrict: str
    district: str
    code: str = ""
    district_code: str = ""


class Places:
    """Communities by name, other names and official name, told apart by where they lie."""

    def __init__(self, found: Iterable[Community], aliases: Iterable[tuple[int, str]]) -> None:
        self.by_id = {one.id: one for one in found}
        self.by_number = {str(number): number for number in self.by_id}
        self.by_code = {one.code: one.id for one in self.by_id.values() if one.code}
        self._exact: defaultdict[str, set[int]] = defaultdict(set)
        self._bare: defaultdict[str, set[int]] = defaultdict(set)
        for one in self.by_id.values():
            self._learn(one.id, one.name)
        for number, alias in aliases:
            self._learn(number, alias)
        self._districts = {one.district for one in self.by_id.values()}
        # A hundred thousand rows name a few hundred places.
        self.called = lru_cache(maxsize=4096)(self._called)

    def _learn(self, number: int, name: str) -> None:
        self._exact[folded(name)].add(number)
        self._bare[bare(name)].add(number)

    def _called(self, text: str, district: str = "", subdistrict: str = "") -> Match:
        if label := _LABEL.match(text):
            where = label["where"].split()
            inside = self._within(self._named(label["name"]), where)
            if len(inside) == 1:
                return Match(inside[0])
        found = self._within(self._named(text), [district, subdistrict])
        found = found or self._after_its_district(text, [district, subdistrict])
        if len(found) == 1:
            return Match(found[0])
        if found:
            return Match(None, "community_several", tuple(found[:MOST_OFFERED]))
        return Match(None, "community_unknown", self._near(text, [district, subdistrict]))

    def _named(self, text: str) -> list[int]:
        return sorted(self._exact.get(folded(text)) or self._bare.get(bare(text)) or ())

    def _within(self, found: Sequence[int], where: Iterable[str]) -> list[int]:
        zones = {_ZONE.sub("", folded(word)) for word in where if word}
        return [number for number in found if zones <= self._zones(number)]

    def _zones(self, number: int) -> set[str]:
        one = self.by_id[number]
        return {_ZONE.sub("", folded(word)) for word in (one.subdistrict, one.district)}

    def _after_its_district(self, text: str, where: list[str]) -> list[int]:
        """Read 市南区香港中路街道江西路社区: where it lies stands before its name."""
        plain = folded(text).removeprefix("青岛市")
        for district in self._districts:
            if plain.startswith(folded(district)):
                rest = plain.removeprefix(folded(district))
                street, parted, name = rest.partition("街道")
                names = (name.removeprefix("办事处"), [street]) if parted else (rest, [])
                return self._within(self._named(names[0]), [district, *names[1], *where])
        return []

    def _near(self, text: str, where: list[str]) -> tuple[int, ...]:
        near = difflib.get_close_matches(bare(text), self._bare, MOST_OFFERED, 0.6)
        found = [number for name in near for number in sorted(self._bare[name])]
        return tuple((self._within(found, where) or found)[:MOST_OFFERED])


def bare(name: str) -> str:
    """Return a community's name without what officials put behind it."""
    plain = folded(name)
    return _SUFFIX.sub("", plain) or plain

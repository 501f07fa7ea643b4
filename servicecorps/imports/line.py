"""One row on its way from cells to values: what it says, what was refused, what may be meant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from servicecorps.imports.asked import Setting
from servicecorps.imports.cells import Cell, Unclear, folded, shown
from servicecorps.imports.known import Said
from servicecorps.imports.known_places import Match
from servicecorps.imports.parsers import Parser
from servicecorps.imports.spellings import offer_key, spellings
from servicecorps.imports.tables import Column
from servicecorps.places.coordinates import to_wgs
from servicecorps.records.rules import row_number

_MOST_LAT_DEG = 90
_DECIMALS = 6  # of a degree: a tenth of a metre
_MOST_UNDERSTOOD = 40_000
_EMPTY: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True)
class Refused:
    """A cell that keeps its row out: the value as the file has it, with its offer if there is one.

    `key` tells the offer apart from others; `candidates` are whom or what it may mean.
    """

    column: str
    reason: str
    value: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    candidates: tuple[Any, ...] = ()


@dataclass
class Item:
    """A row that can go in: its values by column, who was there, and what tells a twin."""

    row: int
    values: dict[str, Any]
    members: list[int] = field(default_factory=list)
    identity: tuple[Any, ...] = ()
    # The household, member or community that is there already.
    same_id: int | None = None


class Line:
    """A row; the rules of its kind ask it for values and tell it what is wrong."""

    def __init__(self, setting: Setting, number: int, row: Sequence[Cell]) -> None:
        self.setting = setting
        self.number = number
        self.refused: list[Refused] = []
        self.is_outside = False
        self._raw: dict[str, Cell] = {}
        self.values: dict[str, Any] = {}
        width = len(row)
        for place, column, parse in setting.plan:
            if place < width:
                self._raw[column.slug] = row[place]
                self.values[column.slug] = self._understood(column, parse, row[place])
        self._look_for_missing()

    def _understood(self, column: Column, parse: Parser, cell: Cell) -> Any:
        if not isinstance(cell, str):
            return self._parsed(column, parse, cell)
        key, kept = (column.slug, cell), self.setting.understood
        if key in kept:
            return kept[key]
        before = len(self.refused)
        value = self._parsed(column, parse, cell)
        if len(self.refused) == before and len(kept) < _MOST_UNDERSTOOD:
            kept[key] = value
        return value

    def _parsed(self, column: Column, parse: Parser, cell: Cell) -> Any:
        slug = column.slug
        try:
            value = parse(cell, self.setting.reading)
        except Unclear as unclear:
            self.refuse(slug, unclear.reason, **unclear.facts)
            return None
        if column.most and isinstance(value, str) and len(value) > column.most:
            self.refuse(slug, "too_long")
            return None
        if value and column.parse == "choice":
            return self._chosen(column, value)
        if value and column.parse == "choices":
            parts = self.setting.known.people.listed(value)
            return [one for one in (self._chosen(column, part) for part in parts) if one]
        return value

    def _chosen(self, column: Column, text: str) -> str | None:
        known = spellings(column)
        slug = known.get(folded(text)) or known.get(folded(text.partition("（")[0]))
        if slug is None:
            key = offer_key(column.slug, text)
            slug = self.setting.asked.choices.get(key)
            if slug not in known.values():
                every = tuple(dict.fromkeys(known.values()))
                self.refuse(column.slug, "choice", text, key=key, candidates=every)
                return None
        return slug

    def _look_for_missing(self) -> None:
        there = {slug for slug, value in self.values.items() if value not in _EMPTY}
        there.update(one.column for one in self.refused)
        for slug in self.setting.table.missing(there):
            self.refuse(slug, "missing")

    def get(self, slug: str, default: Any = None) -> Any:
        """Return a value, the default where nothing stands."""
        value = self.values.get(slug)
        return default if value in (None, "") else value

    def text(self, slug: str) -> str:
        """Return a text, "" where nothing stands."""
        return str(self.get(slug, ""))

    def refuse(self, slug: str, reason: str, value: str = "", **more: Any) -> None:
        """Keep the row out because of a column."""
        key, candidates = more.pop("key", ""), more.pop("candidates", ())
        told = value or shown(self._raw.get(slug))
        self.refused.append(Refused(slug, reason, told, more, key, candidates))

    def settle(self, slug: str, match: Match, said: Iterable[Any]) -> int | None:
        """Return what a match found or the person chose; else keep the row out with the offer."""
        if match.id is not None:
            return match.id
        key = offer_key(slug, " ".join(map(str, said)))
        chosen = self.setting.asked.choices.get(key, "")
        if (number := row_number(chosen)) in self._ids(slug):
            return number
        self.refuse(slug, match.reason, key=key, candidates=match.candidates)
        return None

    def _ids(self, slug: str) -> Mapping[int, Any]:
        known = self.setting.known
        found: dict[str, Mapping[int, Any]] = {
            "community": known.places.by_id,
            "contact": known.homes.by_id,
        }
        return found.get(slug, known.people.names)

    def community(self) -> int | None:
        """Return the community the row names, None if it names none."""
        name = self.text("community")
        if not name:
            return None
        where = self.text("district"), self.text("subdistrict")
        match = self.setting.known.places.called(name, *where)
        return self.settle("community", match, (name, *where))

    def household(self, community_id: int | None, *, needed: bool) -> int | None:
        """Return the household the row names.

        One that is not needed and unknown is none: the row keeps who and where in its own words.
        """
        said = Said(
            community_id,
            self.text("contact"),
            self.text("phone"),
            self.text("water_account"),
            self.text("address"),
        )
        if not (said.contact or said.phone or said.account):
            return None
        if {one.column for one in self.refused} & {
            "community",
            "phone",
            "contact",
            "water_account",
        }:
            return None
        match = self.setting.known.homes.called(said, by_name=self.setting.asked.by_name)
        if not needed and match.reason == "household_unknown":
            return None
        return self.settle("contact", match, said)

    def people(self, slug: str = "members") -> list[int]:
        """Return the members the row names."""
        found = []
        called = self.setting.known.people
        for name in called.listed(self.text(slug)) if self.text(slug) else []:
            match = called.called(name)
            number = match.id
            if number is None:
                number = self._settled_person(slug, match, name)
            if number is not None:
                found.append(number)
        return list(dict.fromkeys(found))

    def _settled_person(self, slug: str, match: Match, name: str) -> int | None:
        chosen = self.setting.asked.choices.get(offer_key("members", name), "")
        if (number := row_number(chosen)) in self.setting.known.people.names:
            return number
        key = offer_key("members", name)
        self.refuse(slug, match.reason, name, key=key, candidates=match.candidates)
        return None

    def person(self, slug: str) -> int | None:
        """Return the first member a column names."""
        return next(iter(self.people(slug)), None)

    def team(self, members: Sequence[int]) -> int | None:
        """Return the team the row names, else that of whoever stands first."""
        known = self.setting.known
        if slug := self.get("team"):
            return known.team_ids.get(slug)
        return next((known.people.teams[one] for one in members if one in known.people.teams), None)

    def position(self, district_code: str) -> dict[str, float]:
        """Return where the row says a community lies, in WGS-84; nothing where it says nothing.

        One outside its district is questioned.
        """
        lat, lon = self.get("lat"), self.get("lon")
        if lat is None or lon is None:
            if not (lat is lon or self.refused):
                self.refuse("lat" if lat is None else "lon", "missing")
            return {}
        if abs(lat) > _MOST_LAT_DEG:
            self.refuse("lat", "degrees")
        elif not self.setting.asked.crs:
            self.refuse("lat", "crs")
        else:
            return self._inside(district_code, *to_wgs(self.setting.asked.crs, lat, lon))
        return {}

    def _inside(self, district_code: str, lat: float, lon: float) -> dict[str, float]:
        self.is_outside = self.setting.known.is_outside(district_code, lat, lon)
        if self.is_outside and not self.setting.asked.outside:
            self.refuse("lat", "outside", f"{lat:.4f}, {lon:.4f}")
        return {"lat_deg": round(lat, _DECIMALS), "lon_deg": round(lon, _DECIMALS)}

    def check_day(self, slug: str, earliest: date) -> None:
        """A day lies neither ahead nor before every logbook."""
        value = self.values.get(slug)
        found = value.date() if isinstance(value, datetime) else value
        if found and found > self.setting.reading.today:
            self.refuse(slug, "day_ahead")
        elif found and found < earliest:
            self.refuse(slug, "day_early")

    def check_range(self, slug: str, least: int, most: int) -> None:
        """A number lies within its bounds."""
        value = self.values.get(slug)
        if value is not None and not least <= value <= most:
            self.refuse(slug, "range")

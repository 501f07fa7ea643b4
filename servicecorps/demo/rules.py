"""The shape of the sample years: how much of what, on which day, in which season."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Generic, NamedTuple, TypeVar

from servicecorps.tallies.rules import Balance

T = TypeVar("T")
SINCE = date(2017, 6, 1)
AS_OF = date(2017, 5, 31)
# A shorter logbook has no year to compare with.
EARLIEST_END = date(2018, 8, 1)
_NEW_YEAR = date(2017, 1, 1)
SOURCE = "2017年工作汇报"


class Opening(NamedTuple):
    """What the team's report of 2017 says was done before, and where it says so."""

    balance: Balance
    source: str = SOURCE


OPENINGS = (
    Opening(Balance("visits", 1882, AS_OF)),
    Opening(Balance("calls", 59967, AS_OF)),
    Opening(Balance("repairs", 2197, AS_OF)),
    Opening(Balance("problems", 992, AS_OF)),
    Opening(Balance("praise_calls", 1758, AS_OF)),
    Opening(Balance("letters", 98, AS_OF)),
    Opening(Balance("pennants", 55, AS_OF)),
    Opening(Balance("media", 22, AS_OF)),
    Opening(Balance("night_works", 47, AS_OF, _NEW_YEAR), f"{SOURCE}：1 至 5 月"),
    Opening(Balance("appointments", 4117, AS_OF, _NEW_YEAR), f"{SOURCE}：1 至 5 月"),
    Opening(
        Balance("hot_issues", 87, AS_OF),
        f"{SOURCE}：班子成员深入 10 个基层单位、30 多个社区，解决热点难点 87 项",
    ),
)

# Of all records; what is left are calls.
VISITS_SHARE = 0.115
SHARES = {
    "repair": 0.03,
    "problem": 0.011,
    "appointment": 0.015,
    "night_work": 0.004,
    "praise": 0.009,
    "letter": 0.0016,
    "pennant": 0.0009,
    "media": 0.0008,
    "thanks": 0.0016,
}
FEW_VISITS = 120
# So many days back every visit of a household stands in the logbook.
WHOLE_DAYS = 320

_BUSY_MONTHS, _FIRST_LEVEL, _SLOWING_MONTHS = 28, 0.22, 10
_DAYS_A_MONTH = 30.44
_WEEKDAYS = (1.15, 1.05, 1.0, 1.0, 1.05, 0.45, 0.32)
_MONTHS = (1.15, 1.0, 0.95, 0.93, 0.95, 1.0, 1.12, 1.12, 0.96, 0.97, 1.0, 1.1)
_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (5, 3), *((10, day) for day in range(1, 8))})
_WINTER, _SUMMER = frozenset({12, 1, 2}), frozenset({7, 8})
_TODAY_SO_FAR = 0.25
FRIDAY = 4

TOPICS = {
    "bill": 17,
    "payment": 15,
    "meter_reading": 7,
    "transfer": 6,
    "new_supply": 3,
    "outage": 11,
    "pressure": 6,
    "quality": 3,
    "repair": 9,
    "leak_report": 5,
    "frost": 0.05,
    "policy": 8,
    "complaint": 2,
    "suggestion": 1,
    "call_back": 2.5,
    "care": 1.5,
    "other": 3,
}
REPAIRS = {
    "meter_fault": 9,
    "meter_leak": 11,
    "meter_frozen": 0.02,
    "pipe_frozen": 0.02,
    "valve_before": 7,
    "valve_after": 11,
    "tap": 14,
    "pipe_indoor": 10,
    "riser": 4,
    "pipe_yard": 5,
    "main_burst": 1,
    "toilet": 7,
    "water_heater_fitting": 5,
    "low_pressure": 5,
    "no_water": 4,
    "quality": 2,
    "booster": 1.5,
    "well_cover": 3,
    "hidden_leak": 3,
    "drain": 1,
    "other": 1.5,
}
# What a season multiplies.
SEASONS: dict[str, dict[str, float]] = {
    "plain": {},
    "winter": {"frost": 60, "meter_frozen": 250, "pipe_frozen": 250, "main_burst": 1.5},
    "cold": {"frost": 700, "meter_frozen": 1800, "pipe_frozen": 1800, "main_burst": 3},
    "heat": {"outage": 2, "pressure": 2, "no_water": 2, "low_pressure": 2},
}


class Wheel(NamedTuple, Generic[T]):
    """Things to draw by weight."""

    things: Sequence[T]
    cumulated: Sequence[float]

    @classmethod
    def of(cls, weights: Mapping[T, float]) -> "Wheel[T]":
        """Return a wheel of things with their weights."""
        return cls(list(weights), list(accumulate(weights.values())))

    def turn(self, rng: Random) -> T:
        """Draw one thing."""
        return rng.choices(self.things, cum_weights=self.cumulated)[0]


def by_season(weights: Mapping[str, float]) -> dict[str, Wheel[str]]:
    """Return a wheel a season."""
    return {
        season: Wheel.of({thing: weight * more.get(thing, 1) for thing, weight in weights.items()})
        for season, more in SEASONS.items()
    }


def growth(day: date, until: date) -> float:
    """Return how busy the logbook is: full in the last years, a fifth of it in the first."""
    months = (until - day).days / _DAYS_A_MONTH
    if months <= _BUSY_MONTHS:
        return 1.0 + 0.1 * (1 - months / _BUSY_MONTHS)
    return _FIRST_LEVEL + (1 - _FIRST_LEVEL) * math.exp((_BUSY_MONTHS - months) / _SLOWING_MONTHS)


class Calendar:
    """The days from the first one to `until`, their weights and their weather."""

    def __init__(self, rng: Random, until: date) -> None:
        self.until = until
        count = (until - SINCE).days + 1
        self.days = [SINCE + timedelta(days=n) for n in range(count)]
        self.cold = _cold_days(rng, until.year)
        self._cumulated = list(accumulate(self._weight(day) for day in self.days))

    def draw(self, rng: Random, count: int) -> list[date]:
        """Draw days, in order."""
        return sorted(rng.choices(self.days, cum_weights=self._cumulated, k=count))

    def season(self, day: date) -> str:
        """Return plain, winter, cold (a frost week) or heat."""
        if day in self.cold:
            return "cold"
        if day.month in _WINTER:
            return "winter"
        return "heat" if day.month in _SUMMER else "plain"

    def _weight(self, day: date) -> float:
        weight = growth(day, self.until) * _WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1]
        weight *= 1.6 if day in self.cold else 1
        weight *= 0.5 if (day.month, day.day) in _HOLIDAYS else 1
        return weight * (_TODAY_SO_FAR if day == self.until else 1)


def _cold_days(rng: Random, last_year: int) -> frozenset[date]:
    days: set[date] = set()
    for year in range(SINCE.year, last_year + 1):
        for _ in range(rng.randint(2, 3)):
            first = date(year, 12, 5) + timedelta(days=rng.randint(0, 66))
            days.update(first + timedelta(days=n) for n in range(rng.randint(4, 8)))
    return frozenset(days)


def workday(day: date) -> date:
    """Return the day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def households(records: int) -> int:
    """Return how many households go with so many records."""
    return max(24, min(records // 100, 600), records // 250)


def most_visits(records: int) -> int:
    """Return how many of the records may come from rounds of visits."""
    return max(int(records * VISITS_SHARE), min(records // 2, FEW_VISITS))

"""Rules about places and households."""

import math
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

REPORT_GROUP = {
    "elder_alone": "E",
    "elder_solo": "E",
    "elder_empty_nest": "E",
    "elder_advanced": "E",
    "elder_disabled": "V",
    "tekun": "P",
    "dibao": "P",
    "dibao_edge": "P",
    "hardship_expense": "P",
    "serious_illness": "V",
    "disabled": "V",
    "child_hardship": "V",
    "bereaved_parents": "V",
    "honored_family": "V",
    "single_parent": "V",
    "ordinary": "O",
    "unit": "O",
}
CLEAR_DAYS = 30
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_STEP_M = 170.0
_M_PER_DEG = 111_320.0


def report_group(category: str) -> str:
    """Return E, P, V or O: the roll-up to 孤寡老人, 生活贫困, 弱势群体, other."""
    return REPORT_GROUP.get(category, "O")


def later(one: date | None, other: date | None) -> date | None:
    """Return the later of two days, either of which may be unknown."""
    return max(one, other) if one and other else one or other


class Plan(NamedTuple):
    """What decides when a household is due."""

    category: str
    own_days: int | None
    registered_on: date
    # The last visit that counts, or an earlier one brought in with the file.
    visited_on: date | None = None
    # In hospital or away: back on this day.
    paused_until: date | None = None
    ended_on: date | None = None


class Due(NamedTuple):
    """Where a household stands on a day; `overdue` is negative before it is due."""

    # running, paused, ended, or none for what is not visited regularly
    state: str
    level: str
    every_days: int | None
    overdue: int | None

    @property
    def is_due(self) -> bool:
        """Whether somebody should go there."""
        return self.overdue is not None and self.overdue >= 0


def due(plan: Plan, care_days: Mapping[str, int], on: date) -> Due:
    """Tell when a household is due: the only place that decides it.

    Its interval is its own or that of its category (days by category, 0 is never), counted from
    the last visit that counts, or from the day it was registered. A pause puts it off to its end.
    """
    every = plan.own_days or care_days.get(plan.category) or None
    state = _state(plan, every, on)
    if every is None or state != "running":
        return Due(state, "never" if plan.visited_on is None else "in", every, None)
    over = days_overdue(plan.visited_on or plan.registered_on, every, on)
    if plan.paused_until:
        over = min(over, (on - plan.paused_until).days)
    level = "never" if plan.visited_on is None else _level(over, every)
    return Due(state, level, every, over)


def _state(plan: Plan, every: int | None, on: date) -> str:
    if plan.ended_on:
        return "ended"
    if plan.paused_until and on < plan.paused_until:
        return "paused"
    return "running" if every else "none"


def days_overdue(counted_from: date, every_days: int, on: date) -> int:
    """Return by how many days something is overdue on a day; negative before it is due."""
    return (on - counted_from).days - every_days


def freshness(counted_from: date | None, every_days: int, on: date) -> str:
    """Return the level of the drop: in, soon, over, far, or never without a visit to count from."""
    if counted_from is None:
        return "never"
    return _level(days_overdue(counted_from, every_days, on), every_days)


def _level(over: int, every_days: int) -> str:
    if over < 0:
        return "soon" if -over <= every_days // 5 else "in"
    return "far" if over >= every_days else "over"


def spread(
    lat_deg: float, lon_deg: float, order: int, step_m: float = _STEP_M
) -> tuple[float, float]:
    """Return an approximate place near a point for the order-th community without a position.

    A golden-angle spiral, so that neighbours never cover each other and the place never moves.
    """
    radius_m = step_m * math.sqrt(order + 1)
    angle = order * _GOLDEN_ANGLE
    lat = lat_deg + radius_m * math.cos(angle) / _M_PER_DEG
    lon = lon_deg + radius_m * math.sin(angle) / (_M_PER_DEG * math.cos(math.radians(lat_deg)))
    return round(lat, 5), round(lon, 5)

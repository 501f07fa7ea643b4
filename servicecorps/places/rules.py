"""Rules about places and households."""

import math
from datetime import date

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
_SHORT, _MIDDLE, _LONG = 30, 60, 90
CARE_DAYS: dict[str, int | None] = {
    "elder_alone": _SHORT,
    "elder_solo": _SHORT,
    "elder_advanced": _SHORT,
    "tekun": _SHORT,
    "serious_illness": _SHORT,
    "elder_disabled": _MIDDLE,
    "elder_empty_nest": _MIDDLE,
    "disabled": _MIDDLE,
    "child_hardship": _MIDDLE,
    "bereaved_parents": _MIDDLE,
    "dibao": _LONG,
    "dibao_edge": _LONG,
    "hardship_expense": _LONG,
    "honored_family": _LONG,
    "single_parent": _LONG,
    "ordinary": None,
    "unit": None,
}
CLEAR_DAYS = 30
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_STEP_M = 170.0
_M_PER_DEG = 111_320.0


def report_group(category: str) -> str:
    """Return E, P, V or O: the roll-up to 孤寡老人, 生活贫困, 弱势群体, other."""
    return REPORT_GROUP.get(category, "O")


def care_days(category: str, own_days: int | None) -> int | None:
    """Return after how many days a household is due, None if it is not on the care plan."""
    return own_days or CARE_DAYS.get(category)


def days_overdue(counted_from: date, every_days: int, on: date) -> int:
    """Return by how many days a household is overdue on a day; negative before it is due."""
    return (on - counted_from).days - every_days


def later(one: date | None, other: date | None) -> date | None:
    """Return the later of two days, either of which may be unknown."""
    return max(one, other) if one and other else one or other


def freshness(counted_from: date | None, every_days: int | None, on: date) -> str:
    """Return the level of the drop: in, soon, over, far, or never without a visit to count from."""
    if counted_from is None:
        return "never"
    if every_days is None:
        return "in"
    over = days_overdue(counted_from, every_days, on)
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

"""Every setting that may be changed on the screen: its default and what it may be."""

from collections.abc import Mapping
from typing import NamedTuple

_SHORT, _MIDDLE, _LONG = 30, 60, 90
LONGEST_INTERVAL = 365
# After how many days a household of a category should be visited again; 0 is never.
CARE_DAYS: dict[str, int] = {
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
    "ordinary": 0,
    "unit": 0,
}
# The same for a community: with vulnerable households, and the others in our care.
COMMUNITY_DAYS = {"vulnerable": _SHORT, "others": _LONG}


class Setting(NamedTuple):
    """A whole number an administrator may change."""

    default: int
    least: int
    most: int


def care_key(category: str) -> str:
    """Return the key of a category's interval."""
    return f"care_{category}"


def community_key(group: str) -> str:
    """Return the key of the interval of communities."""
    return f"community_{group}"


SETTINGS: dict[str, Setting] = {
    **{care_key(slug): Setting(days, 0, LONGEST_INTERVAL) for slug, days in CARE_DAYS.items()},
    **{
        community_key(slug): Setting(days, 1, LONGEST_INTERVAL)
        for slug, days in COMMUNITY_DAYS.items()
    },
}


def whole(stored: Mapping[str, int]) -> dict[str, int]:
    """Return the number of every setting: what is stored, else its default."""
    return {key: stored.get(key, one.default) for key, one in SETTINGS.items()}

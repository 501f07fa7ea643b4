"""What makes two records look like one thing logged twice; plain values in, plain values out."""

from collections.abc import Mapping
from typing import Any

_SHARED = ("happened_on", "category", "community_id", "household_id", "quantity", "note")
# What of a record of each kind is needed to tell.
NAMES: dict[str, tuple[str, ...]] = {
    "visit": ("happened_on", "household_id"),
    "repair": (*_SHARED, "address"),
    "call": (*_SHARED, "began_at", "caller_phone", "call_source"),
    "commendation": (*_SHARED, "from_whom", "outlet"),
}


def of_record(kind: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what two records have in common if they are likely the same."""
    day, household = values["happened_on"], values.get("household_id")
    if kind == "visit":
        return day, household
    category = values["category"]
    if household:
        return day, household, category
    if kind == "call" and values["caller_phone"]:
        # A telephone system knows the minute: two calls of one caller are two calls.
        began = values["began_at"]
        return day, values["caller_phone"], began or category
    return tuple(values[name] for name in NAMES[kind])

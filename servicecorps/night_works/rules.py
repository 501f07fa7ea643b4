"""When a night work counts."""

STATES = {
    "planned": "planned",
    "announced": "planned",
    "started": "planned",
    "delayed": "planned",
    "done": "done",
    "cancelled": "withdrawn",
}


def measure(state: str, kind: str) -> str | None:
    """A midnight action counts when carried out, on the day it began."""
    return "night_works" if state == "done" and kind == "midnight" else None

"""When a repair counts."""

# Repairs the team found itself (主动发现), told beside all repairs.
FOUND_BY_US = "repairs_found"
STATES = {
    "new": "planned",
    "assigned": "planned",
    "accepted": "planned",
    "on_site": "planned",
    "waiting": "planned",
    "done": "done",
    "called_back": "done",
    "closed": "done",
    "returned": "planned",
    "referred": "withdrawn",
    "cancelled": "withdrawn",
    "reopened": "planned",
}


def measure(state: str) -> str | None:
    """A repair counts when done, whoever found it."""
    return "repairs" if state == "done" else None

"""When a problem counts, and in which measure."""

STATES = {
    "open": "planned",
    "in_progress": "planned",
    "waiting": "planned",
    "solved": "done",
    "verified": "done",
    "referred": "withdrawn",
    "rejected": "withdrawn",
    "reopened": "planned",
}
HOT = frozenset({"leader_visit", "staff"})


def measure(state: str, raised_by: str) -> str | None:
    """A problem counts when solved: as hot_issues from leaders' visits or staff, else problems."""
    if state != "done":
        return None
    return "hot_issues" if raised_by in HOT else "problems"

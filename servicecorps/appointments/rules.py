"""When an appointment counts."""

STATES = {
    "requested": "planned",
    "confirmed": "planned",
    "rescheduled": "planned",
    "kept": "done",
    "late": "done",
    "no_show": "withdrawn",
    "cancelled": "withdrawn",
}


def measure(state: str) -> str | None:
    """An appointment counts when kept, late or not."""
    return "appointments" if state == "done" else None

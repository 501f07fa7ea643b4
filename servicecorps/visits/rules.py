"""When a visit counts, and in which measure."""

STATES = {"planned": "planned", "done": "done", "cancelled": "withdrawn"}
COUNTING = frozenset(
    {"ok", "solved", "job_opened", "problem_opened", "referred", "appointment_made"}
)
# After these nobody needs to come again: the reason for which a care plan ends.
ENDING = frozenset({"moved", "deceased"})


def measure(state: str, outcome: str, report_group: str) -> str | None:
    """Return visits for the poor, lonely and vulnerable, other_visits for the rest, or nothing.

    Nobody home, declined, moved, deceased and by phone only count nowhere.
    """
    if state != "done" or outcome not in COUNTING:
        return None
    return "visits" if report_group in {"E", "P", "V"} else "other_visits"

"""When a call counts."""

STATES = {"done": "done"}
BY_TELEPHONE = frozenset({"96111", "team_phone", "station", "12345"})
NOT_ANSWERED = frozenset({"no_answer", "wrong"})


def measure(state: str, direction: str, source: str, outcome: str) -> str | None:
    """A call counts if it came in by telephone and was answered.

    Letters, WeChat and walk-ins are listed, not counted; so are our own, missed and wrong calls.
    """
    answered = state == "done" and direction == "in" and outcome not in NOT_ANSWERED
    return "calls" if answered and source in BY_TELEPHONE else None

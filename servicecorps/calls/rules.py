"""When a call counts, what it opens, and by which key it is chosen."""

from collections.abc import Iterable

STATES = {"done": "done"}
BY_TELEPHONE = frozenset({"96111", "team_phone", "station", "12345"})
NOT_ANSWERED = frozenset({"no_answer", "wrong"})
# What each of these outcomes opens in the same save.
OPENS_BY_OUTCOME = {"job": "repair", "appointment": "appointment", "problem": "problem"}
# The keys of a keyboard that choose topics and outcomes, row by row as they lie under the hands.
LETTERS, DIGITS = "qwertyuiopasdfghjkl", "123456789"


def keys(slugs: Iterable[str], of: str) -> dict[str, str]:
    """Return the key that chooses each of some words."""
    return dict(zip(slugs, of, strict=True))


def measure(state: str, direction: str, source: str, outcome: str) -> str | None:
    """A call counts if it came in by telephone and was answered.

    Letters, WeChat and walk-ins are listed, not counted; so are our own, missed and wrong calls.
    """
    answered = state == "done" and direction == "in" and outcome not in NOT_ANSWERED
    return "calls" if answered and source in BY_TELEPHONE else None

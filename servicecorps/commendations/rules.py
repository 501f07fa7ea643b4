"""When a thank-you counts."""

STATES = {"done": "done"}
MEASURES = {
    "praise_call": "praise_calls",
    "letter": "letters",
    "pennant": "pennants",
    "media": "media",
}


def measure(state: str, kind: str) -> str | None:
    """The four counters take only their own kind; other thanks are listed, not counted."""
    return MEASURES.get(kind) if state == "done" else None

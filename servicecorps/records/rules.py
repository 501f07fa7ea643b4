"""Rules every kind of record keeps."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

LATE_AFTER = timedelta(hours=48)
MAX_MINUTES = 24 * 60
MAX_QUANTITY = 999
MAX_NOTE = 2000
EARLIEST = date(2000, 1, 1)
# Nobody plans further; whoever types such a day has mistaken the year.
FARTHEST_AHEAD = timedelta(days=731)
# What both databases store as the number of a row.
MAX_ROW_NUMBER = 2**31 - 1
_ROW_NUMBER_DIGITS = 10


def is_late(happened_on: date, typed_at_local: datetime, source: str) -> bool:
    """Tell whether a record was typed more than 48 hours after the end of its day.

    What came in from a file was written down in time, only elsewhere.
    """
    if source == "import":
        return False
    end_of_day = datetime.combine(happened_on + timedelta(days=1), datetime.min.time())
    return typed_at_local.replace(tzinfo=None) - end_of_day > LATE_AFTER


def first_counted(candidates: Sequence[tuple[int, str | None]]) -> int | None:
    """Of (id, measure it would have) in one household-day, return the id that counts."""
    counted = [record_id for record_id, measure in candidates if measure]
    return min(counted, default=None)


def row_number(text: str) -> int | None:
    """Return the number a text of an address or form holds, None if no row can have it."""
    if not (text.isascii() and text.isdigit() and len(text) <= _ROW_NUMBER_DIGITS):
        return None
    return int(text) if int(text) <= MAX_ROW_NUMBER else None


def state_of(status: str, states: Mapping[str, str]) -> str:
    """Return planned, done or withdrawn for a kind's own status."""
    return "withdrawn" if status == "withdrawn" else states[status]

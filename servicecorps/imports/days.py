"""Days and times as offices write them; plain values in, plain values out."""

import re
from datetime import date, datetime, time, timedelta

from servicecorps.imports.cells import Cell, Reading, Unclear, half_width

_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
EPOCH = datetime.combine(date(1899, 12, 30), time())
_MAC_EPOCH = datetime.combine(date(1904, 1, 1), time())
_YEAR_FIRST = re.compile(r"(\d{4})[年./\-](\d{1,2})[月./\-](\d{1,2})日?")
_YEAR_LAST = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})")
_NO_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_TWO_NUMBERS = re.compile(r"(\d{1,2})[/\-](\d{1,2})")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(
    r"(上午|下午|晚上|am|pm)?(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2}))?[分秒]?(am|pm)?"
)


def day(cell: Cell, reading: Reading) -> date | None:
    """Return a day, however it is written.

    Raises:
        Unclear: it is none, day and month cannot be told apart, or the year is missing.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_number(cell, reading)
    text = "".join(half_width(cell).split())
    if not text:
        return None
    return _of_text(re.sub(r"(星期|周|\(|（).*$", "", text), reading)


def _of_number(number: float, reading: Reading) -> date:
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _moment_of(number, reading).date()
    if isinstance(number, float) and not number.is_integer():
        raise Unclear("day")
    return _of_text(str(int(number)), reading)


def _moment_of(number: float, reading: Reading) -> datetime:
    found = (_MAC_EPOCH if reading.mac else EPOCH) + timedelta(days=number)
    return (found + timedelta(milliseconds=500)).replace(microsecond=0)


def _of_text(text: str, reading: Reading) -> date:
    if match := (_YEAR_FIRST.fullmatch(text) or _EIGHT.fullmatch(text)):
        return _date(*map(int, match.groups()))
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, match.groups())
        return _in_order(first, second, year, reading)
    if match := _NO_YEAR.fullmatch(text):
        return _date(_said_year(reading), *map(int, match.groups()))
    if match := _TWO_NUMBERS.fullmatch(text):
        first, second = map(int, match.groups())
        return _in_order(first, second, _said_year(reading), reading)
    number = _serial(text)
    if number is not None:
        return _moment_of(number, reading).date()
    raise Unclear("day")


def _serial(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if _FIRST_SERIAL <= number <= _LAST_SERIAL else None


def _in_order(first: int, second: int, year: int, reading: Reading) -> date:
    if max(first, second) > 12 or first == second:  # noqa: PLR2004 – no month is beyond
        return _date(year, *((first, second) if second > 12 else (second, first)))  # noqa: PLR2004
    if not reading.order:
        raise Unclear("day_order")
    return _date(year, *((second, first) if reading.order == "dmy" else (first, second)))


def _said_year(reading: Reading) -> int:
    if not reading.year:
        raise Unclear("day_year")
    return reading.year


def _date(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError as problem:
        raise Unclear("day") from problem


def moment(cell: Cell, reading: Reading) -> datetime | None:
    """Return a wall-clock moment; a day without time begins at midnight.

    Raises:
        Unclear: it is none.
    """
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        serial = _FIRST_SERIAL <= cell <= _LAST_SERIAL
        return _moment_of(cell, reading) if serial else _midnight(_of_number(cell, reading))
    text = half_width(cell)
    if not text:
        return None
    head, _, tail = text.replace("T", " ").partition(" ")
    found = day(head, reading)
    if found is None:
        raise Unclear("day")
    return datetime.combine(found, clock(tail, reading) or time()) if tail else _midnight(found)


def _midnight(found: date) -> datetime:
    return datetime.combine(found, time())


def clock(cell: Cell, _reading: Reading) -> time | None:
    """Return a time of day.

    Raises:
        Unclear: it is none.
    """
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    if isinstance(cell, float) and 0 <= cell < 1:
        return (EPOCH + timedelta(days=cell, milliseconds=500)).time().replace(microsecond=0)
    text = "".join(half_width(cell).split()).lower()
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise Unclear("clock")
    before, hour, minute, second, after = match.groups()
    later = {before, after} & {"下午", "晚上", "pm"} and int(hour) < 12  # noqa: PLR2004 – noon
    try:
        return time(int(hour) + (12 if later else 0), int(minute or 0), int(second or 0))
    except ValueError as problem:
        raise Unclear("clock") from problem

"""Numbers, phones, degrees, lengths of time, yes and no; plain values in, plain values out."""

import functools
import math
import re
from datetime import datetime, time, timedelta

from servicecorps.imports.cells import LOST_DIGITS, Cell, Reading, Unclear, half_width
from servicecorps.imports.days import EPOCH
from servicecorps.people.rules import normal_phone

_SPOKEN = re.compile(
    r"(?:(\d{1,6})(?:小时|时|h))?(?:(\d{1,6})(?:分钟|分|m|min))?(?:(\d{1,9})(?:秒|s))?"
)
_YES = frozenset({"1", "true", "yes", "y", "是", "有", "√", "✓", "对", "同意", "已同意"})
_NO = frozenset({"0", "false", "no", "n", "否", "无", "没有", "×", "x", "不", "不同意", "未同意"})
_MOBILE_DIGITS = 11
_MOST_DEG = 180


def phone(cell: Cell, _reading: Reading) -> str:
    """Return a phone number as it is stored.

    Raises:
        Unclear: it cannot be one, or the spreadsheet has rounded it.
    """
    text = half_width(cell)
    if not text:
        return ""
    if LOST_DIGITS.fullmatch(text):
        digits = str(int(float(text)))
        # 1.38053E+10 has six digits left of eleven.
        if len(re.sub(r"e.*$|\.", "", text, flags=re.IGNORECASE)) < _MOBILE_DIGITS:
            raise Unclear("digits_lost")
        text = digits
    found = normal_phone(text.removesuffix(".0"))
    if found is None:
        raise Unclear("phone", digits=sum(sign.isdigit() for sign in text))
    return found


def whole(cell: Cell, _reading: Reading) -> int | None:
    """Return a whole number.

    Raises:
        Unclear: it is none.
    """
    text = half_width(cell).replace(",", "")
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,9})(?:\.0+)?(?:[个处件面次项户天人]|分钟?)?", text)
    if match is None:
        raise Unclear("number")
    return int(match[1])


def degrees(cell: Cell, _reading: Reading) -> float | None:
    """Return a number of degrees, east and north of nought.

    Raises:
        Unclear: it is none.
    """
    text = half_width(cell).removesuffix("°")
    if not text:
        return None
    try:
        found = float(text)
    except ValueError as problem:
        raise Unclear("degrees") from problem
    if not math.isfinite(found) or abs(found) > _MOST_DEG:
        raise Unclear("degrees")
    return found


def minutes(cell: Cell, reading: Reading) -> int | None:
    """Return minutes: a number of them, or hours and minutes as a clock writes them."""
    if isinstance(cell, time | timedelta | datetime):
        return duration(cell, reading)
    text = half_width(cell)
    if ":" in text or any(sign in text for sign in "时分秒hms"):
        return duration(text, reading)
    return whole(cell, reading)


def duration(cell: Cell, reading: Reading) -> int | None:
    """Return minutes of what a telephone system writes: seconds, or 00:03:25; begun ones count."""
    if isinstance(cell, datetime):
        cell -= EPOCH
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, timedelta):
        return _begun(cell.total_seconds())
    text = "".join(half_width(cell).split()).lower()
    if not text:
        return None
    match = _SPOKEN.fullmatch(text)
    if re.fullmatch(r"\d{1,6}(:\d{1,2}){1,2}", text):
        parts = text.split(":")
    elif match is not None and any(match.groups()):
        parts = [part or "0" for part in match.groups()]
    else:
        parts = [str(whole(text, reading) or 0)]
    return _begun(functools.reduce(lambda total, part: total * 60 + int(part), parts, 0))


def _begun(seconds: float) -> int:
    return -int(-seconds // 60)


def yes_no(cell: Cell, _reading: Reading) -> bool | None:
    """Return yes or no, None where nothing stands.

    Raises:
        Unclear: it is neither.
    """
    text = half_width(cell).lower()
    if not text:
        return None
    if text in _YES or text in _NO:
        return text in _YES
    raise Unclear("yes_no")

"""Understand one cell of an office's table; plain values in, plain values out."""

import functools
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

Cell = Any
# Stands for a formula whose value the file does not hold.
FORMULA = "\x00formula"
_ERRORS = frozenset(
    {"#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
LOST_DIGITS = re.compile(r"\d(?:\.\d+)?e\+?\d{1,2}", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f]")


class Unclear(ValueError):
    """A cell that cannot be understood; `reason` is a slug of reasons.SENTENCES."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True)
class Reading:
    """How a file is to be read: the order in 5/11/2026 (dmy or mdy, "" = not said), a year."""

    order: str = ""
    year: int = 0
    mac: bool = False
    today: date = field(default=date.max)


def tidy(cell: Cell) -> str:
    """Return the text of a cell as one reads it, without spaces around or invisible signs.

    Raises:
        Unclear: it holds an error of the spreadsheet, or a formula without its value.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if cell == FORMULA:
        raise Unclear("formula")
    text = str(cell).strip()
    if not text.isprintable():
        text = _INVISIBLE.sub("", text).strip()
    if text[:1] == "#" and text in _ERRORS:
        raise Unclear("error_value")
    return text


def shown(cell: Cell) -> str:
    """Return a cell for a list of what could not be read."""
    try:
        return tidy(cell)
    except Unclear:
        return "=" if cell == FORMULA else str(cell)


def half_width(cell: Cell) -> str:
    """Return a cell with full-width digits, letters and signs made half-width."""
    text = tidy(cell)
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def one_line(cell: Cell, _reading: Reading) -> str:
    """Return a text on one line."""
    return " ".join(tidy(cell).split())


def lines(cell: Cell, _reading: Reading) -> str:
    """Return a text that may have several lines."""
    return tidy(cell).replace("\r\n", "\n").replace("\r", "\n")


def code(cell: Cell, _reading: Reading) -> str:
    """Return an account or user name: half-width, no spaces, no lost digits."""
    text = half_width(cell).replace(" ", "")
    if LOST_DIGITS.fullmatch(text):
        raise Unclear("digits_lost")
    return text


@functools.lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a word as it is compared: half-width, lower case, no spaces, marks or quotes."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s*:;,.、。·“”\"'()\[\]<>《》「」/+_\-]", "", plain)


def heading(cell: Cell) -> str:
    """Return a column's heading as it is compared: without a unit or remark in brackets."""
    try:
        text = half_width(cell)
    except Unclear:
        return ""
    return folded(re.sub(r"\(.*?\)|\[.*?\]", "", text)) or folded(text)

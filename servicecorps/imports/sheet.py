"""Read the XML of a sheet as it comes, row by row: a long table is mostly this."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601

from servicecorps.imports import limits
from servicecorps.imports.cells import FORMULA, Cell
from servicecorps.imports.limits import MAX_COLUMNS

_PIECE = 1 << 16
_DIGITS = "0123456789"
Row = tuple[int, list[Cell]]


class Rows:
    """Collects the rows of a sheet while its XML is parsed; `take` hands out those that are whole.

    One column more than allowed is kept, so that too wide a table is seen; far out is left.
    """

    def __init__(self, book: Any, sheet: Any) -> None:
        self._readers = _readers(book, sheet)
        self._rows: list[Row] = []
        self._number, self._cells = 0, list[Cell]()
        self._at, self._kind, self._style = 0, "n", "0"
        self._value: str | None = None
        self._text: list[str] | None = None
        self._is_formula = self._is_aside = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._said
        self.parser.StartDoctypeDeclHandler = self._refuse

    def take(self) -> list[Row]:
        """Return (number, cells) of the rows that were read since the last time."""
        found, self._rows = self._rows, []
        return found

    def _start(self, name: str, told: Mapping[str, str]) -> None:
        tag = _tag(name)
        if tag == "c":
            place = told.get("r")
            self._at = _column(place.rstrip(_DIGITS)) if place else self._at + 1
            self._kind, self._style = told.get("t", "n"), told.get("s", "0")
            self._value, self._is_formula = None, False
        elif tag in ("v", "t"):
            self._text = None if self._is_aside else []
        elif tag == "f":
            self._is_formula = True
        elif tag == "row":
            self._number = max(int(told.get("r", 0)), self._number + 1)
            self._cells, self._at = [], 0
        elif tag == "rPh":  # how a word is spoken
            self._is_aside = True

    def _said(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        tag = _tag(name)
        if tag == "c":
            if self._at <= MAX_COLUMNS + 1:
                self._cells += [None] * (self._at - 1 - len(self._cells))
                self._cells.append(self._cell())
        elif tag in ("v", "t") and self._text is not None:
            self._value = (self._value or "") + "".join(self._text)
            self._text = None
        elif tag == "row":
            self._rows.append((self._number, self._cells))
        elif tag == "rPh":
            self._is_aside = False

    def _cell(self) -> Cell:
        if not self._value:
            return FORMULA if self._is_formula else None
        read = self._readers.get(self._kind)
        return read(self._value, self._style) if read else self._value

    def _refuse(self, *_declared: Any) -> None:
        # No office program declares entities.
        raise limits.unreadable()


@lru_cache(maxsize=256)
def _tag(name: str) -> str:
    """Return the name of an element without its namespace."""
    return name.rpartition(" ")[2]


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    found: int = column_index_from_string(letters)
    return found


def _readers(book: Any, sheet: Any) -> dict[str, Callable[[str, str], Cell]]:
    """Return how a cell is read, by the kind its XML says; any other is text as it stands."""
    texts = sheet._shared_strings  # noqa: SLF001 – no other way
    dates = {str(style) for style in book._date_formats}  # noqa: SLF001
    spans = {str(style) for style in book._timedelta_formats}  # noqa: SLF001

    @lru_cache(maxsize=8192)
    def number(text: str, style: str) -> Cell:
        found = float(text) if set(text) & set(".eE") else int(text)
        if style not in dates:
            return found
        try:
            return from_excel(found, book.epoch, timedelta=style in spans)
        except (OverflowError, ValueError):
            return "#VALUE!"

    return {
        "n": number,
        "s": lambda text, _style: texts[int(text)],
        "b": lambda text, _style: bool(int(text)),
        "d": lambda text, _style: from_ISO8601(text),
    }


def read(archive: zipfile.ZipFile, part: str, rows: Rows) -> Iterator[Row]:
    """Yield (number, cells) of the rows a sheet's XML holds."""
    with archive.open(part) as source:
        while piece := source.read(_PIECE):
            rows.parser.Parse(piece, False)  # noqa: FBT003 – the library's own signature
            yield from rows.take()
    rows.parser.Parse(b"", True)  # noqa: FBT003
    yield from rows.take()

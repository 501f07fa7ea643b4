"""Open an .xlsx and read a sheet of it row by row, in little memory."""

import warnings
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from servicecorps.imports import limits
from servicecorps.imports.cells import Cell
from servicecorps.imports.limits import MAX_COLUMNS

_SHEET_ROWS = 1_048_576
# What a broken workbook makes openpyxl raise.
_BROKEN = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    EOFError,
    ParseError,
    ExpatError,
)


@dataclass
class Sheets:
    """The sheets of a workbook that can be seen, and those that cannot."""

    visible: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    mac: bool = False


@contextmanager
def opened(file: IO[bytes]) -> Iterator[tuple[Any, zipfile.ZipFile]]:
    """Open a workbook after looking at what it would unfold to.

    Raises:
        Invalid: it is broken or too large.
    """
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as problem:
        raise limits.unreadable() from problem
    with archive:
        limits.check_archive(archive)
        book = _loaded(file)
        try:
            yield book, archive
        finally:
            book.close()


def _loaded(file: IO[bytes]) -> Any:
    from openpyxl import load_workbook  # noqa: PLC0415 – only needed here

    try:
        with warnings.catch_warnings():
            # It warns of styles and charts it leaves out; we read values only.
            warnings.simplefilter("ignore")
            return load_workbook(file, read_only=True, data_only=True)
    except _BROKEN as problem:
        raise limits.unreadable() from problem


def sheets(book: Any) -> Sheets:
    """Return which sheets there are."""
    found = Sheets(mac=book.epoch.year == 1904)  # noqa: PLR2004 – the other calendar of Excel
    for sheet in book.worksheets:
        hidden = sheet.sheet_state != "visible"
        (found.hidden if hidden else found.visible).append(sheet.title)
    return found


def rows(book: Any, archive: zipfile.ZipFile, title: str) -> Generator[Sequence[Cell], None, None]:
    """Yield the rows of a sheet, from the first, empty ones too.

    A merged cell's value stands in each of its rows; of a formula the value that was kept.

    Raises:
        Invalid: there are too many.
    """
    merged = limits.glance(archive, _part(book[title]))
    return _filled(first_rows(book, archive, title), merged)


def first_rows(book: Any, archive: zipfile.ZipFile, title: str) -> Iterator[Sequence[Cell]]:
    """Yield the rows of a sheet as they are, to look at its heading."""
    from servicecorps.imports import sheet as xml  # noqa: PLC0415 – openpyxl loads slowly

    sheet, last = book[title], 0
    try:
        for number, cells in xml.read(archive, _part(sheet), xml.Rows(book, sheet)):
            for _gap in range(last + 1, min(number, _SHEET_ROWS)):
                yield ()
            yield cells
            last = number
    except _BROKEN as problem:
        raise limits.unreadable() from problem


def _part(sheet: Any) -> str:
    path: str = sheet._worksheet_path  # noqa: SLF001 – no other way
    return path.lstrip("/")


def _filled(
    rows: Iterator[Sequence[Cell]], merged: list[str]
) -> Generator[Sequence[Cell], None, None]:
    """Let a cell merged over several rows stand in each of them."""
    starts = _downward(merged)
    standing: dict[int, tuple[int, Cell]] = {}
    for number, row in enumerate(rows, 1):
        if not starts and not standing:
            yield row
            continue
        cells = list(row)
        for column, (last, value) in list(standing.items()):
            if number > last:
                del standing[column]
            else:
                cells += [None] * (column + 1 - len(cells))
                if cells[column] is None:
                    cells[column] = value
        for column, last in starts.pop(number, ()):
            standing[column] = (last, cells[column] if column < len(cells) else None)
        yield cells


def _downward(merged: list[str]) -> dict[int, list[tuple[int, int]]]:
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 – only needed here

    found: dict[int, list[tuple[int, int]]] = {}
    for place in merged:
        left, top, _right, bottom = range_boundaries(place)
        if left and top and bottom and bottom > top and left <= MAX_COLUMNS:
            found.setdefault(top, []).append((left - 1, bottom))
    return found


def trimmed(row: Sequence[Cell]) -> Sequence[Cell]:
    """Return a row without the empty cells at its end."""
    last = len(row)
    while last and row[last - 1] in (None, ""):
        last -= 1
    return row[:last]

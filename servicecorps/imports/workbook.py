"""Read a sheet of an .xlsx row by row, in little memory."""

import warnings
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from servicecorps.imports import limits
from servicecorps.imports.cells import FORMULA, Cell
from servicecorps.imports.limits import MAX_COLUMNS

_SHEET_ROWS = 1_048_576
# What a broken workbook makes openpyxl raise.
_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError, ParseError, EOFError)


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
        book = _loaded(file, data_only=True)
        try:
            yield book, archive
        finally:
            book.close()


def _loaded(file: IO[bytes], *, data_only: bool) -> Any:
    from openpyxl import load_workbook  # noqa: PLC0415 – only needed here

    try:
        with warnings.catch_warnings():
            # It warns of styles and charts it leaves out; we read values only.
            warnings.simplefilter("ignore")
            return load_workbook(file, read_only=True, data_only=data_only)
    except _BROKEN as problem:
        raise limits.unreadable() from problem


def sheets(book: Any) -> Sheets:
    """Return which sheets there are."""
    found = Sheets(mac=book.epoch.year == 1904)  # noqa: PLR2004 – the other calendar of Excel
    for sheet in book.worksheets:
        hidden = sheet.sheet_state != "visible"
        (found.hidden if hidden else found.visible).append(sheet.title)
    return found


def rows(
    file: IO[bytes], book: Any, archive: zipfile.ZipFile, title: str
) -> Generator[Sequence[Cell], None, None]:
    """Yield the rows of a sheet, from the first, empty ones too.

    A merged cell's value stands in each of its rows; of a formula the value that was kept.

    Raises:
        Invalid: there are too many.
    """
    sheet = book[title]
    found = limits.glance(archive, sheet._worksheet_path.lstrip("/"))  # noqa: SLF001 – no other way
    plain = _values(sheet)
    if found.has_formulas:
        plain = _with_formulas(plain, file, title)
    return _filled(plain, found.merged)


def first_rows(book: Any, title: str) -> Iterator[Sequence[Cell]]:
    """Yield the first rows of a sheet as they are, to look at its heading."""
    return _values(book[title])


def _values(sheet: Any) -> Iterator[Sequence[Cell]]:
    # Some programs write a wrong size at the top, and rows beyond it would be lost.
    sheet.reset_dimensions()
    try:
        # One column more than allowed, so that too wide a table is seen; far out is left.
        for row in sheet.iter_rows(max_row=_SHEET_ROWS, values_only=True):
            yield row[: MAX_COLUMNS + 1]
    except _BROKEN as problem:
        raise limits.unreadable() from problem


def _with_formulas(
    values: Iterator[Sequence[Cell]], file: IO[bytes], title: str
) -> Iterator[Sequence[Cell]]:
    """Name the formulas whose value the file does not hold."""
    book = _loaded(file, data_only=False)
    try:
        for row, formulas in zip(values, _values(book[title]), strict=False):
            yield [
                FORMULA if value is None and _is_formula(formula) else value
                for value, formula in zip_longest(row, formulas)
            ]
    finally:
        book.close()


def _is_formula(cell: Cell) -> bool:
    return isinstance(cell, str) and cell[:1] == "="


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

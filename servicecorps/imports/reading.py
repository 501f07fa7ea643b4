"""Open a file with a table: which line is its heading, which column is which, then row by row."""

import codecs
import csv
import hashlib
import io
import itertools
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from servicecorps.imports import cells, limits, workbook
from servicecorps.imports.cells import Cell
from servicecorps.imports.limits import MAX_COLUMNS, MAX_ROWS
from servicecorps.imports.reasons import no_encoding, nothing_in_it
from servicecorps.imports.tables import Table
from servicecorps.imports.workbook import Sheets, trimmed

_LOOKED_THROUGH = 30
_FEWEST = 2
_SHEETS_TRIED = 8
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",;\t，；"
_PIECE = 1 << 20
_EXAMPLES = ("示例", "example")
MARK = ("行标", "mark")


@dataclass
class Heading:
    """Where the heading of a table stands and what it says."""

    row: int
    cells: list[str]
    columns: dict[int, str] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """A digest of the headings, by which a mapping is remembered."""
        words = "\n".join(map(cells.heading, self.cells))
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass
class Opened:
    """A file that is being read."""

    source: Iterator[Sequence[Cell]]
    sheet: str = ""
    sheets: Sheets = field(default_factory=Sheets)


@contextmanager
def opened(file: IO[bytes], name: str, table: Table, sheet: str = "") -> Iterator[Opened]:
    """Open a table, whatever an office saved it as.

    Unless one is named, the visible sheet is read whose heading fits a kind best.

    Raises:
        Invalid: it cannot be read, with what to do about it.
    """
    file.seek(0, io.SEEK_END)
    limits.check_size(file.tell())
    file.seek(0)
    if not limits.is_workbook(file, name):
        with closing(_text_rows(file)) as rows:
            yield Opened(rows)
        return
    with workbook.opened(file) as (book, archive):
        found = workbook.sheets(book)
        if not found.visible:
            raise limits.unreadable()
        title = sheet if sheet in found.visible else _best(book, archive, found.visible, table)
        with closing(workbook.rows(book, archive, title)) as rows:
            yield Opened(rows, title, found)


def _best(book: Any, archive: zipfile.ZipFile, titles: Sequence[str], table: Table) -> str:
    if len(titles) == 1:
        return titles[0]

    def fits(title: str) -> int:
        rows = itertools.islice(workbook.first_rows(book, archive, title), _LOOKED_THROUGH)
        return max((len(guessed(list(map(cells.shown, row)), table)) for row in rows), default=0)

    return max(titles[:_SHEETS_TRIED], key=fits)


def _text_rows(file: IO[bytes]) -> Generator[list[Cell], None, None]:
    encoding = _encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        first = text.read(1 << 16)
        delimiter = _delimiter(first)
        text.seek(0)
        # Counted before anything is checked: nobody waits for a minute to be refused.
        filled = sum(1 for row in csv.reader(text, delimiter=delimiter) if any(row))
        if filled > MAX_ROWS + _LOOKED_THROUGH:
            raise limits.too_many_rows()
        text.seek(0)
        yield from csv.reader(text, delimiter=delimiter)
    except csv.Error as problem:
        raise no_encoding() from problem
    finally:
        text.detach()


def _encoding_of(file: IO[bytes]) -> str:
    start = file.read(2)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        # What Excel calls Unicode text.
        return "utf-16"
    for encoding in _ENCODINGS:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while piece := file.read(_PIECE):
                if b"\0" in piece:
                    raise no_encoding()
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise no_encoding()


def _delimiter(text: str) -> str:
    """Return what parts the cells: what stands most often, and alike, in the first lines."""
    found = [line for line in text.splitlines()[:20] if line.strip()]
    counts = {sign: max((line.count(sign) for line in found), default=0) for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: counts[sign])


def numbered(source: Iterator[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield (row number, cells) of the rows that hold something.

    Raises:
        Invalid: there are more than can be brought in at once.
    """
    filled = 0
    for number, row in enumerate(source, 1):
        short = trimmed(row)
        if not short or not any(map(_says, short)):
            continue
        filled += 1
        if filled > MAX_ROWS + _LOOKED_THROUGH:
            raise limits.too_many_rows()
        if len(short) > MAX_COLUMNS and filled <= _LOOKED_THROUGH:
            raise limits.too_many_columns()
        yield number, short


def _says(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def read_heading(
    source: Iterator[tuple[int, Sequence[Cell]]], table: Table
) -> tuple[Heading, Iterator[tuple[int, Sequence[Cell]]]]:
    """Find the heading of a table, perhaps below a title; return it and the rows that follow.

    Raises:
        Invalid: there is nothing in the file.
    """
    first = list(itertools.islice(source, _LOOKED_THROUGH))
    if not first:
        raise nothing_in_it()
    best, most = 0, 0
    for place, (_number, row) in enumerate(first):
        found = len(guessed(list(map(cells.shown, row)), table))
        if found > most:
            best, most = place, found
    if most < _FEWEST:
        wide = [place for place, (_n, row) in enumerate(first) if sum(map(_says, row)) >= _FEWEST]
        best = best if most else (wide[0] if wide else 0)
    number, row = first[best]
    heading = Heading(number, [cells.shown(cell) for cell in row])
    heading.columns = guessed(heading.cells, table)
    return heading, itertools.chain(first[best + 1 :], source)


def guessed(headings: Sequence[str], table: Table) -> dict[int, str]:
    """Return which column of a kind each heading names, each at most once."""
    found: dict[int, str] = {}
    for place, text in enumerate(headings):
        slug = table.by_heading.get(cells.heading(text), "")
        if slug and slug not in found.values():
            found[place] = slug
    return found


def marks(heading: Heading) -> list[int]:
    """Return where the template's column of marks stands, if the table has it."""
    return [place for place, text in enumerate(heading.cells[:3]) if cells.heading(text) in MARK]


def is_example(row: Sequence[Cell], places: Sequence[int]) -> bool:
    """Tell whether a row is the template's example, which nobody means to bring in."""
    said = (row[place] for place in places if place < len(row))
    return any(isinstance(cell, str) and cells.folded(cell) in _EXAMPLES for cell in said)

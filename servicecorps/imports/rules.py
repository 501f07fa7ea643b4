"""Read the table of a file, whatever an office saved it as."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be brought in, with the reason."""

    row: int
    column: str
    value: str
    reason: str


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8 (with or without BOM) or GB18030.

    Raises:
        ValueError: it is neither.
    """
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("UTF-8, GB18030")


def csv_rows(text: str) -> list[list[str]]:
    """Return the cells of a CSV text, comma or semicolon."""
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def by_header(
    rows: Sequence[Sequence[str]], names: Mapping[str, str]
) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield (line number, {column: text}) with columns known by Chinese or English header."""
    header = [names.get(cell.strip().lower(), "") for cell in rows[0]] if rows else []
    for number, row in enumerate(rows[1:], 2):
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if name}
        if any(cells.values()):
            yield number, cells

"""Read the table of a file, whatever an office saved it as."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servicecorps.places.coordinates import Position, to_wgs

ENCODINGS = ("utf-8-sig", "gb18030")
_MOST_LAT, _MOST_LON = 90, 180
_DIGITS = 6  # of a degree: a tenth of a metre


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


def position(lat: str, lon: str, crs: str) -> Position | None:
    """Return a place in WGS-84 from two cells in a named system, None if both are empty.

    Raises:
        ValueError: they are no degrees, or there is only one.
    """
    if not lat and not lon:
        return None
    north, east = float(lat), float(lon)
    if not (abs(north) <= _MOST_LAT and abs(east) <= _MOST_LON):
        raise ValueError(lat, lon)
    north, east = to_wgs(crs, north, east)
    return round(north, _DIGITS), round(east, _DIGITS)


def shown(place: Position) -> str:
    """Return a place as one reads it in a list of rows: 36.0615, 120.3783."""
    return f"{place[0]:.4f}, {place[1]:.4f}"

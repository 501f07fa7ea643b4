"""Plain rules for files of places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass
class Outcome:
    """What an import of places did, or would do; `outside` lie outside their district."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    outside: list[Rejected] = field(default_factory=list)
    outside_allowed: bool = False

    @property
    def refused(self) -> bool:
        """Whether nothing goes in."""
        return bool(self.rejected or (self.outside and not self.outside_allowed))


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

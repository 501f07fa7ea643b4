"""Check every row of a file: what can go in is spooled, what cannot is counted by its reason."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import IO, Any

from servicecorps import clock
from servicecorps.imports import queries, reading, reasons
from servicecorps.imports.asked import Asked, Setting
from servicecorps.imports.bulk import Tell, nobody
from servicecorps.imports.cells import Cell, Reading
from servicecorps.imports.cells import shown as shown_cell
from servicecorps.imports.drafts import DRAFTS
from servicecorps.imports.identity import NAMES, of_record
from servicecorps.imports.line import Item, Line, Refused
from servicecorps.imports.outcome import Outcome
from servicecorps.imports.reading import Heading
from servicecorps.imports.tables import Table
from servicecorps.imports.workbook import Sheets
from servicecorps.records import kinds

_TOLD_EVERY = 500
_DAYS = frozenset(
    {
        "happened_on",
        "call_back_on",
        "consent_on",
        "registered_on",
        "visited_before_on",
        "joined_on",
        "left_on",
    }
)
_MOMENTS = frozenset({"began_at"})


class Spool:
    """Lines of JSON in a file without a name: rows need not lie in memory."""

    def __init__(self) -> None:
        self._file: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.length = 0

    def add(self, line: Any) -> None:
        """Keep one line."""
        self._file.write(f"{_encode(line)}\n")
        self.length += 1

    def __iter__(self) -> Iterator[Any]:
        self._file.seek(0)
        return map(json.loads, self._file)

    def close(self) -> None:
        """Let it go; nothing of it stays on the disk."""
        self._file.close()


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


# Made once; the encoder that writes into a file is ten times slower.
_encode = json.JSONEncoder(ensure_ascii=False, default=_plain).encode


@dataclass
class Checked:
    """A checked file: its outcome, the rows that can go in, and those that cannot, as they were."""

    table: Table
    heading: Heading
    outcome: Outcome = field(default_factory=Outcome)
    sheet: str = ""
    sheets: Sheets = field(default_factory=Sheets)
    good: Spool = field(default_factory=Spool)
    bad: Spool = field(default_factory=Spool)
    # Whose visits may compete for the one that counts a day.
    households: set[int] = field(default_factory=set)
    _twins: list[tuple[int, str, int]] = field(default_factory=list)

    def items(self) -> Iterator[tuple[int, dict[str, Any], list[int], bool]]:
        """Yield (row, values, members, whether it looks like a twin) of what can go in."""
        twins = {row for row, *_twin in self._twins}
        for row, values, members in self.good:
            yield row, _restored(values), members, row in twins

    def close(self) -> None:
        """Let the rows go."""
        self.good.close()
        self.bad.close()


def _restored(values: dict[str, Any]) -> dict[str, Any]:
    for name in values.keys() & _DAYS:
        if values[name]:
            values[name] = date.fromisoformat(values[name])
    for name in values.keys() & _MOMENTS:
        if values[name]:
            values[name] = datetime.fromisoformat(values[name])
    return values


def peek(file: IO[bytes], name: str, table: Table, sheet: str = "") -> tuple[Heading, Sheets, str]:
    """Return the heading of a file, its sheets, and the one that is read.

    Raises:
        Invalid: it cannot be read.
    """
    with reading.opened(file, name, table, sheet) as found:
        heading, _rows = reading.read_heading(reading.numbered(found.source), table)
        return heading, found.sheets, found.sheet


def check(file: IO[bytes], name: str, table: Table, asked: Asked, tell: Tell = nobody) -> Checked:
    """Check a file, row by row, and look which rows the logbook has already; nothing is written.

    Raises:
        Invalid: it cannot be read, or lacks a column its kind needs.
    """
    run = sift(file, name, Setting(table, asked, queries.known(), _dates(asked)), tell)
    try:
        if table.record:
            run.look_in_the_logbook()
    except BaseException:
        run.checked.close()
        raise
    return run.checked


def _dates(asked: Asked) -> Reading:
    return Reading(asked.order, asked.year, today=clock.today())


def sift(file: IO[bytes], name: str, setting: Setting, tell: Tell = nobody) -> "Run":
    """Check a file, row by row, against what is known; no database is asked.

    Raises:
        Invalid: it cannot be read, or lacks a column its kind needs.
    """
    table, asked = setting.table, setting.asked
    with reading.opened(file, name, table, asked.sheet) as found:
        heading, rows = reading.read_heading(reading.numbered(found.source), table)
        columns = asked.columns or heading.columns
        missing = table.missing(set(columns.values()))
        if missing:
            raise reasons.columns_missing([table.by_slug[slug].label for slug in missing])
        checked = Checked(table, heading, sheet=found.sheet, sheets=found.sheets)
        dates = replace(setting.reading, mac=found.sheets.mac)
        setting = replace(setting, asked=replace(asked, columns=columns), reading=dates)
        run = Run(checked, setting, tell)
        try:
            run.all(rows)
        except BaseException:
            checked.close()
            raise
    return run


class Run:
    """The run through a file's rows."""

    def __init__(self, checked: Checked, setting: Setting, tell: Tell) -> None:
        self.checked, self.setting, self.tell = checked, setting, tell
        self.outcome = checked.outcome
        self.draft: Callable[[Line], Item] = DRAFTS[setting.table.slug]
        self.rows: dict[int, int] = {}
        self.days: list[date | None] = [None, None]

    def all(self, rows: Iterator[tuple[int, Sequence[Cell]]]) -> None:
        """Take every row."""
        marks = reading.marks(self.checked.heading)
        for number, row in rows:
            if marks and reading.is_example(row, marks):
                self.outcome.examples += 1
                continue
            self.outcome.rows += 1
            self.one(number, row)
            if self.outcome.rows % _TOLD_EVERY == 0:
                self.tell(self.outcome.rows)
        if not self.outcome.rows:
            raise reasons.nothing_in_it()

    def one(self, number: int, row: Sequence[Cell]) -> None:
        """Take one row."""
        line = Line(self.setting, number, row)
        item = self.draft(line)
        if self.setting.table.updates and not line.refused:
            self._once(line, item)
        self.outcome.outside += line.is_outside
        if line.refused:
            self.outcome.refuse(self.setting.table, number, line.refused)
            self.checked.bad.add([number, list(map(shown_cell, row)), _told(line.refused)])
            return
        self.outcome.good += 1
        values = item.values | ({"id": item.same_id} if item.same_id else {})
        self.checked.good.add([number, values, item.members])
        if household_id := item.values.get("household_id"):
            self.checked.households.add(household_id)
        self._compare(item)

    def _once(self, line: Line, item: Item) -> None:
        """Of two rows about one place nobody can say which is meant."""
        if self.rows.setdefault(hash(item.identity), item.row) != item.row:
            line.refuse(self.setting.table.columns[0].slug, "already")

    def _compare(self, item: Item) -> None:
        """Remember what tells a twin; one earlier in the file, or known by its id, is named."""
        slug = self.setting.table.slug
        if self.setting.table.updates:
            self.outcome.known += item.same_id is not None
            return
        identity = item.identity
        if self.setting.table.record:
            identity = of_record(self.setting.table.record, item.values)
            day = item.values["happened_on"]
            self.days = [min(self.days[0] or day, day), max(self.days[1] or day, day)]
        earlier = self.rows.setdefault(hash(identity), item.row)
        if item.same_id is not None:
            self._twin(item.row, slug, item.same_id)
        elif earlier != item.row:
            self._twin(item.row, "row", earlier)

    def _twin(self, row: int, what: str, number: int) -> None:
        self.checked._twins.append((row, what, number))  # noqa: SLF001 – the two are one
        self.outcome.twin(row, what, number)

    def look_in_the_logbook(self) -> None:
        """Name the rows that are in the logbook already."""
        first, last = self.days
        if first is None or last is None:
            return
        self.outcome.first, self.outcome.last = first.isoformat(), last.isoformat()
        slug = self.setting.table.record
        names = NAMES[slug]
        named = {row for row, *_twin in self.checked._twins}  # noqa: SLF001 – the two are one
        for record_id, *facts in queries.may_be_twins(kinds.of(slug).model, names, first, last):
            row = self.rows.get(hash(of_record(slug, dict(zip(names, facts, strict=True)))))
            if row is not None and row not in named:
                named.add(row)
                self._twin(row, slug, record_id)


def _told(refused: Sequence[Refused]) -> list[list[Any]]:
    return [[one.column, one.reason, dict(one.facts)] for one in refused]

"""CSV and Excel of exactly the rows a list shows, masked as on the screen."""

import csv
import io
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from itertools import islice
from typing import IO, Any

from flask_babel import gettext as _

from servicecorps import clock, words
from servicecorps.people import queries as people
from servicecorps.places import naming
from servicecorps.places import queries as places
from servicecorps.records import listing
from servicecorps.records.filters import Filters
from servicecorps.records.kinds import Kind

BOM = "\ufeff"
_RISKY = frozenset("=+-@\t\r")
_SHEET_ROWS = 1_048_576
_ROWS_A_PIECE = 500
# Rows come by day, and a day has few households: more need not be remembered.
_DAYS_KEPT, _NAMES_KEPT = 8, 1024
_NOWHERE = ("", "", "")
# The columns that hold numbers, days and words of ours: nothing there was typed by anybody.
PLAIN = frozenset({0, 1, 3, 7, 8, 10, 11, 12, 14})


def header() -> list[str]:
    """Return the column names."""
    return [
        _("编号"),
        _("日期"),
        _("住户"),
        _("类别"),
        _("区市"),
        _("街道"),
        _("社区"),
        _("结果"),
        _("队伍"),
        _("队员"),
        _("数量"),
        _("用时（分钟）"),
        _("计入"),
        _("备注"),
        _("登记时间"),
    ]


def rows(kind: Kind, filters: Filters) -> Iterator[list[Any]]:
    """Yield the rows of a filtered list, newest first; a thousand at a time are in memory.

    Names are masked. A note that may tell of somebody is left out: the row says there is one.
    """
    say = _Words(kind)
    for batch in listing.rows_for_export(kind.model, kind.slug, filters):
        for row in batch:
            number, day, category, place, status, state, team, quantity, minutes, *more = row
            measure, note, typed_at, result, contact, crew = more
            yield [
                number,
                say.day(day),
                say.contact(contact),
                say.category(category),
                *say.places.get(place, _NOWHERE),
                say.result(state, status, result),
                say.team(team),
                say.crew(crew),
                quantity,
                "" if minutes is None else minutes,
                say.measure(measure),
                say.note(note),
                clock.to_the_minute(typed_at),
            ]


class _Words:
    """The words of a file's language, each found once: a million rows share a few hundred."""

    def __init__(self, kind: Kind) -> None:
        names, teams, comma = people.all_names(), people.team_slugs(), _("、")
        self.places = {
            name.id: (name.district, name.subdistrict, name.name)
            for name in places.community_names().values()
        }
        there_is_one = _("有备注")
        about = kind.model.ABOUT_PEOPLE
        self.note = (lambda note: there_is_one if note else "") if about else str
        self.day = lru_cache(maxsize=_DAYS_KEPT)(date.isoformat)
        self.contact = lru_cache(maxsize=_NAMES_KEPT)(_masked)
        self.category = cache(kind.categories.label)
        self.result = cache(partial(result_label, kind))
        self.team = cache(lambda key: words.TEAMS.label(teams[key]) if key in teams else "")
        self.crew = cache(partial(_crew, names, comma))
        self.measure = cache(lambda slug: str(words.MEASURES[slug].label) if slug else "")


def _masked(name: str | None) -> str:
    return "" if name is None else naming.masked_contact(name)


def _crew(names: dict[int, str], comma: str, ids: str | None) -> str:
    if not ids:
        return ""
    return comma.join(names.get(one, "") for one in sorted(map(int, ids.split(","))))


def result_label(kind: Kind, state: str, status: str, result: str | None) -> str:
    """Return how a record ended, as the list shows it."""
    if state == "withdrawn":
        return kind.statuses.label(status)
    return kind.results.label(result) if result else kind.statuses.label(status)


def as_csv(
    head: list[str], body: Iterable[list[Any]], plain: Collection[int] = ()
) -> Iterator[bytes]:
    """Yield CSV in pieces, with the mark by which Excel knows UTF-8.

    Every cell that a spreadsheet would take for a formula becomes text; the columns of `plain`
    cannot hold one, and a million rows need not be looked at there.
    """
    looked_at = [column for column in range(len(head)) if column not in plain]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow(head)
    # The first piece goes out as soon as there is one.
    rows, size = iter(body), 1
    while batch := list(islice(rows, size)):
        for row in batch:
            for column in looked_at:
                row[column] = harmless(row[column])
        writer.writerows(batch)
        yield _emptied(buffer)
        size = _ROWS_A_PIECE
    yield _emptied(buffer)


def harmless(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _RISKY else cell


def as_xlsx(head: list[str], body: Iterable[list[Any]], notes: Sequence[str] = ()) -> IO[bytes]:
    """Return an Excel workbook; when a sheet is full the next one goes on.

    Notes, if there are any, stand on a last sheet of their own.
    """
    # Only needed here: not loaded at the start.
    import xlsxwriter  # noqa: PLC0415

    file = tempfile.TemporaryFile()  # noqa: SIM115 – the answer closes it when it has been sent
    book = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    bold = book.add_format({"bold": True})
    sheet, line = None, 0
    for row in body:
        if sheet is None or line == _SHEET_ROWS:
            sheet, line = book.add_worksheet(), 1
            sheet.write_row(0, 0, head, bold)
            sheet.freeze_panes(1, 0)
        sheet.write_row(line, 0, row)
        line += 1
    if sheet is None:
        book.add_worksheet().write_row(0, 0, head, bold)
    if notes:
        book.add_worksheet(_("说明")).write_column(0, 0, notes)
    book.close()
    file.seek(0)
    return file


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()

"""CSV and Excel of exactly the rows a list shows, masked as on the screen."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from flask_babel import gettext as _

from servicecorps import clock, words
from servicecorps.people import queries as people
from servicecorps.people.rules import masked_name
from servicecorps.places import queries as places
from servicecorps.records import queries
from servicecorps.records.filters import Filters
from servicecorps.records.kinds import Kind

BOM = "\ufeff"
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_SHEET_ROWS = 1_048_576


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
    """Yield the rows of a filtered list, newest first; a thousand at a time are in memory."""
    names, teams = people.all_names(), people.team_slugs()
    communities = places.community_names()
    for batch in queries.rows_for_export(kind.model, kind.slug, filters):
        members = queries.members_of([row[0] for row in batch])
        homes = places.households_by_ids({row[2] for row in batch if row[2]})
        for row in batch:
            community = communities.get(row[4])
            home = homes.get(row[2])
            yield [
                row[0],
                row[1].isoformat(),
                masked_name(home.contact_name) if home else "",
                kind.categories.label(row[3]),
                community.district if community else "",
                community.subdistrict if community else "",
                community.name if community else "",
                result_label(kind, row),
                words.TEAMS.label(teams[row[7]]) if row[7] in teams else "",
                str(_("、")).join(names.get(member, "") for member in members[row[0]]),
                row[8],
                row[9] if row[9] is not None else "",
                str(words.MEASURES[row[10]].label) if row[10] else "",
                row[11],
                clock.local(row[12]).strftime("%Y-%m-%d %H:%M"),
            ]


def result_label(kind: Kind, row: Sequence[Any]) -> str:
    """Return how a record ended, as the list shows it."""
    if row[6] == "withdrawn":
        return kind.statuses.label(row[5])
    return kind.results.label(row[-1]) if row[-1] else kind.statuses.label(row[5])


def as_csv(head: list[str], body: Iterable[list[Any]]) -> Iterator[bytes]:
    """Yield CSV in pieces, with the mark by which Excel knows UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow(head)
    for number, row in enumerate(body, 1):
        writer.writerow([harmless(cell) for cell in row])
        if number % 500 == 1:
            yield _emptied(buffer)
    yield _emptied(buffer)


def harmless(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def as_xlsx(head: list[str], body: Iterable[list[Any]]) -> IO[bytes]:
    """Return an Excel workbook; when a sheet is full the next one goes on."""
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
    book.close()
    file.seek(0)
    return file


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()

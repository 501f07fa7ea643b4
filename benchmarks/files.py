"""CSV and Excel of many records beside the plainest program that writes the same columns."""

import csv
import io
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing

import xlsxwriter

from benchmarks.instances import Instance
from benchmarks.measuring import Result, absolute, compare, extra_memory_mb

EXCEL_ROWS = 100_000
_MEMORY_MB, _FIRST_BYTE_MS = 20, 50
_COLUMNS = """
    SELECT r.id, r.happened_on, h.contact_name, r.category, d.name, s.name, c.name, k.outcome,
        t.slug,
        (SELECT group_concat(m.name, '、') FROM record_members rm JOIN members m
            ON m.id = rm.member_id WHERE rm.record_id = r.id),
        r.quantity, r.minutes, r.measure, r.note, substr(r.typed_at, 1, 16)
    FROM records r JOIN calls k ON k.id = r.id
    LEFT JOIN households h ON h.id = r.household_id
    LEFT JOIN communities c ON c.id = r.community_id
    LEFT JOIN subdistricts s ON s.id = c.subdistrict_id
    LEFT JOIN districts d ON d.id = s.district_id
    LEFT JOIN teams t ON t.id = r.team_id
    WHERE r.kind = 'call' AND r.happened_on BETWEEN ? AND '9999-12-31'
    ORDER BY r.happened_on DESC, r.id DESC
"""
_EVERYTHING = ("0001-01-01",)


def csv_file(instances: list[Instance]) -> Iterator[Result]:
    """All calls, most of the logbook, as CSV."""
    instance = instances[-1]
    [(calls,)] = instance.rows("SELECT count(*) FROM records WHERE kind = 'call'")
    yield absolute("CSV, first piece", _first_piece_ms(instance), _FIRST_BYTE_MS, "ms wall")
    # The first time: later ones find memory this process has already been given.
    used = extra_memory_mb(lambda: _swallow(instance.browser.pieces("/calls/export.csv")))
    if used is not None:
        yield absolute(f"CSV of {calls:,} calls, memory", used, _MEMORY_MB, "MB")
    cost = compare(
        lambda: _swallow(instance.browser.pieces("/calls/export.csv")),
        lambda: _raw_csv(instance),
        rounds=3,
        calls=1,
    )
    yield cost.result(f"CSV of {calls:,} calls beside a raw cursor", 2.0)


def excel_file(instances: list[Instance]) -> Iterator[Result]:
    """As many calls as make about a hundred thousand rows, as Excel."""
    instance = instances[-1]
    days = instance.rows(
        "SELECT happened_on FROM records WHERE kind = 'call'"
        " ORDER BY happened_on DESC LIMIT 1 OFFSET ?",
        EXCEL_ROWS,
    ) or [("2000-01-01",)]
    first = days[0][0]
    [(rows,)] = instance.rows(
        "SELECT count(*) FROM records WHERE kind = 'call' AND happened_on >= ?", first
    )
    address = f"/calls/export.xlsx?from={first}"
    used = extra_memory_mb(lambda: _swallow(instance.browser.pieces(address)))
    if used is not None:
        yield absolute(f"Excel of {rows:,} calls, memory", used, _MEMORY_MB, "MB")
    cost = compare(
        lambda: _swallow(instance.browser.pieces(address)),
        lambda: _raw_excel(instance, first),
        rounds=3,
        calls=1,
    )
    yield cost.result(f"Excel of {rows:,} calls beside raw XlsxWriter", 1.3)


def _first_piece_ms(instance: Instance) -> float:
    found = []
    for _ in range(5):
        began = time.perf_counter()
        with closing(instance.browser.pieces("/calls/export.csv")) as pieces:
            next(pieces)
            found.append((time.perf_counter() - began) * 1000)
    return sorted(found)[2]


def _raw_csv(instance: Instance) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    with closing(sqlite3.connect(instance.database)) as connection:
        cursor = connection.execute(_COLUMNS, _EVERYTHING)
        while rows := cursor.fetchmany(500):
            writer.writerows(rows)
            buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()


def _raw_excel(instance: Instance, first: str) -> None:
    with tempfile.TemporaryFile() as file, closing(sqlite3.connect(instance.database)) as database:
        book = xlsxwriter.Workbook(
            file,
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        sheet = book.add_worksheet()
        for number, row in enumerate(database.execute(_COLUMNS, (first,))):
            sheet.write_row(number, 0, row)
        book.close()


def _swallow(pieces: Iterable[bytes]) -> None:
    for _ in pieces:
        pass

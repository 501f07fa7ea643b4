"""Tables as offices save them."""

import io
import zipfile
from datetime import date, datetime

from openpyxl import Workbook

HEADER = ["日期", "住户", "社区", "电话", "队员", "走访结果", "备注"]


def csv_file(*rows, encoding="utf-8", delimiter=","):
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows).encode(encoding)


def workbook(*rows, title="台账", more=None):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    if more:
        more(book)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def visit(cast, places, *, on="2026-10-03", who=None, result="一切正常", **more):
    """Return a row under HEADER about a household of the cast."""
    home = more.get("home") or cast.alone
    return [
        on,
        home.name,
        places[home.community_id],
        more.get("phone", home.phone),
        who or cast.member.name,
        result,
        more.get("note", ""),
    ]


def with_cell(content, old, new):
    """Change the first sheet's XML of a workbook."""
    source = zipfile.ZipFile(io.BytesIO(content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part.filename)
            if part.filename == "xl/worksheets/sheet1.xml":
                assert old in data
                data = data.replace(old, new)
            target.writestr(part.filename, data)
    return out.getvalue()


def bomb(megabytes):
    """Return a small workbook whose sheet unfolds to many megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", "<workbook/>")
        with target.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(megabytes):
                sheet.write(b" " * (1 << 20))
    return out.getvalue()


def day(text):
    return date.fromisoformat(text)


def moment(text):
    return datetime.fromisoformat(text)

"""Tables as offices save them."""

import io
import zipfile
from datetime import datetime

from openpyxl import Workbook

from servicecorps.imports.known import Home, Homes, Known, People
from servicecorps.imports.known_places import Community, Places

HEADER = ["日期", "住户", "社区", "电话", "队员", "走访结果", "备注"]

WHERE = [
    Community(1, "江西路", "香港中路", "市南区", "370202001001", "370202"),
    Community(2, "大尧", "八大湖", "市南区", "370202002001", "370202"),
    Community(3, "重名", "八大湖", "市南区", "370202002002", "370202"),
    Community(4, "重名", "台东", "市北区", "370203001001", "370203"),
]
# What a file is compared with where no database is needed.
KNOWN = Known(
    Places(WHERE, [(2, "大尧社区居民委员会"), (1, "旧江西路")]),
    Homes(
        [
            Home(1, 1, "王桂兰", "13812341111", "", "10001", "江西路 12号", "elder_alone"),
            Home(2, 1, "李建国", "", "", "", "", "dibao"),
            Home(3, 2, "王桂兰", "13800002222", "", "", "", "dibao"),
            Home(4, 2, "王桂兰", "13800003333", "", "", "", "dibao"),
        ]
    ),
    People({1: "林思东", 2: "王林", 3: "王林", 4: "Ann Lee"}, {"lin": 1, "wang2": 3}, {1: 1}),
    {"run_wanjia": 1},
    is_outside=lambda _district, lat, _lon: lat > 40,
)


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


def row(on="2026-10-03", *, phone="13812341111", who="林思东", result="一切正常", note=""):
    """Return a row under HEADER about the first household of KNOWN."""
    return [on, "王桂兰", "江西路", phone, who, result, note]


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


_EMPTY = b" " * (1 << 20)


def bomb(megabytes):
    """Return a small workbook whose sheet unfolds to many megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        target.writestr("xl/workbook.xml", "<workbook/>")
        with target.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(megabytes):
                sheet.write(_EMPTY)
    return out.getvalue()


def moment(text):
    return datetime.fromisoformat(text)

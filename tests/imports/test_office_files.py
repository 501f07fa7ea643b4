"""Tables as offices really save them are read right, or refused in one clear sentence."""

import resource
import time
from datetime import date

import pytest
from openpyxl import Workbook

from servicecorps.errors import Invalid
from tests.imports.office import (
    HEADER,
    bomb,
    csv_file,
    moment,
    saved,
    visit,
    with_cell,
    workbook,
)

OCTOBER_3 = date(2026, 10, 3)


def days(items):
    return [values["happened_on"] for values, _members in items]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_of_any_office_is_read(check, cast, places, encoding, delimiter):
    content = csv_file(HEADER, visit(cast, places), encoding=encoding, delimiter=delimiter)
    outcome, items, _bad, _sheets = check("visits", content, "a.csv")
    assert (outcome.rows, outcome.good) == (1, 1)
    assert items[0][0]["household_id"] == cast.alone.id
    assert items[0][1] == [cast.member.id]


@pytest.mark.parametrize(
    "header",
    [
        ["Date", "Household", "Community", "Phone", "Members", "Outcome", "Notes"],
        ["走访日期*", " 走访对象 ", "所属社区", "联系电话", "走访人员", "结果", "备注（选填）"],
        ["happened_on", "contact", "community", "phone", "members", "outcome", "note"],
    ],
)
def test_headings_are_known_in_both_languages(check, cast, places, header):
    outcome, _items, _bad, _sheets = check("visits", workbook(header, visit(cast, places)))
    assert outcome.good == 1


def test_columns_stand_in_any_order_below_a_title(check, cast, places):
    row = visit(cast, places)
    content = workbook(["2026年走访台账"], [], [], HEADER[::-1], row[::-1])
    outcome, items, _bad, _sheets = check("visits", content)
    assert (outcome.good, items[0][0]["happened_on"]) == (1, OCTOBER_3)


@pytest.mark.parametrize(
    "cell",
    [
        "2026.10.3",
        "2026年10月3日",
        "2026-10-03",
        "2026/10/3",
        "20261003",
        20261003,
        "２０２６．１０．３",
        " 2026-10-03　",
        46298,
        "46298",
        46298.0,
        moment("2026-10-03 09:30"),
        date(2026, 10, 3),
        "2026年10月3日 星期六",
    ],
)
def test_days_are_understood_however_they_are_written(check, cast, places, cell):
    outcome, items, _bad, _sheets = check("visits", workbook(HEADER, visit(cast, places, on=cell)))
    assert outcome.groups == {}
    assert days(items) == [OCTOBER_3]


def test_an_ambiguous_day_is_asked_about_and_never_guessed(check, cast, places):
    content = workbook(
        HEADER, visit(cast, places, on="5/9/2026"), visit(cast, places, on="13/9/2026")
    )
    outcome, items, _bad, _sheets = check("visits", content)
    assert (outcome.asked(), days(items)) == ({"day_order": 1}, [date(2026, 9, 13)])
    assert days(check("visits", content, order="dmy")[1]) == [date(2026, 9, 5), date(2026, 9, 13)]
    assert days(check("visits", content, order="mdy")[1]) == [date(2026, 5, 9), date(2026, 9, 13)]


def test_a_day_without_its_year_is_asked_about(check, cast, places):
    content = workbook(HEADER, visit(cast, places, on="9月5日"))
    assert check("visits", content)[0].asked() == {"day_year": 1}
    assert days(check("visits", content, year=2025)[1]) == [date(2025, 9, 5)]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2026-13-01", "day"),
        ("昨天", "day"),
        ("#VALUE!", "error_value"),
        ("2026-10-21", "day_ahead"),
        ("1026-10-03", "day_early"),
        (None, "missing"),
    ],
)
def test_what_is_no_day_is_named(check, cast, places, cell, reason):
    outcome, _items, _bad, _sheets = check("visits", workbook(HEADER, visit(cast, places, on=cell)))
    assert set(outcome.groups) == {(reason, "happened_on")}


@pytest.mark.parametrize(
    "phone",
    [13812341111, 1.3812341111e10, "138 1234 1111", "１３８１２３４１１１１", "+86 138-1234-1111"],
)
def test_phones_are_one_number_however_they_are_written(check, cast, places, phone):
    content = workbook(HEADER, visit(cast, places, phone=phone))
    outcome, items, _bad, _sheets = check("visits", content)
    assert outcome.groups == {}
    assert items[0][0]["household_id"] == cast.alone.id


def test_a_number_the_spreadsheet_rounded_is_not_taken(check, cast, places):
    content = csv_file(HEADER, visit(cast, places, phone="1.38123E+10"))
    assert set(check("visits", content, "a.csv")[0].groups) == {("digits_lost", "phone")}


def test_a_cell_merged_over_rows_stands_in_each_of_them(check, cast, places):
    first = visit(cast, places)
    second = [None, cast.poor.name, None, "", cast.member.name, "一切正常", ""]

    def merge(book):
        book.active.merge_cells("A2:A3")
        book.active.merge_cells("C2:C3")

    outcome, items, _bad, _sheets = check(
        "visits", workbook(HEADER, first, second, more=merge), by_name=True
    )
    assert (outcome.good, days(items)) == (2, [OCTOBER_3, OCTOBER_3])


def test_a_formula_without_its_value_is_named_one_with_it_is_used(check, cast, places):
    content = workbook(HEADER, visit(cast, places, on="=DATE(2026,10,3)"))
    assert set(check("visits", content)[0].groups) == {("formula", "happened_on")}
    kept = with_cell(content, b"<v />", b"<v>46298</v>") if b"<v />" in sheet(content) else None
    kept = kept or with_cell(content, b"<v></v>", b"<v>46298</v>")
    assert days(check("visits", kept)[1]) == [OCTOBER_3]


def sheet(content):
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_a_hidden_sheet_is_left_and_said(check, cast, places):
    def hide(book):
        hidden = book.create_sheet("旧的", 0)
        hidden.append(HEADER)
        hidden.append(visit(cast, places, on="2020-01-01"))
        hidden.sheet_state = "hidden"

    _outcome, items, _bad, sheets = check(
        "visits", workbook(HEADER, visit(cast, places), more=hide)
    )
    assert (days(items), sheets.hidden) == ([OCTOBER_3], ["旧的"])


def test_the_sheet_whose_heading_fits_is_read(check, cast, places):
    def cover(book):
        book.create_sheet("封面", 0).append(["走访台账", "2026"])

    content = workbook(HEADER, visit(cast, places), more=cover)
    assert days(check("visits", content)[1]) == [OCTOBER_3]


def test_a_stray_cell_far_out_costs_nothing(check, cast, places):
    def stray(book):
        book.active["XFD1048576"] = "x"

    content = workbook(HEADER, visit(cast, places), more=stray)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    outcome, _items, _bad, _sheets = check("visits", content)
    assert outcome.good == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    assert time.monotonic() - began < 10


def test_booleans_and_words_of_yes_and_no(check, cast, places):
    header = ["日期", "种类", "媒体名称", "头版", "队员"]
    rows = [
        ["2026-10-03", "media", "青岛日报", said, "林思东"]
        for said in (True, "是", "√", False, "否")
    ]
    _outcome, items, _bad, _sheets = check("commendations", workbook(header, *rows))
    assert [values["front_page"] for values, _members in items] == [True, True, True, False, False]


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.xls", lambda: OLE + b"Workbook", "旧格式"),
        ("a.et", lambda: OLE, "旧格式"),
        ("a.xls", lambda: b"<html><table></table></html>", "旧格式"),
        ("a.xlsx", lambda: b"PK\x03\x04junk", "坏了"),
        ("a.xlsx", lambda: b"no workbook", "坏了"),
        ("a.xlsx", lambda: bomb(50), "解压后太大"),
        ("a.xlsx", lambda: bomb(300), "解压后太大"),
        ("a.csv", lambda: b"x" * (31 << 20), "最多 30 MB"),
        ("a.csv", lambda: csv_file(HEADER) + b"\r\n1,2" * 2_000_000, "200,000 行"),
        ("a.csv", lambda: csv_file([f"列{n}" for n in range(300)], [1] * 300), "100 列"),
        ("a.xlsx", lambda: workbook([f"列{n}" for n in range(300)], [1] * 300), "100 列"),
        ("a.csv", lambda: b"\xff\xff\xff\x00\xff", "GB18030"),
        ("a.csv", lambda: b"", "没有内容"),
        ("a.xlsx", lambda: saved(Workbook()), "没有内容"),
        ("a.csv", lambda: csv_file(HEADER), "没有内容"),
        ("a.csv", lambda: csv_file(["色", "味"], ["红", "甜"]), "没有找到这些列"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(check, name, make, said):
    content, began = make(), time.monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Invalid) as refused:
        check("visits", content, name)
    assert said in refused.value.message
    assert time.monotonic() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120 * 1024


def test_entities_are_not_unfolded(check, cast, places):
    content = workbook(HEADER, visit(cast, places))
    evil = with_cell(content, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    with pytest.raises(Invalid):
        check("visits", evil)

"""Tables as offices really save them are read right, or refused in one clear sentence."""

import io
import resource
import time
import zipfile
from datetime import date
from itertools import product

import pytest
from openpyxl import Workbook

from servicecorps.errors import Invalid
from tests.imports.office import HEADER, bomb, csv_file, row, saved, with_cell, workbook

OCTOBER_3 = date(2026, 10, 3)
ENGLISH = ["Date", "Household", "Community", "Phone", "Members", "Outcome", "Notes"]
OFFICIAL = ["走访日期*", " 走访对象 ", "所属社区", "联系电话", "走访人员", "结果", "备注（选填）"]
SLUGS = ["happened_on", "contact", "community", "phone", "members", "outcome", "note"]


def days(items):
    return [values["happened_on"] for values, _members in items]


def test_text_of_any_office_is_read(sift):
    for encoding, delimiter in product(["utf-8", "utf-8-sig", "gb18030", "utf-16"], ",;\t"):
        content = csv_file(HEADER, row(), encoding=encoding, delimiter=delimiter)
        outcome, items, _sheets = sift("visits", content, "a.csv")
        assert (outcome.rows, outcome.good) == (1, 1), (encoding, delimiter)
        assert (items[0][0]["household_id"], items[0][1]) == (1, [1])


@pytest.mark.parametrize("header", [ENGLISH, OFFICIAL, SLUGS])
def test_headings_are_known_in_both_languages(sift, header):
    assert sift("visits", csv_file(header, row()), "a.csv")[0].good == 1


def test_columns_stand_in_any_order_below_a_title(sift):
    content = workbook(["2026年走访台账"], [], [], HEADER[::-1], row()[::-1])
    outcome, items, _sheets = sift("visits", content)
    assert (outcome.good, days(items)) == (1, [OCTOBER_3])


def test_days_come_through_a_workbook_and_what_is_none_is_named(sift):
    cells = [46298, date(2026, 10, 3), "2026.10.3", "昨天", "#VALUE!", "2026-10-21", "1026-10-03"]
    cells += ["5/9/2026", "9月5日", None]
    outcome, items, _sheets = sift("visits", workbook(HEADER, *map(row, cells)))
    assert days(items) == [OCTOBER_3] * 3
    reasons = ["day", "error_value", "day_ahead", "day_early", "day_order", "day_year", "missing"]
    assert [reason for reason, _column in outcome.groups] == reasons
    assert {column for _reason, column in outcome.groups} == {"happened_on"}
    answered = sift("visits", workbook(HEADER, *map(row, cells)), order="dmy", year=2025)[1]
    assert days(answered)[3:] == [date(2026, 9, 5), date(2025, 9, 5)]


def test_phones_are_one_number_and_a_rounded_one_is_not_taken(sift):
    content = workbook(HEADER, row(phone=13812341111), row(phone="1.38123E+10"))
    outcome, items, _sheets = sift("visits", content)
    assert [values["household_id"] for values, _members in items] == [1]
    assert set(outcome.groups) == {("digits_lost", "phone")}


def test_a_word_that_means_nothing_is_asked_about_and_the_answer_holds_for_all(sift):
    content = csv_file(HEADER, *[row(result="挺好")] * 3)
    outcome, _items, _sheets = sift("visits", content, "a.csv")
    (key,) = outcome.offers
    assert outcome.offers[key].count == 3
    assert sift("visits", content, "a.csv", choices={key: "ok"})[0].good == 3


def test_a_cell_merged_over_rows_stands_in_each_of_them(sift):
    second = [None, "李建国", None, "", "林思东", "一切正常", ""]

    def merge(book):
        book.active.merge_cells("A2:A3")
        book.active.merge_cells("C2:C3")

    outcome, items, _sheets = sift(
        "visits", workbook(HEADER, row(), second, more=merge), by_name=True
    )
    assert (outcome.good, days(items)) == (2, [OCTOBER_3, OCTOBER_3])


def test_a_formula_without_its_value_is_named_one_with_it_is_used(sift):
    content = workbook(HEADER, row(on="=DATE(2026,10,3)"))
    assert set(sift("visits", content)[0].groups) == {("formula", "happened_on")}
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    empty = b"<v />" if b"<v />" in sheet else b"<v></v>"
    kept = with_cell(content, empty, b"<v>46298</v>")
    assert days(sift("visits", kept)[1]) == [OCTOBER_3]


def test_the_visible_sheet_whose_heading_fits_is_read_and_a_hidden_one_is_said(sift):
    def more(book):
        hidden = book.create_sheet("旧的", 0)
        hidden.append(HEADER)
        hidden.append(row("2020-01-01"))
        hidden.sheet_state = "hidden"
        book.create_sheet("封面", 0).append(["走访台账", "2026"])

    _outcome, items, sheets = sift("visits", workbook(HEADER, row(), more=more))
    assert (days(items), sheets.hidden) == ([OCTOBER_3], ["旧的"])


def test_a_stray_cell_far_out_costs_nothing(sift):
    def stray(book):
        book.active["XFD1048576"] = "x"

    content = workbook(HEADER, row(), more=stray)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert sift("visits", content)[0].good == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    assert time.process_time() - began < 10


def test_the_words_of_yes_and_no_reach_the_row(sift):
    header = ["日期", "种类", "媒体名称", "头版", "队员"]
    rows = [["2026-10-03", "media", "青岛日报", said, "林思东"] for said in (True, "√", False)]
    _outcome, items, _sheets = sift("commendations", workbook(header, *rows))
    assert [values["front_page"] for values, _members in items] == [True, True, False]


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
WIDE = [f"列{n}" for n in range(300)], [1] * 300


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
        ("a.csv", lambda: csv_file(*WIDE), "100 列"),
        ("a.xlsx", lambda: workbook(*WIDE), "100 列"),
        ("a.csv", lambda: b"\xff\xff\xff\x00\xff", "GB18030"),
        ("a.csv", lambda: b"", "没有内容"),
        ("a.xlsx", lambda: saved(Workbook()), "没有内容"),
        ("a.csv", lambda: csv_file(HEADER), "没有内容"),
        ("a.csv", lambda: csv_file(["色", "味"], ["红", "甜"]), "没有找到这些列"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(sift, name, make, said):
    content, began = make(), time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Invalid) as refused:
        sift("visits", content, name)
    assert said in refused.value.message
    assert time.process_time() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120 * 1024


def test_entities_are_not_unfolded(sift):
    content = workbook(HEADER, row())
    evil = with_cell(content, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    with pytest.raises(Invalid):
        sift("visits", evil)

"""Communities from a file: all or none, once, and every bad row named."""

import io

import pytest
from openpyxl import Workbook

from servicecorps.errors import Invalid
from servicecorps.imports import communities, rules
from servicecorps.imports.reading import read_table
from servicecorps.places.model import Community

HEADER = "code,name,official_name,subdistrict_code,subdistrict,district_code,district,lat,lon"
CHINESE = "代码,社区,正式名称,街道代码,街道,区市代码,区市,纬度,经度"
ROW = "370299001001,测试里,测试里社区居委会,370299001,测试街道,370299,测试区,36.1,120.4"
OTHER = "370299001002,试验村,,370299001,测试街道,370299,测试区,,"


def file(*lines, encoding="utf-8"):
    return "\n".join(lines).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("header", [HEADER, CHINESE])
def test_a_file_is_read_whatever_an_office_saved_it_as(ask, rows, encoding, header):
    before = rows(Community)
    found = ask(communities.bring, file(header, ROW, OTHER, encoding=encoding), "a.csv")
    assert (found.rows, found.added, found.rejected) == (2, 2, [])
    assert rows(Community) == before + 2


def test_excel_is_read_too(ask):
    book = Workbook()
    for line in (HEADER, ROW):
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    assert ask(communities.bring, out.getvalue(), "社区.XLSX").added == 1


def test_one_bad_row_and_nothing_goes_in(ask, rows):
    before = rows(Community)
    bad = ROW.replace("001001,测试里", "001009,").replace("36.1", "oben")
    found = ask(communities.bring, file(HEADER, OTHER, bad), "a.csv")
    assert [(one.row, one.column) for one in found.rejected] == [(3, "name")]
    wrong = ask(communities.bring, file(HEADER, OTHER, ROW.replace("36.1", "oben")), "b.csv")
    assert [(one.row, one.column, one.value) for one in wrong.rejected] == [(3, "lat", "oben")]
    assert rows(Community) == before


def test_a_dry_run_tells_and_changes_nothing(ask, rows):
    before = rows(Community)
    assert ask(communities.bring, file(HEADER, ROW), "a.csv", dry_run=True).added == 1
    assert rows(Community) == before
    assert ask(communities.bring, file(HEADER, ROW), "a.csv").added == 1


def test_the_same_file_is_taken_once_unless_asked_for_again(ask):
    content = file(HEADER, ROW)
    ask(communities.bring, content, "a.csv")
    with pytest.raises(Invalid):
        ask(communities.bring, content, "anders.csv")
    again = ask(communities.bring, content, "a.csv", again=True)
    assert (again.added, again.changed) == (0, 0)


def test_a_known_code_brings_the_name_up_to_date(ask):
    ask(communities.bring, file(HEADER, ROW), "a.csv")
    found = ask(communities.bring, file(HEADER, ROW.replace(",测试里,", ",测试新里,")), "b.csv")
    assert (found.added, found.changed) == (0, 1)


def test_what_is_no_text_is_refused_in_words(ask):
    with pytest.raises(Invalid, match="UTF-8"):
        ask(communities.bring, b"\xff\xff\xff\xff\x00", "a.csv")


def test_semicolons_and_empty_lines_are_understood():
    rows = read_table(b"a;b\n1;2\n\n;\n", "a.csv")
    names = {"a": "a", "b": "b"}
    assert list(rules.by_header(rows, names)) == [(2, {"a": "1", "b": "2"})]


@pytest.mark.parametrize("column", ["name", "code", "district"])
def test_a_text_longer_than_its_column_is_named(ask, rows, column):
    before = rows(Community)
    cells = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | {column: "长" * 501}
    found = ask(communities.bring, file(HEADER, ",".join(cells.values())), "a.csv")
    assert [one.column for one in found.rejected] == [column]
    assert rows(Community) == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"no workbook"])
def test_what_is_no_workbook_is_explained(ask, content):
    with pytest.raises(Invalid):
        ask(communities.bring, content, "a.xlsx")


@pytest.mark.parametrize("lines", [("",), (HEADER,), (HEADER, "", ",,,"), ("色,味", "红,甜")])
def test_a_file_with_nothing_in_it_is_not_taken_for_done(ask, lines):
    with pytest.raises(Invalid, match="没有社区"):
        ask(communities.bring, file(*lines), "a.csv")


def test_a_new_zone_joins_a_district_that_is_known(ask):
    row = "370202999001,新里,,370202999,新街道,370202,市南区,,"
    assert ask(communities.bring, file(HEADER, row), "a.csv").added == 1


def test_a_position_beyond_the_globe_is_no_position(ask):
    row = "370299001001,测试里,,370299001,测试街道,370299,测试区,361,120.4"
    (bad,) = ask(communities.bring, file(HEADER, row), "a.csv").rejected
    assert bad.column == "lat"

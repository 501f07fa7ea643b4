"""The tallies as page, CSV and Excel say the same, and every figure leads to its records."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from servicecorps.tallies import writing
from servicecorps.tallies.rules import Balance
from tests.pages import text_of

OPENING = 1882
CONTRACT = (
    "measure,label,unit,month,previous_month,same_month_last_year,year_to_date,cumulative,opening"
)


@pytest.fixture(autouse=True)
def _october(scene, log, cast, ask):
    def make():
        log.noise()
        together = [cast.member, cast.helper]
        for number, home in enumerate(cast.homes() * 3):
            log.visit(household=home, on=date(2026, 9, 29 + number % 2), minutes=20)
            log.visit(household=home, on=date(2026, 10, 1 + number), members=together)
        log.call(quantity=37, community_id=cast.far)
        log.repair(team_id=None, category="")
        ask(writing.add_balance, Balance("visits", OPENING, date(2017, 5, 31)), "2017年总结")

    scene("october", make)


def table(answer):
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_the_file_of_a_month_is_what_scripts_were_promised(as_viewer):
    answer = as_viewer.get("/tallies/2026-10.csv")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert answer.mimetype == "text/csv"
    rows = table(answer)
    assert ",".join(rows[0]) == CONTRACT
    found = {row[0]: row[1:] for row in rows[1:]}
    assert found["visits"] == ["走访", "户次", "9", "3", "0", "13", "1895", "1882"]
    assert found["other_visits"][2:] == ["3", "1", "0", "4", "4", ""]
    assert found["households"][2:] == ["3", "3", "0", "3", "", ""]
    assert found["calls"][2] == "37"
    assert list(found)[-2:] == ["households", "service_hours"]


@pytest.mark.parametrize("by", ["member", "team", "community", "district", "category"])
def test_a_breakdown_has_its_keys_in_front(as_manager, by):
    rows = table(as_manager.get(f"/tallies/2026-10.csv?by={by}"))
    assert ",".join(rows[0]) == "key,key_label," + CONTRACT
    assert all(row[1] for row in rows[1:])


@pytest.mark.parametrize("asked", ["month=2026-10", "year=2026", "from=2026-09-30&to=2026-10-04"])
@pytest.mark.parametrize("by", ["", "member", "team", "category"])
def test_csv_and_excel_hold_the_same(as_manager, asked, by):
    told = table(as_manager.get(f"/tallies/export.csv?{asked}&by={by}"))
    answer = as_manager.get(f"/tallies/export.xlsx?{asked}&by={by}")
    sheet = load_workbook(io.BytesIO(answer.get_data())).active
    assert [["" if cell is None else str(cell) for cell in row] for row in sheet.values] == told
    assert told[0][2 if by else 0 :][3] == "period"


@pytest.mark.parametrize(
    "asked",
    ["month=2026-13", "month=x", "year=0", "year=99999", "from=x&to=y", "by=color", "measure=x"],
)
def test_what_makes_no_sense_is_not_found(as_viewer, asked):
    as_viewer.get_page(f"/tallies/?{asked}", status=404)


@pytest.mark.parametrize(
    "asked",
    ["month=0001-01", "month=9999-12", "year=1", "year=9999", "from=0001-01-01&to=9999-12-31",
     "from=2026-10-09&to=2026-10-01"],
)  # fmt: skip
def test_the_edges_of_the_calendar_do_not_fail(as_viewer, asked):
    as_viewer.checks = False
    assert as_viewer.get(f"/tallies/?{asked}").status_code in (200, 404)
    assert as_viewer.get(f"/tallies/export.csv?{asked}").status_code in (200, 404)


@pytest.mark.parametrize("name", ["2026-10.pdf", "2026-13.csv", "x.csv", "export.exe"])
def test_other_files_are_not_found(as_viewer, name):
    as_viewer.get_page(f"/tallies/{name}", status=404)


def figures_on(page):
    """Return measure → number of the month as the page shows it."""
    found = {}
    for link in page.all("a[href*='measure=']"):
        address = link.attributes["href"]
        if "month=2026-10" in address:
            measure = address.split("measure=")[1].split("&", maxsplit=1)[0]
            text = text_of(link).replace(",", "")
            if text.isdigit():
                found.setdefault(measure, (int(text), address))
    return found


def test_behind_every_figure_stands_the_list_of_its_records(as_manager):
    page = as_manager.get_page("/tallies/?month=2026-10")
    found = figures_on(page)
    assert {measure: number for measure, (number, _address) in found.items()} == {
        "visits": 9,
        "other_visits": 3,
        "calls": 37,
        "repairs": 1,
    }
    for measure, (number, address) in found.items():
        path, _mark, query = address.partition("?")
        rows = table(as_manager.get(f"{path}export.csv?{query}"))
        quantity = rows[0].index("数量")
        assert sum(int(row[quantity]) for row in rows[1:]) == number, measure


@pytest.mark.parametrize("measure", ["visits", "other_visits", "calls", "repairs"])
@pytest.mark.parametrize("by", ["member", "team", "community", "district", "category"])
def test_behind_every_figure_of_a_breakdown_too(as_manager, by, measure):
    as_manager.checks = False
    page = as_manager.get_page(f"/tallies/?month=2026-10&by={by}&measure={measure}")
    checked = 0
    for link in page.all("main a[href*='measure=']"):
        path, _mark, query = link.attributes["href"].partition("?")
        text = text_of(link).replace(",", "")
        if "tallies" in path or not text.isdigit():
            continue
        rows = table(as_manager.get(f"{path}export.csv?{query}"))
        quantity = rows[0].index("数量")
        listed = sum(int(row[quantity]) for row in rows[1:])
        # A cumulative figure has its opening beside the records.
        assert int(text) in (listed, listed + OPENING), query
        checked += 1
    assert checked


def test_a_viewer_sees_figures_without_lists(as_viewer):
    page = as_viewer.get_page("/tallies/?month=2026-10")
    assert "1,895" in page.text
    assert not [link for link in page.links if link.startswith(("/visits", "/calls", "/repairs"))]


def test_the_page_says_the_sentence_of_the_team(as_manager):
    text = as_manager.get_page("/tallies/?month=2026-10").text.replace("\u00a0", " ")
    assert "走访孤寡老人、生活贫困、弱势群体家庭 9 户次" in text
    assert "其中期初 1,882" in text


def test_an_opening_balance_is_entered_and_taken_out_on_its_page(as_manager):
    page = as_manager.get_page("/tallies/balances")
    page = as_manager.submit(
        page, "/tallies/balances", measure="letters", amount=98, as_of="2017-05-31", source="总结"
    )
    assert page.status == 200
    assert table(as_manager.get("/tallies/2026-10.csv"))[7][-1] == "98"
    again = as_manager.submit(
        as_manager.get_page("/tallies/balances"), "/tallies/balances",
        measure="letters", amount=1, as_of="2017-01-31", source="又一份",
    )  # fmt: skip
    assert (again.status, "日期重叠" in " ".join(again.errors())) == (422, True)


@pytest.fixture
def more_than_87(ask):
    """87 problems and more: the source says 解决热点难点 87 项以上."""
    entry = Balance("hot_issues", 87, date(2017, 5, 31))
    ask(writing.add_balance, entry, "2017年总结", at_least=True)


def row_of(page, name):
    return next(
        text_of(row) for row in page.all("tr") if text_of(row.css_first("th")).startswith(name)
    )


def test_an_opening_of_at_least_is_said_wherever_it_is_inside(as_manager, log, more_than_87):
    log.problem(raised_by="leader_visit")
    page = as_manager.get_page("/tallies/?month=2026-10")
    assert row_of(page, "热点难点").endswith("至少 88 至少 87")
    assert "至少" not in row_of(page, "走访")
    text = page.text.replace("\u00a0", " ")
    assert "解决热点难点 88 项（其中期初至少 87）" in text
    assert "其中期初至少 1,882" not in text


def test_a_file_holds_plain_numbers_and_says_at_least_beside_them(as_manager, more_than_87):
    assert table(as_manager.get("/tallies/2026-10.csv"))[12][-2:] == ["87", "87"]
    answer = as_manager.get("/tallies/2026-10.xlsx")
    figures, notes = load_workbook(io.BytesIO(answer.get_data())).worksheets
    assert figures["I13"].value == 87
    assert [cell.value for cell in notes["A"]] == ["热点难点的期初是至少 87，累计也是至少。"]


def test_the_opening_row_of_a_breakdown_has_its_figure_where_a_phone_shows_it(as_manager):
    page = as_manager.get_page("/tallies/?month=2026-10&by=member&measure=visits")
    assert row_of(page, "期初").split()[1:3] == ["只进累计", "1,882，只进累计"]


def test_a_member_may_not_enter_an_opening_balance(as_member):
    as_member.get_page("/tallies/balances", status=403)

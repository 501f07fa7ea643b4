"""Lists: walking all pages shows every row once; file and list hold the same."""

import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from servicecorps.records import exports, kinds, listing, queries
from servicecorps.records.filters import Filters, cursor_of

PAGES = 7


@pytest.fixture
def many(log, cast, monkeypatch):
    """Forty visits and calls of every sort, and pages so short that they take a walk."""
    monkeypatch.setattr(listing, "PAGE", PAGES)
    people = [[cast.member], [cast.helper], [cast.member, cast.helper, cast.manager]]
    teams = [None, *cast.teams.values()]
    for number in range(40):
        log.visit(
            on=date(2026, 9, 25) + timedelta(days=number % 12),
            household=cast.homes()[number % 4],
            outcome=["ok", "solved", "not_home"][number % 3],
            members=people[number % 3],
            team_id=teams[number % 3],
        )
    log.withdraw(log.visit())
    for _number in range(3):
        log.call()


def addresses(cast):
    return [
        {},
        {"month": "2026-10"},
        {"from": "2026-09-27", "to": "2026-10-02"},
        {"member": cast.helper.id},
        {"member": cast.helper.id, "month": "2026-10"},
        {"member": cast.helper.id, "team": cast.teams["run_wanjia"]},
        {"member": cast.helper.id, "community": cast.near, "measure": "visits"},
        {"community": cast.near},
        {"community": 0},
        {"district": cast.near_district},
        {"district": 0},
        {"team": 0},
        {"team": cast.teams["run_wanjia"]},
        {"household": cast.poor.id},
        {"category": "dibao"},
        {"category": "none"},
        {"measure": "visits"},
        {"measure": "visits", "month": "2026-10", "member": cast.member.id},
        {"state": "withdrawn"},
        {"result": "not_home"},
    ]


def belongs(record, f, homes_district):
    """Say in plain Python whether a record belongs to a list."""
    span = f.span()
    return all(
        [
            record.kind == "visit",
            not span or span.first <= record.happened_on <= span.last,
            f.member is None or f.member in record.member_ids(),
            f.community is None or (record.community_id or 0) == f.community,
            f.district is None or homes_district.get(record.community_id, 0) == f.district,
            f.team is None or (record.team_id or 0) == f.team,
            f.household is None or record.household_id == f.household,
            f.category is None or record.category == f.category,
            not f.measure or record.measure == f.measure,
            not f.state or record.state == f.state,
            not f.result or getattr(record, "outcome", "") == f.result,
        ]
    )


def test_walking_all_pages_shows_every_row_once(many, cast, ask):
    ask(walk_all, cast)


def walk_all(cast):
    kind = kinds.of("visit")
    records = [queries.get(one, kind.model) for one in everything()]
    districts = {cast.near: cast.near_district, cast.beside: cast.near_district,
                 cast.far: cast.far_district}  # fmt: skip
    for address in addresses(cast):
        f = Filters.read({name: str(value) for name, value in address.items()})
        wanted = [record.id for record in records if belongs(record, f, districts)]
        wanted.sort(key=lambda one: (queries.get(one).happened_on, one), reverse=True)
        assert list(walk(kind, f)) == wanted, address
        rows = list(exports.rows(kind, f))
        assert [row[0] for row in rows] == wanted, address
        if f.has_period():
            count, figures = listing.summed(kind.model, kind.slug, f)
            counted = [one for one in records if one.id in wanted and one.measure]
            assert (count, sum(figures.values())) == (len(wanted), len(counted)), address


def everything():
    from servicecorps.extensions import db
    from servicecorps.visits.model import Visit

    return list(db.session.scalars(db.select(Visit.id)))


def walk(kind, f):
    from dataclasses import replace

    for _turn in range(30):
        found = listing.page(kind.model, kind.slug, f, PAGES)
        yield from (record.id for record in found[:PAGES])
        if len(found) <= PAGES:
            return
        last = found[PAGES - 1]
        f = replace(f, after=cursor_of(last.happened_on, last.id))
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("address", ["", "?month=2026-10", "?team=0&from=2026-09-01&to=2026-12-31"])
def test_csv_excel_and_rows_are_the_same(many, as_manager, ask, address):
    text = as_manager.get(f"/visits/export.csv{address}").get_data()
    assert text.startswith(b"\xef\xbb\xbf")
    told = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(as_manager.get(f"/visits/export.xlsx{address}").get_data()))
    sheet = [["" if cell is None else str(cell) for cell in row] for row in book.active.values]
    assert told == sheet
    assert len(told) > 5


def test_names_are_masked_in_files_as_on_the_screen(many, cast, as_manager):
    text = as_manager.get("/visits/export.csv").get_data(as_text=True)
    assert "王**" in text
    for home in cast.homes():
        assert home.name not in text
        assert "12号楼" not in text


@pytest.mark.parametrize(
    "cell", ["=1+1", "+49", "-2", "@SUM(A1)", "\tx", "\r=1", '=HYPERLINK("http://x")']
)
def test_a_cell_is_never_a_formula(cell):
    assert exports.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["一切正常", "", 5, -5, None, "a=b"])
def test_other_cells_stay_as_they_are(cell):
    assert exports.harmless(cell) == cell


def test_a_note_that_looks_like_a_formula_is_text_in_both_files(log, as_manager):
    # Notes about households stay out of files; this one is about a pipe.
    log.night_work(note='=HYPERLINK("http://evil.example","点这里")')
    told = as_manager.get("/night-works/export.csv").get_data(as_text=True)
    assert "'=HYPERLINK" in told
    book = load_workbook(io.BytesIO(as_manager.get("/night-works/export.xlsx").get_data()))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert [cell for cell in cells if str(cell.value).endswith('"点这里")')]


def test_a_full_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(exports, "_SHEET_ROWS", 11)
    with exports.as_xlsx(["n"], ([number] for number in range(25))) as file:
        book = load_workbook(file)
    assert [sheet.max_row for sheet in book] == [11, 11, 6]
    assert [sheet["A1"].value for sheet in book] == ["n"] * 3


def test_an_empty_list_is_a_file_with_its_header():
    with exports.as_xlsx(["编号"], []) as file:
        assert list(load_workbook(file).active.values) == [("编号",)]
    assert b"".join(exports.as_csv(["编号"], [])).decode("utf-8-sig") == "编号\r\n"

"""The import pages: upload, map, check, put in, undo; each for whoever may and nobody else."""

import io
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from servicecorps.errors import Invalid
from servicecorps.extensions import db
from servicecorps.imports import storage
from servicecorps.imports.cells import heading as plain
from servicecorps.imports.kinds import TABLES
from servicecorps.imports.model import ImportedFile
from servicecorps.places.model import Community
from servicecorps.records.model import Record
from tests.imports.office import HEADER, visit, workbook

# What is about pages and files is tried on one database, what is about rows on both.
on_one = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


@pytest.fixture
def upload(as_manager):
    """Upload a file as the manager and return the page of its columns."""

    def sent(content, slug="visits", name="台账.xlsx", browser=None):
        browser = browser or as_manager
        page = browser.get_page(f"/imports/{slug}/new")
        return browser.submit(page, file=(io.BytesIO(content), name))

    return sent


@pytest.fixture
def checked(upload, as_manager):
    """Upload and check a file; return the page of what was found."""

    def sent(content, slug="visits", name="台账.xlsx"):
        page = upload(content, slug, name)
        return as_manager.submit(page)

    return sent


def latest(ask):
    return ask(
        lambda: db.session.scalars(select(ImportedFile).order_by(ImportedFile.id.desc())).first()
    )


def put(browser, page, rows="all", **typed):
    return browser.send(page, f"{page.path}/put", rows=rows, **typed)


def test_a_file_comes_in_step_by_step(checked, as_manager, cast, places, rows, ask):
    page = checked(workbook(HEADER, visit(cast, places), visit(cast, places, on="2026-10-04")))
    assert page.title.startswith("检查结果")
    assert rows(Record) == 0
    answer = put(as_manager, page)
    done = as_manager.get_page(answer.location)
    assert "走访导入了 2 行" in done.text
    assert rows(Record) == 2
    assert storage_files(ask) == []
    listed = as_manager.get_page("/imports/")
    assert as_manager.send(listed, f"/imports/{latest(ask).id}/undo").status_code == 302
    assert "已撤销" in as_manager.get_page("/imports/").text
    assert rows(Record) == 0


def storage_files(ask):
    return ask(lambda: [path.name for path in storage.folder().iterdir()])


@pytest.fixture(autouse=True)
def clean_folder(ask):
    def clean():
        for path in storage.folder().iterdir():
            path.unlink()

    ask(clean)
    yield
    ask(clean)


@on_one
def test_the_upload_lies_apart_readable_for_nobody_else_and_goes_after_a_day(
    upload, cast, places, ask
):
    upload(workbook(HEADER, visit(cast, places)), name=f"{cast.alone.name}.xlsx")
    folder = ask(storage.folder)
    (name,) = storage_files(ask)
    assert re.fullmatch(r"[0-9a-f]{32}\.upload", name)
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    os.utime(folder / name, (0, 0))
    upload(workbook(HEADER, visit(cast, places, note="另一份")))
    assert name not in storage_files(ask)


@on_one
def test_columns_are_guessed_chosen_and_remembered(upload, as_manager, cast, places, rows):
    strange = ["日子", "走访了谁", *HEADER[2:]]
    page = upload(workbook(strange, visit(cast, places)))
    refused = as_manager.send(page)
    assert refused.status_code == 422
    assert "没有找到这些列：日期" in refused.get_data(as_text=True)
    page = as_manager.submit(page, **{"column-0": "happened_on", "column-1": "contact"})
    assert page.title.startswith("检查结果")
    again = upload(workbook(strange, visit(cast, places, note="二")))
    assert again.values()["column-0"] == ["happened_on"]
    twice = as_manager.send(again, **{"column-1": "happened_on"})
    assert "选了两次：日期" in twice.get_data(as_text=True)


@on_one
def test_errors_stand_in_groups_and_name_nobody(checked, as_manager, cast, places):
    bad = [visit(cast, places, on="2026-10-05", phone="1381234") for _ in range(3)]
    page = checked(
        workbook(HEADER, visit(cast, places), *bad, visit(cast, places, result="说不清"))
    )
    assert "号码的位数不对，现在是 7 位" in page.text
    assert "不在选项里" in page.text
    assert cast.alone.name not in page.html
    assert "1381234" not in page.html
    assert "138****" in page.html
    refused = put(as_manager, page)
    assert "4 行进不来，一行都没导入" in as_manager.get_page(refused.location).text


def test_good_rows_go_in_and_the_others_come_back_to_mend(
    checked, as_manager, as_admin, cast, places, rows, ask
):
    page = checked(
        workbook(HEADER, visit(cast, places), visit(cast, places, on="=1+1", result="说不清"))
    )
    done = as_manager.get_page(put(as_manager, page, "good").location)
    assert rows(Record) == 1
    address = next(link for link in done.links if "/mend." in link)
    sheet = load_workbook(io.BytesIO(as_manager.get(address).get_data())).active
    head, bad = list(sheet.iter_rows(values_only=True))
    assert head[:2] == ("要改的地方", "日期")
    assert "走访结果：不在选项里" in bad[0]
    assert bad[2] == cast.alone.name
    assert as_admin.get(address).status_code == 404
    csv = as_manager.get(address.replace(".xlsx", ".csv"))
    assert csv.get_data().startswith("\ufeff要改的地方".encode())
    # A mended file is another file, and its column of reasons is nobody's.
    mended = workbook(head, ["", "2026-10-06", *bad[2:6], "一切正常", ""])
    assert put(as_manager, checked(mended)).status_code == 302
    assert rows(Record) == 2


@on_one
def test_uncertain_words_are_offered_and_never_assumed(checked, as_manager, cast, places, rows):
    row = visit(cast, places, who="林思冬")
    page = checked(workbook(HEADER, row, visit(cast, places, on="5/9/2026")))
    assert "林思冬" in page.text
    form = f"{page.path}/answers"
    key = next(name for name in page.values(form) if name.startswith("members-"))
    page = as_manager.submit(page, form, **{key: str(cast.member.id), "order": "dmy"})
    assert not page.has("#h-errors")
    put(as_manager, page)
    assert rows(Record) == 2


@on_one
def test_likely_duplicates_must_be_decided_on(checked, as_manager, log, cast, places, rows):
    from datetime import date

    known = log.visit(on=date(2026, 10, 3))
    page = checked(workbook(HEADER, visit(cast, places)))
    assert f"/visits/{known}" in page.links
    undecided = as_manager.get_page(put(as_manager, page).location)
    assert "先决定跳过还是照样导入" in undecided.text
    put(as_manager, page, twins="skip")
    assert rows(Record) == 1


def test_the_same_file_is_refused_by_its_hash(checked, as_manager, cast, places, rows):
    content = workbook(HEADER, visit(cast, places))
    put(as_manager, checked(content))
    page = checked(content, name="anders.xlsx")
    refused = as_manager.get_page(put(as_manager, page, twins="take").location)
    assert "已经导入过" in refused.text
    assert rows(Record) == 1
    put(as_manager, page, twins="take", again="y")
    assert rows(Record) == 2


def test_pressed_twice_it_goes_in_once(checked, app, as_manager, cast, places, rows):
    page = checked(workbook(HEADER, visit(cast, places)))
    values = page.values(f"{page.path}/put") | {"rows": "all"}

    def press(_n):
        browser = app.test_client().sign_in(cast.manager)
        return browser.post(f"{page.path}/put", data=values | {"csrf_token": browser.token()})

    with ThreadPoolExecutor(4) as pool:
        assert {answer.status_code for answer in pool.map(press, range(4))} == {302}
    assert put(as_manager, page).status_code == 302
    assert rows(Record) == 1


def test_an_upload_form_sent_twice_keeps_one_file(as_manager, cast, places, rows):
    page = as_manager.get_page("/imports/visits/new")
    content = workbook(HEADER, visit(cast, places))
    first, second = (as_manager.send(page, file=(io.BytesIO(content), "a.xlsx")) for _ in range(2))
    assert (first.location, rows(ImportedFile)) == (second.location, 1)


@on_one
def test_what_cannot_be_read_is_said_at_the_field(upload, as_manager):
    page = upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, name="a.xls")
    assert page.status == 422
    assert "旧格式" in page.errors()[0]
    empty = as_manager.send(as_manager.get_page("/imports/visits/new"))
    assert empty.status_code == 422


@on_one
def test_an_upload_that_waits_tells_whoever_brought_it_names_nobody_and_can_be_dropped(
    checked, as_manager, as_admin, cast, places, rows, ask
):
    page = checked(workbook(HEADER, visit(cast, places, on="2026-10-05", phone="13999999999")))
    stored = latest(ask)
    kept = f"{stored.asked}{stored.found}"
    assert "13999999999" not in kept
    assert cast.alone.name not in kept
    assert re.fullmatch(r"/imports/\d+", page.path)
    address = f"{page.path}/progress.json"
    assert as_manager.get(address).get_json() == {"rows": 0, "state": "waiting", "step": "check"}
    assert as_admin.get(address).status_code == 404
    as_manager.send(page, f"{page.path}/drop")
    assert (storage_files(ask), rows(Record)) == ([], 0)
    assert "什么都没导入" in as_manager.get_page(page.path).text


@on_one
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_empty_tables_fit_their_own_kind_and_their_example_is_skipped(
    as_manager, as_admin, sift, language
):
    for browser in (as_manager, as_admin):
        with browser.session_transaction() as session:
            session["locale"] = language
    for slug, table in TABLES.items():
        browser = as_admin if slug == "members" else as_manager
        content = browser.get(f"/imports/{slug}/template.xlsx").get_data()
        heading = [cell.value for cell in load_workbook(io.BytesIO(content)).worksheets[0][1]][1:]
        found = [table.by_heading.get(plain(text)) for text in heading]
        assert found == [column.slug for column in table.columns]
        with pytest.raises(Invalid, match="没有内容"):
            sift(slug, content)


@on_one
def test_places_and_people_are_for_whoever_keeps_them(as_member, as_viewer, as_manager, as_admin):
    for browser in (as_member, as_viewer):
        assert browser.get("/imports/").status_code == 403
    assert as_manager.get("/imports/members/new").status_code == 404
    assert as_admin.get("/imports/visits/new").status_code == 404
    assert as_admin.get("/imports/members/new").status_code == 200
    assert {
        browser.get("/imports/communities/new").status_code for browser in (as_manager, as_admin)
    } == {200}
    assert as_member.get("/imports/positions/new").status_code == 403
    assert as_manager.get("/imports/nonsense/new").status_code == 404


def test_communities_come_in_on_the_page_with_their_coordinates_named(
    checked, as_manager, as_admin, rows, ask
):
    header = ["代码", "社区", "街道代码", "街道", "区市代码", "区市", "纬度", "经度"]
    line = ["370202999001", "新里", "370202999", "新街道", "370202", "市南区", 36.0669, 120.3826]
    before = rows(Community)
    page = checked(workbook(header, line), "communities")
    assert "没说是哪种坐标" in page.text
    page = as_manager.submit(page, f"{page.path}/answers", crs="gcj02")
    done = as_manager.get_page(put(as_manager, page).location)
    assert "社区和村导入了 1 行" in done.text
    place = ask(lambda: db.session.scalar(select(Community).where(Community.code == line[0])))
    assert (place.lat_deg, place.lon_deg) == pytest.approx((36.0665, 120.3775), abs=6e-4)
    listed = as_admin.get_page("/imports/")
    as_admin.send(listed, f"/imports/{latest(ask).id}/undo")
    assert rows(Community) == before

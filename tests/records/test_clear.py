"""Files in clear: for managers, with a reason, freshly confirmed, numbered, written down."""

import csv
import hashlib
import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine

from servicecorps.history import queries as history
from servicecorps.history.model import Export, ExportHousehold
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.pages import text_of

PATH = "/visits/export-clear?month=2026-10"
REASON = "街道要核对名单"


@pytest.fixture
def visits(log, cast):
    log.visit(household=cast.alone, note="=1+1")
    log.visit(household=cast.poor)
    log.noise()


def taken(browser, ending="csv", path=PATH, reason=REASON):
    return browser.send(browser.get_page(path), reason=reason, ending=ending)


def test_the_file_says_who_when_why_and_holds_names_phones_and_doors(as_manager, cast, visits):
    answer = taken(as_manager)
    assert answer.status_code == 200
    number = answer.headers["Content-Disposition"].split("clear-")[1].split(".")[0]
    assert f"visits-2026-10-clear-{number}.csv" in answer.headers["Content-Disposition"]
    first, head, *rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert first[0] == f"明文导出 {number} 号，孙经理，2026-10-20 10:30，原因：{REASON}"
    assert head[2:6] == ["住户", "电话", "另一个电话", "住址"]
    by_name = {row[2]: row for row in rows}
    assert {cast.alone.name, cast.poor.name} <= set(by_name)
    assert by_name[cast.alone.name][3:6] == [cast.alone.phone, "", "江西路 12号楼3单元502户"]
    assert {len(row) for row in rows} == {len(head)} == {len(first)}


def test_no_cell_is_a_formula(as_manager, visits):
    rows = csv.reader(io.StringIO(taken(as_manager).get_data().decode("utf-8-sig")))
    assert "'=1+1" in {cell for row in rows for cell in row}
    answer = taken(as_manager, ending="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_the_masked_list_stays_masked_and_holds_the_same_records(as_manager, cast, visits):
    clear = list(csv.reader(io.StringIO(taken(as_manager).get_data().decode("utf-8-sig"))))[2:]
    answer = as_manager.get("/visits/export.csv?month=2026-10").get_data().decode("utf-8-sig")
    masked = list(csv.reader(io.StringIO(answer)))[1:]
    assert [row[0] for row in clear] == [row[0] for row in masked]
    assert cast.alone.name not in answer
    # All but the note, which the masked file may leave out.
    assert [row[6:-2] for row in clear] == [row[3:-2] for row in masked]


def test_rows_hash_reason_and_households_are_written_down(as_manager, ask, cast, visits):
    content = taken(as_manager).get_data()
    [export], _older = ask(history.latest, "exports", history.Wanted(), 9)
    assert (export.member_id, export.kind, export.filters, export.reason) == (
        cast.manager.id, "visit", "month=2026-10", REASON,
    )  # fmt: skip
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert export.rows == len(content.decode("utf-8-sig").splitlines()) - 2
    since, until = (NOW.replace(tzinfo=None) + timedelta(days=n) for n in (-1, 1))
    held = {number for number, _export in ask(history.exported_by, cast.manager.id, since, until)}
    assert {cast.alone.id, cast.poor.id} <= held
    line = ask(history.changes_of, "export", export.id)[-1]
    assert (line.action, line.changes["sha256"][1]) == ("export", export.sha256)


def test_files_are_listed_on_the_audit_page_and_in_the_breach_sheet(app, as_manager, cast, visits):
    taken(as_manager)
    page = as_manager.get_page("/admin/audit?book=exports")
    assert REASON in text_of(page.one("main table"))
    words = ("audit", "seen", "sun", "--from", "2026-10-20", "--to", "2026-10-20")
    result = app.test_cli_runner().invoke(args=words)
    assert f"{cast.alone.id}\t王**" in result.output


def test_a_file_without_households_is_written_down_too(as_manager, cast, log, ask, rows):
    log.call(note="水费怎么缴")
    path = "/calls/export-clear?month=2026-10"
    answer = taken(as_manager, path=path)
    assert "水费怎么缴" in answer.get_data().decode("utf-8-sig")
    [export], _older = ask(history.latest, "exports", history.Wanted(), 9)
    assert (export.kind, export.rows, rows(ExportHousehold)) == ("call", 1, 0)


def test_a_file_that_was_never_finished_is_told_as_such(as_manager, visits, monkeypatch, rows):
    from servicecorps.records import exports

    def fall(*_args):
        raise OSError

    monkeypatch.setattr(exports, "as_csv", fall)
    page = as_manager.get_page(PATH)
    assert as_manager.send(page, reason=REASON, ending="csv").status_code == 500
    assert rows(Export) == 1
    assert "没有交出" in as_manager.get_page("/admin/audit?book=exports").text


def test_the_password_is_asked_again_and_what_was_typed_is_kept(app, cast, visits, rows):
    browser = app.test_client().sign_in(cast.manager)
    page = browser.get_page(PATH)
    with time_machine.travel(NOW + timedelta(minutes=11)):
        answer = browser.send(page, reason=REASON, ending="csv")
        assert (answer.status_code, rows(Export)) == (428, 0)
        from tests.pages import Page

        done = browser.send(Page(answer), confirm_secret=PASSWORD)
    assert done.mimetype == "text/csv"
    assert REASON in done.get_data().decode("utf-8-sig")


def test_without_a_reason_there_is_no_file(as_manager, visits, rows):
    page = as_manager.submit(as_manager.get_page(PATH), reason="  ", ending="csv")
    assert (page.status, rows(Export)) == (422, 0)
    assert "写一句为什么要明文" in page.text
    page = as_manager.submit(as_manager.get_page(PATH), reason=REASON, ending="exe")
    assert (page.status, rows(Export)) == (422, 0)


def test_only_managers_may(client, as_member, as_viewer, as_admin):
    for browser in (as_member, as_viewer, as_admin):
        assert browser.get(PATH).status_code == 403
        assert browser.post(PATH, data={"csrf_token": browser.token()}).status_code == 403
    assert client.get(PATH).status_code == 302

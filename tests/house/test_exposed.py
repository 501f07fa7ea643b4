"""What a scanner asks for first is not there."""

import io
import zipfile

import openpyxl
import pytest

PATHS = (
    "/.git/config", "/.git/HEAD", "/.env", "/instance/servicecorps.sqlite3", "/instance/secret_key",
    "/config.toml", "/static/", "/static/vendor/", "/static/../run.py", "/static/%2e%2e/run.py",
    "/console", "/debug", "/docs", "/docs/security.md", "/tests", "/requirements.txt",
    "/server-status",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_source_no_listing_no_document_is_served(client, as_admin, path):
    for browser in (client, as_admin):
        assert browser.get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE"])
def test_methods_nobody_needs_are_refused(client, method):
    assert client.open("/sign-in", method=method).status_code in (400, 405, 501)


def test_nothing_is_debugged_in_front_of_visitors(app):
    assert not app.debug


def test_pages_say_their_letters_and_files_their_kind(as_member, log):
    log.visit()
    assert as_member.get("/visits/").content_type == "text/html; charset=utf-8"
    assert as_member.get("/visits/export.csv").content_type == "text/csv; charset=utf-8"


def test_no_other_site_is_let_in_by_its_origin(client):
    answer = client.get("/sign-in", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name, _value in answer.headers if name.startswith("Access-Control")]


def test_passwords_are_typed_hidden_and_may_be_pasted(client):
    field = client.get_page("/sign-in").one("input[name=password]").attributes
    assert field["type"] == "password"
    assert field.get("autocomplete") == "current-password"
    assert "maxlength" not in field


def test_a_workbook_reads_no_file_of_ours(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim", encoding="utf-8")
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "MARK"
    book.save(plain)
    hostile = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(hostile, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/sharedStrings.xml":
                entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
                text = entity + text.replace(b"MARK", b"MARK&e;")
            new.writestr(name, text)
    try:
        cell = openpyxl.load_workbook(hostile).active["A1"].value
    except Exception:  # noqa: BLE001 – refused in whatever words
        cell = ""
    assert "geheim" not in str(cell)

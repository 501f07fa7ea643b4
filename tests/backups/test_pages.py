"""The administrator's page: what the last backup was, one more, and taking one away."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from servicecorps.backups import making, packing
from servicecorps.backups.model import Backup
from servicecorps.history.model import Change
from tests.conftest import NOW

PAGE = "/admin/backups"
BUTTON = f"form[action='{PAGE}/new']"


def test_it_says_what_the_last_backup_was(as_admin, made, backups, log):
    assert "还没有备份" in as_admin.get_page(PAGE).text
    log.noise()
    path = made()
    page = as_admin.get_page(PAGE)
    assert "上次备份 10月20日" in page.text
    assert "7 条 记录" in " ".join(page.text.split())
    assert "没有加密" in page.text
    assert page.text.count("下载") == 1 + page.text.count("每周下载")
    path.unlink()
    assert "文件不在这里" in as_admin.get_page(PAGE).text


def test_a_press_makes_one_however_often_it_arrives(as_admin, backups, rows):
    page = as_admin.get_page(PAGE)
    for _ in range(3):
        assert "已备份" in as_admin.submit(page, BUTTON).text
    assert rows(Backup) == 1
    assert len(list(backups.iterdir())) == 1
    as_admin.submit(as_admin.get_page(PAGE), BUTTON)
    assert rows(Backup) == 2


def test_two_presses_at_once_leave_one_file(ask, cast, backups, rows):
    """Both came past the first look; the second finds the first's line when it writes its own."""
    for _ in range(2):
        ask(making.make_and_note, None, "", cast.admin.id, "one-key")
    assert rows(Backup) == 1
    assert len(list(backups.iterdir())) == 1


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_form_without_its_key_makes_nothing(as_admin, backups, rows):
    answer = as_admin.post(f"{PAGE}/new", data={"csrf_token": as_admin.token()})
    assert (answer.status_code, rows(Backup)) == (422, 0)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_what_went_wrong_is_said_and_the_last_one_stays(as_admin, backups, made, monkeypatch):
    made()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packing.Packed, "add", full)
    page = as_admin.submit(as_admin.get_page(PAGE), BUTTON)
    assert "没有备成" in page.text
    assert len(list(backups.iterdir())) == 1


def test_it_is_taken_away_by_a_button_and_that_is_written_down(as_admin, backups, made, rows):
    path = made()
    before = rows(Change)
    answer = as_admin.send(as_admin.get_page(PAGE), "form[action$='/file']")
    assert answer.status_code == 200
    assert answer.get_data() == path.read_bytes()
    assert path.name in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert rows(Change) == before + 1


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_backup_whose_file_is_gone_is_not_found(as_admin, backups, made):
    page = as_admin.get_page(PAGE)
    path = made()
    page = as_admin.get_page(PAGE)
    path.unlink()
    assert as_admin.send(page, "form[action$='/file']").status_code == 404


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_nobody_else_sees_or_takes_one(app, cast, made, backups):
    made()
    for role in ("member", "manager", "viewer"):
        browser = app.test_client().sign_in(cast.of_role(role))
        assert browser.get(PAGE).status_code == 403
        data = {"csrf_token": browser.token()}
        assert browser.post(f"{PAGE}/new", data=data).status_code == 403
        assert browser.post(f"{PAGE}/1/file", data=data).status_code == 403
        assert "备份" not in browser.get_page("/").text


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("passed", "told"),
    [(timedelta(hours=47), None), (timedelta(hours=49), "2 天没有备份了"),
     (timedelta(days=5, hours=1), "5 天没有备份了")],
)  # fmt: skip
def test_after_two_days_the_administrator_is_told_at_the_start(
    app, cast, made, backups, passed, told, monkeypatch
):
    # Days later an administrator owes a second factor; this is about something else.
    patient = replace(app.config["SETTINGS"], admin_code_hours=1000)
    monkeypatch.setitem(app.config, "SETTINGS", patient)
    made()
    with time_machine.travel(NOW + passed):
        browser = app.test_client().sign_in(cast.admin)
        for path in ("/", PAGE):
            text = browser.get_page(path).text
            assert ("天没有备份了" in text) == bool(told)
            assert told is None or told in text


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_the_demo_needs_no_copy(app, as_admin, backups, monkeypatch):
    assert "还没有备份过" in as_admin.get_page("/").text
    monkeypatch.setitem(app.config, "DEMO", True)
    assert "还没有备份过" not in as_admin.get_page("/").text

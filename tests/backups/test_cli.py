"""What cron and an operator read, and the exit code they go by."""

import pytest

from servicecorps.backups import making
from tests.backups.conftest import content

PASSPHRASE = "vier worte sind genug"


@pytest.fixture
def run(app, backups):
    """Run a command as a shell would: run("backup") gives (exit code, lines)."""

    def call(*words, typed=""):
        result = app.test_cli_runner().invoke(args=[str(one) for one in words], input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, result.output.splitlines()

    return call


def test_a_backup_says_where_how_many_and_how_large(run, backups, log):
    log.noise()
    code, lines = run("backup")
    (path,) = backups.iterdir()
    assert code == 0
    assert lines[0] == f"已备份 / backed up: {path}"
    assert lines[1].startswith("记录 / records 7，照片 / photos 0，")


def test_there_and_back_with_a_passphrase(app, run, log, tmp_path):
    log.noise()
    file = tmp_path / "away.sealed"
    words = (file, "--passphrase-stdin")
    assert run("backup", *words, typed=f"{PASSPHRASE}\n")[0] == 0
    before = content(app)["records"]
    log.visit()
    code, lines = run("restore", *words, typed=f"{PASSPHRASE}\n")
    assert (code, "--replace" in lines[-1]) == (1, True)
    code, lines = run("restore", *words, "--replace", typed=f"{PASSPHRASE}\n")
    assert (code, len(lines)) == (0, 3)
    assert lines[0].startswith("已恢复 / restored: 记录 / records 7")
    assert content(app)["records"] == before


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("--passphrase-stdin",), "", "no passphrase"),
        (("--passphrase-stdin",), "kurz\n", "12 characters"),
        (("/nowhere/at/all.zip",), "", "a file error"),
    ],
)
def test_what_cannot_be_done_is_said_and_fails(run, words, typed, told):
    code, lines = run("backup", *words, typed=typed)
    assert (code, told in lines[-1]) == (1, True)


def test_a_database_that_fails_is_said_and_fails(run, monkeypatch):
    import sqlite3

    def fail(*_):
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(making.writing, "snapshot", fail)
    code, lines = run("backup")
    assert (code, "malformed" in lines[-1]) == (1, True)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_missing_photo_is_told(run, monkeypatch):
    monkeypatch.setattr(making, "_add_pictures", lambda *_: ["gone.jpg"])
    code, lines = run("backup")
    assert (code, "照片缺 / photos missing: 1" in lines) == (0, True)

"""A long job is killed in the middle: nothing of it is there, and it can be done again."""

import io
import os
import subprocess
import sys
import threading
from http.client import HTTPException
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser
from werkzeug.datastructures import FileStorage

from servicecorps.backups import making
from servicecorps.extensions import db
from servicecorps.imports import queries, steps, storage
from servicecorps.imports.kinds import TABLES
from servicecorps.launcher import ROOT
from tests.faults.phones import Phone, Seen
from tests.faults.test_killed import wait_for
from tests.logbook import Log
from tests.pages import filled

on_both = pytest.mark.parametrize(
    "planted",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.faults)],
    indirect=True,
)
# A flask command that kills itself as a power cut would, at a point that is always the same.
RUN = """
import os, sqlite3, sys
from functools import partial
from types import SimpleNamespace
from servicecorps import create_app

def pull_the_plug(*_anything):
    os.kill(os.getpid(), 9)

{plug}
sys.exit(create_app().test_cli_runner().invoke(args=sys.argv[1:]).exit_code)
"""
# After the second of several pieces has been written.
IN_AN_IMPORT = """
from servicecorps.imports import bulk, into_logbook
bulk._CHUNK, store, pieces = 20, into_logbook._store, []

def _store(*made):
    store(*made)
    pieces.append(made)
    if len(pieces) == 2:
        pull_the_plug()

into_logbook._store = _store
"""
# When half of the database stands in the place of the other; on PostgreSQL before the commit.
IN_A_RETURN = """
from servicecorps.backups import writing

class Half(sqlite3.Connection):
    def backup(self, target):
        def look(_status, left, pages):
            if left < pages / 2:
                pull_the_plug()
        super().backup(target, pages=8, progress=look)

writing.sqlite3 = SimpleNamespace(connect=partial(sqlite3.connect, factory=Half))
writing._count_on = pull_the_plug
"""


def flask(planted, *arguments, plug=""):
    """Run a flask command on an instance in another process; return its exit code."""
    with planted.app.app_context():
        db.engine.dispose()
    environ = os.environ | {"SERVICECORPS_INSTANCE": str(planted.server.instance)}
    environ |= {"PYTHONPATH": str(ROOT), "DATABASE_URL": planted.server.url}
    if not planted.server.url:
        del environ["DATABASE_URL"]
    done = subprocess.run(
        [sys.executable, "-c", RUN.replace("{plug}", plug), *arguments],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode


def calls(number):
    """Return a table of so many calls."""
    lines = [f"2026-10-{1 + n % 28:02},水费查询,139{n:08}" for n in range(number)]
    return "\n".join(["日期,来电事项,来电号码", *lines]).encode()


def files_in(planted):
    """Return how many imports are done."""
    with planted.app.app_context():
        query = sa.text("SELECT count(*) FROM imported_files WHERE state = 'done'")
        return db.session.execute(query).scalar()


@on_both
def test_an_import_that_was_killed_left_nothing_and_goes_in_afterwards(planted, tmp_path):
    path = tmp_path / "calls.csv"
    path.write_bytes(calls(60))
    assert flask(planted, "import", "calls", str(path), plug=IN_AN_IMPORT) == -9
    assert (planted.stored(), files_in(planted), planted.differences()) == ([], 0, [])
    assert flask(planted, "import", "calls", str(path)) == 0
    assert (len(planted.stored()), files_in(planted), planted.differences()) == (60, 1, [])


@on_both
def test_a_return_that_was_killed_left_what_was_there_and_can_be_done_again(planted):
    log = Log(planted.app, planted.cast)
    kept = log.call()
    backup = planted.ask(making.make_and_note, None, "").path
    later = log.call()
    command = ("restore", str(backup), "--replace")
    assert flask(planted, *command, plug=IN_A_RETURN) == -9
    assert [number for number, _note in planted.stored()] == [kept, later]
    assert planted.differences() == []
    assert flask(planted, *command) == 0
    assert [number for number, _note in planted.stored()] == [kept]
    assert planted.differences() == []


@pytest.mark.faults
def test_a_server_killed_in_an_import_left_nothing_and_puts_it_in_afterwards(planted):
    import_id, token = planted.ask(waiting, planted.cast.manager, calls(20_000))
    planted.server.start()
    phone = Phone(planted.app, planted.cast.manager, planted.server.port, Seen(), 1)
    pressed = threading.Thread(target=press, args=(phone, import_id), daemon=True)
    pressed.start()
    wait_for(lambda: planted.ask(storage.progress, token)["step"] == "put")
    planted.server.kill()
    pressed.join(60)
    assert (planted.stored(), files_in(planted), planted.differences()) == ([], 0, [])
    planted.server.start()
    assert press(phone, import_id) == 302
    assert (len(planted.stored()), files_in(planted), planted.differences()) == (20_000, 1, [])


def waiting(who, content):
    """Upload and check a file; return its number and its token."""
    file = FileStorage(io.BytesIO(content), "calls.csv")
    number = steps.upload(TABLES["calls"], file, who.id, "killed")
    stored = queries.file(number)
    columns = {int(place): slug for place, slug in stored.asked["columns"].items()}
    steps.map_columns(stored, columns)
    return number, queries.file(number).token


def press(phone, import_id):
    """Press the button that puts a file in; return the answer's status, 0 if none came."""
    try:
        _status, _location, body = phone.request("GET", f"/imports/{import_id}")
        form = LexborHTMLParser(body).css_first(f"form[action$='/{import_id}/put']")
        typed = dict(filled(form)) | {"rows": ["all"]}
        sent = urlencode(typed, doseq=True).encode()
        return phone.request("POST", f"/imports/{import_id}/put", sent)[0]
    except (OSError, HTTPException):
        return 0

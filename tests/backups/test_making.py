"""Everything goes into one file, which is opened and counted before it is called a backup."""

import io
import itertools
import stat
import threading
import zipfile

import pytest
import sqlalchemy as sa

from servicecorps.attachments import storage
from servicecorps.attachments.encoding import encode
from servicecorps.attachments.writing import attach
from servicecorps.backups import making, packing, queries, writing
from servicecorps.backups.model import Backup
from servicecorps.config import Settings
from servicecorps.errors import Invalid
from servicecorps.extensions import db, transaction
from servicecorps.history.model import Change
from servicecorps.places import outlines
from servicecorps.records.model import Record
from servicecorps.tallies import writing as tallies
from tests.backups.conftest import content, photos, picture
from tests.conftest import inside

PASSPHRASE = "vier worte sind genug"
WRITERS = 4


def add_picture(record_id, by):
    """Keep a photo with a record, as the form does."""
    encoded = encode(io.BytesIO(picture()))
    name = storage.keep(encoded)
    with transaction():
        attach(record_id, [(name, encoded)], by)
    return name


def test_everything_comes_back_on_either_database(app, ask, cast, log, made, elsewhere, taken_back):
    log.noise()
    opened = log.visit(household=cast.poor, note="=1+1 ‘引号’ 😀 \\ %s")
    ask(add_picture, opened, cast.member.id)
    # Sealed; the others of this file come back without a passphrase.
    path = made(passphrase=PASSPHRASE)
    before = content(app)
    back = taken_back(path, PASSPHRASE)
    after = content(elsewhere)
    assert before["backups"] != after["backups"] == []  # it cannot know of itself
    noted = [line for line in before["history"] if line not in after["history"]]
    assert [(line[1], line[4]) for line in noted] == [("backup", "make")]
    for name in set(before) - {"backups", "history"}:
        assert after[name] == before[name], name
    kept = photos(app.config["PHOTO_FOLDER"])
    assert photos(elsewhere.config["PHOTO_FOLDER"]) == kept
    assert len(kept) == 2
    assert (back.kept, back.manifest.photos) == (None, 1)
    assert inside(elsewhere, tallies.check) == []


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_what_came_back_is_gone_on_with(app, ask, cast, log, made, elsewhere, taken_back):
    log.visit()
    taken_back(made())
    inside(elsewhere, new_row)
    with elsewhere.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Change)) > 0
        lines = db.session.scalars(sa.select(Change.action).order_by(Change.id.desc())).all()
    assert lines[:2] == ["download", "restore"]


def new_row():
    writing.note_fetched(1, 1)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_nobody_stays_signed_in_after_a_return(app, cast, made, elsewhere, taken_back):
    here = app.test_client().sign_in(cast.admin)
    assert here.get("/").status_code == 200
    taken_back(made())
    there = elsewhere.test_client()
    there.set_cookie("signed_in", here.get_cookie("signed_in").value)
    assert there.get("/").location.startswith("/sign-in")


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_only_the_owner_may_read_it(made, backups):
    path = made()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(backups.stat().st_mode) == 0o700
    assert [one.name for one in backups.iterdir()] == [path.name]


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_any_program_opens_one_without_a_passphrase(made):
    with zipfile.ZipFile(made()) as found:
        assert found.testzip() is None
        assert {"manifest.json", "database.sqlite3"} <= set(found.namelist())


def test_what_was_made_is_written_down(made, rows, ask, log):
    log.noise()
    path = made()
    last = ask(queries.last)
    assert (last.name, last.records, last.size_bytes) == (path.name, 7, path.stat().st_size)
    assert (last.made_by, last.sealed, last.missing) == (None, False, 0)
    assert rows(Backup) == 1


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_the_newest_stay_and_the_oldest_go(app, made, backups, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", Settings(instance=backups.parent, backups_kept=2))
    monkeypatch.setattr(making, "_name", names())
    first, second, third = made(), made(), made()
    assert sorted(backups.iterdir()) == [second, third]
    assert not first.exists()


def names():
    """Name backups by days that follow each other."""
    numbers = itertools.count()
    return lambda **_sealed: f"servicecorps-2026-10-2{next(numbers)}-023000-ab12.zip"


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_no_file_is_written_over(made, tmp_path):
    file = tmp_path / "there.zip"
    file.write_bytes(b"something else")
    with pytest.raises(Invalid, match="such a file already"):
        made(file)
    assert file.read_bytes() == b"something else"


def test_a_photo_that_is_gone_is_told_and_the_rest_is_kept(app, ask, cast, log, made, capsys):
    names = [ask(add_picture, log.visit(household=home), cast.member.id)
             for home in (cast.alone, cast.poor)]  # fmt: skip
    ask(storage.discard, names[0])
    path = made()
    with packing.reading(path) as (_found, manifest):
        assert manifest.missing == [f"{names[0]}.jpg", f"{names[0]}.webp"]
        assert manifest.photos == 1
    assert ask(queries.last).missing == 2


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_borders_that_were_brought_in_go_along(app, made, elsewhere, taken_back, backups):
    file = outlines.imported(backups.parent, "districts")
    file.parent.mkdir()
    file.write_text('{"source": "© Somebody"}')
    taken_back(made())
    there = outlines.imported(elsewhere.config["INSTANCE"], "districts")
    assert there.read_text() == '{"source": "© Somebody"}'


def test_a_copy_that_is_not_right_is_never_called_a_backup(made, backups, rows, monkeypatch):
    turns = itertools.count()
    monkeypatch.setattr(queries, "counted", lambda _file: {"x": next(turns)})
    with pytest.raises(Invalid, match="not those it names"):
        made()
    assert list(backups.iterdir()) == []
    assert rows(Backup) == 0


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_nothing_half_done(made, backups, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    made_before = made()
    monkeypatch.setattr(packing.Packed, "add", full)
    with pytest.raises(OSError, match="No space left"):
        made()
    assert list(backups.iterdir()) == [made_before]


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_what_a_killed_run_left_is_cleared_after_a_day(ask, made, backups):
    made()
    left = [backups / ".working-x" / "plain.zip", backups / ".a.zip.12.part"]
    left[0].parent.mkdir()
    for file in left:
        file.write_bytes(b"half")
    made()
    assert all(file.exists() for file in left)
    with pytest.MonkeyPatch.context() as later:
        later.setattr(making.time, "time", lambda: 2**32)
        made()
    assert [one.name for one in backups.iterdir() if one.name.startswith(".")] == []


def test_an_older_database_is_brought_up_first(app, ask, made, monkeypatch):
    monkeypatch.setattr(making.health, "database_revision", lambda: "0001")
    with pytest.raises(Invalid, match="flask db upgrade"):
        made()


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_under_four_writers_whatever_was_acknowledged_before_is_in_it(
    app, ask, log, made, elsewhere, taken_back
):
    acknowledged, enough, end = [], threading.Semaphore(0), threading.Event()

    def write(number):
        for turn in range(400):
            if end.is_set():
                return
            acknowledged.append(log.call(note=f"{number}-{turn}"))
            enough.release()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for _ in range(10 * WRITERS):
        assert enough.acquire(timeout=30)
    before = list(acknowledged)
    path = made()
    after = len(acknowledged)
    end.set()
    for thread in threads:
        thread.join(60)
    assert after > len(before) >= 40  # they went on meanwhile
    taken_back(path)
    assert set(before) <= set(inside(elsewhere, ids))
    assert inside(elsewhere, tallies.check) == []


def ids():
    return db.session.scalars(sa.select(Record.id)).all()


def test_a_passphrase_comes_from_a_file_that_is_set(app, ask, backups, monkeypatch):
    file = backups.parent / "passphrase"
    settings = Settings(instance=backups.parent, backup_passphrase_file=str(file))
    assert ask(making.passphrase_from_file) == ""
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    with pytest.raises(Invalid, match="cannot be read"):
        ask(making.passphrase_from_file)
    file.write_text(f"{PASSPHRASE}\n")
    assert ask(making.passphrase_from_file) == PASSPHRASE

"""A backup goes back whole or not at all, and never over something without being told."""

import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace as changed

import pytest
import sqlalchemy as sa

from servicecorps.backups import packing, queries, restoring, writing
from servicecorps.errors import Invalid, Refused
from servicecorps.extensions import db
from tests.backups.conftest import content, photos
from tests.backups.test_making import PASSPHRASE, add_picture
from tests.conftest import inside, migrate


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_wrong_or_missing_passphrase_opens_nothing(made, taken_back):
    path = made(passphrase=PASSPHRASE)
    with pytest.raises(Invalid, match="--passphrase-stdin"):
        taken_back(path)
    with pytest.raises(Invalid, match="wrong passphrase"):
        taken_back(path, PASSPHRASE + "!")


def test_what_is_here_is_replaced_only_when_told_and_is_kept(app, ask, log, made, rows, backups):
    log.noise()
    path = made()
    later = log.visit()
    now = content(app)
    with pytest.raises(Refused, match="--replace"):
        ask(restoring.restore, path)
    assert content(app) == now
    back = ask(restoring.restore, path, replace=True)
    assert later not in [row[0] for row in content(app)["records"]]
    assert back.kept.parent == backups
    ask(restoring.restore, back.kept, replace=True)
    assert content(app)["records"] == now["records"]


def rewritten(path, target, **facts):
    """Write a backup that says other things of itself, sealed as ours are."""
    with packing.reading(path) as (found, manifest):
        found.extract("database.sqlite3", target.parent)
        packed = packing.Packed(target)
        packed.add("database.sqlite3", target.parent / "database.sqlite3")
        packed.close(changed(manifest, files=packed.files, **facts))
    return target


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"migration": "9999"}, "newer program"),
        ({"format": 2}, "newer program"),
        ({"product": "somebody"}, "not a backup of this program"),
        ({"counts": {"records": 5}}, "not those it names"),
        ({"demo": True}, "sample records"),
        ({"installation": "theirs"}, "another logbook"),
    ],
)
def test_newer_and_foreign_files_are_refused(app, ask, log, made, tmp_path, facts, told):
    path = rewritten(made(), tmp_path / "other.zip", **facts)
    log.visit()
    before = content(app)
    with pytest.raises((Invalid, Refused), match=told):
        ask(restoring.restore, path, replace=True)
    assert content(app) == before


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_file_that_differs_from_the_manifest_or_is_not_named_there_is_refused(
    ask, made, tmp_path, monkeypatch
):
    path = made()
    with packing.reading(path) as (found, manifest):
        found.extract("database.sqlite3", tmp_path)
    for files in (
        {"database.sqlite3": "0" * 64},
        manifest.files | {f"photos/ab/{'ab' * 16}.jpg": ""},
    ):
        packed = packing.Packed(tmp_path / "other.zip")
        packed.add("database.sqlite3", tmp_path / "database.sqlite3")
        packed.close(changed(manifest, files=files))
        with pytest.raises(Invalid, match=r"differs|not whole"):
            ask(restoring.restore, tmp_path / "other.zip", replace=True)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_damaged_database_inside_is_refused(ask, made, tmp_path):
    """Its digest is right: it was damaged before it was packed."""
    path = made()
    with packing.reading(path) as (found, manifest):
        found.extract("database.sqlite3", tmp_path)
    file = tmp_path / "database.sqlite3"
    content_ = bytearray(file.read_bytes())
    content_[4096:8192] = b"\xff" * 4096
    file.write_bytes(content_)
    packed = packing.Packed(tmp_path / "other.zip")
    packed.add("database.sqlite3", file)
    packed.close(changed(manifest, files=packed.files))
    with pytest.raises(Invalid, match="database in the backup is damaged"):
        ask(restoring.restore, tmp_path / "other.zip", replace=True)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_zip_without_our_manifest_is_refused(ask, made, tmp_path):
    file = tmp_path / "other.zip"
    with zipfile.ZipFile(file, "w") as other:
        other.writestr("letter.txt", "nothing of ours")
        other.comment = packing._SIGN + b"0" * 64
    signed = file.read_bytes()
    digest = packing._digest(file).encode()
    file.write_bytes(signed[:-64] + digest)
    with pytest.raises(Invalid, match="not a backup of this program"):
        ask(restoring.restore, file, replace=True)
    file.write_bytes(b"no zip at all" + packing._SIGN + b"0" * 64)
    file.write_bytes(file.read_bytes()[:-64] + packing._digest(file).encode())
    with pytest.raises(Invalid, match="damaged"):
        ask(restoring.restore, file, replace=True)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", ["put", "files"])
def test_when_it_fails_midway_the_old_state_stands(
    app, ask, cast, log, made, taken_back, elsewhere, monkeypatch, step
):
    ask(add_picture, log.visit(), cast.member.id)
    path = made()
    inside(elsewhere, migrate, elsewhere)
    before = content(elsewhere)

    def fall(*_arguments):
        raise OSError(28, "No space left on device")

    if step == "put":
        monkeypatch.setattr(writing, "_count_on", fall)  # PostgreSQL: after every row
        monkeypatch.setattr(writing, "_put_file_back", fall)
    else:
        monkeypatch.setattr(restoring.storage, "sync_folder", fall)
    with pytest.raises(OSError, match="No space"):
        taken_back(path)
    assert content(elsewhere) == before
    if step == "put":
        assert photos(elsewhere.config["PHOTO_FOLDER"]) == {}


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_an_instance_of_an_older_form_is_brought_up_first(app, ask, made, monkeypatch):
    path = made()
    monkeypatch.setattr(restoring.health, "database_revision", lambda: "0001")
    with pytest.raises(Invalid, match="flask db upgrade"):
        ask(restoring.restore, path, replace=True)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_on_sqlite_the_log_stays_ahead_after_a_return(made, elsewhere, taken_back):
    taken_back(made())
    with elsewhere.app_context():
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_backup_of_an_older_form_comes_back_in_the_newest(
    ask, log, made, tmp_path, elsewhere, taken_back
):
    """Made before the last migration, taken back after it."""
    from alembic import command
    from alembic.config import Config

    log.noise()
    with packing.reading(made()) as (found, manifest):
        found.extract("database.sqlite3", tmp_path)
    file = tmp_path / "database.sqlite3"
    with ask(queries.database_in, file) as engine, elsewhere.app_context():
        config = Config()
        config.set_main_option("script_location", str(writing.MIGRATIONS))
        config.attributes["engine"] = engine
        command.downgrade(config, "0003")
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
    packed = packing.Packed(tmp_path / "older.zip")
    packed.add("database.sqlite3", file)
    counts = queries.counted(file)
    packed.close(changed(manifest, files=packed.files, counts=counts, migration="0003"))
    taken_back(tmp_path / "older.zip")
    with elsewhere.app_context():
        assert db.session.scalar(sa.text("SELECT count(*) FROM records")) == 7
        assert db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) != "0003"

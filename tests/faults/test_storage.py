"""No room on the disk, a database that only reads: reading goes on, and nothing typed is lost."""

import contextlib
import errno
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from servicecorps.attachments import storage
from servicecorps.extensions import db
from servicecorps.places import queries as places
from servicecorps.records.model import Record
from tests.backups.conftest import picture
from tests.client import CheckingClient
from tests.faults.conftest import plant

NOTE = "老人说水小，约了周五再来看"
PAGES = ("/", "/visits/", "/calls/", "/households/", "/tallies/", "/map/", "/me", "/calls/new")
FORMS = ("/calls/new", "/repairs/new", "/households/new", "/calls/shift")


@pytest.fixture
def read_only(app):
    """A database that only reads, as after a failed disk or on a stand-in server."""
    with app.app_context():
        engine = db.engine
    on_sqlite = engine.dialect.name == "sqlite"
    told = "PRAGMA query_only=ON" if on_sqlite else "SET default_transaction_read_only=on"

    def say(connection, _record):
        if on_sqlite:
            connection.execute(told)
        else:
            connection.execute(told)
            connection.commit()

    engine.dispose()
    sa.event.listen(engine, "connect", say)
    yield
    sa.event.remove(engine, "connect", say)
    engine.dispose()


def test_whoever_is_signed_in_goes_on_reading(as_member, read_only):
    for path in PAGES:
        as_member.get_page(path)


def test_a_form_comes_back_with_all_that_was_typed(as_member, read_only, rows):
    page = as_member.get_page("/calls/new")
    typed = {"category": "pressure", "caller_phone": "139 1234 5678", "minutes": "25", "note": NOTE}
    again = as_member.submit(page, **typed)
    assert again.status == 503
    assert "您填的都在" in again.text
    values = again.values()
    assert {name: values[name][0] for name in typed} == typed
    assert values["client_key"] == page.values()["client_key"]
    assert rows(Record) == 0


def test_what_was_amended_comes_back_too(app, log, as_member, request):
    record_id = log.call(note="原来的")
    page = as_member.get_page(f"/calls/{record_id}/amend")
    request.getfixturevalue("read_only")
    again = as_member.submit(page, note=NOTE)
    assert (again.status, again.values()["note"]) == (503, [NOTE])
    assert log.get(record_id).note == "原来的"


@pytest.mark.parametrize("path", FORMS)
def test_every_form_is_shown_again_and_says_why(as_member, read_only, path, cast, ask):
    community = ask(places.community_label, cast.near)
    typed = {
        "/calls/new": {"category": "bill"},
        "/repairs/new": {"category": "tap"},
        "/households/new": {"contact_name": "陈桂花", "main_category": "ordinary",
                            "community_id": community},
        "/calls/shift": {"topic_bill": "7"},
    }[path]  # fmt: skip
    again = as_member.submit(as_member.get_page(path), **typed)
    assert (again.status, again.path) == (503, path), again.text[:300]
    assert "您填的都在" in again.text
    assert {name: again.values()[name][0] for name in typed} == typed


def test_a_button_says_so_on_a_page_of_its_own(as_member, read_only):
    answer = as_member.send(as_member.get_page("/me"), "/me/language")
    assert answer.status_code == 503


def test_once_there_is_room_the_same_form_is_stored_once(app, as_member, rows, request):
    page = as_member.get_page("/calls/new")
    with pytest.MonkeyPatch.context() as full:
        full.setattr("servicecorps.records.writing.db.session.flush", no_room)
        again = as_member.submit(page, category="bill", note=NOTE)
    assert again.status == 503
    assert as_member.send(again).status_code == 302
    assert as_member.send(again).status_code == 302
    assert rows(Record) == 1


def no_room(*_arguments):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_photo_for_which_there_is_no_room_leaves_the_text(as_member, monkeypatch, tmp_path):
    file = tmp_path / "photo.jpg"
    file.write_bytes(picture())
    monkeypatch.setattr(storage, "_write", no_room)
    page = as_member.get_page("/calls/new")
    with file.open("rb") as photo:
        again = as_member.submit(page, category="bill", note=NOTE, photos=[(photo, "a.jpg")])
    assert (again.status, again.values()["note"]) == (503, [NOTE])
    assert "照片请再选一次" in again.text


def test_a_stranger_is_shown_no_form_again(app, client, read_only):
    """The door and the token are asked once more before the page is."""
    answer = client.post("/calls/new", data={"category": "bill", "csrf_token": client.token()})
    assert answer.location.startswith("/sign-in")


def test_any_other_fault_stays_one(as_member, app, monkeypatch):
    def fall(**_arguments):
        raise OSError(errno.EBADF, "Bad file descriptor")

    fall.permission = "today"
    monkeypatch.setitem(app.view_functions, "today.more", fall)
    assert as_member.get("/more").status_code == 500


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 24 MB, where one can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "servicecorps-test", folder]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(
        command, capture_output=True, check=False
    ).returncode:  # fmt: skip
        pytest.skip("a small disk needs Linux, root and the right to mount")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(ballast: Path) -> None:
    """Fill a disk to its last byte with one file."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass


def test_on_a_full_disk_reading_goes_on_and_nothing_acknowledged_is_lost(small_disk):
    plant_ = plant(small_disk)
    app, cast = plant_.app, plant_.cast
    app.test_client_class = CheckingClient
    browser = app.test_client().sign_in(cast.member)
    page = browser.get_page("/calls/new")
    acknowledged, refused, ballast = [], None, small_disk / "ballast"
    for turn in range(400):
        if turn == 30:
            fill(ballast)
        typed = {"category": "bill", "note": f"{NOTE} {turn}", "client_key": secrets.token_hex(16)}
        answer = browser.send(page, **typed)
        if answer.status_code != 302:
            refused = browser.submit(page, **typed)
            break
        acknowledged.append(int(answer.location.rsplit("=", 1)[1]))
    assert refused is not None, "the disk never was full"
    assert refused.status == 503
    assert "您填的都在" in refused.text
    assert refused.values()["note"] == [typed["note"]]
    for path in PAGES:
        browser.get_page(path)
    assert browser.get("/readyz").status_code == 503
    ballast.unlink()
    stored = browser.send(refused)
    assert stored.status_code == 302
    acknowledged.append(int(stored.location.rsplit("=", 1)[1]))
    assert sorted(row[0] for row in plant_.stored()) == sorted(acknowledged)
    assert plant_.differences() == []
    print(f"\nfull disk: acknowledged {len(acknowledged)}, lost 0, refused with the text kept 1")
    with app.app_context():
        db.engine.dispose()


def test_a_folder_that_became_read_only_is_read_on(small_disk, tmp_path):
    """Another mount of the same folder that cannot be written, as after a fault of the disk."""
    writer = plant(small_disk)
    look = tmp_path / "look"
    look.mkdir()
    subprocess.run(["mount", "--bind", small_disk, look], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", look], check=True)
        with writer.app.app_context():
            keeper = db.engine.connect()
            keeper.exec_driver_sql("SELECT count(*) FROM members")
            url = f"sqlite:///{look / 'servicecorps.sqlite3'}"
            moved = sa.create_engine(url)
        browser = writer.app.test_client().sign_in(writer.cast.member)
        page = browser.get_page("/calls/new")
        with pytest.MonkeyPatch.context() as there, writer.app.app_context():
            sa.event.listen(moved, "connect", lambda one, _: setattr(one, "isolation_level", None))
            there.setitem(db._app_engines[writer.app], None, moved)
            for path in PAGES:
                browser.get_page(path)
            again = browser.submit(page, category="bill", note=NOTE)
        assert (again.status, again.values()["note"]) == (503, [NOTE])
        keeper.close()
        moved.dispose()
        with writer.app.app_context():
            db.engine.dispose()
    finally:
        subprocess.run(["umount", "--lazy", look], check=True)

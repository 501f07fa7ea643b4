"""Files without a row are found and swept, what is just being saved never."""

import os
import time

import pytest
import time_machine

from servicecorps.attachments import queries, storage, sweeping
from tests.conftest import NOW


@pytest.fixture
def shown(app, log):
    """A picture with its row and two files, two days old."""
    record_id = log.visit()
    log.picture(record_id)
    with app.app_context():
        [row] = queries.of_record(record_id)
        paths = storage.path_of(row.name), storage.thumbnail_of(row.name)
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        age(path)
    return paths


def age(path, days=2.0):
    moment = NOW.timestamp() - days * 24 * 3600
    os.utime(path, (moment, moment))


def orphan(app, name, days):
    path = app.config["PHOTO_FOLDER"] / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    age(path, days)
    return path


def run(app, *words):
    result = app.test_cli_runner().invoke(args=("photos", *words))
    return result.exit_code, result.output


def test_only_what_is_ours_old_and_without_a_row_is_swept(app, shown):
    assert run(app, "check")[0] == 0
    old = orphan(app, "ab" * 16 + ".jpg", 1.1)
    torn = orphan(app, shown[0].name + ".part", 1.1)
    new = orphan(app, "cd" * 16 + ".jpg", 0.9)
    ahead = orphan(app, "ef" * 16 + ".webp", -3)
    theirs = orphan(app, "holiday.jpg", 30)
    code, told = run(app, "check")
    assert code == 1
    assert "没有行 / without a row 2" in told
    assert old.exists()
    code, told = run(app, "sweep", "--many")
    assert (code, "已清 / swept: 2" in told) == (0, True)
    assert not old.exists()
    assert not torn.exists()
    assert all(path.exists() for path in (*shown, new, ahead, theirs))
    assert run(app, "check")[0] == 0


def test_a_row_without_its_file_is_named(app, shown):
    shown[1].unlink()
    code, told = run(app, "check")
    assert (code, shown[1].name in told) == (1, True)


def test_before_the_wrong_database_nothing_is_swept(app, shown):
    others = [orphan(app, f"{number:032x}.jpg", 9) for number in (1, 2)]
    code, told = run(app, "sweep")
    assert (code, "--many" in told) == (1, True)
    assert all(path.exists() for path in others)


def test_a_picture_that_is_kept_while_the_folder_is_read_is_left_alone(app, shown, monkeypatch):
    late = "12" * 16

    def names():
        orphan(app, f"{late}.jpg", 0)
        return {shown[0].stem}

    monkeypatch.setattr(queries, "names", names)
    with app.app_context(), time_machine.travel(NOW):
        assert time.time() == pytest.approx(NOW.timestamp(), abs=60)
        assert not sweeping.compare().orphans

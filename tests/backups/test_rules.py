"""What a backup says of itself and which one may be taken back."""

from datetime import datetime, timedelta

import pytest

from servicecorps.backups import rules
from servicecorps.backups.rules import Manifest, Standing
from servicecorps.errors import Invalid, Refused

NOW = datetime(2026, 10, 20, 2, 30)  # noqa: DTZ001 – stored UTC
GOOD = Manifest(
    version="0.1.0",
    migration="0007",
    installation="ours",
    demo=False,
    database="sqlite",
    made_at="2026-10-20T02:30:00Z",
    counts={"records": 3, "members": 6},
    files={"database.sqlite3": "0" * 64, f"photos/ab/{'ab' * 16}.jpg": "1" * 64},
)
EMPTY = Standing("new", demo=False, people=0, records=0, households=0)


def test_a_manifest_is_read_as_it_was_written():
    assert Manifest.read(GOOD.written()) == GOOD
    assert (GOOD.records, GOOD.photos) == (3, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"product": "servicecorps"}',
        b'{"product": "servicecorps", "format": "x"}',
        b'{"product": "servicecorps", "format": 1, "version": "0.1.0"}',
        GOOD.written().replace(b'"servicecorps"', b'"other"'),
        GOOD.written().replace(b'"counts": {', b'"counts": [1], "x": {'),
        GOOD.written().replace(b"database.sqlite3", b"../database.sqlite3"),
        GOOD.written().replace(b"photos/ab/", b"photos/../"),
    ],
)
def test_what_is_no_manifest_of_ours_is_refused(content):
    with pytest.raises(Invalid, match="not a backup of this program"):
        Manifest.read(content)


def test_a_newer_format_or_a_newer_database_asks_for_the_newer_program():
    newer = GOOD.written().replace(b'"format": 1', b'"format": 2')
    with pytest.raises(Invalid, match=r"newer program \(0.1.0\)"):
        Manifest.read(newer)
    with pytest.raises(Invalid, match="newer program"):
        rules.check_known(GOOD, ["0001", "0006"])
    rules.check_known(GOOD, ["0001", "0007"])


@pytest.mark.parametrize(
    ("standing", "replace", "refused"),
    [
        (EMPTY, False, ""),
        (Standing("ours", False, 6, 3, 2), False, "--replace"),
        (Standing("ours", False, 6, 3, 2), True, ""),
        (Standing("theirs", False, 6, 3, 2), True, "another logbook"),
        (Standing("theirs", False, 6, 0, 1), True, "another logbook"),
        # A new machine on which only the administrator was made.
        (Standing("theirs", False, 1, 0, 0), True, ""),
        (Standing("theirs", False, 1, 0, 0), False, "--replace"),
        (Standing("ours", True, 0, 0, 0), True, "sample"),
    ],
)
def test_nothing_is_written_over_without_being_told_nor_by_somebody_elses(
    standing, replace, refused
):
    if not refused:
        rules.check_may_replace(GOOD, standing, replace=replace)
        return
    with pytest.raises(Refused, match=refused):
        rules.check_may_replace(GOOD, standing, replace=replace)


def test_the_oldest_of_our_own_files_go_and_nothing_else():
    names = [rules.file_name(NOW + timedelta(days=day), "ab12", sealed=day > 2) for day in range(5)]
    assert names[0] == "servicecorps-2026-10-20-023000-ab12.zip"
    assert names[4].endswith(".sealed")
    mixed = [*reversed(names), "servicecorps-my-own.zip", "notes.txt", ".working-x"]
    assert rules.to_drop(mixed, 2) == names[:3]
    assert rules.to_drop(mixed, 9) == []
    assert rules.to_drop(mixed, 0) == names[:4]


def test_after_two_days_it_is_time():
    assert rules.is_stale(None, NOW)
    assert rules.is_stale(NOW - timedelta(days=2, seconds=1), NOW)
    assert not rules.is_stale(NOW - timedelta(days=2), NOW)


@pytest.mark.parametrize(
    ("size", "words"),
    [(3, "1 kB"), (940_000, "940 kB"), (12_340_000, "12.3 MB"), (1_200_000_000, "1.2 GB")],
)
def test_sizes_are_said_as_people_read_them(size, words):
    assert rules.size_words(size) == words

"""A phone in a real browser: what was logged without signal is on the server once, in order."""

import pytest

from tests.offline.carried import KINDS
from tests.offline.conftest import Round


def twenty(day: Round, word: str, number: int = 20) -> list[str]:
    """Log records of all kinds in turn, with photos; return their notes in order."""
    homes = [day.due_home() for _ in range(-(-number // len(KINDS)))]
    day.phone.fill_up()
    day.line.mode = "cut"
    notes = []
    for index in range(number):
        kind = KINDS[index % len(KINDS)]
        home = homes[index // len(KINDS)].id if kind == "visits" else 0
        notes.append(f"{word} {index:02}")
        day.phone.log(kind, notes[-1], home=home)
    return notes


def test_twenty_records_wait_through_reload_and_restart_and_arrive_once_in_order(day):
    notes = twenty(day, "restart")
    page = day.phone.page
    page.reload()
    assert len(day.phone.waiting()) == 20
    day.phone.reopen().goto(f"{day.line.base}/")
    assert len(day.phone.waiting()) == 20
    assert page is not day.phone.page
    assert "20 条还存在手机里" in day.phone.page.inner_text("#unsent")
    assert not [note for note in day.notes() if note.startswith("restart")]
    day.line.mode = "open"
    day.phone.wait_until_sent()
    assert [note for note in day.notes() if note.startswith("restart")] == notes

"""Log, amend, withdraw, restore: right figures, one line of history, nobody overwritten."""

# ruff: noqa: DTZ001 – a wall clock and a stored moment name no zone

from datetime import date

import pytest

from servicecorps.errors import Missing, Stale
from servicecorps.history import queries as history
from servicecorps.records import queries, writing
from servicecorps.records.model import Record, RecordMember
from servicecorps.records.writing import Draft, Stamp
from servicecorps.tallies import writing as tallies

OCT_6 = date(2026, 10, 6)


@pytest.fixture(autouse=True)
def _figures_stay_right(scene, log, ask):
    scene("noise", log.noise)
    yield
    assert ask(tallies.check) == []


def actions(ask, record_id):
    return [change.action for change in ask(history.changes_of, "record", record_id)]


def test_a_life_is_told_line_by_line(log, ask, cast):
    visit = log.visit()
    log.amend(visit, note="换了门锁", by=cast.manager)
    log.withdraw(visit)
    log.restore(visit)
    assert actions(ask, visit) == ["log", "amend", "withdraw", "restore"]
    amended = ask(history.changes_of, "record", visit)[1]
    assert (amended.actor_id, amended.changes) == (cast.manager.id, {"note": ["", "换了门锁"]})


def test_a_withdrawn_record_stays_readable_and_counts_nowhere(log):
    visit = log.visit()
    log.withdraw(visit)
    gone = log.get(visit)
    assert (gone.state, gone.status, gone.measure, gone.outcome) == (
        "withdrawn", "withdrawn", None, "ok",
    )  # fmt: skip


def test_restoring_returns_to_the_status_before(log):
    repair = log.repair(status="waiting")
    log.withdraw(repair)
    log.restore(repair)
    assert (log.get(repair).status, log.get(repair).state) == ("waiting", "planned")


def test_withdrawing_twice_and_restoring_what_stands_change_nothing(log, ask):
    visit = log.visit()
    log.restore(visit)
    log.withdraw(visit)
    log.withdraw(visit)
    assert actions(ask, visit) == ["log", "withdraw"]
    log.restore(visit)
    assert log.get(visit).status == "done"


def test_what_came_to_nothing_can_be_withdrawn_too(log):
    repair = log.repair(status="cancelled")
    log.withdraw(repair)
    assert log.get(repair).status == "withdrawn"
    log.restore(repair)
    assert log.get(repair).status == "cancelled"


def test_amending_a_withdrawn_record_does_not_bring_it_back(log):
    repair = log.repair()
    log.withdraw(repair)
    log.amend(repair, status="waiting", note="写清楚")
    assert (log.get(repair).status, log.measure(repair)) == ("withdrawn", None)
    log.restore(repair)
    assert (log.get(repair).status, log.get(repair).note) == ("waiting", "写清楚")


def test_whoever_saw_an_older_version_is_told_and_overwrites_nothing(log):
    visit = log.visit(note="第一版")
    log.amend(visit, note="第二版", version=1)
    with pytest.raises(Stale):
        log.amend(visit, note="又一个第二版", version=1)
    assert (log.get(visit).note, log.get(visit).version) == ("第二版", 2)


def test_a_record_that_is_not_there_cannot_be_changed(log, ask, cast):
    with pytest.raises(Missing):
        ask(writing.withdraw, 999_999, 1, cast.member.id, "")


def test_a_record_of_another_kind_is_not_found(log, ask):
    from servicecorps.calls.model import Call

    with pytest.raises(Missing):
        ask(queries.get, log.visit(), Call)


def test_one_save_opens_other_records_of_the_same_day_place_and_people(log, ask, cast):
    opened = Draft("repair", {"category": "tap", "status": "done", "found_by": "team"}, [])
    visit = log.visit(opens=[opened], members=[cast.member, cast.helper], on=OCT_6)
    (repair,) = ask(queries.opened_by, visit)
    record = log.get(visit)
    for name in ("happened_on", "household_id", "community_id", "team_id"):
        assert getattr(repair, name) == getattr(record, name)
    assert repair.member_ids() == record.member_ids()
    assert log.measure(repair.id) == "repairs"


def test_when_a_part_cannot_be_stored_nothing_is(log, rows, cast):
    before = rows(Record)
    broken = Draft("repair", {"category": "tap", "status": "done"}, [])
    with pytest.raises(Exception, match=r"(?i)null"):
        log.visit(opens=[broken])
    assert rows(Record) == before


def test_changing_who_was_there_changes_their_lists(log, rows, cast):
    visit = log.visit(members=[cast.member])
    before = rows(RecordMember)
    log.amend(visit, members=[cast.helper, cast.manager])
    assert log.get(visit).member_ids() == tuple(sorted([cast.helper.id, cast.manager.id]))
    assert rows(RecordMember) == before + 1


def test_the_day_of_a_record_stands_with_its_people_too(log, ask):
    visit = log.visit()
    log.amend(visit, on=OCT_6)
    assert [credit.happened_on for credit in log.get(visit).members] == [OCT_6]


def test_two_moments_are_kept_when_it_was_typed_and_when_it_arrived(log, ask, cast):
    from datetime import datetime

    typed = datetime(2026, 10, 1, 8)
    values = {
        "category": "bill", "call_source": "96111", "outcome": "answered", "status": "done",
        "happened_on": date(2026, 9, 25),
    }  # fmt: skip
    stamp = Stamp(cast.member.id, "from-the-phone", "0" * 64, "phone", typed)
    record = log.get(ask(writing.log, [Draft("call", values, [cast.member.id])], stamp))
    assert (record.typed_at, record.source, record.is_late) == (typed, "phone", True)
    assert record.received_at == datetime(2026, 10, 20, 2, 30).replace(
        microsecond=record.received_at.microsecond, second=record.received_at.second
    )

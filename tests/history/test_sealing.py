"""Nobody changes what was written; whoever gets around that is found out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import IntegrityError

from servicecorps.extensions import db, transaction
from servicecorps.history import queries, sealing, writing
from servicecorps.history.model import Change, Look, Seal
from tests.conftest import NOW


@pytest.fixture
def written(app, log, cast, ask):
    """Three days with changes and looks; return what jumps to a later day."""
    with time_machine.travel(NOW - timedelta(days=2)):
        number = log.visit(note="老人身体好")
        ask(writing.looked, cast.manager.id, cast.alone.id, "call_back")
    with time_machine.travel(NOW - timedelta(days=1)):
        log.amend(number, note="老人腿疼")
        ask(writing.looked, cast.member.id, cast.poor.id, "")
    log.withdraw(number)
    return number


def run(app, statement, **values):
    """Run a statement as whoever has the password of the database would."""
    with app.app_context(), transaction() as session:
        return session.execute(sa.text(statement), values)


def without_triggers(app, *statements):
    """Run statements as somebody who knows how to switch the triggers off."""
    with app.app_context(), db.engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            kept = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).all()
            for name, _sql in kept:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
        if on_sqlite:
            for _name, sql in kept:
                connection.exec_driver_sql(sql)
        connection.commit()


def first_ids(ask):
    """Return the ids of the first look and the first seals: PostgreSQL counts on and on."""
    seals = ask(queries.seals)
    look = min(one.first_id for one in seals if one.book == "looks")
    return {"look": look, "seal": seals[0].id, "next": seals[1].id}


def test_days_that_are_over_are_sealed_today_is_not(ask, written, rows):
    everything = rows(Change) + rows(Look)
    assert ask(sealing.seal) == everything - 1
    assert ask(sealing.seal) == 0
    with time_machine.travel(NOW + timedelta(days=1)):
        assert ask(sealing.seal) == 1
        verdict = ask(sealing.verify)
    assert (verdict.broken, verdict.lines, verdict.erased) == ("", everything, 0)
    assert verdict.seals == rows(Seal)


def test_a_seal_names_its_day_and_the_seal_before(ask, written):
    ask(sealing.seal)
    seals = ask(queries.seals)
    assert [one.previous for one in seals[1:]] == [one.hash for one in seals[:-1]]
    days = {(one.book, str(one.day)) for one in seals}
    assert {("history", "2026-10-18"), ("history", "2026-10-19"), ("looks", "2026-10-18")} <= days


def test_a_busy_day_is_sealed_in_several_pieces(ask, written, monkeypatch, rows):
    monkeypatch.setattr(sealing, "LINES_A_SEAL", 2)
    ask(sealing.seal)
    assert max(one.count for one in ask(queries.seals)) == 2
    assert ask(sealing.verify).broken == ""


def test_a_clock_that_was_wrong_for_a_while_stops_no_seal(ask, log, written, cast):
    with time_machine.travel(NOW + timedelta(days=400)):
        ask(writing.looked, cast.member.id, cast.ill.id, "")
    with time_machine.travel(NOW - timedelta(days=1)):
        ask(writing.looked, cast.member.id, cast.ill.id, "")
    ask(sealing.seal)
    assert ask(queries.last_of, "looks").count == 1
    assert ask(sealing.verify).broken == ""


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM history WHERE id = 2",
        "UPDATE history SET actor_id = 99 WHERE id = 2",
        "UPDATE history SET subject_id = 99, reason = '', changes = '{}' WHERE id = 2",
        "UPDATE history SET at = '2026-01-01' WHERE id = 2",
        "UPDATE history SET changes = '{\"note\": 1}' WHERE id = 2",
        "UPDATE looks SET member_id = 99",
        "UPDATE looks SET reason = 'mend_file'",
        "DELETE FROM looks",
    ],
)
def test_the_database_refuses_to_change_a_line(app, ask, written, statement, sealed):
    if sealed:
        ask(sealing.seal)
    with pytest.raises(IntegrityError, match="append-only"):
        run(app, statement)


@pytest.mark.parametrize("statement", ["DELETE FROM seals", "UPDATE seals SET count = 1"])
def test_the_database_refuses_to_change_a_seal(app, ask, written, statement):
    ask(sealing.seal)
    with pytest.raises(IntegrityError, match="append-only"):
        run(app, statement)


def test_a_line_is_sealed_once(app, ask, written):
    ask(sealing.seal)
    with pytest.raises(IntegrityError, match="append-only"):
        run(app, "UPDATE history SET digest = salt WHERE id = 2")


def test_values_are_erased_and_every_seal_holds(ask, written):
    ask(sealing.seal)
    for _again in range(2):
        ask(writing.forget, "record", [written], {"note"})
        left = ask(queries.changes_of, "record", written)
        assert [(line.action, line.changes, line.reason) for line in left] == [
            ("log", {}, ""), ("amend", {"note": ["", ""]}, ""), ("withdraw", {}, ""),
        ]  # fmt: skip
    with time_machine.travel(NOW + timedelta(days=1)):
        ask(sealing.seal)
        verdict = ask(sealing.verify)
    # The withdrawal was not sealed yet when it lost its reason.
    assert (verdict.broken, verdict.erased) == ("", 1)


@pytest.mark.parametrize(
    "changes", ['\'{"note": ["", "x"]}\'', '\'{"note": "x"}\'', '\'{"note": [""]}\'']
)
def test_nothing_new_can_be_written_by_erasing(app, ask, written, changes):
    ask(sealing.seal)
    number = ask(queries.changes_of, "record", written)[1].id
    erase = (
        "UPDATE history SET salt = NULL, value_digest = digest, reason = '', changes = {}"
        " WHERE id = {}"
    )
    with pytest.raises(IntegrityError, match="append-only"):
        run(app, erase.format(changes, number).replace(": ", "\\: "))


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE history SET actor_id = 99 WHERE id = 2", "history 2"),
        ("UPDATE history SET reason = 'x' WHERE id = 3", "history 3"),
        ("UPDATE looks SET household_id = 99 WHERE id = {look}", "looks {look}"),
        ("UPDATE history SET salt = NULL, value_digest = digest WHERE id = 2", "history 2"),
        ("DELETE FROM history WHERE id = 2", "seal {seal} (history"),
        ("UPDATE seals SET day = '2020-01-01' WHERE id = {seal}", "seal {seal}"),
        ("DELETE FROM seals WHERE id = {seal}", "seal {next}"),
        ("DELETE FROM seals", "history 1"),
        ("DELETE FROM seals WHERE book = 'looks'", "looks {look}"),
    ],
)
def test_whoever_gets_around_the_triggers_is_found_out(app, ask, written, statement, broken):
    ask(sealing.seal)
    ids = first_ids(ask)
    without_triggers(app, statement.format(**ids))
    assert ask(sealing.verify).broken.startswith(broken.format(**ids))


def test_a_line_slipped_in_between_is_found(app, ask, written):
    ask(sealing.seal)
    look = first_ids(ask)["look"]
    without_triggers(
        app,
        f"DELETE FROM looks WHERE id = {look}",
        "INSERT INTO looks (id, member_id, household_id, at, reason)"
        f" SELECT {look}, member_id, household_id, at, '' FROM looks WHERE id = {look + 1}",
    )
    assert ask(sealing.verify).broken == f"looks {look}"


def test_a_hash_kept_elsewhere_tells_that_the_end_was_cut_off(app, ask, written):
    ask(sealing.seal)
    head = ask(sealing.verify).head
    assert ask(sealing.verify, head).broken == ""
    without_triggers(
        app,
        "DELETE FROM seals",
        "UPDATE history SET digest = NULL",
        "UPDATE looks SET digest = NULL",
    )
    assert ask(sealing.verify).broken == ""
    assert ask(sealing.verify, head).broken == f"seal {head}"


def test_a_trigger_that_a_rebuilt_table_has_lost_is_missed(app, ask):
    assert ask(queries.missing_guards) == set()
    with app.app_context(), db.engine.begin() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        off = "DROP TRIGGER {}" if on_sqlite else "ALTER TABLE looks DISABLE TRIGGER {}"
        connection.exec_driver_sql(off.format("looks_keeps_lines"))
    try:
        assert ask(sealing.verify).broken == "looks_keeps_lines"
    finally:
        if not on_sqlite:
            with app.app_context(), db.engine.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE looks ENABLE TRIGGER looks_keeps_lines")


def test_a_number_given_anew_begins_a_life_of_its_own(ask, cast):
    for action in ("import", "remove", "log"):
        ask(writing.note_each, "record", [4711, 4712], cast.manager.id, action)
    assert [line.action for line in ask(queries.changes_of, "record", 4711)] == ["log"]
    ask(writing.note, "record", 4711, cast.manager.id, "remove")
    gone = [line.action for line in ask(queries.changes_of, "record", 4711)]
    assert gone == ["import", "remove", "log", "remove"]

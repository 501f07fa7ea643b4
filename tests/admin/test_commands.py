"""What the audit's commands print, and the exit codes scripts go by."""

from datetime import timedelta

import pytest
import time_machine

from servicecorps.history import sealing, writing
from tests.conftest import NOW
from tests.history.test_sealing import without_triggers


@pytest.fixture
def run(app):
    """Run a command as a shell would: run("audit", "seal") gives (exit code, lines)."""

    def call(*words):
        result = app.test_cli_runner().invoke(args=words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, result.output.splitlines()

    return call


def test_sealing_says_how_many_lines(run, ask, cast):
    with time_machine.travel(NOW + timedelta(days=1)):
        code, lines = run("audit", "seal")
        assert (code, lines[0].startswith("已封 / sealed: ")) == (0, True)
        assert lines != ["已封 / sealed: 0"]
        assert run("audit", "seal") == (0, ["已封 / sealed: 0"])


def test_verifying_seals_and_prints_the_hash_to_keep(run, ask, cast):
    with time_machine.travel(NOW + timedelta(days=1)):
        code, lines = run("audit", "verify")
        assert (code, lines[-1]) == (0, ask(sealing.verify).head)
        assert "抹去 / erased 0" in lines[0]
        assert run("audit", "verify", "--known", lines[-1])[0] == 0
        assert run("audit", "verify", "--known", "f" * 64)[0] == 1


def test_the_first_broken_line_is_named_and_the_command_fails(run, app, ask, cast):
    with time_machine.travel(NOW + timedelta(days=1)):
        ask(sealing.seal)
        without_triggers(app, "UPDATE history SET action = 'log' WHERE id = 3")
        assert run("audit", "verify") == (1, ["对不上 / does not hold: history 3"])


def test_what_somebody_saw_is_listed_by_household(run, ask, cast):
    with time_machine.travel(NOW - timedelta(days=5)):
        ask(writing.looked, cast.member.id, cast.ill.id, "")
    with time_machine.travel(NOW - timedelta(days=1)):
        ask(writing.looked, cast.member.id, cast.alone.id, "")
        ask(writing.looked, cast.manager.id, cast.poor.id, "")
    ask(writing.looked, cast.member.id, cast.alone.id, "repair")
    code, lines = run("audit", "seen", "LIN", "--from", "2026-10-17", "--to", "2026-10-20")
    assert code == 0
    number, name, _place, first, last, looks = lines[0].split("\t")
    assert (number, name, looks) == (str(cast.alone.id), "王**", "看 / looks 2")
    assert (first, last) == ("2026-10-19 10:30", "2026-10-20 10:30")
    assert lines[1:] == ["户 / households: 1"]


def test_days_belong_to_qingdao(run, ask, cast):
    late = NOW.replace(hour=23, minute=59)
    with time_machine.travel(late):
        ask(writing.looked, cast.member.id, cast.ill.id, "")
    same = run("audit", "seen", "lin", "--from", "2026-10-20", "--to", "2026-10-20")
    assert same[1][-1] == "户 / households: 1"
    after = run("audit", "seen", "lin", "--from", "2026-10-21", "--to", "2026-10-21")
    assert after[1] == ["户 / households: 0"]


def test_somebody_unknown_saw_nothing_and_the_command_says_so(run):
    code, lines = run("audit", "seen", "niemand", "--from", "2026-10-17", "--to", "2026-10-20")
    assert (code, lines) == (1, ["没有这个用户 / no such user: niemand"])

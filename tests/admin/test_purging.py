"""After the keeping time nobody tells who a household was, and every figure is what it was."""

from datetime import date, timedelta

import pytest
import time_machine

from servicecorps.admin import purging
from servicecorps.clock import Span
from servicecorps.history import sealing
from servicecorps.places import queries as places
from servicecorps.tallies import figures
from servicecorps.tallies import writing as tallies
from servicecorps.tallies.rules import MEASURES, Balance
from tests.conftest import NOW
from tests.tallies.test_random_steps import Steps

LATER = NOW.replace(year=2029, month=11, day=2)
WAYS = ("", "team", "member", "community", "district", "category")
PERIODS = (
    Span.year(2025), Span.year(2026), Span.month(2025, 12), Span.month(2026, 1),
    Span.month(2026, 9), Span.month(2026, 10), Span.year(2029),
    Span(date(2025, 12, 31), date(2026, 10, 3)),
)  # fmt: skip


@pytest.fixture
def run(app):
    """Run a command as a shell would: run("purge") gives (exit code, lines)."""

    def call(*words):
        result = app.test_cli_runner().invoke(args=words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, result.output.splitlines()

    return call


def every_figure(ask):
    """Return every number of every table, by period and breakdown."""
    found = {}
    for span in PERIODS:
        for by in WAYS:
            for measure in ("", "visits", "households") if by else ("",):
                rows = ask(figures.table, span, by, measure).rows
                found[span, by, measure] = [(str(row), row.numbers()) for row in rows]
    return found


def test_every_tally_is_identical_before_and_after(ask, log, cast, run):
    steps = Steps(log, cast, 5)
    for _step in range(60):
        steps.take()
    log.noise()
    ask(tallies.add_balance, Balance("visits", 1882, date(2017, 5, 31)), "年度总结")
    with time_machine.travel(LATER):
        before = every_figure(ask)
        # Something was counted for households in every way of breaking down.
        assert all(before[Span.year(2026), by, "visits" if by else ""] for by in WAYS)
        code, lines = run("purge")
        assert (code, lines[-1]) == (0, "已抹去 / erased: 4")
        assert every_figure(ask) == before
        assert ask(tallies.check) == []
        ask(tallies.rebuild)
        assert every_figure(ask) == before
    assert {"visits", "calls"} <= set(MEASURES)


def test_a_dry_run_says_whom_and_erases_nobody(ask, cast, run, log):
    log.visit(household=cast.alone, on=date(2026, 10, 6))
    with time_machine.travel(LATER):
        code, lines = run("purge", "--dry-run")
        assert (code, lines[-1]) == (0, "会抹去 / would be erased: 4")
        assert f"{cast.alone.id}\t王**\t2026-10-06" in lines
        assert ask(places.household, cast.alone.id).contact_name == cast.alone.name
        assert run("purge")[1][-1] == "已抹去 / erased: 4"
        assert ask(places.household, cast.alone.id).contact_name == ""
        assert run("purge") == (0, ["已抹去 / erased: 0"])


def test_whoever_was_served_or_is_planned_for_stays(ask, cast, run, log):
    with time_machine.travel(LATER):
        log.visit(household=cast.alone, on=date(2026, 11, 3))
        log.visit(household=cast.poor, status="planned", on=date(2029, 11, 20))
        log.withdraw(log.visit(household=cast.ill, on=date(2029, 10, 1)))
        left = [one.household_id for one in ask(purging.expired, 3)]
        assert left == [cast.ill.id, cast.ordinary.id]
        assert run("purge", "--years", "4")[1][-1] == "已抹去 / erased: 0"
    with time_machine.travel(NOW + timedelta(days=3 * 365 - 30)):
        assert ask(purging.expired, 3) == []


def test_every_seal_still_holds(ask, cast, run, log):
    number = log.visit(household=cast.alone, note="老人身体好")
    log.amend(number, note="老人腿疼")
    with time_machine.travel(LATER):
        ask(sealing.seal)
        run("purge")
        assert run("audit", "verify")[0] == 0
        assert ask(sealing.verify).erased > 0


@pytest.mark.parametrize(
    ("day", "before"),
    [(date(2028, 2, 29), date(2025, 2, 28)), (date(2026, 10, 20), date(2023, 10, 20))],
)
def test_years_are_counted_to_the_day(day, before):
    assert purging.years_before(day, 3) == before

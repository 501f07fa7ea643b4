"""Whatever is logged, changed, withdrawn and restored: the figures equal the records."""

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest

from servicecorps import words
from servicecorps.clock import Span
from servicecorps.counters import queries as counters
from servicecorps.counters.model import CategoryCount, CommunityCount, MemberCount, VisitMark
from servicecorps.extensions import db
from servicecorps.records.model import Record
from servicecorps.repairs.model import Repair
from servicecorps.tallies import figures, rules, writing

# The promise is 3,000; LONG=1 takes them.
STEPS = 3000 if os.environ.get("LONG") else 250
OCTOBER = Span.month(2026, 10)


class Steps:
    """Takes random steps, the same ones for the same seed."""

    def __init__(self, log, cast, seed):
        self.log, self.cast = log, cast
        self.chance = random.Random(seed)
        self.ids = []
        self.kinds = {
            "visit": self.visit,
            "call": self.call,
            "repair": self.repair,
            "commendation": self.thanks,
            "problem": self.problem,
            "appointment": self.appointment,
            "night_work": self.night_work,
        }

    def take(self):
        """Take one step."""
        steps = (self.new, self.new, self.amend, self.amend, self.move, self.withdraw, self.restore)
        self.chance.choice(steps)()

    def day(self):
        # Few days, so that household-days meet; two years, so that every period moves.
        first = self.chance.choice([date(2025, 12, 30), date(2026, 9, 28), date(2026, 10, 1)])
        return first + timedelta(days=self.chance.randrange(6))

    def shared(self):
        people = [self.cast.member, self.cast.helper, self.cast.manager]
        values = {
            "on": self.day(),
            "members": self.chance.sample(people, self.chance.randint(1, 3)),
            "minutes": self.chance.choice([None, 0, 25, 90]),
            "team_id": self.chance.choice([None, *self.cast.teams.values()]),
        }
        if self.chance.random() < 0.5:
            values["community_id"] = self.chance.choice([None, self.cast.near, self.cast.far])
        return values

    def visit(self):
        planned = self.chance.random() < 0.2
        status = self.chance.choice(["planned", "cancelled"]) if planned else "done"
        outcome = "" if planned else self.chance.choice(list(words.VISIT_OUTCOMES))
        return {"status": status, "outcome": outcome}

    def call(self):
        return {
            "category": self.chance.choice(list(words.CALL_TOPICS)),
            "call_source": self.chance.choice(list(words.CALL_SOURCES)),
            "outcome": self.chance.choice(list(words.CALL_OUTCOMES)),
            "direction": self.chance.choice(list(words.CALL_DIRECTIONS)),
            "quantity": self.chance.choice([1, 1, 37]),
        }

    def status(self, vocabulary):
        return self.chance.choice([slug for slug in vocabulary if slug != "withdrawn"])

    def repair(self):
        return {
            "status": self.status(words.REPAIR_STATUSES),
            "category": self.chance.choice(["", *words.REPAIR_CATEGORIES]),
            "found_by": self.chance.choice(list(words.REPAIR_FOUND_BY)),
        }

    def thanks(self):
        return {"category": self.chance.choice(list(words.COMMENDATION_KINDS))}

    def problem(self):
        return {
            "status": self.status(words.PROBLEM_STATUSES),
            "category": "pressure",
            "raised_by": self.chance.choice(list(words.PROBLEM_RAISED_BY)),
        }

    def appointment(self):
        return {
            "status": self.status(words.APPOINTMENT_STATUSES),
            "category": "meter",
            "from_time": time(self.chance.randrange(8, 18)),
        }

    def night_work(self):
        return {
            "status": self.status(words.WORK_STATUSES),
            "category": self.chance.choice(list(words.PLANNED_WORK_KINDS)),
            "reason": "valve",
        }

    def new(self):
        kind = self.chance.choice(["visit", *self.kinds])
        values = self.shared() | self.kinds[kind]()
        if kind == "visit":
            home = self.chance.choice(self.cast.homes())
            self.ids.append(self.log.record(kind, household_id=home.id, purpose="care", **values))
        else:
            self.ids.append(self.log.record(kind, **values))

    def amend(self):
        if record_id := self.any():
            values = self.kinds[self.log.get(record_id).kind]() | self.shared()
            self.log.amend(record_id, **values)

    def move(self):
        if record_id := self.any():
            self.log.amend(record_id, on=self.day())

    def withdraw(self):
        if record_id := self.any():
            self.log.withdraw(record_id)

    def restore(self):
        if record_id := self.any():
            self.log.restore(record_id)

    def any(self):
        return self.chance.choice(self.ids) if self.ids else None


@pytest.fixture
def steps(log, cast):
    taken = Steps(log, cast, seed=20170531)
    for _number in range(STEPS):
        taken.take()
    return taken


def test_after_random_steps_every_figure_equals_its_records(steps, ask):
    assert ask(writing.check) == []
    table = ask(figures.table, OCTOBER)
    assert any(row.now for row in table.rows)
    for by in ("team", "community", "district", "category"):
        assert_adds_up(ask(figures.table, OCTOBER, by), table)
    assert ask(naive, OCTOBER) == {row.measure: row.now for row in table.rows if row.now}
    to_date = ask(naive, OCTOBER.year_to_date())
    assert to_date == {row.measure: row.to_date for row in table.rows if row.to_date}

    ask(writing.rebuild)
    assert ask(figures.table, OCTOBER) == table
    assert ask(writing.check) == []


def assert_adds_up(broken_down, table):
    """Every breakdown but the members' adds up, column by column."""
    for row in table.rows:
        parts = [part for part in broken_down.rows if part.measure == row.measure]
        for column in ("now", "before", "year_ago", "to_date", "cumulative"):
            if row.measure == "households" and column != "cumulative":
                continue  # one household may be visited by two teams
            told = sum(getattr(part, column) or 0 for part in parts)
            # Hours are rounded to one decimal in every row.
            drift = 0.05 * (len(parts) + 1) if row.measure == "service_hours" else 0
            wanted = pytest.approx(getattr(row, column) or 0, abs=drift + 1e-6)
            assert told == wanted, (row.measure, column)


def naive(span):
    """Count a month from plain Python, record by record."""
    found = {}
    homes = set()
    minutes = 0
    for record in db.session.scalars(db.select(Record)):
        if not span.first <= record.happened_on <= span.last:
            continue
        if record.measure:
            found[record.measure] = found.get(record.measure, 0) + record.quantity
        if record.measure == "visits":
            homes.add(record.household_id)
        if record.state == "done":
            minutes += (record.minutes or 0) * len(record.members)
    found["households"] = len(homes)
    found["service_hours"] = rules.hours(minutes)
    return {name: amount for name, amount in found.items() if amount}


def test_check_finds_a_counter_that_was_tampered_with(log, ask):
    log.visit()

    def tamper():
        for table in (CategoryCount, CommunityCount, MemberCount):
            db.session.scalars(db.select(table)).first().amount += 1
        db.session.scalars(db.select(VisitMark)).first().last_visit_on = date(2001, 1, 1)
        db.session.commit()

    ask(tamper)
    found = {difference.counter for difference in ask(writing.check)}
    assert found == {"count_categories", "count_communities", "count_members", "visit_marks"}
    ask(writing.rebuild)
    assert ask(writing.check) == []


def test_writers_at_once_lose_nothing(log, cast, ask, rows):
    writers, each = 8, 20
    together = threading.Barrier(writers)

    def write(number):
        together.wait()
        for turn in range(each):
            home = cast.homes()[turn % 4]
            log.visit(household=home, on=date(2026, 10, 1 + turn % 5), minutes=10)
            log.repair(members=[cast.member, cast.helper])

    with ThreadPoolExecutor(writers) as threads:
        list(threads.map(write, range(writers)))
    assert rows(Record) == writers * each * 2
    assert rows(Repair) == writers * each
    assert ask(writing.check) == []
    # Four homes, five days, of which each home saw the team on every day.
    counted = {row.measure: row.now for row in ask(figures.table, OCTOBER).rows}
    assert counted["repairs"] == writers * each
    assert counted["visits"] + counted["other_visits"] == 20


def test_measures_are_listed_in_one_order_everywhere():
    assert tuple(words.MEASURES) == rules.MEASURES
    assert tuple(words.BESIDE) == rules.ROWS[len(rules.MEASURES) :]


def test_nobody_home_leaves_no_mark_on_the_map(log, cast, ask):
    log.visit(household=cast.ill, outcome="not_home")
    assert cast.far not in ask(counters.last_visits, "community")

"""A record of the sample years before it is stored, and what it counts as."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from servicecorps.appointments import rules as appointments
from servicecorps.calls import rules as calls
from servicecorps.commendations import rules as commendations
from servicecorps.demo import phrases
from servicecorps.night_works import rules as night_works
from servicecorps.problems import rules as problems
from servicecorps.records.rules import state_of
from servicecorps.repairs import rules as repairs
from servicecorps.visits import rules as visits

STATES = {
    "visit": visits.STATES,
    "repair": repairs.STATES,
    "call": calls.STATES,
    "commendation": commendations.STATES,
    "problem": problems.STATES,
    "appointment": appointments.STATES,
    "night_work": night_works.STATES,
}
_NOTED = {"call": 0.3, "commendation": 0.8, "visit": 0.65, "night_work": 0.9}
_USUALLY_NOTED = 0.75
_LATE = {"visit": 0.05, "repair": 0.04, "commendation": 0.08}
_ON_THE_PHONE = {"call": 0.12, "visit": 0.75, "repair": 0.6}
_USUALLY_ON_THE_PHONE = 0.3


_UNKNOWN = datetime(2000, 1, 1)  # noqa: DTZ001 – local, until it is set


@dataclass(slots=True)
class Entry:
    """A record; `own` holds the columns of its kind."""

    kind: str
    status: str
    happened_on: date
    members: tuple[int, ...]
    category: str
    own: dict[str, Any]
    team: str = ""
    community_id: int | None = None
    household_id: int | None = None
    quantity: int = 1
    minutes: int | None = None
    opener: "Entry | None" = None
    note: str = ""
    source: str = "web"
    # Local time of the device.
    typed: datetime = _UNKNOWN
    withdrawn_because: str = ""
    # Set when it is stored.
    id: int = field(default=0, compare=False)
    twin_counts: bool = False

    @property
    def state(self) -> str:
        """Planned, done or withdrawn."""
        return "withdrawn" if self.withdrawn_because else state_of(self.status, STATES[self.kind])

    @property
    def measure(self) -> str | None:
        """The measure it counts in, by the rules of its kind."""
        return None if self.twin_counts else self.could_count_as()

    def could_count_as(self) -> str | None:
        """Return the measure it would count in if no twin stood before it."""
        return _MEASURES[self.kind](self.state, self)


_MEASURES: dict[str, Callable[[str, Entry], str | None]] = {
    "visit": lambda state, one: visits.measure(state, one.own["outcome"], one.own["report_group"]),
    "repair": lambda state, _: repairs.measure(state),
    "call": lambda state, one: calls.measure(
        state, one.own["direction"], one.own["call_source"], one.own["outcome"]
    ),
    "commendation": lambda state, one: commendations.measure(state, one.category),
    "problem": lambda state, one: problems.measure(state, one.own["raised_by"]),
    "appointment": lambda state, _: appointments.measure(state),
    "night_work": lambda state, one: night_works.measure(state, one.category),
}


def finish(rng: Random, entry: Entry, until: date) -> None:
    """Add what any record has: a note, where and when it was typed."""
    if not entry.note and rng.random() < _NOTED.get(entry.kind, _USUALLY_NOTED):
        entry.note = rng.choice(phrases.NOTES[entry.kind])
    on_the_phone = rng.random() < _ON_THE_PHONE.get(entry.kind, _USUALLY_ON_THE_PHONE)
    entry.source = "phone" if on_the_phone else "web"
    if entry.opener:
        entry.typed, entry.source = entry.opener.typed, entry.opener.source
        return
    entry.typed = _typed(rng, entry, until)


def _typed(rng: Random, entry: Entry, until: date) -> datetime:
    day = entry.happened_on
    if entry.state == "planned" and day >= until:
        day = until - timedelta(days=rng.randint(1, 9))
    elif rng.random() < _LATE.get(entry.kind, 0):
        day = min(until, day + timedelta(days=rng.randint(4, 11)))
    elif entry.kind == "night_work":
        day = min(until, day + timedelta(days=1))
    # Today is not over yet.
    hour = rng.randint(7, 8) if day >= until else rng.randint(8, 18)
    return datetime.combine(day, time(hour, rng.randint(0, 59), rng.randint(0, 59)))

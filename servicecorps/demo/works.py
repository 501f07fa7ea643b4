"""Repairs, problems, appointments and night works of the sample years."""

from datetime import date, time, timedelta
from typing import Any

from servicecorps.demo import phrases
from servicecorps.demo.entry import Entry
from servicecorps.demo.homes import Home
from servicecorps.demo.rules import REPAIRS, Wheel, by_season
from servicecorps.demo.scene import Scene

_REPAIRS = by_season(REPAIRS)
_BEFORE_METER = frozenset({"valve_before", "riser", "pipe_yard", "main_burst", "well_cover"})
_AFTER_METER = frozenset({"valve_after", "tap", "pipe_indoor", "toilet", "water_heater_fitting"})
_PROBLEMS = Wheel.of(
    {
        "pressure": 20,
        "access": 9,
        "quality": 8,
        "meter_move": 11,
        "one_meter_per_home": 14,
        "bill_dispute": 13,
        "secondary_supply": 9,
        "old_pipes": 9,
        "frost": 4,
        "other": 3,
    }
)
_RAISED_BY = Wheel.of(
    {"visit": 34, "call": 34, "media": 3, "hotline_12345": 18, "leader_visit": 7, "staff": 4}
)
_APPOINTMENTS = Wheel.of(
    {
        "repair": 30,
        "meter": 22,
        "quality": 8,
        "reading": 8,
        "shutoff": 4,
        "consult": 10,
        "agency": 13,
        "talk": 3,
        "other": 2,
    }
)
_WORKS = Wheel.of(
    {"midnight": 76, "day_planned": 7, "reduced_pressure": 6, "emergency": 7, "no_stop": 4}
)
_WORK_REASONS = Wheel.of(
    {
        "pipe_renewal": 30,
        "valve": 24,
        "metro": 12,
        "connection": 14,
        "flushing": 8,
        "leak": 9,
        "power": 3,
    }
)
_CHARGES = Wheel.of({"free": 82, "material": 12, "paid": 6})
_FRESH_DAYS = {"repair": 14, "problem": 40}
_STATUSES = {
    ("repair", True): Wheel.of(
        {"new": 9, "assigned": 10, "accepted": 9, "on_site": 4, "waiting": 6, "done": 40}
    ),
    ("repair", False): Wheel.of(
        {"done": 14, "called_back": 46, "closed": 37, "waiting": 0.3, "cancelled": 1, "referred": 2}
    ),
    ("problem", True): Wheel.of({"open": 20, "in_progress": 24, "waiting": 8, "solved": 40}),
    ("problem", False): Wheel.of(
        {"solved": 34, "verified": 58, "waiting": 0.5, "referred": 4, "rejected": 3}
    ),
    ("appointment", True): Wheel.of({"requested": 3, "confirmed": 8, "rescheduled": 1}),
    ("appointment", False): Wheel.of({"kept": 88, "late": 4, "no_show": 3, "cancelled": 5}),
    ("night_work", True): Wheel.of({"planned": 5, "announced": 5}),
    ("night_work", False): Wheel.of({"done": 95, "cancelled": 5}),
}
_ONE_OR_TWO, _SOME = (1, 1, 1, 2, 2), (2, 3, 3, 4)
_FOUND_BY_US = 0.4


def repair(scene: Scene, day: date, home: Home | None = None, opener: Entry | None = None) -> Entry:
    """Return a repair, open if it is only some days old; by us if it came out of a visit."""
    home = home or scene.home_on(day)
    category = _REPAIRS[scene.calendar.season(day)].turn(scene.rng)
    by_us = opener.kind == "visit" if opener else scene.chance(_FOUND_BY_US)
    side = True if category in _BEFORE_METER else False if category in _AFTER_METER else None
    own = {
        "found_by": "team" if by_us else "customer",
        "before_meter": side,
        "charge": "free" if side else _CHARGES.turn(scene.rng),
        "address": "" if home else scene.address(),
    }
    return _work(scene, "repair", day, home, opener, category, own)


def problem(
    scene: Scene, day: date, home: Home | None = None, opener: Entry | None = None
) -> Entry:
    """Return a problem, raised by what it came out of."""
    home = home or scene.home_on(day)
    own = {
        "raised_by": opener.kind if opener else _RAISED_BY.turn(scene.rng),
        "address": "" if home else scene.address(),
        "solution": "",
    }
    found = _work(scene, "problem", day, home, opener, _PROBLEMS.turn(scene.rng), own)
    if found.state == "done":
        own["solution"] = scene.rng.choice(phrases.SOLUTIONS)
    return found


def appointment(
    scene: Scene, day: date, home: Home | None = None, opener: Entry | None = None
) -> Entry:
    """Return an appointment with its window of an hour or two."""
    home = home or scene.home_on(day)
    hour = scene.rng.choice((8, 9, 9, 10, 10, 13, 14, 14, 15, 16, 18))
    minute = scene.rng.choice((0, 0, 30))
    own = {
        "from_time": time(hour, minute),
        "until_time": time(hour + scene.rng.choice((1, 2)), minute),
        "address": "" if home else scene.address(),
    }
    return _work(scene, "appointment", day, home, opener, _APPOINTMENTS.turn(scene.rng), own)


def night_work(scene: Scene, day: date) -> Entry:
    """Return a planned work, most of them at night."""
    first, second = scene.rng.sample(phrases.STREETS, 2)
    own = {
        "reason": _WORK_REASONS.turn(scene.rng),
        "streets": f"{first}（{second}至{scene.rng.choice(phrases.STREETS)}）",
        "households_spared": scene.rng.randrange(120, 3200, 20),
    }
    return _work(scene, "night_work", day, None, None, _WORKS.turn(scene.rng), own)


def opened(scene: Scene, visit: Entry, home: Home) -> Entry | None:
    """Return what a visit's outcome says it opened, none if it opened nothing."""
    day = visit.happened_on
    if visit.own["outcome"] == "job_opened":
        return repair(scene, day, home, visit)
    if visit.own["outcome"] == "problem_opened":
        return problem(scene, day, home, visit)
    if visit.own["outcome"] == "appointment_made":
        return appointment(scene, day + timedelta(days=scene.rng.randint(1, 7)), home, visit)
    return None


def _work(  # noqa: PLR0913, PLR0917 – what any of the four has
    scene: Scene,
    kind: str,
    day: date,
    home: Home | None,
    opener: Entry | None,
    category: str,
    own: dict[str, Any],
) -> Entry:
    fresh = scene.ago(day) <= _FRESH_DAYS.get(kind, -1) or day > scene.until
    crew = scene.roster.crew(min(day, scene.until), _SOME if kind == "night_work" else _ONE_OR_TWO)
    found = Entry(kind, _STATUSES[kind, fresh].turn(scene.rng), day, crew, category, own)
    found.team = scene.roster.team_of(crew[0])
    found.opener = opener
    if opener:
        found.members, found.team = opener.members, opener.team
    found.household_id = home.id if home else None
    found.community_id = home.community_id if home else scene.place()
    if found.state == "done":
        night = kind == "night_work"
        found.minutes = scene.rng.randrange(*((180, 420, 30) if night else (15, 130, 5)))
    return found

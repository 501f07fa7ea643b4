"""Rounds of visits: every household about when it is due, with what comes out of it."""

from datetime import date, timedelta

from servicecorps.demo import works
from servicecorps.demo.entry import Entry
from servicecorps.demo.homes import Home
from servicecorps.demo.rules import SINCE, WHOLE_DAYS, Wheel, growth, workday
from servicecorps.demo.scene import Scene
from servicecorps.places.rules import report_group
from servicecorps.visits.rules import COUNTING

_OUTCOMES = Wheel.of(
    {
        "ok": 64,
        "solved": 13,
        "job_opened": 5,
        "problem_opened": 2,
        "appointment_made": 2,
        "referred": 2,
        "not_home": 9,
        "phone_only": 2,
        "declined": 1,
    }
)
_PURPOSES = {
    "care": 52.0,
    "safety_check": 15,
    "meter_help": 7,
    "publicity": 6,
    "follow_up": 5,
    "leak_check": 4,
    "agency": 4,
    "quality_check": 3,
    "survey": 3,
    "leader_visit": 1,
    "antifreeze": 0.2,
}
_BY_SEASON = {
    "plain": Wheel.of(_PURPOSES),
    "winter": Wheel.of(_PURPOSES | {"antifreeze": 30}),
    "cold": Wheel.of(_PURPOSES | {"antifreeze": 90}),
    "heat": Wheel.of(_PURPOSES | {"publicity": 15}),
}
_CREWS = (1, 1, 1, 1, 1, 2, 2, 2, 3)
# Without a plan the team still calls a few times a year.
_UNPLANNED_DAYS = 200
_SEEN_TWICE, _TRIED_AGAIN, _ON_WORKDAYS = 0.007, 0.8, 0.85
_PLANNED_SHARE, _PLANNED_BY_MEMBER = 0.02, 3


def visits(scene: Scene, limit: int) -> list[Entry]:
    """Return visits and what they opened: `limit` records at most, the older the sparser."""
    found = _planned(scene)[: limit // 4]
    calls = [(home, day) for home in scene.homes for day in _days(scene, home)]
    dated = [(_sparing(scene, day), home, day) for home, day in calls]
    dated.sort(key=lambda one: (one[0], one[1].id))
    for _, home, day in dated:
        if len(found) >= limit:
            break
        found += _call_on(scene, home, day)
    return found[:limit]


def _days(scene: Scene, home: Home) -> list[date]:
    """Return when a household was called on; one left alone has its last visit long ago."""
    if home.never_visited:
        return []
    rng, last = scene.rng, scene.until - timedelta(days=home.unseen_days)
    every = (home.every_days or _UNPLANNED_DAYS) * rng.uniform(0.85, 1.1)
    day = max(home.registered_on, SINCE) + timedelta(days=rng.randint(3, 20))
    days = {last} if home.unseen_days else set()
    while day <= last:
        days.add(workday(day) if scene.chance(_ON_WORKDAYS) else day)
        day += timedelta(days=max(2, round(every * rng.uniform(0.75, 1.1))))
    return sorted(days)


def _sparing(scene: Scene, day: date) -> float:
    """Return the order in which visits are kept: all of the last months, then by chance."""
    age = scene.ago(day)
    if age <= WHOLE_DAYS:
        return age
    return WHOLE_DAYS + scene.rng.random() / growth(day, scene.until)


def _call_on(scene: Scene, home: Home, day: date) -> list[Entry]:
    """Return one visit with what it opened, or a second try."""
    left_alone = bool(home.unseen_days)
    visit = _visit(scene, home, day, "ok" if left_alone else _OUTCOMES.turn(scene.rng))
    found = [visit]
    opened = works.opened(scene, visit, home)
    if opened:
        found.append(opened)
    again = min(scene.until, day + timedelta(days=scene.rng.randint(1, 5)))
    if visit.own["outcome"] == "not_home" and scene.chance(_TRIED_AGAIN):
        found.append(_visit(scene, home, again, "ok"))
    if scene.chance(_SEEN_TWICE):
        found.append(_visit(scene, home, day, "ok"))
    return found


def _visit(scene: Scene, home: Home, day: date, outcome: str) -> Entry:
    crew = scene.roster.crew(day, _CREWS, home.in_charge_id)
    visit = _blank(scene, home, day, crew, "done")
    visit.own["outcome"] = outcome
    visit.minutes = scene.rng.randrange(15, 75, 5) if outcome in COUNTING else 5
    return visit


def _planned(scene: Scene) -> list[Entry]:
    """Return the visits of the next days, some of them the demo's own member's."""
    mine = [home for home in scene.homes if home.in_charge_id == scene.member_id]
    others = [home for home in scene.homes if home.in_charge_id not in (None, scene.member_id)]
    chosen = scene.rng.sample(mine, min(_PLANNED_BY_MEMBER, len(mine)))
    share = int(len(scene.homes) * _PLANNED_SHARE)
    chosen += scene.rng.sample(others, min(share, len(others)))
    return [
        _blank(scene, home, scene.ahead(7), (home.in_charge_id or 0,), "planned") for home in chosen
    ]


def _blank(scene: Scene, home: Home, day: date, crew: tuple[int, ...], status: str) -> Entry:
    own = {
        "purpose": _BY_SEASON[scene.calendar.season(day)].turn(scene.rng),
        "outcome": "",
        "report_group": report_group(home.category),
    }
    visit = Entry("visit", status, day, crew, home.category, own)
    visit.team = scene.roster.team_of(crew[0])
    visit.community_id, visit.household_id = home.community_id, home.id
    return visit

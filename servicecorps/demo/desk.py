"""Calls and thanks of the sample years."""

from datetime import date, timedelta

from servicecorps.demo import phrases
from servicecorps.demo.entry import Entry
from servicecorps.demo.rules import SINCE, TOPICS, Wheel, by_season, growth
from servicecorps.demo.scene import Scene

_TOPICS = by_season(TOPICS)
_OUR_OWN = frozenset({"call_back", "care"})
_SOURCES = Wheel.of(
    {
        "96111": 56,
        "station": 18,
        "team_phone": 14,
        "12345": 5,
        "wechat": 4,
        "walk_in": 2.5,
        "letter": 0.5,
    }
)
_DIRECTIONS = Wheel.of({"in": 97.5, "missed": 2.5})
_OUTCOMES = Wheel.of({"answered": 86, "transferred": 11, "callback_due": 2, "wrong": 1})
# What a topic says the call opened, and what opened it.
_OPENED = {"repair": ("job", "repair"), "problem": ("problem", "pressure")}
_OPENED |= {"appointment": ("appointment", "appointment")}
_PLACED, _KNOWN, _WITH_NUMBER = 0.35, 0.02, 0.3
# In the first years a busy shift was written down as lines by topic.
_SHIFT = 1.15
_LINE = (2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12)
_MEDIA = Wheel.of(
    {"newspaper": 40, "tv": 12, "radio": 8, "web": 20, "wechat": 14, "house_paper": 6}
)
_THANKS = Wheel.of(
    {"online": 35, "hotline_order": 25, "visit_thanks": 28, "award": 7, "gift_returned": 5}
)
_FRONT_PAGE = 0.15
_CALLED_FIRST = 0.6
_CREDITED = (1, 1, 1, 2, 2, 3)


def call(scene: Scene, day: date) -> Entry:
    """Return one call, or in the first years a line of several."""
    rng = scene.rng
    topic = _TOPICS[scene.calendar.season(day)].turn(rng)
    found = _call(scene, day, topic, _OUTCOMES.turn(rng))
    if topic in _OUR_OWN:
        found.own |= {"direction": "out", "call_source": "team_phone", "outcome": "answered"}
    elif _DIRECTIONS.turn(rng) == "missed":
        found.own |= {"direction": "missed", "outcome": "no_answer"}
        found.minutes = None
    elif scene.chance((1 - growth(day, scene.until)) ** 3 * _SHIFT):
        found.quantity = rng.choice(_LINE)
        found.minutes = found.quantity * rng.randint(2, 5)
        found.own |= {"outcome": "answered", "caller_phone": ""}
    if found.own["outcome"] == "callback_due":
        found.own["call_back_on"] = day + timedelta(days=1)
    return found


def began_with_call(scene: Scene, work: Entry) -> bool:
    """Tell whether somebody called to have this done."""
    if work.kind == "repair":
        return bool(work.own["found_by"] == "customer") and scene.chance(_CALLED_FIRST)
    if work.kind == "problem":
        return bool(work.own["raised_by"] == "call")
    return work.kind == "appointment" and scene.chance(_CALLED_FIRST)


def call_before(scene: Scene, work: Entry) -> Entry:
    """Return the call that opened a repair, a problem or an appointment, and tie them."""
    outcome, topic = _OPENED[work.kind]
    if work.category in ("meter_frozen", "pipe_frozen"):
        topic = "frost"
    day = work.happened_on
    if work.kind == "appointment":
        earlier = min(day, scene.until) - timedelta(days=scene.rng.randint(1, 6))
        day = max(SINCE, earlier)
    found = _call(scene, day, topic, outcome)
    found.own["call_source"] = "96111"
    found.community_id, found.household_id = work.community_id, work.household_id
    work.opener, work.members, work.team = found, found.members, found.team
    return found


def praise(scene: Scene, day: date) -> list[Entry]:
    """Return a praise call: entered once, a call and a commendation."""
    taken = _call(scene, day, "praise", "praise_recorded")
    taken.members = scene.roster.crew(day, _CREDITED)
    taken.own["call_source"] = "96111"
    taken.note = scene.rng.choice(phrases.NOTES["commendation"])
    thanks = commendation(scene, day, "praise_call")
    thanks.opener, thanks.members, thanks.team = taken, taken.members, taken.team
    thanks.community_id, thanks.household_id = taken.community_id, taken.household_id
    thanks.note = taken.note
    return [taken, thanks]


def commendation(scene: Scene, day: date, kind: str = "") -> Entry:
    """Return a thank-you of a kind, or of one of those that have no counter of their own."""
    rng = scene.rng
    medium = _MEDIA.turn(rng) if kind == "media" else ""
    whom = "" if medium else rng.choice(phrases.SURNAMES) + rng.choice(phrases.CALLERS)
    own = {
        "from_whom": whom,
        "media_kind": medium,
        "outlet": rng.choice(phrases.OUTLETS[medium]) if medium else "",
        "front_page": medium == "newspaper" and scene.chance(_FRONT_PAGE),
        "link": "",
        "letter_may_be_shown": False,
        "case_may_be_told": False,
    }
    crew = scene.roster.crew(day, _CREDITED)
    found = Entry("commendation", "done", day, crew, kind or _THANKS.turn(rng), own)
    found.team = scene.roster.team_of(crew[0])
    found.community_id = None if kind == "media" else scene.place()
    return found


def _call(scene: Scene, day: date, topic: str, outcome: str) -> Entry:
    own = {
        "direction": "in",
        "call_source": _SOURCES.turn(scene.rng),
        "outcome": outcome,
        "caller_phone": scene.caller() if scene.chance(_WITH_NUMBER) else "",
        "call_back_on": None,
    }
    taker = scene.roster.desk(day)
    found = Entry("call", "done", day, (taker,), topic, own)
    found.team = scene.roster.team_of(taker)
    found.minutes = scene.rng.randint(2, 12)
    home = scene.home_on(day, _KNOWN)
    if home:
        found.household_id, found.community_id = home.id, home.community_id
        own["caller_phone"] = home.phone
    elif scene.chance(_PLACED):
        found.community_id = scene.place()
    return found

"""What the start page shows of a member's day."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from flask import current_app

from servicecorps import clock
from servicecorps.care import campaigns
from servicecorps.care import due as care
from servicecorps.care.campaigns import Row as CampaignRow
from servicecorps.care.queries import Area
from servicecorps.clock import Span
from servicecorps.history import queries as history
from servicecorps.people import queries as people
from servicecorps.people.model import SignedIn
from servicecorps.people.permits import Permission
from servicecorps.records import queries as records
from servicecorps.records import showing
from servicecorps.records.households import Card
from servicecorps.records.showing import Line
from servicecorps.today import briefing, queries

# What was promised and not done stays in sight for so long; so far ahead one looks.
OVERDUE, AHEAD = timedelta(days=30), timedelta(days=7)
LATEST, DUE, OPEN = 8, 8, 6


@dataclass(frozen=True)
class Plan:
    """What is agreed or planned: due by today, earliest first, and in the days after."""

    now: list[Line]
    later: list[Line]


def plan(member_id: int, today: date) -> Plan:
    """Return what a member has promised, a day's things by their hour."""
    found = queries.planned(member_id, Span(today - OVERDUE, today + AHEAD))
    lines = sorted(showing.lines(found), key=_hour)
    return Plan(
        now=[line for line in lines if line.record.happened_on <= today],
        later=[line for line in lines if line.record.happened_on > today],
    )


def _hour(line: Line) -> tuple[date, time, int]:
    # What has no hour is for any time of the day: it stands above.
    return line.record.happened_on, hour(line.record) or time.min, line.record.id


def hour(record: Any) -> time | None:
    """Return from when an appointment is agreed, None for what has no hour."""
    found: time | None = getattr(record, "from_time", None)
    return found


def latest(member_id: int) -> list[Line]:
    """Return what a member logged last; what is only planned stands in the plan."""
    found = records.latest_of_member(member_id, limit=2 * LATEST)
    done = [one for one in found if one.state != "planned" or one.kind not in queries.PROMISED]
    return showing.lines(done[:LATEST])


def many_looks(viewer_id: int) -> list[tuple[str, int]]:
    """Return (name, households) of others who saw as many in clear today as reasons may open."""
    most = current_app.config["SETTINGS"].reveals_a_day
    found = history.many_looked(clock.midnight(), most)
    names = people.names({member_id for member_id, _number in found})
    return [
        (names.get(member_id, ""), number) for member_id, number in found if member_id != viewer_id
    ]


@dataclass(frozen=True)
class Day:
    """What the start page shows of a day; nothing of it for those who log nothing."""

    plan: Plan = field(default_factory=lambda: Plan([], []))
    due: list[Card] = field(default_factory=list)
    due_count: int = 0
    work: list[Line] = field(default_factory=list)
    praise: list[Line] = field(default_factory=list)
    latest: list[Line] = field(default_factory=list)
    campaigns: list[CampaignRow] = field(default_factory=list)
    # For who leads the team.
    team: briefing.TeamDay | None = None


def day_of(viewer: SignedIn, today: date) -> Day:
    """Return the day of a member, with the whole team's for who leads it."""
    if not viewer.may(Permission.LOG):
        return Day()
    leads = viewer.may(Permission.AMEND_ANY)
    area = Area() if leads else Area(member=viewer.id)
    page = care.page(area, "", DUE)
    longest = page.cards[0] if page.cards else None
    return Day(
        plan=plan(viewer.id, today),
        due=page.cards,
        due_count=page.total,
        work=showing.lines(queries.open_work(viewer.id, OPEN)),
        praise=showing.lines(queries.praise(today - timedelta(days=1), OPEN)),
        latest=latest(viewer.id),
        campaigns=campaigns.running(0 if leads else viewer.id),
        team=briefing.team_day(today, page.total, longest) if leads else None,
    )


def is_overdue(line: Line) -> bool:
    """Tell whether the day of something planned has gone by."""
    return line.record.happened_on < clock.today()

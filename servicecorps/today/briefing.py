"""The team's day as a paragraph to be read out in the morning (班前会)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from servicecorps import formats, words
from servicecorps.care.campaigns import Row, running
from servicecorps.clock import Span
from servicecorps.formats import count
from servicecorps.records import kinds, showing
from servicecorps.records.showing import Line
from servicecorps.today import queries

OVERDUE = timedelta(days=30)
LONG_AGO = date(1900, 1, 1)
SHOWN = 10
# What is told of yesterday, in this order.
TOLD = ("visits", "calls", "repairs", "problems", "night_works", "appointments")
THANKS = ("praise_calls", "letters", "pennants", "media")


@dataclass(frozen=True)
class TeamDay:
    """What a manager sees of the team: yesterday, today, what is left, who is silent."""

    sentences: list[str]
    silent: list[str]
    # Promised for a day gone by, without a result: so many, the oldest of them as lines.
    unresolved_count: int
    unresolved: list[Line]


def team_day(today: date, due_count: int, longest: Any) -> TeamDay:
    """Return the team's day; `longest` is the card of whoever is due longest, or None."""
    week = Span(today - timedelta(days=today.weekday()), today)
    slugs = [kind.slug for kind in kinds.every()]
    silent = queries.silent(slugs, week)
    missed = Span(today - OVERDUE, today - timedelta(days=1))
    left = sum(number for number, _first in queries.opened(queries.PROMISED, missed).values())
    unresolved = showing.lines(queries.unresolved(missed, SHOWN))
    told = [
        _yesterday(today - timedelta(days=1)),
        _planned(today),
        _due(due_count, longest),
        *(_campaign(row) for row in running()),
        _open(today),
        _left(left),
        _silent(silent),
    ]
    head = _("%(day)s，各位早上好。", day=formats.weekday_day(today))
    return TeamDay([str(head), *filter(None, told)], silent, left, unresolved)


def _yesterday(day: date) -> str:
    found = queries.figures_of(day)
    told = [_figure(one, found[one]) for one in TOLD if found.get(one)]
    thanks = [_figure(one, found[one]) for one in THANKS if found.get(one)]
    if not told and not thanks:
        return str(_("昨天没有登记。"))
    said = _("昨天%(what)s。", what=_joined(told)) if told else ""
    return said + (_("收到%(what)s。", what=_joined(thanks)) if thanks else "")


def _planned(today: date) -> str:
    found = queries.opened(queries.PROMISED, Span(today, today))
    told = [
        f"{kinds.of(slug).label} {count(found[slug][0])} {kinds.of(slug).unit}"
        for slug in queries.PROMISED
        if slug in found
    ]
    return (
        str(_("今天有%(what)s。", what=_joined(told))) if told else str(_("今天没有预约和计划。"))
    )


def _due(number: int, longest: Any) -> str:
    if not number:
        return str(_("到期的住户都走访过了。"))
    told = ngettext("%(n)s 户该走访了", "%(n)s 户该走访了", number, n=count(number))
    if longest is None or not longest.overdue:
        return str(_("%(told)s。", told=told))
    if longest.level == "never":
        return f"{told}{_('，%(community)s还有从没去过的。', community=longest.community)}"
    where = _(
        "，最久的在%(community)s，超 %(days)s 天。",
        community=longest.community,
        days=longest.overdue,
    )
    return f"{told}{where}"


def _campaign(row: Row) -> str:
    return str(
        _(
            "“%(name)s”走到 %(done)s 户，还差 %(left)s 户，%(day)s止。",
            name=row.campaign.name,
            done=count(row.done),
            left=count(row.target - row.done),
            day=formats.day(row.campaign.last_on),
        )
    )


def _open(today: date) -> str:
    found = queries.opened(queries.WORK, Span(LONG_AGO, today))
    told = [
        _(
            "%(kind)s %(n)s %(unit)s没办完，最早的是%(day)s",
            kind=kinds.of(slug).label,
            n=count(found[slug][0]),
            unit=kinds.of(slug).unit,
            day=formats.day(found[slug][1]),
        )
        for slug in queries.WORK
        if slug in found
    ]
    return str(_("%(told)s。", told=_("；").join(told))) if told else ""


def _left(number: int) -> str:
    if not number:
        return ""
    told = ngettext(
        "%(num)s 件过了日子还没有结果，请补记。", "%(num)s 件过了日子还没有结果，请补记。", number
    )
    return str(told)


def _silent(names: list[str]) -> str:
    if not names:
        return str(_("本周每个人都记过了。"))
    return str(_("本周还没有记过的：%(names)s。", names=_joined(names)))


def _figure(measure: str, number: int) -> str:
    word = words.MEASURES[measure]
    return f"{word.label} {count(number)} {word.unit_for(number)}"


def _joined(told: list[Any]) -> str:
    return str(_("、")).join(str(one) for one in told)

"""What the pages about the care of communities show: counts, rows, the sentence to copy."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from servicecorps import formats
from servicecorps.maps import care, queries
from servicecorps.maps.asked import AskedCare
from servicecorps.maps.care import Care, Targets
from servicecorps.maps.figures import Standing
from servicecorps.maps.rules import day_number
from servicecorps.people import queries as people
from servicecorps.places import queries as places


@dataclass(frozen=True)
class Row:
    """A community that is due, as the list shows it."""

    id: int
    name: str
    where: str
    level: str
    over: int | None
    last: date | None
    homes: int
    pressing: int
    in_charge: str


@dataclass(frozen=True)
class Found:
    """The communities asked for on a day: those in our care, and how many there are beside."""

    asked: AskedCare
    on: date
    care: Sequence[Care]
    rest: int
    in_charge: Mapping[int, int]
    began: date | None

    @cached_property
    def levels(self) -> dict[str, int]:
        """How many communities in our care stand at each level."""
        return care.levels(self.care)

    @property
    def due_count(self) -> int:
        """How many of them somebody should go to."""
        return sum(number for level, number in self.levels.items() if level in care.DUE)

    @cached_property
    def due(self) -> list[Care]:
        """They, in the order that was asked for."""
        by_name = self.asked.order == "name"
        names = places.community_names([one.id for one in self.care]) if by_name else {}
        called = {number: name.name for number, name in names.items()}
        return care.due(self.care, self.asked.order, called)

    def rows(self, some: Sequence[Care]) -> list[Row]:
        """Return communities as the list shows them."""
        names, called = places.community_names([one.id for one in some]), people.all_names()
        return [
            Row(
                id=one.id,
                name=names[one.id].name,
                where=f"{names[one.id].district} {names[one.id].subdistrict}",
                level=one.level,
                over=one.over,
                last=one.last,
                homes=one.homes,
                pressing=one.pressing,
                in_charge=called.get(self.in_charge.get(one.id, 0), ""),
            )
            for one in some
        ]


def found(asked: AskedCare, viewer_id: int, on: date) -> Found:
    """Look for the communities an address asks for."""
    homes = queries.homes()
    targets = Targets(
        current_app.config["CARE_DAYS_VULNERABLE"], current_app.config["CARE_DAYS_OTHERS"]
    )
    in_care, in_charge, rest = [], {}, 0
    for charge in queries.charges():
        own = homes.get(charge.id, [])
        whose = {charge.in_charge_id, *(home.in_charge_id for home in own)}
        if not _is_asked_for(charge, whose, asked, viewer_id):
            continue
        if charge.in_charge_id is None and not own:
            rest += 1
            continue
        in_care.append(care.of_community(charge.id, own, charge.last, targets, on, asked.days))
        if charge.in_charge_id:
            in_charge[charge.id] = charge.in_charge_id
    return Found(asked, on, in_care, rest, in_charge, queries.first_visit())


def _is_asked_for(
    charge: queries.Charge, whose: set[int | None], asked: AskedCare, viewer_id: int
) -> bool:
    return (
        asked.district in (0, charge.district_id)
        and asked.subdistrict in (0, charge.subdistrict_id)
        and (not asked.member or asked.member in whose)
        and (not asked.mine or viewer_id in whose)
    )


def sentence(shown: Found) -> str:
    """Return one paragraph naming the ten communities longest not visited, "" if all is well."""
    longest, never = care.worst(shown.due)
    if not longest and not never:
        return ""
    names = places.community_names([one.id for one in [*longest, *never[:10]]])
    told = [_("截至%(day)s，", day=formats.long_day(shown.on))]
    if longest:
        least = min((shown.on - one.last).days for one in longest if one.last)
        told.append(
            _(
                "%(names)s等 %(count)s 个社区已有 %(days)s 天以上未走访",
                names=_joined(longest, names),
                count=len(longest),
                days=least,
            )
        )
    if longest and never:
        told.append(_("；"))
    if never:
        told.append(
            _(
                "%(names)s等 %(count)s 个社区没有走访记录",
                names=_joined(never[:10], names),
                count=len(never),
            )
        )
    return "".join(str(part) for part in [*told, _("。")])


def columns(where: Standing, shown: Found) -> dict[str, Any]:
    """Return what the script needs to draw the drops, one value a community in each column."""
    known = {one.id: one for one in shown.care}
    cared = [known.get(number) for number in where.ids]
    return where.columns | {
        "care": "".join("1" if one else "0" for one in cared),
        "last": [day_number(one.last) if one else 0 for one in cared],
        "target": [one.target if one else 0 for one in cared],
        "homes": [one.homes if one else 0 for one in cared],
        "pressing": [one.pressing if one else 0 for one in cared],
        "today": day_number(shown.on),
        "began": day_number(shown.began),
        "days": shown.asked.days,
    }


def file_header() -> list[str]:
    """Return the column names of the list as a file."""
    return [
        _("社区"),
        _("区市、街道"),
        _("多久没去"),
        _("超期天数"),
        _("上次走访"),
        _("在册户数"),
        _("负责人"),
    ]


def file_rows(rows: Iterable[Row]) -> Iterator[list[Any]]:
    """Yield the rows of the list as a file has them."""
    for row in rows:
        yield [
            row.name,
            row.where,
            level_name(row.level),
            "" if row.over is None else row.over,
            row.last.isoformat() if row.last else "",
            row.homes,
            row.in_charge,
        ]


def level_name(level: str) -> str:
    """Return what a drop's level is called."""
    called = {
        "in": _("按期"),
        "soon": _("快到期"),
        "over": _("已超期"),
        "far": _("久未到"),
        "never": _("无记录"),
    }
    return str(called[level])


def _joined(some: Iterable[Care], names: Mapping[int, places.CommunityName]) -> str:
    return str(_("、")).join(names[one.id].name for one in some)

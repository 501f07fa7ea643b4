"""What the pages about the care of communities show: counts, rows, the sentence to copy."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

from flask import url_for
from flask_babel import gettext as _

from servicecorps import formats
from servicecorps.maps import care, queries, where, wording
from servicecorps.maps.asked import AskedCare
from servicecorps.maps.care import Care, Home, Targets
from servicecorps.maps.figures import Standing
from servicecorps.maps.rules import day_number
from servicecorps.people import queries as people
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission
from servicecorps.places import queries as places
from servicecorps.settings import queries as settings


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
    """Look for the communities an address asks for.

    Asked by a category of households, only communities with several of them are told: a few could
    be recognised.
    """
    homes = queries.homes()
    if asked.category:
        alike = {at: [one for one in some if one.category == asked.category]
                 for at, some in homes.items()}  # fmt: skip
        homes = {at: some for at, some in alike.items() if len(some) >= care.SMALL}
    targets = Targets(
        settings.community_days("vulnerable"),
        settings.community_days("others"),
        settings.care_days(),
    )
    wanted = _Wanted.of(asked, viewer_id)
    in_care, in_charge, rest = [], {}, 0
    for charge in queries.charges():
        own = homes.get(charge.id, [])
        if not wanted.has(charge, own):
            continue
        if not own and (asked.category or charge.in_charge_id is None):
            rest += 1
            continue
        in_care.append(care.of_community(charge.id, own, charge.last, targets, on, asked.days))
        if charge.in_charge_id:
            in_charge[charge.id] = charge.in_charge_id
    shown = not (asked.cared or asked.category)
    return Found(asked, on, in_care, rest if shown else 0, in_charge, queries.first_visit())


@dataclass(frozen=True)
class _Wanted:
    """Which communities are looked at, by place and by whose they are."""

    asked: AskedCare
    # Each set of people must hold one of those whose community it is.
    people: tuple[Collection[int], ...]

    @classmethod
    def of(cls, asked: AskedCare, viewer_id: int) -> Self:
        people_asked: list[Collection[int]] = []
        if asked.member:
            people_asked.append({asked.member})
        if asked.team:
            people_asked.append(people.members_of(asked.team))
        if asked.mine:
            people_asked.append({viewer_id})
        return cls(asked, tuple(people_asked))

    def has(self, charge: queries.Charge, own: Sequence[Home]) -> bool:
        if self.asked.district not in (0, charge.district_id):
            return False
        if self.asked.subdistrict not in (0, charge.subdistrict_id):
            return False
        if not self.people:
            return True
        whose = {charge.in_charge_id, *(home.in_charge_id for home in own)}
        return all(not whose.isdisjoint(some) for some in self.people)


@dataclass(frozen=True)
class Area:
    """The communities somebody is responsible for; id 0 are those nobody is."""

    id: int
    name: str
    communities: int
    due: int
    homes: int


def areas(shown: Found) -> list[Area]:
    """Return the areas of responsibility, the one with most that is due first, nobody's last."""
    names, theirs = people.all_names(), defaultdict(list)
    for one in shown.care:
        theirs[shown.in_charge.get(one.id, 0)].append(one)
    found = [
        Area(
            id=member,
            name=names.get(member, ""),
            communities=len(some),
            due=sum(one.is_due for one in some),
            homes=sum(one.homes for one in some),
        )
        for member, some in theirs.items()
    ]
    return sorted(found, key=lambda area: (not area.id, -area.due, -area.communities, area.name))


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


def answer(shown: Found) -> dict[str, Any]:
    """Return what the script is told: how fresh every community is, without names."""
    asked = shown.asked
    return columns(_standing(shown), shown) | {
        "query": asked.query(),
        "areas": asked.areas,
        "fit": bool(asked.district) or asked.is_choosy(),
        "made": wording.made(shown.on),
        "names": url_for("maps.names"),
        "outlines": url_for("maps.subdistricts"),
        "links": _links(),
        "words": wording.shared() | wording.of_care(),
    }


def _standing(shown: Found) -> Standing:
    """Return where the communities asked for stand; whoever asks for some sees no others."""
    if shown.asked.is_choosy():
        return where.of_some({one.id for one in shown.care})
    return where.of_district(shown.asked.district)


def _links() -> dict[str, str]:
    """Return the addresses behind a community, as far as the reader may open them."""
    reader, links = signed_in(), wording.links()
    if reader.may(Permission.RECORDS):
        links["records"] = url_for("visits.index") + "?community={id}"
    if reader.may(Permission.LOG):
        links["plan"] = url_for("registers.pick", kind="visit") + "?plan=1&community={id}"
    return links


def columns(stands: Standing, shown: Found) -> dict[str, Any]:
    """Return what the script needs to draw the drops, one value a community in each column."""
    known = {one.id: one for one in shown.care}
    cared = [known.get(number) for number in stands.ids]
    drawn = stands.columns | {
        "care": "".join("1" if one else "0" for one in cared),
        "last": [day_number(one.last) if one else 0 for one in cared],
        "target": [one.target if one else 0 for one in cared],
        "homes": [one.homes if one else 0 for one in cared],
        "pressing": [one.pressing if one else 0 for one in cared],
        "today": day_number(shown.on),
        "began": day_number(shown.began),
        "days": shown.asked.days,
    }
    return drawn | _whose(stands, shown) if shown.asked.whose else drawn


def _whose(stands: Standing, shown: Found) -> dict[str, Any]:
    """Return whose each community is, as rows of a list of people; row 0 is nobody."""
    told = [area for area in areas(shown) if area.id]
    row = {area.id: at for at, area in enumerate(told, 1)}
    return {
        "whose": [row.get(shown.in_charge.get(number, 0), 0) for number in stands.ids],
        "people": ["", *(area.name for area in told)],
        "people_id": [0, *(area.id for area in told)],
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
            wording.level_name(row.level),
            "" if row.over is None else row.over,
            row.last.isoformat() if row.last else "",
            row.homes,
            row.in_charge,
        ]


def _joined(some: Iterable[Care], names: Mapping[int, places.CommunityName]) -> str:
    return str(_("、")).join(names[one.id].name for one in some)

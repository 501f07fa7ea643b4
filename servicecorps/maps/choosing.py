"""What the map can be asked, and what it was asked, in words."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext as _

from servicecorps import clock, words
from servicecorps.maps.asked import LAYERS, Asked, AskedCare
from servicecorps.people import queries as people
from servicecorps.places import queries as places
from servicecorps.places.model import Subdistrict


class Applied(NamedTuple):
    """A part of the question in words, and the question without it."""

    label: str
    query: str


def applied(asked: Asked | AskedCare) -> list[Applied]:
    """Return what leaves communities or records out."""
    return [Applied(label, asked.without(*parts)) for label, parts in _parts(asked)]


def _parts(asked: Asked | AskedCare) -> Iterator[tuple[str, tuple[str, ...]]]:
    if asked.district:
        called = {one.id: one.name for one in places.districts()}
        yield called.get(asked.district) or str(_("没有这个区")), ("district", "subdistrict")
    if asked.subdistrict:
        yield _subdistrict(asked.subdistrict), ("subdistrict",)
    if asked.member:
        name = people.names([asked.member]).get(asked.member, "")
        yield _whose(asked, name), ("member",)
    if asked.team:
        yield words.TEAMS.label(people.team_slugs().get(asked.team)), ("team",)
    if asked.category:
        yield _category(asked), ("category",)
    if asked.cared:
        yield _("只看我们走访的"), ("cared",)
    if isinstance(asked, AskedCare) and asked.mine:
        yield _("我负责的"), ("mine",)


def _subdistrict(number: int) -> str:
    found = {one.id: one.name for one in places.subdistricts()}
    return found.get(number) or str(_("没有这个街道"))


def _whose(asked: Asked | AskedCare, name: str) -> str:
    if isinstance(asked, AskedCare):
        return str(_("%(name)s负责的", name=name))
    return str(_("%(name)s做的", name=name))


def _category(asked: Asked | AskedCare) -> str:
    if isinstance(asked, AskedCare):
        return words.HOUSEHOLD_CATEGORIES.label(asked.category)
    return asked.kind.categories.label(asked.category) if asked.kind else ""


def choices(args: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page of filters offers, and what is chosen already."""
    figures, care = Asked.read(args, clock.today()), AskedCare.read(args)
    asked: Asked | AskedCare = figures if args.get("measure") else care
    kind = figures.kind if args.get("measure") else None
    return {
        "asked": asked,
        "figures": figures,
        "care": care,
        "layer": figures.layer if args.get("measure") else "",
        "layers": [(slug, words.measure_word(slug).label) for slug in LAYERS],
        "districts": [(one.id, one.name) for one in places.districts(served_only=True)],
        "subdistricts": _by_district(),
        "team_choices": [(one.id, words.TEAMS.label(one.slug)) for one in people.teams()],
        "members": people.serving((asked.member,) if asked.member else ()),
        "categories": kind.categories if kind else words.HOUSEHOLD_CATEGORIES,
        "of_hardship": kind is None or kind.categories is words.HOUSEHOLD_CATEGORIES,
    }


def _by_district() -> list[tuple[str, list[Subdistrict]]]:
    served = [one for one in places.subdistricts() if one.district.served != "no"]
    served.sort(key=lambda one: (one.district.code, one.code))
    return [(name, list(some)) for name, some in groupby(served, key=lambda one: one.district.name)]

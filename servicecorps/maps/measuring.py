"""The figures a layer of the map asks for: of some days, or month by month."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from flask import url_for
from flask_babel import gettext as _

from servicecorps import clock, formats, words
from servicecorps.clock import Span
from servicecorps.counters import queries as counters
from servicecorps.maps import figures, queries, rules, where, wording
from servicecorps.maps.asked import HOUSEHOLDS, Asked
from servicecorps.maps.figures import Figures, Standing
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission
from servicecorps.places import queries as places
from servicecorps.places.queries import CommunityName
from servicecorps.tallies import queries as tallies
from servicecorps.tallies.sentence import period_name


@dataclass(frozen=True)
class Looked:
    """Which communities a question leaves, None for all of them, and whether they are few."""

    only: Collection[int] | None
    below_district: bool


def looked(asked: Asked) -> Looked:
    """Return which communities are looked at."""
    only: set[int] | None = None
    if asked.district or asked.subdistrict:
        only = queries.community_ids(asked.district, asked.subdistrict)
    if asked.cared:
        ours = queries.in_charge() | queries.registered().keys()
        only = ours if only is None else only & ours
    return Looked(only, bool(asked.subdistrict))


def found(asked: Asked) -> Figures:
    """Return the figures of the days asked for."""
    [one] = _figures(asked, looked(asked), [asked.span])
    return one


def _figures(asked: Asked, at: Looked, spans: Sequence[Span]) -> Iterator[Figures]:
    for span, amounts in zip(spans, _amounts(asked, spans), strict=True):
        one = figures.gather(
            amounts,
            at.only,
            of_hardship=asked.tells_hardship,
            below_district=at.below_district,
        )
        if asked.layer == HOUSEHOLDS and at.only is None:
            # Visited in two communities, a household still is one.
            one = figures.with_total(one, tallies.households(span, only=asked.only).get(0, 0))
        yield one


def _amounts(asked: Asked, spans: Sequence[Span]) -> Iterator[Mapping[int, int]]:
    if asked.layer == HOUSEHOLDS:
        for span in spans:
            yield _by_number(tallies.households(span, "community", only=asked.only))
        return
    for counted in tallies.amounts(spans, "community", asked.measures, asked.only):
        summed: dict[Any, int] = {}
        for (_measure, key), amount in counted.items():
            summed[key] = summed.get(key, 0) + amount
        yield _by_number(summed)


def _by_number(amounts: Mapping[Any, int]) -> dict[int, int]:
    return {int(key): amount for key, amount in amounts.items()}


def standing(asked: Asked, at: Looked) -> Standing:
    """Return where the communities that are looked at stand."""
    if asked.subdistrict or asked.cared:
        return where.of_some(at.only or ())
    return where.of_district(asked.district)


def rows(shown: Figures, limit: int) -> list[tuple[CommunityName, int]]:
    """Return the communities with the largest figures, as the list names them."""
    largest = shown.largest(limit)
    called = places.community_names([number for number, _amount in largest])
    return [(called[number], amount) for number, amount in largest if number in called]


def said(asked: Asked, shown: Figures) -> dict[str, str]:
    """Return what the page says of the figures, with the patterns the script writes with too."""
    word, patterns = words.measure_word(asked.layer), wording.of_figures()
    label = str(word.label).lower()
    many = "counted" if shown.counted > 1 else "one_counted" if shown.counted else "none_counted"

    def amount(pattern: str, number: int) -> str:
        return patterns[pattern].format(
            period=period_name(asked.span),
            amount=formats.count(number),
            unit=word.unit_for(number),
        )

    return {
        "heading": patterns[many].format(count=formats.count(shown.counted), label=label),
        "period": amount("period", shown.total),
        "beside": amount("beside", shown.beside) if shown.beside else "",
        "few": amount("few", shown.few) if shown.few else "",
        "withheld": _("为保护隐私，不到 5 的社区不显示") if shown.few is None else "",
    }


def answer(asked: Asked) -> dict[str, Any]:
    """Return the layer as the script draws it: figures of communities, without their names."""
    word, at = words.measure_word(asked.layer), looked(asked)
    stands = standing(asked, at)
    [shown] = _figures(asked, at, [asked.span])
    spans = rules.played(asked.span, clock.today())
    # How often each household was visited is told from afar.
    homes = queries.registered()
    ours = homes.keys() | queries.in_charge()
    told = {"homes": [homes.get(number, 0) for number in stands.ids]}
    drawn = figures.columns(stands, shown, counters.last_visits("community"))
    return (
        drawn
        | (told if asked.measures == ("visits",) else {})
        | {
            "care": "".join("1" if number in ours else "0" for number in stands.ids),
            "label": str(word.label),
            "unit": str(word.unit),
            "unit_of_one": str(word.unit_of_one),
            "query": asked.query(),
            "days": urlencode(asked.days()),
            "areas": asked.areas,
            "month": [span.slug for span in spans],
            "called": [period_name(span) for span in spans],
            "at": spans.index(asked.span) if asked.span in spans else -1,
            "fit": bool(asked.district or asked.subdistrict),
            "hardship": asked.tells_hardship,
            "names": url_for("maps.names"),
            "outlines": url_for("maps.subdistricts"),
            "months": url_for("maps.months"),
            "links": _links(asked),
            "made": wording.made(clock.today()),
            "share": asked.layer == HOUSEHOLDS,
            "words": wording.shared()
            | wording.of_figures()
            | {"area_key": wording.of_areas(asked.layer)},
            "of": _mark(stands),
        }
    )


def months(asked: Asked) -> dict[str, Any]:
    """Return the same layer month by month, the communities in the order of the layer.

    `of` is the mark of that order: the layer's own says the same, or communities have come or gone.
    """
    spans = rules.played(asked.span, clock.today())
    at = looked(asked)
    stands = standing(asked, at)
    told = list(_figures(asked, at, spans))
    return {
        "of": _mark(stands),
        "month": [span.slug for span in spans],
        "called": [period_name(span) for span in spans],
        "amount": [figures.of_dots(stands, one) for one in told],
        "total": [one.total for one in told],
        "beside": [one.beside for one in told],
        "few": [one.few for one in told],
        "steps": rules.steps(
            max((max(one.amounts.values(), default=0) for one in told), default=0)
        ),
    }


def _mark(stands: Standing) -> int:
    return crc32(repr(stands.ids).encode())


def _links(asked: Asked) -> dict[str, str]:
    """Return the addresses behind a dot, as far as the reader may open them."""
    kind, links = asked.kind, wording.links()
    if kind and signed_in().may(Permission.RECORDS):
        measure = asked.measures[0] if asked.layer == HOUSEHOLDS else asked.layer
        address = urlencode({"measure": measure} | asked.whose())
        room = kind.room
        links["records"] = f"{url_for(f'{room}.index')}?{address}&{{days}}&community={{id}}"
    return links

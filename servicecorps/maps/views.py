"""The pages and answers of the map."""

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_babel import gettext as _

from servicecorps import clock, words
from servicecorps.counters import queries as counters
from servicecorps.maps import answers, figures, queries, rules
from servicecorps.maps.asked import Asked
from servicecorps.maps.figures import Figures, Standing
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.places import outlines
from servicecorps.places import queries as places
from servicecorps.records import kinds
from servicecorps.tallies import queries as tallies
from servicecorps.tallies.sentence import period_name

if TYPE_CHECKING:
    from servicecorps.maps.frame import Frame

bp = Blueprint("maps", __name__, url_prefix="/map")
LISTED = 3  # the page stays small; the script lists the rest from the figures it has
_SCRIPTS = (
    ("leaflet", "leaflet/leaflet.js"),
    ("corps", "map/corps.js"),
    ("dots", "map/dots.js"),
    ("panel", "map/panel.js"),
    ("paper", "map/paper.js"),
)
_STYLES = (("leaflet", "leaflet/leaflet.css"), ("map", "map/map.css"))


@bp.get("/")
@needs(Permission.MAP)
def index() -> Response:
    """Show the map of a measure with the list of its communities."""
    asked = Asked.read(request.args, clock.today())
    found = _figures(asked)
    largest = found.largest(LISTED)
    html = render_template(
        "maps/index.html",
        asked=asked,
        found=found,
        largest=largest,
        called=places.community_names([number for number, _amount in largest]),
        unplaced=queries.count_unplaced(asked.district),
        word=words.measure_word(asked.measure),
        measures=words.MEASURES,
        districts=places.districts(served_only=True),
        period=period_name(asked.span),
        at=request.args.get("at", 0, type=int),
        frame=_frame(),
    )
    return answers.page(html)


@bp.get("/boot.js")
@needs(Permission.MAP)
def boot() -> Response:
    """Answer folium's script: it sets up the map and names where its layers come from."""
    return answers.kept(_frame().script.encode(), "text/javascript")


@bp.get("/base.json")
@needs(Permission.MAP)
def base() -> Response:
    """Answer the ground of the map."""
    instance = _instance()
    return answers.kept(_ground(instance, outlines.version(instance)), "application/json")


@bp.get("/subdistricts.json")
@needs(Permission.MAP)
def subdistricts() -> Response:
    """Answer the imported outlines of the sub-districts, none if none were imported."""
    path = outlines.imported(_instance(), "subdistricts")
    body = path.read_bytes() if path.is_file() else b'{"subdistricts":[]}'
    return answers.kept(body, "application/json")


@bp.get("/names.json")
@needs(Permission.MAP)
def names() -> Response:
    """Answer the names of all communities."""
    return answers.kept(_named(queries.version_of_places()), "application/json")


@bp.get("/data.json")
@needs(Permission.MAP)
def data() -> Response:
    """Answer the figures of the communities, without their names."""
    asked = Asked.read(request.args, clock.today())
    word = words.measure_word(asked.measure)
    instance = _instance()
    version = (outlines.version(instance), *queries.version_of_places())
    where = _standing(version, instance, asked.district)
    return answers.as_json(
        figures.columns(where, _figures(asked), counters.last_visits("community"))
        | {
            "label": str(word.label),
            "unit": str(word.unit),
            "unit_of_one": str(word.unit_of_one),
            "query": asked.query(),
            "fit": bool(asked.district),
            "names": url_for(".names"),
            "links": _links(asked),
            "words": _words(),
        }
    )


@lru_cache(maxsize=16)
def _standing(_version: tuple[object, ...], instance: Path, district: int) -> Standing:
    dots = rules.dots(queries.places(), outlines.ground(instance).drawn)
    return figures.standing(
        dot for dot in dots if not district or dot.place.area.district_id == district
    )


@lru_cache(maxsize=2)
def _named(_version: tuple[object, ...]) -> bytes:
    return answers.encoded(figures.names(queries.places()))


def _figures(asked: Asked) -> Figures:
    [counted] = tallies.amounts([asked.span], "community", (asked.measure,))
    amounts = {int(key): amount for (_measure, key), amount in counted.items()}
    only = places.community_ids_in(asked.district) if asked.district else None
    return figures.gather(amounts, only)


def _links(asked: Asked) -> dict[str, str]:
    """Return the addresses behind a dot, as far as the reader may open them."""
    reader, links = signed_in(), {}
    if reader.may(Permission.COMMUNITIES):
        page = url_for("registers.community", community_id=0)
        links["community"] = page.removesuffix("0") + "{id}"
    kind = kinds.by_measure(asked.measure)
    if kind and reader.may(Permission.RECORDS):
        room = kind.path.replace("-", "_")
        listed = urlencode({"measure": asked.measure} | asked.days())
        links["records"] = f"{url_for(f'{room}.index')}?{listed}&community={{id}}"
    return links


def _words() -> dict[str, str]:
    """Return what the script writes, in the reader's language."""
    return {
        "figure": _("{label} {amount} {unit}"),
        "none": _("没有"),
        "last": _("上次走访 {day}"),
        "never": _("还没有走访过"),
        "near": _("大致位置"),
        "page": _("看这个社区"),
        "records": _("看这些记录"),
        "close": _("关上"),
        "span": _("{from} 至 {to}"),
        "above": _("{from} 以上"),
    }


def _frame() -> "Frame":
    return _built(url_for(".base"), url_for(".data"))


@cache
def _built(ground: str, dots: str) -> "Frame":
    # folium takes half a second to import; whoever never opens the map never pays it.
    from servicecorps.maps import frame  # noqa: PLC0415

    return frame.build(frame.Addresses(ground, dots, _SCRIPTS, _STYLES))


def _instance() -> Path:
    found: Path = current_app.config["INSTANCE"]
    return found


@lru_cache(maxsize=2)
def _ground(instance: Path, _version: int) -> bytes:
    return answers.encoded(dict(outlines.ground(instance).content))

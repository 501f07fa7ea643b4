"""The pages and answers of the map."""

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for

from servicecorps import clock, headers
from servicecorps.maps import answers, choosing, figures, ground, measuring, queries, showing
from servicecorps.maps.asked import USUAL, Asked, AskedCare
from servicecorps.maps.care import Care
from servicecorps.maps.shortly import Shortly
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.records import exports as spreadsheets
from servicecorps.records.rules import row_number

if TYPE_CHECKING:
    from servicecorps.maps.frame import Frame

bp = Blueprint("maps", __name__, url_prefix="/map")
LISTED = 2  # the page stays small; the script lists the rest from the figures it has
LAYERS = ("care", "dots", "pin")
ROWS = 200  # a page of the whole list
_SCRIPTS = (
    ("leaflet", "leaflet/leaflet.js"),
    ("corps", "map/corps.js"),
    ("dots", "map/dots.js"),
    ("panel", "map/panel.js"),
    ("areas", "map/areas.js"),
    ("paper", "map/paper.js"),
)
_STYLES = (("leaflet", "leaflet/leaflet.css"), ("map", "map/map.css"))


@bp.get("/")
@needs(Permission.MAP)
def index() -> Response:
    """Show where nobody has been for long; with a measure, where how much of it was done."""
    return _measured() if request.args.get("measure") else _cared_for()


def _cared_for() -> Response:
    key = _key()
    found = showing.found(*key)
    _shortly().leave(key, found)
    html = render_template(
        "maps/fresh.html",
        asked=found.asked,
        found=found,
        rows=found.rows(found.due[:LISTED]),
        sentence=showing.sentence(found),
        applied=choosing.applied(found.asked),
        **_about(found.asked, "care"),
    )
    return answers.page(html)


def _measured() -> Response:
    asked = _asked()
    found = measuring.found(asked)
    html = render_template(
        "maps/index.html",
        asked=asked,
        found=found,
        rows=measuring.rows(found, LISTED),
        said=measuring.said(asked, found),
        layers=USUAL if asked.layer in USUAL else (*USUAL, asked.layer),
        applied=choosing.applied(asked),
        **_about(asked, "dots"),
    )
    return answers.page(html)


def _about(asked: Asked | AskedCare, layer: str) -> dict[str, object]:
    return {
        "unplaced": queries.count_unplaced(asked.district),
        "may_list": signed_in().may(Permission.COMMUNITIES),
        "at": row_number(request.args.get("at", "")) or 0,
        "frame": frame_of(layer),
        "named_below": ground.named(asked.areas),
    }


@bp.get("/filter")
@needs(Permission.MAP)
def choose() -> str:
    """Offer everything the map can be asked, as a page of its own."""
    return render_template("maps/filter.html", **choosing.choices(request.args))


@bp.get("/list")
@needs(Permission.COMMUNITIES)
def care_list() -> str:
    """List every community that is due, in the order asked for; the way without a map."""
    found = _found()
    start = _after(found.due, row_number(request.args.get("after", "")) or 0)
    shown, more = found.due[start : start + ROWS], len(found.due) > start + ROWS
    return render_template(
        "maps/list.html",
        asked=found.asked,
        found=found,
        rows=found.rows(shown),
        more=shown[-1].id if more else 0,
        applied=choosing.applied(found.asked),
    )


@bp.get("/areas")
@needs(Permission.COMMUNITIES)
def areas() -> str:
    """List whose the communities are, and how much of it is due."""
    found = _found()
    return render_template(
        "maps/areas.html",
        asked=found.asked,
        found=found,
        areas=showing.areas(found),
        applied=choosing.applied(found.asked),
    )


@bp.get("/list.csv")
@needs(Permission.COMMUNITIES)
def care_csv() -> Response:
    """Send the whole list as CSV."""
    found = _found()
    rows = showing.file_rows(found.rows(found.due))
    answer = Response(spreadsheets.as_csv(showing.file_header(), rows), mimetype="text/csv")
    name = f"map-{found.on}.csv"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


@bp.get("/fresh.json")
@needs(Permission.MAP)
def fresh() -> Response:
    """Answer how fresh our care of every community is, without names and without households."""
    key = _key()
    return answers.as_json(showing.answer(_shortly().take(key) or showing.found(*key)))


@bp.get("/data.json")
@needs(Permission.MAP)
def data() -> Response:
    """Answer the figures of the communities, without their names."""
    return answers.as_json(measuring.answer(_asked()))


@bp.get("/months.json")
@needs(Permission.MAP)
def months() -> Response:
    """Answer the same figures month by month."""
    return answers.as_json(measuring.months(_asked()))


@bp.get("/boot.js")
@needs(Permission.MAP)
def boot() -> Response:
    """Answer folium's script: it sets up the map and names where its layers come from."""
    layer = request.args.get("layer", LAYERS[0])
    if layer not in LAYERS:
        abort(404)
    return answers.kept(frame_of(layer).script.encode(), "text/javascript")


@bp.get("/base.json")
@needs(Permission.MAP)
def base() -> Response:
    """Answer the ground of the map."""
    return answers.kept(ground.packed(), "application/json")


@bp.get("/subdistricts.json")
@needs(Permission.MAP)
def subdistricts() -> Response:
    """Answer the outlines of the sub-districts, imported or schematic."""
    return answers.kept(ground.subdistricts(), "application/json")


@bp.get("/names.json")
@needs(Permission.MAP)
def names() -> Response:
    """Answer the names of all communities."""
    return answers.kept(_named(queries.version_of_places()), "application/json")


@lru_cache(maxsize=2)
def _named(_version: tuple[object, ...]) -> bytes:
    return answers.encoded(figures.names(queries.places()))


def _found() -> showing.Found:
    return showing.found(*_key())


def _key() -> tuple[AskedCare, int, date]:
    return AskedCare.read(request.args), signed_in().id, clock.today()


def _shortly() -> Shortly[showing.Found]:
    kept: Shortly[showing.Found] = current_app.extensions.setdefault("map_found", Shortly())
    return kept


def _asked() -> Asked:
    return Asked.read(request.args, clock.today())


def _after(due: Sequence[Care], number: int) -> int:
    """Return where the page of a list begins that follows a community."""
    return next((at + 1 for at, one in enumerate(due) if one.id == number), 0)


def frame_of(layer: str) -> "Frame":
    """Return folium's frame with one of our layers: care, dots, or the pin of one place."""
    dots = url_for("maps.fresh") if layer == "care" else url_for("maps.data")
    return _built(url_for("maps.base"), dots, f"Corps.{layer}", ground.tiles().addresses)


@cache
def _built(base: str, dots: str, drawer: str, tiles: tuple[str, ...]) -> "Frame":
    # folium takes half a second to import; whoever never opens the map never pays it.
    from servicecorps.maps import frame  # noqa: PLC0415

    return frame.build(frame.Addresses(base, dots, drawer, _SCRIPTS, _STYLES, tiles))


@bp.after_request
def _let_tiles_in(answer: Response) -> Response:
    if request.endpoint == "maps.index":
        return headers.with_images_from(ground.tiles().origins, answer)
    return answer

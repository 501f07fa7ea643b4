"""The pages and answers of the map."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from servicecorps import clock, headers, words
from servicecorps.counters import queries as counters
from servicecorps.maps import answers, figures, ground, queries, showing, where
from servicecorps.maps.asked import Asked, AskedCare
from servicecorps.maps.care import LEVELS, Care
from servicecorps.maps.figures import Figures, Standing
from servicecorps.maps.showing import Found
from servicecorps.people import queries as people
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.places import queries as places
from servicecorps.records import exports as spreadsheets
from servicecorps.records import kinds
from servicecorps.tallies import queries as tallies
from servicecorps.tallies.sentence import period_name

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
    ("paper", "map/paper.js"),
)
_STYLES = (("leaflet", "leaflet/leaflet.css"), ("map", "map/map.css"))


@bp.get("/")
@needs(Permission.MAP)
def index() -> Response:
    """Show where nobody has been for long; with a measure, where how much of it was done."""
    return _measured() if "measure" in request.args else _cared_for()


def _cared_for() -> Response:
    asked = AskedCare.read(request.args)
    found = showing.found(asked, signed_in().id, clock.today())
    html = render_template(
        "maps/fresh.html",
        asked=asked,
        found=found,
        rows=found.rows(found.due[:LISTED]),
        sentence=showing.sentence(found),
        unplaced=queries.count_unplaced(asked.district),
        districts=places.districts(served_only=True),
        member_name=people.all_names().get(asked.member, "") if asked.member else "",
        may_list=signed_in().may(Permission.COMMUNITIES),
        at=request.args.get("at", 0, type=int),
        frame=frame_of("care"),
    )
    return answers.page(html)


@bp.get("/list")
@needs(Permission.COMMUNITIES)
def care_list() -> str:
    """List every community that is due, in the order asked for; the way without a map."""
    asked = AskedCare.read(request.args)
    found = showing.found(asked, signed_in().id, clock.today())
    start = _after(found.due, request.args.get("after", 0, type=int))
    shown, more = found.due[start : start + ROWS], len(found.due) > start + ROWS
    return render_template(
        "maps/list.html",
        asked=asked,
        found=found,
        rows=found.rows(shown),
        more=shown[-1].id if more else 0,
        districts=places.districts(served_only=True),
        members=people.serving(),
    )


@bp.get("/list.csv")
@needs(Permission.COMMUNITIES)
def care_csv() -> Response:
    """Send the whole list as CSV."""
    asked = AskedCare.read(request.args)
    found = showing.found(asked, signed_in().id, clock.today())
    rows = showing.file_rows(found.rows(found.due))
    answer = Response(spreadsheets.as_csv(showing.file_header(), rows), mimetype="text/csv")
    name = f"map-{found.on}.csv"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


@bp.get("/fresh.json")
@needs(Permission.MAP)
def fresh() -> Response:
    """Answer how fresh our care of every community is, without names and without households."""
    asked = AskedCare.read(request.args)
    found = showing.found(asked, signed_in().id, clock.today())
    return answers.as_json(
        showing.columns(_where(asked, found), found)
        | {
            "query": asked.query(),
            "fit": bool(asked.district or asked.subdistrict or asked.member or asked.mine),
            "names": url_for(".names"),
            "links": _care_links(),
            "words": _words() | _fresh_words(),
        }
    )


def _where(asked: AskedCare, found: Found) -> Standing:
    """Return where the communities asked for stand; whoever asks for somebody's sees no others."""
    if not (asked.subdistrict or asked.member or asked.mine):
        return where.of_district(asked.district)
    wanted = {one.id for one in found.care}
    return where.of_some(wanted)


def _after(due: Sequence[Care], number: int) -> int:
    """Return where the page of a list begins that follows a community."""
    return next((at + 1 for at, one in enumerate(due) if one.id == number), 0)


def _measured() -> Response:
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
        frame=frame_of("dots"),
    )
    return answers.page(html)


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
    """Answer the imported outlines of the sub-districts, none if none were imported."""
    return answers.kept(ground.subdistricts(), "application/json")


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
    stands = where.of_district(asked.district)
    return answers.as_json(
        figures.columns(stands, _figures(asked), counters.last_visits("community"))
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


def _care_links() -> dict[str, str]:
    """Return the addresses behind a community, as far as the reader may open them."""
    reader, links = signed_in(), {}
    if reader.may(Permission.COMMUNITIES):
        page = url_for("registers.community", community_id=0)
        links["community"] = page.removesuffix("0") + "{id}"
    if reader.may(Permission.RECORDS):
        links["records"] = url_for("visits.index") + "?community={id}"
    if reader.may(Permission.LOG):
        links["plan"] = url_for("registers.pick", kind="visit") + "?plan=1&community={id}"
    return links


def _fresh_words() -> dict[str, str]:
    """Return what the script writes about freshness, in the reader's language."""
    return {level: showing.level_name(level) for level in LEVELS} | {
        "rest": _("其他社区"),
        "share": _("该去的占多少"),
        "rest_why": _("没有在册的走访户"),
        "over_by": _("超 {days} 天"),
        "left": _("还有 {days} 天"),
        "due_today": _("今天到期"),
        "not_yet": _("还没去过"),
        "since": _("还没去过（{day}以来）"),
        "home": _("1 户"),
        "homes": _("{count} 户"),
        "registered": _("在册 {homes}"),
        "pressing_few": _("有该走访的户，不到 5 户"),
        "pressing": _("{count} 户该走访"),
        "plan": _("安排走访"),
        "records": _("看走访记录"),
        "due": _("{count} 个社区该去了"),
        "one_due": _("1 个社区该去了"),
        "none_due": _("没有到期的社区"),
        "own": _("各社区自己的期限"),
        "days": _("{days} 天"),
        "counted_by": _("，{days} 天没去算超期"),
        "slider": _("多久没去算超期"),
        "back_to_own": _("用各社区自己的期限"),
        "copy": _("复制这段话"),
        "copied": _("已复制"),
        "selected": _("已选中，长按复制"),
    }


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


def frame_of(layer: str) -> "Frame":
    """Return folium's frame with one of our layers: care, dots, or the pin of one place."""
    dots = url_for("maps.fresh") if layer == "care" else url_for("maps.data")
    return _built(url_for("maps.base"), dots, f"Corps.{layer}", ground.tiles().addresses)


@cache
def _built(base: str, dots: str, drawer: str, tiles: tuple[str, ...]) -> "Frame":
    # folium takes half a second to import; whoever never opens the map never pays it.
    from servicecorps.maps import frame  # noqa: PLC0415

    return frame.build(frame.Addresses(base, dots, drawer, _SCRIPTS, _STYLES, tiles))


@bp.context_processor
def _named_below() -> dict[str, list[str]]:
    return {"named_below": ground.named()}


@bp.after_request
def _let_tiles_in(answer: Response) -> Response:
    if request.endpoint == "maps.index":
        return headers.with_images_from(ground.tiles().origins, answer)
    return answer

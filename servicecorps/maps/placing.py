"""Say on the map where a community is: by a tap, by the phone at its office, or in numbers."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps import headers
from servicecorps.errors import Stale
from servicecorps.maps import ground, views
from servicecorps.maps.form import PlaceForm
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.places import outlines, queries, writing
from servicecorps.places.coordinates import shown, to_wgs
from servicecorps.places.model import Community

bp = Blueprint("placing", __name__, url_prefix="/map/place")
_DIGITS = 5  # of a degree, 1 m: a tap is no finer


@bp.route("/<int:community_id>", methods=["GET", "POST"])
@needs(Permission.KEEP_PLACES)
def place(community_id: int) -> Answer:
    """Place a community; a position outside its district is asked about first."""
    found = queries.community(community_id)
    form = PlaceForm(obj=found)
    if not form.validate_on_submit():
        return _page(found, form, 422 if form.errors else 200)
    typed = float(form.lat_deg.data or 0), float(form.lon_deg.data or 0)
    lat, lon = to_wgs(form.text("crs"), *typed)
    district = found.subdistrict.district
    outside = outlines.ground(ground.instance()).is_outside(district.code, lat, lon)
    if outside and not form.outside_known.data:
        return _page(found, form, 409, outside=True)
    position = round(lat, _DIGITS), round(lon, _DIGITS)
    try:
        writing.place_community(community_id, form.number("version"), position, signed_in().id)
    except Stale:
        stored = queries.community(community_id)
        form.version.data = str(stored.version)
        form.form_errors.append(_("刚才有人改过这个社区，请看看再存"))
        return _page(stored, form, 409)
    flash(_("已存"), "saved")
    return redirect(url_for("registers.community", community_id=community_id))


def _page(found: Community, form: PlaceForm, status: int, *, outside: bool = False) -> Answer:
    crs = ground.tiles().crs
    zone, district = found.subdistrict, found.subdistrict.district
    points = [(one.lat_deg, one.lon_deg) for one in (found, zone, district)]
    near = next(((lat, lon) for lat, lon in points if lat is not None and lon is not None), None)
    page = render_template(
        "maps/place.html",
        found=found,
        form=form,
        outside=outside,
        crs=crs,
        near=shown(crs, *near) if near else None,
        frame=views.frame_of("pin"),
        named_below=ground.named(),
    )
    return page, status


@bp.after_request
def _let_tiles_in(answer: Response) -> Response:
    return headers.with_images_from(ground.tiles().origins, answer)

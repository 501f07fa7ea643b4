"""The page of one picture: may it be shown outside, and what must be blacked out in it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps.attachments import queries, storage
from servicecorps.attachments.model import Attachment
from servicecorps.errors import Invalid, Missing, Stale
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.places import queries as places
from servicecorps.records import kinds, retouching
from servicecorps.records import queries as records
from servicecorps.records.form import BlackOutForm, ShownForm

bp = Blueprint("pictures", __name__, url_prefix="/records")


@bp.get("/<int:record_id>/photos/<int:photo_id>")
@needs(Permission.AMEND_ANY)
def show(record_id: int, photo_id: int) -> Answer:
    """Show one picture with what a manager decides about it."""
    return _page(_picture(record_id, photo_id), BlackOutForm(), 200)


@bp.post("/<int:record_id>/photos/<int:photo_id>/shown")
@needs(Permission.AMEND_ANY)
def allow(record_id: int, photo_id: int) -> Answer:
    """Say whether a picture may be shown outside the team."""
    picture, form = _picture(record_id, photo_id), ShownForm()
    if form.validate_on_submit():
        home = places.household_or_none(records.get(record_id).household_id)
        if form.may_be_shown.data and home and not home.photos_allowed:
            form.may_be_shown.errors = [_("这户没有同意拍照，不能给外面看")]
        else:
            retouching.allow(picture.id, may_be_shown=form.may_be_shown.data, by=signed_in().id)
            flash(_("已存"), "saved")
            return redirect(url_for(".show", record_id=record_id, photo_id=photo_id))
    return _page(picture, BlackOutForm(formdata=None), 422, shown=form)


@bp.post("/<int:record_id>/photos/<int:photo_id>/black-out")
@needs(Permission.AMEND_ANY)
def black_out(record_id: int, photo_id: int) -> Answer:
    """Fill regions of a picture with black; the old picture is gone from the disk."""
    picture, form = _picture(record_id, photo_id), BlackOutForm()
    if not form.validate_on_submit():
        return _page(picture, form, 422)
    # Libraries that are loaded with the first picture, not at the start.
    from servicecorps.attachments.encoding import blacked_out  # noqa: PLC0415

    try:
        encoded = blacked_out(storage.path_of(picture.name), form.regions())
        retouching.replace(picture.id, picture.name, encoded, signed_in().id)
    except (Invalid, Stale):
        form.form_errors.append(_("这张照片刚才换过，请看看再涂"))
        return _page(_picture(record_id, photo_id), form, 409)
    flash(_("已涂黑，原来的照片已删掉"), "saved")
    return redirect(url_for(".show", record_id=record_id, photo_id=photo_id))


def _picture(record_id: int, photo_id: int) -> Attachment:
    found = queries.one(record_id, photo_id)
    if found is None:
        raise Missing
    return found


def _page(
    picture: Attachment, form: BlackOutForm, status: int, shown: ShownForm | None = None
) -> Answer:
    page = render_template(
        "records/picture.html",
        picture=picture,
        kind=kinds.of(records.get(picture.record_id).kind),
        form=form,
        shown=shown or ShownForm(formdata=None, may_be_shown=picture.may_be_shown),
    )
    return page, status

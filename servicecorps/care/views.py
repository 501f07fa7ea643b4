"""The due list, a day's round, how far each area has come; plans that rest, end and go on."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps import clock
from servicecorps.care import due, nexts, showing, writing
from servicecorps.care.asked import AskedDue
from servicecorps.care.form import EndForm, PauseForm
from servicecorps.care.queries import Area
from servicecorps.errors import Stale
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.places import queries as places
from servicecorps.places.model import Household
from servicecorps.records.rules import row_number

bp = Blueprint("care", __name__)


@bp.get("/due/")
@needs(Permission.HOUSEHOLDS)
def index() -> Answer:
    """List who is due, longest first, by area, member and category."""
    asked = AskedDue.read(request.args, signed_in())
    return render_template(
        "care/index.html",
        asked=asked,
        shown=due.page(asked.area(signed_in().id), asked.after),
        choices=showing.choices(asked),
    )


@bp.get("/due/round")
@needs(Permission.HOUSEHOLDS)
def day_round() -> Answer:
    """Lay out a day's round in walking order, to take along or to print."""
    asked = AskedDue.read(request.args, signed_in())
    stops = due.a_round(asked.area(signed_in().id), asked.homes)
    return render_template(
        "care/round.html",
        asked=asked,
        stops=stops,
        today=clock.today(),
        total=sum(len(stop.cards) for stop in stops),
        metres=sum(stop.metres or 0 for stop in stops),
    )


@bp.get("/due/areas")
@needs(Permission.HOUSEHOLDS)
def areas() -> Answer:
    """Show how many households are in time, by district, sub-district or member."""
    by = request.args.get("by", "")
    by = by if by in due.WAYS else due.WAYS[0]
    standing = due.on_plan(Area(district=row_number(request.args.get("district", "")) or 0))
    rows = ((one.home, not one.due.is_due) for one in standing if one.due.state == "running")
    return render_template(
        "care/areas.html",
        by=by,
        found=due.progress(rows, by),
        resting=sum(one.due.state == "paused" for one in standing),
    )


@bp.get("/due/next/<int:record_id>")
@needs(Permission.LOG)
def next_home(record_id: int) -> Answer:
    """Offer the next household after a visit: neighbours first, then what is due near by."""
    return render_template("care/next.html", shown=nexts.after(record_id, signed_in()))


@bp.route("/households/<int:household_id>/pause", methods=["GET", "POST"])
@needs(Permission.KEEP_HOUSEHOLDS)
def pause(household_id: int) -> Answer:
    """Let a household's care plan rest until a day, with a reason."""
    home = showing.changeable(household_id, signed_in())
    form = PauseForm(version=home.version)
    if not form.validate_on_submit():
        return _plan_page("care/pause.html", home, form, 422 if form.errors else 200)
    until, reason = form.until.data or clock.today(), form.reason.data
    try:
        writing.pause(household_id, form.number("version"), until, reason, signed_in().id)
    except Stale:
        return _stale("care/pause.html", form, household_id)
    return _back(household_id, _("先不去了，到日子再提醒"))


@bp.route("/households/<int:household_id>/end", methods=["GET", "POST"])
@needs(Permission.KEEP_HOUSEHOLDS)
def end(household_id: int) -> Answer:
    """End a household's care plan, with a reason."""
    home = showing.changeable(household_id, signed_in())
    form = EndForm(version=home.version, reason=request.args.get("reason", ""))
    if not form.validate_on_submit():
        return _plan_page("care/end.html", home, form, 422 if form.errors else 200)
    on, reason = form.on.data or clock.today(), form.reason.data
    try:
        writing.end(household_id, form.number("version"), on, reason, signed_in().id)
    except Stale:
        return _stale("care/end.html", form, household_id)
    return _back(household_id, _("已结束走访，不再提醒"))


@bp.post("/households/<int:household_id>/resume")
@needs(Permission.KEEP_HOUSEHOLDS)
def resume(household_id: int) -> Answer:
    """Let a care plan that rests or has ended go on."""
    showing.changeable(household_id, signed_in())
    version = row_number(request.form.get("version", "")) or 0
    try:
        writing.resume(household_id, version, signed_in().id)
    except Stale:
        flash(_("刚才有人改过这一户，请看看再改"), "warning")
        return redirect(url_for("registers.household", household_id=household_id))
    return _back(household_id, _("恢复走访，到期会提醒"))


def _back(household_id: int, text: str) -> Answer:
    flash(text, "saved")
    return redirect(url_for("registers.household", household_id=household_id))


def _stale(template: str, form: PauseForm | EndForm, household_id: int) -> Answer:
    home = places.household(household_id)
    form.version.data = str(home.version)
    form.form_errors.append(_("刚才有人改过这一户，请看看再存"))
    return _plan_page(template, home, form, 409)


def _plan_page(template: str, home: Household, form: PauseForm | EndForm, status: int) -> Answer:
    return render_template(template, home=home, form=form), status

"""Who looked at a household, and consent that is taken back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps import clock
from servicecorps.errors import Refused, Stale
from servicecorps.people import queries as people
from servicecorps.people.confirming import fresh
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.places import queries, writing
from servicecorps.places.form import WithdrawalForm
from servicecorps.places.model import Household
from servicecorps.records.rules import row_number
from servicecorps.registers import showing

bp = Blueprint("keeping", __name__, url_prefix="/households")
PAGE = 50


@bp.get("/<int:household_id>/looks")
@needs(Permission.SEE_CLEAR)
def looks_at_household(household_id: int) -> Answer:
    """Show who had a household before them in clear, to managers and whoever is in charge."""
    home = queries.household(household_id)
    if not showing.may_see_looks(home, signed_in()):
        raise Refused
    before = row_number(request.args.get("before", "")) or 0
    found = showing.looks(home, PAGE + 1, before)
    return render_template(
        "registers/looks.html",
        home=home,
        looks=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else 0,
        before=before,
    )


@bp.route("/<int:household_id>/withdraw", methods=["GET", "POST"])
@needs(Permission.KEEP_HOUSEHOLDS)
@fresh
def withdraw_household(household_id: int) -> Answer:
    """Write down that a household takes its consent back, and erase who it was."""
    home = queries.household(household_id)
    if home.erased_at or not showing.may_see_looks(home, signed_in()):
        raise Refused
    form = _with_people(WithdrawalForm(version=home.version))
    if not form.validate_on_submit():
        return _withdraw_page(home, form, 422 if form.errors else 200)
    told = writing.Withdrawal(form.on.data or clock.today(), form.told_to_id.data, form.way.data)
    try:
        writing.withdraw_consent(household_id, form.number("version"), told, signed_in().id)
    except Stale:
        home = queries.household(household_id)
        form.version.data = str(home.version)
        form.form_errors.append(_("刚才有人改过这一户，请看看再撤回"))
        return _withdraw_page(home, form, 409)
    flash(_("已撤回同意，资料已清除"), "saved")
    return redirect(url_for("registers.household", household_id=household_id))


def _with_people(form: WithdrawalForm) -> WithdrawalForm:
    form.told_to_id.choices = [(member.id, member.name) for member in people.serving()]
    if request.method == "GET":
        form.told_to_id.data = signed_in().id
    return form


def _withdraw_page(home: Household, form: WithdrawalForm, status: int) -> Answer:
    return render_template("registers/withdraw.html", home=home, form=form), status

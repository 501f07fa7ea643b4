"""Who looked at a household."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue as Answer

from servicecorps.errors import Refused
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.places import queries
from servicecorps.registers import showing
from servicecorps.registers.rules import number_in

bp = Blueprint("keeping", __name__, url_prefix="/households")
PAGE = 50


@bp.get("/<int:household_id>/looks")
@needs(Permission.SEE_CLEAR)
def looks(household_id: int) -> Answer:
    """Show who had a household before them in clear, to managers and whoever is in charge."""
    home = queries.household(household_id)
    if not showing.may_see_looks(home, signed_in()):
        raise Refused
    before = number_in(request.args.get("before"))
    found = showing.looks(home, PAGE + 1, before)
    return render_template(
        "registers/looks.html",
        home=home,
        looks=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else 0,
        before=before,
    )

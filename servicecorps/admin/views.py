"""The audit: what was changed, who looked, what was taken as a file."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue as Answer

from servicecorps.admin import showing
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/audit")
@needs(Permission.AUDIT)
def audit() -> Answer:
    """Show the latest lines of a book, by person and day; managers see their own team."""
    shown = showing.audit_page(request.args, signed_in())
    return render_template("admin/audit.html", shown=shown)

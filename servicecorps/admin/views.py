"""The audit, and the settings an administrator may change."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps.admin import form as forms
from servicecorps.admin import showing, writing
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.settings import queries as settings

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/audit")
@needs(Permission.AUDIT)
def audit() -> Answer:
    """Show the latest lines of a book, by person and day; managers see their own team."""
    shown = showing.audit_page(request.args, signed_in())
    return render_template("admin/audit.html", shown=shown)


@bp.route("/settings", methods=["GET", "POST"])
@needs(Permission.SETTINGS)
def settings_page() -> Answer:
    """Change after how many days households and communities are due."""
    form, stored, status = forms.SettingsForm(), settings.every(), 200
    if request.method == "GET":
        form.start_from(stored)
    elif not form.validate_on_submit():
        status = 422
    elif not form.was_shown(stored):
        form.take_over(stored)
        form.form_errors.append(_("刚才有人改过，现在的天数写在每一项下面，看看再存"))
        status = 409
    else:
        writing.change_settings(form.values(), signed_in().id)
        flash(_("已存，到期从现在起按新的天数算"), "saved")
        return redirect(url_for(".settings_page"))
    return _settings(form, stored, status)


def _settings(form: forms.SettingsForm, stored: Mapping[str, int], status: int) -> Answer:
    page = render_template(
        "admin/settings.html",
        form=form,
        stored=stored,
        care=forms.CARE,
        communities=forms.COMMUNITIES,
    )
    return page, status

"""The pages of calls, and the lines of a busy shift."""

import secrets
from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext

from servicecorps import answers, words
from servicecorps.calls import showing
from servicecorps.calls.form import CallForm, ShiftForm
from servicecorps.calls.model import Call
from servicecorps.errors import Stale
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.records import outcomes, writing
from servicecorps.records.composing import offer, stamp_of
from servicecorps.records.kinds import Kind
from servicecorps.records.pages import Pages, pages_for

KIND = Kind(
    slug="call",
    path="calls",
    label=_l("来电"),
    title=_lp("list", "来电"),
    log_label=_l("登记来电"),
    save_label=_l("保存来电"),
    also_label=_l("还接了电话"),
    open_label=_l("同时登记一个来电"),
    unit=words.MEASURES["calls"].unit,
    icon="telephone",
    model=Call,
    form=CallForm,
    categories=words.CALL_TOPICS,
    results=words.CALL_OUTCOMES,
    statuses=words.CALL_STATUSES,
    measures=("calls",),
    opens=("repair", "problem", "appointment"),
    stays=True,
    facts={
        "call_source": (_l("来自"), words.CALL_SOURCES),
        "direction": (_l("方向"), words.CALL_DIRECTIONS),
        "caller_phone": (_l("来电号码"), None),
        "call_back_on": (_l("哪天回电"), None),
    },
)
bp = pages_for(KIND)
Shift = ShiftForm.with_topics()


@bp.post("/caller")
@needs(Permission.LOG)
def caller() -> Answer:
    """Say who is likely to be calling; without a script, in the form as it was typed so far."""
    found = showing.likely_caller(request.form.get("caller_phone", ""))
    if answers.wanted():
        return jsonify(found)
    form = CallForm()
    if chosen := request.form.get("home"):
        form.household_id.data = chosen
    return Pages(KIND).typed_again(form=form, caller=found)


@bp.route("/shift", methods=["GET", "POST"])
@needs(Permission.LOG)
def shift() -> Answer:
    """Log a busy shift: one record a topic, each with its quantity."""
    form = Shift()
    offer(form, signed_in().id)
    if not form.validate_on_submit():
        return _shift_page(form, 422 if form.errors else 200)
    lines = [writing.Draft("call", values, form.ids("members")) for values in form.lines()]
    try:
        writing.log(lines, stamp_of(form, signed_in().id))
    except Stale as earlier:
        replaces = form.client_key.data
        form.client_key.data = secrets.token_hex(16)
        stored_url = url_for(".show", record_id=earlier.facts["result_id"])
        return _shift_page(form, 409, stored_url=stored_url, replaces=replaces)
    total = sum(line.values["quantity"] for line in lines)
    said = ngettext("已存 %(num)d 个来电", "已存 %(num)d 个来电", total)
    return answers.saved(url_for(".index"), said, "message")


def _shift_page(form: ShiftForm, status: int, **facts: Any) -> Answer:
    if status != 200 and answers.wanted():  # noqa: PLR2004
        return outcomes.of_form(form, status, **facts)
    return render_template("calls/shift.html", form=form, kind=KIND, **facts), status

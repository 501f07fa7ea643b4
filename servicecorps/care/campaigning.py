"""Campaigns: making one, its list, ticking off."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_babel import ngettext

from servicecorps import clock
from servicecorps.care import campaigns, queries, writing
from servicecorps.care.form import CampaignForm, TickForm
from servicecorps.errors import Invalid, Stale
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.places import queries as places

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")


@bp.get("/")
@needs(Permission.HOUSEHOLDS)
def index() -> Answer:
    """List the campaigns with how far each has come."""
    return render_template("care/campaigns.html", found=campaigns.every(), today=clock.today())


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.CAMPAIGNS)
def new() -> Answer:
    """Make a campaign; first look how many households are chosen, then save."""
    form = _with_choices(CampaignForm())
    chosen = None
    if form.validate_on_submit():
        made = campaigns.wanted(form)
        if "look" not in request.form:
            return _make(form, made)
        chosen = queries.count(made.chosen)
    return _form_page(form, 422 if form.errors else 200, chosen)


def _make(form: CampaignForm, made: writing.NewCampaign) -> Answer:
    try:
        number = writing.make_campaign(made, signed_in().id, form.text("client_key"))
    except Invalid:
        form.form_errors.append(_("这样选，一户也没有"))
        return _form_page(form, 422)
    except Stale as earlier:
        number = earlier.facts["result_id"]
        flash(_("这张表已经存过，这是那次存的"), "warning")
        return redirect(url_for(".show", campaign_id=number))
    flash(_("专项走访已建好"), "saved")
    return redirect(url_for(".show", campaign_id=number))


@bp.get("/<int:campaign_id>")
@needs(Permission.HOUSEHOLDS)
def show(campaign_id: int) -> Answer:
    """Show a campaign: how far each area has come, and its households."""
    found = queries.campaign(campaign_id)
    shown = campaigns.page(found, request.args, signed_in())
    return render_template("care/campaign.html", found=found, shown=shown, form=TickForm())


@bp.post("/<int:campaign_id>/tick/<int:household_id>")
@needs(Permission.LOG)
def tick(campaign_id: int, household_id: int) -> Answer:
    """Tick a household off without a visit, with a word."""
    form = TickForm()
    if not form.validate_on_submit():
        found = queries.campaign(campaign_id)
        shown = campaigns.page(found, request.args, signed_in(), household_id)
        page = render_template("care/campaign.html", found=found, shown=shown, form=form)
        return page, 422
    writing.tick(campaign_id, household_id, signed_in().id, form.text("word"))
    undo = {
        "text": _("已勾掉"),
        "undo_url": url_for(".untick", campaign_id=campaign_id, household_id=household_id),
        "undo_label": _("取消"),
    }
    flash(undo, "done")  # type: ignore[arg-type]  # the notice bar knows mappings
    return redirect(url_for(".show", campaign_id=campaign_id))


@bp.post("/<int:campaign_id>/untick/<int:household_id>")
@needs(Permission.LOG)
def untick(campaign_id: int, household_id: int) -> Answer:
    """Take a tick back."""
    writing.untick(campaign_id, household_id, signed_in().id)
    flash(_("已取消勾选"), "saved")
    return redirect(url_for(".show", campaign_id=campaign_id))


@bp.post("/<int:campaign_id>/withdraw")
@needs(Permission.CAMPAIGNS)
def withdraw(campaign_id: int) -> Answer:
    """Take a campaign back."""
    writing.withdraw_campaign(campaign_id, signed_in().id)
    flash(_("已撤回这次专项走访，走访记录都在"), "saved")
    return redirect(url_for(".index"))


def _with_choices(form: CampaignForm) -> CampaignForm:
    served = places.districts(served_only=True)
    form.district_id.choices = [(0, _("全部区市")), *((one.id, one.name) for one in served)]
    return form


def _form_page(form: CampaignForm, status: int, chosen: int | None = None) -> Answer:
    told = (
        "" if chosen is None else ngettext("这样选，有 %(num)s 户", "这样选，有 %(num)s 户", chosen)
    )
    return render_template("care/campaign_form.html", form=form, told=told), status

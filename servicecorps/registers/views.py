"""Registers of households and communities."""

import secrets
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps import words
from servicecorps.care import due
from servicecorps.errors import Invalid, Refused, Stale
from servicecorps.people import noting
from servicecorps.people import queries as people
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.places import queries, writing
from servicecorps.places.form import CommunityForm, FindForm, HouseholdForm, NearForm, RevealForm
from servicecorps.places.model import Household
from servicecorps.records import kinds, seeing
from servicecorps.records.households import cards, to_pick_from
from servicecorps.records.rules import row_number
from servicecorps.registers import communities as of_places
from servicecorps.registers import showing

bp = Blueprint("registers", __name__)
PAGE = 30
NEAR = 20


@bp.get("/households/")
@needs(Permission.HOUSEHOLDS)
def households() -> Answer:
    """List the households, masked: mine first, or all."""
    shown = showing.household_list(request.args, signed_in(), PAGE)
    return render_template("registers/households.html", shown=shown, form=FindForm(), words=words)


@bp.post("/households/find")
@needs(Permission.HOUSEHOLDS)
def find_households() -> Answer:
    """Find households by name, initials, phone, account or street; answers stay masked."""
    form = FindForm()
    found = []
    if form.validate_on_submit():
        found = cards(queries.find_households(form.text("q")))
    page = render_template("registers/found.html", form=form, found=found, kind=_sent_kind())
    return page, 422 if form.errors else 200


@bp.post("/households/near")
@needs(Permission.HOUSEHOLDS)
def near_households() -> Answer:
    """List the households nearest to a phone, by community; its position is stored nowhere."""
    here = NearForm()
    stops = []
    if here.validate_on_submit():
        stops = due.nearby(here.position(), NEAR)
    page = render_template(
        "registers/near.html",
        here=here,
        stops=stops,
        kind=_sent_kind(),
        form=FindForm(formdata=None),
    )
    return page, 422 if here.errors else 200


def _sent_kind() -> kinds.Kind | None:
    """Return the kind of record that is to follow, if one was sent along."""
    wanted = request.form.get("kind", "")
    return kinds.of(wanted) if wanted in {kind.slug for kind in kinds.every()} else None


@bp.get("/households/pick/<kind>")
@needs(Permission.LOG)
def pick(kind: str) -> Answer:
    """Choose the household a record is about: mine that are due, those I saw last, or by search."""
    if kind not in {known.slug for known in kinds.every()}:
        raise Refused
    community = row_number(request.args.get("community", "")) or 0
    return render_template(
        "registers/pick.html",
        kind=kinds.of(kind),
        shown=to_pick_from(signed_in(), community),
        community=queries.community_label(community) if community else "",
        plan={"plan": 1} if request.args.get("plan") == "1" else {},
        form=FindForm(),
    )


@bp.route("/households/new", methods=["GET", "POST"])
@needs(Permission.KEEP_HOUSEHOLDS)
def new_household() -> Answer:
    """Register a household."""
    form = _with_people(HouseholdForm())
    if request.method == "GET":
        form.in_charge_id.data = form.consent_by_id.data = signed_in().id
    if form.validate_on_submit():
        try:
            household_id = writing.register(
                form.values(),
                form.chosen("more_categories"),
                signed_in().id,
                form.text("client_key"),
            )
        except Stale as earlier:
            # Its key has been used: show both, and let this one be saved under a new key.
            form.client_key.data = secrets.token_hex(16)
            stored_url = url_for(".household", household_id=earlier.facts["result_id"])
            return _household_form(form, None, 409, stored_url=stored_url)
        flash(_("已建档"), "saved")
        return redirect(url_for(".household", household_id=household_id))
    return _household_form(form, None, 422 if form.errors else 200)


@bp.get("/households/<int:household_id>")
@needs(Permission.HOUSEHOLDS)
def household(household_id: int) -> Answer:
    """Show a household with its whole history; masked for who may not see it in clear."""
    home = queries.household(household_id)
    shown = showing.household_page(home, signed_in())
    return render_template(
        "registers/household.html", home=home, shown=shown, form=RevealForm(), words=words
    )


@bp.post("/households/<int:household_id>/reveal")
@needs(Permission.SEE_CLEAR)
def reveal(household_id: int) -> Answer:
    """Open a household in clear after giving a reason, which is written down."""
    home = queries.household(household_id)
    form = RevealForm()
    if form.validate_on_submit():
        if showing.reveal(home, signed_in(), form.reason.data):
            return redirect(url_for(".household", household_id=household_id))
        noting.refused("reveal")
        form.reason.errors = [showing.too_many()]
    shown = showing.household_page(home, signed_in())
    page = render_template(
        "registers/household.html", home=home, shown=shown, form=form, words=words
    )
    return page, 422


@bp.route("/households/<int:household_id>/amend", methods=["GET", "POST"])
@needs(Permission.KEEP_HOUSEHOLDS)
def amend_household(household_id: int) -> Answer:
    """Change a household; only who may see it in clear."""
    home = queries.household(household_id)
    if home.erased_at:
        raise Refused
    if not seeing.in_clear(home, signed_in()):
        flash(_("先说明原因，看完整资料，再修改"), "warning")
        return redirect(url_for(".household", household_id=household_id))
    if not showing.write_down(home, signed_in()):
        return redirect(url_for(".household", household_id=household_id))
    form = _with_people(HouseholdForm(data=showing.typed_from(home)), home)
    form.had_consent = home.consent_on is not None
    if form.validate_on_submit():
        version = form.number("version")
        try:
            writing.amend_household(
                household_id, version, form.values(), form.chosen("more_categories"), signed_in().id
            )
        except Stale:
            return _conflict(form, household_id)
        flash(_("已存"), "saved")
        return redirect(url_for(".household", household_id=household_id))
    return _household_form(form, home, 422 if form.errors else 200)


@bp.get("/communities/")
@needs(Permission.COMMUNITIES)
def communities() -> Answer:
    """List the communities by district and name."""
    shown = of_places.community_list(request.args, PAGE)
    return render_template("registers/communities.html", shown=shown)


@bp.get("/communities/options.json")
@needs(Permission.LOG)
def community_options() -> Answer:
    """Send the names of all communities, for the suggestions of a form."""
    labels = [name.label for name in queries.community_names().values()]
    answer = jsonify(labels)
    answer.add_etag()
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    return answer.make_conditional(request)


@bp.get("/communities/<int:community_id>")
@needs(Permission.COMMUNITIES)
def community(community_id: int) -> Answer:
    """Show a community: its figures, its households, its last records."""
    found = queries.community(community_id)
    shown = of_places.community_page(found, signed_in())
    return render_template("registers/community.html", found=found, shown=shown, words=words)


@bp.route("/communities/new", methods=["GET", "POST"])
@needs(Permission.KEEP_PLACES)
def new_community() -> Answer:
    """Add a community."""
    form = _with_choices(CommunityForm())
    if form.validate_on_submit():
        try:
            community_id = writing.add_community(
                form.text("name"), form.subdistrict_id.data, signed_in().id, **_position(form)
            )
        except Invalid:
            form.name.errors = [_("这个街道已经有同名社区")]
        else:
            flash(_("已添加"), "saved")
            return redirect(url_for(".community", community_id=community_id))
    page = render_template("registers/community_form.html", form=form, found=None)
    return page, 422 if form.errors else 200


@bp.route("/communities/<int:community_id>/amend", methods=["GET", "POST"])
@needs(Permission.KEEP_PLACES)
def amend_community(community_id: int) -> Answer:
    """Change a community, or place it."""
    found = queries.community(community_id)
    form = _with_choices(CommunityForm(obj=found), found.in_charge_id)
    if request.method == "GET":
        form.aliases.data = "\n".join(alias.alias for alias in found.aliases)
        form.in_charge_id.data = found.in_charge_id or 0
    if form.validate_on_submit():
        version = form.number("version")
        try:
            writing.amend_community(
                community_id,
                version,
                form.text("name"),
                form.subdistrict_id.data,
                signed_in().id,
                **_position(form),
            )
        except Stale:
            stored = queries.community(community_id)
            differences = of_places.differences(form, stored)
            form.version.data = str(stored.version)
            page = render_template(
                "registers/community_form.html", form=form, found=stored, differences=differences
            )
            return page, 409
        else:
            flash(_("已存"), "saved")
            return redirect(url_for(".community", community_id=community_id))
    page = render_template("registers/community_form.html", form=form, found=found)
    return page, 422 if form.errors else 200


def _position(form: CommunityForm) -> dict[str, Any]:
    return {
        "aliases": form.alias_list(),
        "lat_deg": form.lat_deg.data,
        "lon_deg": form.lon_deg.data,
        "in_charge_id": form.in_charge_id.data or None,
        "visited_before_on": form.visited_before_on.data,
    }


def _with_people(form: HouseholdForm, home: Household | None = None) -> HouseholdForm:
    also = {home.in_charge_id or 0, home.consent_by_id or 0} if home else ()
    serving = [(member.id, member.name) for member in people.serving(also)]
    form.in_charge_id.choices = form.consent_by_id.choices = [(0, _("未定")), *serving]
    return form


def _with_choices(form: CommunityForm, in_charge_id: int | None = None) -> CommunityForm:
    form.subdistrict_id.choices = [
        (zone.id, f"{zone.district.name} {zone.name}") for zone in queries.subdistricts()
    ]
    serving = [(member.id, member.name) for member in people.serving((in_charge_id or 0,))]
    form.in_charge_id.choices = [(0, _("未定")), *serving]
    return form


def _conflict(form: HouseholdForm, household_id: int) -> Answer:
    stored = queries.household(household_id)
    differences = showing.differences(form, stored)
    form.version.data = str(stored.version)
    return _household_form(form, stored, 409, differences=differences)


def _household_form(
    form: HouseholdForm, home: Household | None, status: int, **facts: Any
) -> Answer:
    return render_template("registers/household_form.html", form=form, home=home, **facts), status

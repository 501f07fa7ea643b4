"""The register of members; the other pages of this room stand in the files it brings together."""

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps import words
from servicecorps.clock import today
from servicecorps.errors import Stale
from servicecorps.people import entering, helping, own, queries, showing, writing
from servicecorps.people.blueprint import bp
from servicecorps.people.confirming import fresh
from servicecorps.people.door import signed_in
from servicecorps.people.form import PersonForm
from servicecorps.people.mending import mended, status
from servicecorps.people.model import Member
from servicecorps.people.permits import Permission, needs

PAGES = (entering, own, helping)


@bp.get("/members/")
@needs(Permission.MEMBERS)
def members() -> Answer:
    """List the people of the service."""
    people = queries.everybody()
    return render_template("people/members.html", people=people, words=words)


@bp.get("/members/<int:member_id>")
@needs(Permission.MEMBERS)
def member(member_id: int) -> Answer:
    """Show a member: teams, titles, since when."""
    keeps = signed_in().may(Permission.ACCOUNTS)
    return render_template(
        "people/member.html",
        member=queries.get(member_id),
        words=words,
        changes=showing.changes_of(member_id) if keeps else [],
        account=showing.account_of(member_id) if keeps else None,
    )


@bp.route("/members/new", methods=["GET", "POST"])
@needs(Permission.ACCOUNTS)
@fresh
def new_member() -> Answer:
    """Add a member, with or without an account."""
    form = _with_teams(PersonForm())
    if request.method == "GET":
        form.joined_on.data = today()
    if form.validate_on_submit():
        added: list[int] = []
        try:
            if mended(form, lambda: added.append(_added(form))):
                flash(_("已添加"))
                return redirect(url_for(".member", member_id=added[0]))
        except Stale:
            form.client_key.data = secrets.token_hex(16)
            form.form_errors.append(_("这张表已经存过一次，内容和现在的不一样"))
    return render_template("people/member_form.html", form=form, member=None), status(form)


@bp.route("/members/<int:member_id>/amend", methods=["GET", "POST"])
@needs(Permission.ACCOUNTS)
@fresh
def amend_member(member_id: int) -> Answer:
    """Change a member or close the account."""
    shown = queries.get(member_id)
    form = _with_teams(PersonForm(data=_typed_from(shown)))
    if form.validate_on_submit():
        version = form.number("version")
        try:
            if mended(
                form,
                lambda: writing.amend(member_id, version, form.person(), by=signed_in().id),
            ):
                flash(_("已保存"))
                return redirect(url_for(".member", member_id=member_id))
        except Stale:
            stored = queries.get(member_id)
            differences = showing.differences(writing.facts(stored), form.person())
            form.version.data = str(stored.version)
            page = render_template(
                "people/member_form.html", form=form, member=stored, differences=differences
            )
            return page, 409
    return render_template("people/member_form.html", form=form, member=shown), status(form)


def _with_teams(form: PersonForm) -> PersonForm:
    form.team_ids.choices = [(team.id, words.TEAMS.label(team.slug)) for team in queries.teams()]
    return form


def _added(form: PersonForm) -> int:
    key = form.text("client_key")
    return writing.add(form.person(), by=signed_in().id, client_key=key)


def _typed_from(member: Member) -> dict[str, Any]:
    names = ("name", "role", "public_name", "phone", "joined_on", "left_on", "active", "version")
    return {name: getattr(member, name) for name in names} | {
        "username": member.username or "",
        "team_ids": [team.id for team in member.teams],
        "titles": [title.title for title in member.titles],
    }

"""What an administrator does for somebody's account: links, cards, ended sign-ins, lost phones."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps import words
from servicecorps.people import drawing, linking, proving, queries, signing_in
from servicecorps.people.blueprint import bp
from servicecorps.people.confirming import fresh
from servicecorps.people.door import signed_in
from servicecorps.people.form import CardsForm
from servicecorps.people.mending import status
from servicecorps.people.model import Member
from servicecorps.people.permits import Permission, needs


@bp.post("/members/<int:member_id>/link")
@needs(Permission.ACCOUNTS)
@fresh
def give_link(member_id: int) -> Answer:
    """Show a new one-time link for somebody; the one given before opens nothing any more."""
    [given] = linking.give([member_id], signed_in().id)
    return render_template("people/link.html", card=_card(given))


@bp.route("/members/cards", methods=["GET", "POST"])
@needs(Permission.ACCOUNTS)
@fresh
def cards() -> Answer:
    """Print a card with a link for each of several people, a whole team perhaps.

    Sent twice it makes the links anew: the cards on the screen are always those that work.
    """
    people = [one for one in queries.everybody() if one.active and one.username]
    form = CardsForm()
    form.member_ids.choices = [(one.id, _who(one.name, one.password_hash)) for one in people]
    if form.validate_on_submit():
        made = linking.give(form.ids("member_ids"), signed_in().id)
        return render_template("people/cards_sheet.html", cards=[_card(one) for one in made])
    if request.method == "GET":
        team = request.args.get("team", "")
        form.member_ids.data = [one.id for one in people if _invited(one, team)]
    page = render_template(
        "people/cards.html", form=form, teams=words.TEAMS, team=request.args.get("team", "")
    )
    return page, status(form)


def _who(name: str, password_hash: str | None) -> str:
    return name if password_hash else _("%(name)s（还没有密码）", name=name)


def _invited(person: Member, team: str) -> bool:
    serves = not team or team in [one.slug for one in person.teams]
    return serves and person.password_hash is None


@bp.post("/members/<int:member_id>/sign-ins/end")
@needs(Permission.ACCOUNTS)
@fresh
def end_sign_ins_of(member_id: int) -> Answer:
    """End all of somebody's sign-ins."""
    queries.get(member_id)
    signing_in.end_all(member_id, signed_in().id)
    flash(_("这个人在各处的登录都已退出"))
    return redirect(url_for(".member", member_id=member_id))


@bp.post("/members/<int:member_id>/code/remove")
@needs(Permission.ACCOUNTS)
@fresh
def remove_code_of(member_id: int) -> Answer:
    """Ask somebody who lost the phone for no code any more."""
    queries.get(member_id)
    proving.turn_off(member_id, signed_in().id)
    flash(_("验证码已取消，请本人用密码登录后重新设"))
    return redirect(url_for(".member", member_id=member_id))


def _card(given: linking.Given) -> drawing.Card:
    path = url_for(".open_link", token=given.token)
    return drawing.card(given, request.url_root.rstrip("/") + path)

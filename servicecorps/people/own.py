"""One's own account: language, password, where one is signed in, the codes of one's phone."""

from flask import abort, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps import words
from servicecorps.errors import Invalid
from servicecorps.people import (
    browsing,
    drawing,
    hashing,
    noting,
    proving,
    queries,
    showing,
    signing_in,
    throttling,
    writing,
)
from servicecorps.people.blueprint import bp
from servicecorps.people.confirming import fresh, wait_sentence
from servicecorps.people.door import signed_in
from servicecorps.people.entering import LOCALES
from servicecorps.people.form import CodeSetUpForm, PasswordForm
from servicecorps.people.mending import mended, status
from servicecorps.people.model import Member
from servicecorps.people.permits import Permission, must_have_code, needs


@bp.get("/me")
@needs(Permission.OWN_ACCOUNT)
def me() -> Answer:
    """Show one's own account: language, letters, password, sign-ins, codes."""
    person = signed_in()
    return render_template(
        "people/me.html",
        member=queries.get(person.id),
        words=words,
        sign_ins=showing.sign_ins_of(person.id, person.sign_in_id),
        phones=showing.idle_phones_of(person.id),
        factor=queries.second_factor(person.id),
        codes_left=queries.backup_codes_left(person.id),
        code_is_a_must=must_have_code(person.role),
    )


@bp.post("/me/language")
@needs(Permission.OWN_ACCOUNT)
def choose_language() -> Answer:
    """Remember the language with the account."""
    code = request.form.get("locale", "")
    if code not in LOCALES:
        abort(400)
    writing.set_locale(signed_in().id, code)
    session["locale"] = code
    return redirect(url_for(".me"))


@bp.route("/me/password", methods=["GET", "POST"])
@needs(Permission.OWN_ACCOUNT)
def password() -> Answer:
    """Change one's own password; every other sign-in ends, this one gets a new id."""
    form = PasswordForm()
    if form.validate_on_submit():
        member = queries.get(signed_in().id)
        locks = throttling.locks(f"confirm:{member.id}", request.remote_addr or "", None)
        if wait := throttling.count_try(locks):
            noting.refused("wait")
            form.old.errors = [wait_sentence(wait)]
        elif not hashing.is_right(member.password_hash, form.secret("old")):
            noting.refused("password")
            form.old.errors = [_("现在的密码不对")]
        else:
            throttling.was_right(locks)
            own_phone = queries.phone_of_sign_in(signed_in().sign_in_id) is not None
            if mended(form, lambda: _change(member, form.secret("password"))):
                return _signed_in_anew(member.id, own_phone=own_phone)
    return render_template("people/password.html", form=form), status(form)


def _change(member: Member, new: str) -> None:
    writing.change_password(member.id, new, member.id)


def _signed_in_anew(member_id: int, *, own_phone: bool) -> Answer:
    member = queries.get(member_id)
    coded = queries.second_factor(member_id) is not None
    keys = signing_in.begin(
        member_id, member.stamp, browsing.here(), own_phone=own_phone, coded=coded
    )
    answer = make_response(redirect(url_for(".me")))
    browsing.keep(answer, keys)
    flash(_("密码已换，别处的登录都已退出"))
    return answer


@bp.post("/me/sign-ins/<int:sign_in_id>/end")
@needs(Permission.OWN_ACCOUNT)
@fresh
def end_sign_in(sign_in_id: int) -> Answer:
    """End one of one's own sign-ins."""
    signing_in.end_one(signed_in().id, sign_in_id)
    flash(_("那边已退出"))
    return redirect(url_for(".me"))


@bp.post("/me/sign-ins/end-others")
@needs(Permission.OWN_ACCOUNT)
@fresh
def end_other_sign_ins() -> Answer:
    """End all of one's own sign-ins but this one."""
    person = signed_in()
    signing_in.end_all(person.id, person.id, but=person.sign_in_id)
    flash(_("别处的登录都已退出"))
    return redirect(url_for(".me"))


@bp.post("/me/phones/<int:phone_id>/forget")
@needs(Permission.OWN_ACCOUNT)
@fresh
def forget_phone(phone_id: int) -> Answer:
    """Register a phone no more."""
    signing_in.forget_phone(signed_in().id, phone_id)
    flash(_("那部手机不再算自己的"))
    return redirect(url_for(".me"))


@bp.route("/me/code", methods=["GET", "POST"])
@needs(Permission.OWN_ACCOUNT)
@fresh
def set_up_code() -> Answer:
    """Put a key into one's phone; from then on signing in asks for its code."""
    person, form = signed_in(), CodeSetUpForm()
    secret = proving.unsealed(form.text("sealed"), person.id) if form.is_submitted() else None
    if form.is_submitted() and secret is None:
        form.form_errors.append(_("隔得太久了，请重新扫一次"))
    if secret and form.validate():
        try:
            code = form.text("code")
            return _show_codes(proving.turn_on(person.id, secret, code, person.sign_in_id))
        except Invalid as problem:
            form.code.errors = [problem.message]
    if secret is None:
        secret, form.sealed.data = proving.new_secret(person.id)
    return _set_up_page(form, secret), status(form)


def _set_up_page(form: CodeSetUpForm, secret: str) -> str:
    person = signed_in()
    address = proving.address(secret, queries.get(person.id).username or "")
    return render_template(
        "people/set_up_code.html",
        form=form,
        secret=secret,
        qr=drawing.qr(address),
        factor=queries.second_factor(person.id),
        later=not person.owes_code,
    )


@bp.post("/me/code/backup")
@needs(Permission.OWN_ACCOUNT)
@fresh
def new_backup_codes() -> Answer:
    """Make new backup codes; the old ones open nothing any more."""
    return _show_codes(proving.renew_backup_codes(signed_in().id))


@bp.post("/me/code/remove")
@needs(Permission.OWN_ACCOUNT)
@fresh
def remove_code() -> Answer:
    """Sign in with the password alone again, where that is allowed."""
    person = signed_in()
    if must_have_code(person.role):
        raise Invalid(_("管理员登录必须有验证码，只能换一部手机"))
    proving.turn_off(person.id, person.id, but=person.sign_in_id)
    flash(_("登录不再要验证码"))
    return redirect(url_for(".me"))


def _show_codes(codes: list[str]) -> str:
    return render_template("people/backup_codes.html", codes=codes)

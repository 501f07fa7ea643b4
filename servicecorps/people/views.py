"""Sign in and out, one's own page, the register of members, the first start."""

import secrets
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm

from servicecorps import words
from servicecorps.clock import today
from servicecorps.errors import Invalid, Missing, Stale
from servicecorps.people import queries, showing, writing
from servicecorps.people.door import safe_next, signed_in
from servicecorps.people.form import (
    PasswordForm,
    PersonForm,
    SetPasswordForm,
    SignInForm,
    WelcomeForm,
)
from servicecorps.people.model import Member, SignedIn
from servicecorps.people.permits import ROLES, Permission, needs

bp = Blueprint("people", __name__)
LOCALES = ("zh", "en")
ROLE_ICONS = {
    "member": "house-heart",
    "manager": "bar-chart-line",
    "viewer": "map",
    "admin": "gear",
}


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Answer:
    """Sign in with user name and password."""
    form = SignInForm()
    if form.validate_on_submit():
        member = writing.check_password(form.text("username"), form.secret("password"))
        if member is not None:
            return _let_in(member)
        form.password.errors = [_("用户名或密码不对")]
    return _door(form), 422 if form.errors else 200


@bp.post("/enter/<role>")
def enter_demo(role: str) -> Answer:
    """Enter the demo as somebody of a role; there is no such door anywhere else."""
    if not current_app.config["DEMO"] or role not in ROLES:
        abort(404)
    member = queries.first_with_role(role)
    if member is None:
        abort(404)
    return _let_in(member)


@bp.post("/sign-out")
@needs(Permission.OWN_ACCOUNT)
def sign_out() -> Answer:
    """Sign out; the browser forgets what it kept."""
    logout_user()
    session.clear()
    answer = redirect(url_for(".sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.post("/language/<code>")
def language(code: str) -> Answer:
    """Read on in the other language, in this browser."""
    if code not in LOCALES:
        abort(404)
    session["locale"] = code
    return redirect(safe_next(request.form.get("next")))


@bp.route("/welcome/<token>", methods=["GET", "POST"])
def welcome(token: str) -> Answer:
    """Make the first administrator with the one-time link of the first start."""
    if not writing.welcome_is_open(token):
        raise Missing(_("这个链接已经用过或过期了。重新启动会给出新的链接"))
    form = WelcomeForm()
    if form.validate_on_submit():
        person = writing.Person(form.text("name"), "admin", form.text("username"))
        if _mended(form, lambda: writing.welcome(token, person, form.secret("password"))):
            flash(_("管理员已建好，请登录"))
            return redirect(url_for(".sign_in"))
    page = render_template("people/welcome.html", form=form, token=token)
    return page, 422 if form.errors else 200


@bp.get("/me")
@needs(Permission.OWN_ACCOUNT)
def me() -> Answer:
    """Show one's own account: language, letters, password."""
    member = queries.get(signed_in().id)
    return render_template("people/me.html", member=member, locales=LOCALES, words=words)


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
    """Change one's own password; every other sign-in ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        member = queries.get(signed_in().id)
        if writing.check_password(member.username or "", form.secret("old")) is None:
            form.old.errors = [_("现在的密码不对")]
        elif _mended(
            form, lambda: writing.change_password(member.id, form.secret("password"), member.id)
        ):
            login_user(SignedIn(queries.get(member.id)))
            flash(_("密码已换，别处的登录都已退出"))
            return redirect(url_for(".me"))
    return render_template("people/password.html", form=form), 422 if form.errors else 200


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
    shown = queries.get(member_id)
    changes = showing.changes_of(member_id) if signed_in().may(Permission.ACCOUNTS) else []
    return render_template("people/member.html", member=shown, words=words, changes=changes)


@bp.route("/members/new", methods=["GET", "POST"])
@needs(Permission.ACCOUNTS)
def new_member() -> Answer:
    """Add a member, with or without an account."""
    form = _with_teams(PersonForm())
    if request.method == "GET":
        form.joined_on.data = today()
    if form.validate_on_submit() and _password_fits(form):
        added: list[int] = []
        try:
            if _mended(form, lambda: added.append(_added(form))):
                flash(_("已添加"))
                return redirect(url_for(".member", member_id=added[0]))
        except Stale:
            form.client_key.data = secrets.token_hex(16)
            form.form_errors.append(_("这张表已经存过一次，内容和现在的不一样"))
    return render_template("people/member_form.html", form=form, member=None), _status(form)


@bp.route("/members/<int:member_id>/amend", methods=["GET", "POST"])
@needs(Permission.ACCOUNTS)
def amend_member(member_id: int) -> Answer:
    """Change a member or close the account."""
    shown = queries.get(member_id)
    form = _with_teams(PersonForm(data=_typed_from(shown)))
    del form.password
    if form.validate_on_submit():
        version = form.number("version")
        try:
            if _mended(
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
    return render_template("people/member_form.html", form=form, member=shown), _status(form)


@bp.route("/members/<int:member_id>/password", methods=["GET", "POST"])
@needs(Permission.ACCOUNTS)
def reset_password(member_id: int) -> Answer:
    """Set a new password for somebody who forgot theirs."""
    shown = queries.get(member_id)
    if not shown.username:
        raise Missing
    form = SetPasswordForm()
    if form.validate_on_submit() and _mended(
        form, lambda: writing.change_password(member_id, form.secret("password"), signed_in().id)
    ):
        flash(_("密码已设好，请当面告诉本人"))
        return redirect(url_for(".member", member_id=member_id))
    page = render_template("people/reset_password.html", form=form, member=shown)
    return page, _status(form)


def _let_in(member: Member) -> Answer:
    locale = session.get("locale") or member.locale
    session.clear()
    if locale:
        session["locale"] = locale
    session.permanent = True
    login_user(SignedIn(member))
    return redirect(safe_next(request.args.get("next")))


def _door(form: SignInForm) -> str:
    hints = {
        "member": _("记走访、维修、来电"),
        "manager": _("看统计和地图"),
        "viewer": _("只看数字和地图"),
        "admin": _("管账号和社区"),
    }
    roles = [(role, words.ROLES[role], hints[role], ROLE_ICONS[role]) for role in ROLES]
    demo = roles if current_app.config["DEMO"] else None
    return render_template("people/sign_in.html", form=form, demo_roles=demo)


def _with_teams(form: PersonForm) -> PersonForm:
    form.team_ids.choices = [(team.id, words.TEAMS.label(team.slug)) for team in queries.teams()]
    return form


def _added(form: PersonForm) -> int:
    key = form.text("client_key")
    return writing.add(form.person(), form.secret("password"), signed_in().id, key)


def _typed_from(member: Member) -> dict[str, Any]:
    names = ("name", "role", "public_name", "phone", "joined_on", "left_on", "active", "version")
    return {name: getattr(member, name) for name in names} | {
        "username": member.username or "",
        "team_ids": [team.id for team in member.teams],
        "titles": [title.title for title in member.titles],
    }


def _password_fits(form: PersonForm) -> bool:
    if form.username.data and not form.password.data:
        form.password.errors = [_("有用户名就要有密码")]
    return not form.errors


def _mended(form: FlaskForm, act: Any) -> bool:
    """Run an act; if a rule refuses it, put the sentence at its field."""
    try:
        act()
    except Invalid as problem:
        if problem.field in form:
            form[problem.field].errors = [*form[problem.field].errors, problem.message]
        else:
            form.form_errors.append(problem.message)
        return False
    return True


def _status(form: FlaskForm) -> int:
    return 422 if form.errors else 200

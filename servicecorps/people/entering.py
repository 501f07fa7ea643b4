"""In and out: password and code, one-time links, the first start, the doors of the demo."""

from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps import words
from servicecorps.errors import Missing
from servicecorps.people import (
    browsing,
    knocking,
    linking,
    noting,
    proving,
    queries,
    signing_in,
    throttling,
    writing,
)
from servicecorps.people.blueprint import bp
from servicecorps.people.confirming import TOO_MANY_REQUESTS, wait_sentence
from servicecorps.people.door import safe_next
from servicecorps.people.form import CodeForm, NewPasswordForm, SignInForm, WelcomeForm
from servicecorps.people.mending import mended, status
from servicecorps.people.model import Known
from servicecorps.people.permits import ROLES, Permission, needs

LOCALES = ("zh", "en")
ROLE_ICONS = {
    "member": "house-heart",
    "manager": "bar-chart-line",
    "viewer": "map",
    "admin": "gear",
}
# In Flask's cookie between password and code.
_SECOND, _OWN_PHONE = "second_step", "own_phone"


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Answer:
    """Sign in with user name and password; whoever has codes is asked for one next."""
    form = SignInForm(own_phone=knocking.known_phone() is not None)
    wait = 0
    if form.validate_on_submit():
        locks = knocking.locks(form.text("username"))
        wait = throttling.count_try(locks)
        typed = form.text("username"), form.secret("password")
        member = None if wait else knocking.checked(*typed, locks)
        if member is not None:
            return _past_password(member, own_phone=bool(form.own_phone.data))
        if wait:
            noting.refused("wait")
        form.password.errors = [wait_sentence(wait) if wait else _("用户名或密码不对")]
    return _door(form), TOO_MANY_REQUESTS if wait else status(form)


def _past_password(member: Known, *, own_phone: bool) -> Answer:
    if queries.second_factor(member.id) is None:
        return _let_in(member, own_phone=own_phone)
    browsing.forget_words()
    session.update({_SECOND: linking.begin_second(member.id), _OWN_PHONE: own_phone})
    return redirect(url_for(".second_step", next=request.args.get("next")))


@bp.route("/sign-in/code", methods=["GET", "POST"])
def second_step() -> Answer:
    """Type the code of one's phone, or a backup code."""
    token = str(session.get(_SECOND, ""))
    member = linking.at_second(token)
    if member is None:
        flash(_("隔得太久了，请重新登录"), "warning")
        return redirect(url_for(".sign_in", next=request.args.get("next")))
    form = CodeForm()
    wait = 0
    if form.validate_on_submit():
        # Kept apart from the password: a right password must not forgive wrong codes.
        locks = knocking.locks(member.username, "code")
        wait = throttling.count_try(locks)
        if not wait and proving.is_right(member.id, form.text("code")):
            throttling.was_right(locks)
            linking.end_second(token)
            return _let_in(member, own_phone=bool(session.get(_OWN_PHONE)), coded=True)
        noting.refused("wait" if wait else "code", member.id)
        form.code.errors = [wait_sentence(wait) if wait else _("这个验证码不对，或已经用过")]
    page = render_template("people/second_step.html", form=form)
    return page, TOO_MANY_REQUESTS if wait else status(form)


def _let_in(member: Known, *, own_phone: bool = False, coded: bool = False) -> Answer:
    keys = signing_in.begin(
        member.id, member.stamp, browsing.here(), own_phone=own_phone, coded=coded
    )
    answer = make_response(redirect(safe_next(request.args.get("next"))))
    if member.locale and "locale" not in session:
        session["locale"] = member.locale
    browsing.keep(answer, keys)
    return answer


@bp.post("/enter/<role>")
def enter_demo(role: str) -> Answer:
    """Enter the demo as somebody of a role; there is no such door anywhere else."""
    if not current_app.config["DEMO"] or role not in ROLES:
        abort(404)
    member = queries.first_with_role(role)
    if member is None:
        abort(404)
    return _let_in(Known.of(member))


@bp.post("/sign-out")
@needs(Permission.OWN_ACCOUNT)
def sign_out() -> Answer:
    """Sign out; the browser forgets what it kept."""
    signing_in.end(browsing.sign_in_token())
    answer = make_response(redirect(url_for(".sign_in")))
    browsing.let_go(answer)
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
    if not linking.welcome_is_open(token):
        raise Missing(_("这个链接已经用过或过期了。重新启动会给出新的链接"))
    form = WelcomeForm()
    if form.validate_on_submit():
        person = writing.Person(form.text("name"), "admin", form.text("username"))
        if mended(form, lambda: linking.welcome(token, person, form.secret("password"))):
            flash(_("管理员已建好，请登录"))
            return redirect(url_for(".sign_in", next=url_for(".set_up_code")))
    return render_template("people/welcome.html", form=form, token=token), status(form)


@bp.route("/in/<token>", methods=["GET", "POST"])
def open_link(token: str) -> Answer:
    """Set one's password with an invitation or a reset; opening the page alone uses nothing up."""
    member = linking.whose(token)
    if member is None:
        noting.refused("link")
        raise Missing(_("这个链接已经用过或过期了。请管理员再给一个"))
    form = NewPasswordForm()
    if form.validate_on_submit() and mended(
        form, lambda: linking.set_password(token, form.secret("password"))
    ):
        flash(_("密码已设好，请登录"))
        return redirect(url_for(".sign_in"))
    page = render_template("people/open_link.html", form=form, member=member, token=token)
    return page, status(form)


def _door(form: SignInForm) -> str:
    hints = {
        "member": _("记走访、维修、来电"),
        "manager": _("看统计和地图"),
        "viewer": _("只看数字和地图"),
        "admin": _("管账号和社区"),
    }
    roles = [(role, words.ROLES[role], hints[role], ROLE_ICONS[role]) for role in ROLES]
    demo = roles if current_app.config["DEMO"] else None
    days = browsing.settings().own_phone_days
    return render_template("people/sign_in.html", form=form, demo_roles=demo, phone_days=days)

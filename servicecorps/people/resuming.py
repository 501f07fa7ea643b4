"""What somebody typed is not lost when the sign-in behind it is over.

The token of a form says, signed, for whom it was made. Whoever sends a form after their sign-in
ended gets a page that carries what was typed; it goes on only when the same person signs in there,
and then comes back as the form it was, to be looked at and saved. Nobody else ever sees it,
passwords are never carried, files cannot be.
"""

from collections.abc import Iterator

from flask import (
    Response,
    after_this_request,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user

from servicecorps.errors import Refused
from servicecorps.forms import LOOK_ONCE_MORE
from servicecorps.people import browsing, knocking, noting, proving, queries, signing_in, throttling
from servicecorps.people.confirming import PRECONDITION_REQUIRED, TOO_MANY_REQUESTS, wait_sentence
from servicecorps.people.form import AgainForm
from servicecorps.people.model import Known

# The token of the form as it was sent first, and the fields of the page that asks.
TOKEN, CARRIED = "csrf_token", "again_for"
ASKED = ("again_username", "again_password", "again_code")
# Secrets, and what would be worth as much for half a minute.
NEVER_CARRIED = {"password", "again", "old", "confirm_secret", "code", "sealed"}
_OURS = {TOKEN, CARRIED, *ASKED}


def sign_in_first() -> Answer | None:
    """Return where a form of somebody who is not signed in leads, None once they are again."""
    owner = _owner()
    # In the demo nobody has a password.
    if owner is None or not any(_kept()) or current_app.config["DEMO"]:
        return redirect(url_for("people.sign_in"))
    form, wait = AgainForm(), 0
    if CARRIED in request.form and form.validate():
        wait = _try(form, owner)
        if not form.errors:
            return None
    status = 422 if form.errors else PRECONDITION_REQUIRED
    return _page(form), TOO_MANY_REQUESTS if wait else status


def look_once_more() -> None:
    """Let a form that was carried over come back before anything is stored.

    Raises:
        Refused: it is not of the person behind this request.
    """
    if CARRIED in request.form:
        if _owner() != current_user.id:
            raise Refused
        g.setdefault(LOOK_ONCE_MORE, True)


def old_form() -> Answer | None:
    """Return the page for a form of an earlier sign-in, None if it does not say whose it is."""
    owner = _owner() if request.method == "POST" else None
    if owner is None or not any(_kept()):
        return None
    if current_user.is_authenticated and current_user.id != owner:
        return None
    return _page(AgainForm(formdata=None)), PRECONDITION_REQUIRED


def _owner() -> int | None:
    return browsing.whose_form(request.form.get(CARRIED) or request.form.get(TOKEN, ""))


def _kept() -> Iterator[tuple[str, str]]:
    for name, value in request.form.items(multi=True):
        if name not in _OURS and name.rpartition("-")[2] not in NEVER_CARRIED:
            yield name, value


def _try(form: AgainForm, owner: int) -> int:
    username = form.text("again_username")
    locks = knocking.locks(username)
    if wait := throttling.count_try(locks):
        noting.refused("wait")
        form.again_password.errors = [wait_sentence(wait)]
        return wait
    member = knocking.checked(username, form.secret("again_password"), locks)
    if member is None:
        form.again_password.errors = [_("用户名或密码不对")]
    elif member.id != owner:
        form.again_username.errors = [_("这张表是另一位同事填的，只有本人登录才能接着存")]
    elif queries.second_factor(member.id) is not None:
        return _try_code(form, member)
    else:
        _begin(member, coded=False)
    return 0


def _try_code(form: AgainForm, member: Known) -> int:
    locks = knocking.locks(member.username, "code")
    wait = throttling.count_try(locks)
    if not wait and proving.is_right(member.id, form.text("again_code")):
        throttling.was_right(locks)
        _begin(member, coded=True)
    else:
        noting.refused("wait" if wait else "code", member.id)
        wrong = _("这个验证码不对，或已经用过")
        form.again_code.errors = [wait_sentence(wait) if wait else wrong]
    return wait


def _begin(member: Known, *, coded: bool) -> None:
    phone = knocking.known_phone()
    mine = phone is not None and phone.member_id == member.id
    keys = signing_in.begin(member.id, member.stamp, browsing.here(), own_phone=mine, coded=coded)
    browsing.begin_words(member.id)
    g.new_sign_in = keys.sign_in
    # Flask-Login has found nobody in this request; let it look again.
    g.pop("_login_user", None)

    @after_this_request
    def keep(answer: Response) -> Response:
        browsing.keep_keys(answer, keys)
        return answer


def _page(form: AgainForm) -> str:
    return render_template(
        "people/again.html",
        form=form,
        kept=list(_kept()),
        token=request.form.get(CARRIED) or request.form.get(TOKEN, ""),
        carried=CARRIED,
        action=request.full_path.rstrip("?"),
        had_files=any(file.filename for file in request.files.values()),
    )

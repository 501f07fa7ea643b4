"""Sensitive acts want the password, or a code, to have been typed a moment ago.

A view marked `@fresh` is reached by POST only by whoever signed in or confirmed within the minutes
of SERVICECORPS_CONFIRM_MINUTES. Everybody else gets a page that asks, keeps what was typed, and
sends it on together with the password: the view then runs as if nothing had been in between.
Files cannot be kept that way, so a form that takes some says that they must be chosen again.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, after_this_request, current_app, render_template, request
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from servicecorps.people import browsing, hashing, noting, proving, queries, signing_in, throttling
from servicecorps.people.form import ConfirmForm

View = TypeVar("View", bound=Callable[..., Any])
PRECONDITION_REQUIRED = 428
TOO_MANY_REQUESTS = 429


def fresh(view: View) -> View:
    """Mark a view whose POST is a sensitive act; stands beside @needs."""
    view.fresh = True  # type: ignore[attr-defined]
    return view


def ask_first(view: Callable[..., Any] | None) -> Answer | None:
    """Return the page that asks for the password, or None if the view may run."""
    wanted = getattr(view, "fresh", False) and request.method == "POST"
    # In the demo nobody has a password.
    if not wanted or current_user.is_fresh or current_app.config["DEMO"]:
        return None
    form = ConfirmForm()
    status = PRECONDITION_REQUIRED
    if form.confirm_secret.name in request.form:
        wait = _try(form)
        if not form.errors:
            return None
        status = TOO_MANY_REQUESTS if wait else 422
    return _page(form), status


def _try(form: ConfirmForm) -> int:
    locks = throttling.locks(f"confirm:{current_user.id}", request.remote_addr or "", None)
    if wait := throttling.count_try(locks):
        noting.refused("wait")
        form.confirm_secret.errors = [wait_sentence(wait)]
    elif _is_right(form.secret("confirm_secret")):
        throttling.was_right(locks)
        _go_on()
    else:
        noting.refused("password")
        form.confirm_secret.errors = [_("不对，请再看看")]
    return wait


def _is_right(secret: str) -> bool:
    member = queries.get(current_user.id)
    if hashing.is_right(member.password_hash, secret):
        return True
    return proving.is_right(member.id, secret)


def _go_on() -> None:
    own_phone = queries.phone_of_sign_in(current_user.sign_in_id) is not None
    token = signing_in.confirm(current_user.sign_in_id)

    @after_this_request
    def keep(answer: Response) -> Response:
        # The view may have ended this sign-in, or begun another.
        name = f"{browsing.cookie_name(browsing.SIGN_IN)}="
        if not any(one.startswith(name) for one in answer.headers.getlist("Set-Cookie")):
            browsing.keep_token(answer, token, own_phone=own_phone)
        return answer


def wait_sentence(seconds: int) -> str:
    """Return what somebody reads who must wait."""
    minutes = -(-seconds // 60)
    return str(
        ngettext(
            "试的次数多了，请过 %(num)s 分钟再试",
            "试的次数多了，请过 %(num)s 分钟再试",
            minutes,
        )
    )


def _page(form: ConfirmForm) -> str:
    ours = {"csrf_token", form.confirm_secret.name}
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in ours]
    return render_template(
        "people/confirm.html",
        form=form,
        kept=kept,
        action=request.full_path.rstrip("?"),
        has_code=queries.second_factor(current_user.id) is not None,
        had_files=any(file.filename for file in request.files.values()),
    )

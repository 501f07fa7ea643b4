"""The door: nobody passes an endpoint that does not say who may."""

from typing import Any, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_login import current_user

from servicecorps.errors import Refused
from servicecorps.extensions import login_manager
from servicecorps.people import queries
from servicecorps.people.model import SignedIn
from servicecorps.people.permits import permission_of

# Everything else needs a permission.
PUBLIC = frozenset(
    {
        "static",
        "people.sign_in",
        "people.enter_demo",
        "people.welcome",
        "people.language",
        "health.process",
        "health.ready",
    }
)


def install(app: Flask) -> None:
    """Hang the door and tell Flask-Login how to know a person again."""
    login_manager.init_app(app)
    login_manager.user_loader(known_again)
    app.before_request(without_nul)
    app.before_request(at_the_door)


def known_again(session_id: str) -> SignedIn | None:
    """Return the person behind a session cookie, None once password or account changed."""
    member_id, _, stamp = session_id.partition(":")
    member = queries.account(int(member_id)) if member_id.isdigit() else None
    if member is None or not member.active or not stamp or member.stamp != stamp:
        return None
    return SignedIn(member)


def without_nul() -> None:
    """Refuse what nobody can type and PostgreSQL cannot store."""
    typed = (*request.args.items(multi=True), *request.form.items(multi=True))
    if any("\0" in value for _name, value in typed):
        abort(400)


def at_the_door() -> Answer | None:
    """Let in who may; send strangers to sign in; refuse everybody else."""
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    permission = permission_of(current_app.view_functions.get(request.endpoint))
    if permission is None:
        raise Refused
    if not current_user.is_authenticated:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("people.sign_in", next=back))
    if not current_user.may(permission):
        raise Refused
    return None


def signed_in() -> SignedIn:
    """Return the person behind this request; the door has made sure there is one."""
    return cast("SignedIn", cast("Any", current_user))


def safe_next(target: str | None) -> str:
    """Return where to go after signing in: an address of ours, or the start page."""
    # Browsers and libraries drop tabs and line ends: "/<tab>/elsewhere" would become "//elsewhere".
    ours = target and target.startswith("/") and target.isprintable()
    if target and ours and not target.startswith(("//", "/\\")):
        return target
    return url_for("today.index")

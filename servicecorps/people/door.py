"""The door: nobody passes an endpoint that does not say who may."""

from datetime import timedelta
from typing import Any, cast

from flask import Flask, Request, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_login import current_user
from sqlalchemy import Row

from servicecorps import answers, clock
from servicecorps.errors import Refused
from servicecorps.extensions import login_manager
from servicecorps.people import (
    browsing,
    confirming,
    limits,
    queries,
    resuming,
    signing_in,
    tokens,
)
from servicecorps.people.model import SignedIn
from servicecorps.people.permits import must_have_code, permission_of

# Everything else needs a permission.
PUBLIC = frozenset(
    {
        "static",
        "people.sign_in",
        "people.second_step",
        "people.open_link",
        "people.enter_demo",
        "people.welcome",
        "people.language",
        "health.process",
        "health.ready",
        "offline.worker",
        "offline.install",
    }
)
# Where whoever owes a second factor may go; elsewhere leads to the first of these.
WITHOUT_CODE = ("people.set_up_code", "people.sign_out")


def install(app: Flask) -> None:
    """Hang the door and tell Flask-Login how to know a person again."""
    login_manager.init_app(app)
    # Flask-Login's own cookies play no part: who is signed in stands in the database.
    login_manager.session_protection = None
    login_manager.request_loader(known_again)
    app.before_request(without_nul)
    app.before_request(at_the_door)


def known_again(_request: Request) -> SignedIn | None:
    """Return the person behind a sign-in, None once it was ended, ran out or the account closed."""
    token = browsing.sign_in_token()
    digest = tokens.digest(token)
    row = queries.signed_in(digest) if token else None
    if row is None:
        return None
    now = clock.now()
    seen = signing_in.last_seen(digest, row.seen_at)
    settings = browsing.settings()
    lasting = browsing.lasting(own_phone=row.phone_id is not None, by=settings)
    if lasting.is_over(row.started_at, seen, now):
        return None
    g.seen = (row.sign_in_id, digest, row.seen_at)
    lately = timedelta(minutes=settings.confirm_minutes)
    is_fresh = limits.is_recent(row.confirmed_at, now, lately)
    return SignedIn(row, is_fresh=is_fresh, owes_code=_owes_code(row))


def _owes_code(row: Row[*tuple[Any, ...]]) -> bool:
    if row.coded or current_app.config["DEMO"] or not must_have_code(row.role):
        return False
    grace = timedelta(hours=browsing.settings().admin_code_hours)
    return bool(clock.now() - row.created_at >= grace)


def without_nul() -> None:
    """Refuse what nobody can type and PostgreSQL cannot store."""
    typed = (*request.args.items(multi=True), *request.form.items(multi=True))
    if any("\0" in value for _name, value in typed):
        abort(400)


def at_the_door() -> Answer | None:
    """Let in who may; send strangers to sign in; refuse everybody else."""
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    view = current_app.view_functions.get(request.endpoint)
    permission = permission_of(view)
    if permission is None:
        raise Refused
    stopped = None if current_user.is_authenticated else _stranger()
    if stopped is not None:
        return stopped
    browsing.name_forms(current_user.id)
    signing_in.see(*g.seen)
    if not current_user.may(permission):
        raise Refused
    resuming.look_once_more()
    if current_user.owes_code and request.endpoint not in WITHOUT_CODE:
        return redirect(url_for(WITHOUT_CODE[0]))
    return confirming.ask_first(view)


def _stranger() -> Answer | None:
    if answers.wanted():
        return answers.sign_in()
    if request.method == "POST":
        return resuming.sign_in_first()
    return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))


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

"""What a browser keeps: the id of its sign-in and, if it is somebody's own phone, one for that.

Flask's signed cookie beside them holds form token, language and messages, and lets nobody in.
"""

from datetime import timedelta

from flask import Response, current_app, g, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from servicecorps.config import Settings
from servicecorps.people import limits, tokens
from servicecorps.people.limits import Lasting
from servicecorps.people.signing_in import Browser, Keys

SIGN_IN, PHONE = "signed_in", "own_phone"
# As Flask-WTF keeps and signs the token of a form.
_FORM_TOKEN, _FORM_SALT = "csrf_token", "wtf-csrf-token"


def settings() -> Settings:
    """Return the settings of the app."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def lasting(*, own_phone: bool, by: Settings | None = None) -> Lasting:
    """Return how long a sign-in lasts by the settings."""
    chosen = by or settings()
    if own_phone:
        return Lasting(timedelta(days=chosen.own_phone_days), idle=None)
    return Lasting(timedelta(days=chosen.session_days), timedelta(minutes=chosen.idle_minutes))


def cookie_name(name: str) -> str:
    """Return the name of a cookie; over HTTPS one that no other host can set."""
    return f"__Host-{name}" if settings().https else name


def sign_in_token() -> str:
    """Return the id of the sign-in this request came with or has just begun, or ""."""
    return str(g.get("new_sign_in") or request.cookies.get(cookie_name(SIGN_IN), ""))


def here() -> Browser:
    """Return what this request tells of its browser."""
    device = limits.device(request.user_agent.string)
    return Browser(device, sign_in_token(), request.cookies.get(cookie_name(PHONE), ""))


def keep(answer: Response, keys: Keys) -> None:
    """Have the browser keep a new sign-in; what the cookie of Flask held is forgotten."""
    begin_words(keys.member_id)
    keep_keys(answer, keys)


def keep_keys(answer: Response, keys: Keys) -> None:
    """Have the browser keep the ids of a new sign-in and, if it is registered, of the phone."""
    own_phone = bool(keys.phone)
    keep_token(answer, keys.sign_in, own_phone=own_phone)
    if own_phone:
        _set(answer, PHONE, keys.phone, lasting(own_phone=True).end)


def keep_token(answer: Response, token: str, *, own_phone: bool) -> None:
    """Have the browser keep the id of its sign-in."""
    _set(answer, SIGN_IN, token, lasting(own_phone=own_phone).end)


def let_go(answer: Response) -> None:
    """Have the browser forget the sign-in; a registered phone stays registered."""
    session.clear()
    answer.delete_cookie(cookie_name(SIGN_IN), secure=settings().https, httponly=True)


def begin_words(member_id: int) -> None:
    """Begin the cookie of Flask of somebody who has just signed in."""
    forget_words()
    # Flask-WTF remembers for the rest of a request which token it has made.
    g.pop(_FORM_TOKEN, None)
    session.permanent = True
    name_forms(member_id)


def name_forms(member_id: int) -> None:
    """Let the token of every form from now on say whose it is, unless forms have one already."""
    session.setdefault(_FORM_TOKEN, f"{member_id}.{tokens.new()}")


def whose_form(token: str) -> int | None:
    """Return for whom a form was made, however old; None if its token does not say or is forged.

    A token is signed, and never leaves the pages of the person it names.
    """
    signer = URLSafeTimedSerializer(str(current_app.secret_key), salt=_FORM_SALT)
    longest = current_app.permanent_session_lifetime
    try:
        named = str(signer.loads(token, max_age=int(longest.total_seconds())))
    except BadData:
        return None
    member_id, _dot, rest = named.partition(".")
    return int(member_id) if rest and member_id.isdecimal() else None


def forget_words() -> None:
    """Begin a new cookie of Flask: a new form token; only the language goes on."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale


def _set(answer: Response, name: str, value: str, lasts: timedelta) -> None:
    answer.set_cookie(
        cookie_name(name), value, max_age=lasts, path="/",
        secure=settings().https, httponly=True, samesite="Lax",
    )  # fmt: skip

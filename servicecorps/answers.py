"""What became of a form, for whoever asks in JSON: the queue of a phone sends the very same forms.

There is one way of writing. Whoever wants JSON gets, instead of a page, one of the outcomes
saved (url) · rejected (fields, whole, perhaps differences or stored_url) · sign_in · token ·
failed.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue as Answer

JSON = "application/json"
# Sent along by the queue: how long ago the form was typed, and that its outcome is looked at now.
TYPED_AGO, LOOKED_AT = "X-Typed-Ago", "X-Looked-At"
UNAUTHORIZED, FAILED = 401, 500
_LONGEST_S = timedelta(days=90).total_seconds()
_MOST_DIGITS = 9


def wanted() -> bool:
    """Tell whether the outcome is wanted as JSON."""
    return request.accept_mimetypes.best == JSON


def saved(url: str, said: str | dict[str, Any], category: str = "saved") -> Answer:
    """Answer that a form is stored: lead on to what it became, or name its address."""
    if not wanted() or LOOKED_AT in request.headers:
        flash(said, category)  # type: ignore[arg-type]  # the notice bar knows mappings
    return jsonify(outcome="saved", url=url) if wanted() else redirect(url)


def rejected(
    fields: Mapping[str, Sequence[Any]], whole: Sequence[Any], status: int, **facts: Any
) -> Answer:
    """Answer what is to be mended: reasons by the name of the field, and those of the whole."""
    told = {name: [str(one) for one in reasons] for name, reasons in fields.items()}
    reasons = [str(one) for one in whole]
    return jsonify(outcome="rejected", fields=told, whole=reasons, **facts), status


def sign_in() -> Answer:
    """Answer that nobody is signed in (any more)."""
    return jsonify(outcome="sign_in"), UNAUTHORIZED


def token_is_old(status: int) -> Answer:
    """Answer that the form's token is to be renewed; nothing was looked at."""
    return jsonify(outcome="token"), status


def explained(title: str, text: str, status: int) -> Answer:
    """Answer what an error page would say; a failure of ours is to be tried again later."""
    if status >= FAILED:
        return jsonify(outcome="failed"), status
    return rejected({}, [title, text] if text else [title], status)


def typed_ago() -> timedelta | None:
    """Return how long before this sending the form was typed, None if that was not said.

    It is a span by the phone's own clock, so that a clock a day off does not matter.
    """
    said = request.headers.get(TYPED_AGO, "")
    if not (said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS):
        return None
    return timedelta(seconds=min(float(said), _LONGEST_S))

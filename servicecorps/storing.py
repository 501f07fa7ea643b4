"""When nothing can be stored: a full disk, a read-only or absent database.

Whoever sent a form gets it back with everything that was typed; whoever only reads goes on.
"""

import errno
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from servicecorps.extensions import db
from servicecorps.forms import CANNOT_STORE

_NO_ROOM = {errno.ENOSPC, errno.EROFS, errno.EDQUOT}
_READ_ONLY_SQL_TRANSACTION = "25006"
_REFUSED, _UNAVAILABLE = 422, 503


def install(app: Flask, otherwise: Callable[[DBAPIError], Any]) -> None:
    """Explain what keeps the program from storing; `otherwise` explains a statement that failed."""

    def explained(problem: Exception) -> Any:
        if _is_of_storage(problem):
            return explain(problem)
        if isinstance(problem, DBAPIError):
            return otherwise(problem)
        raise problem

    for kind in (DBAPIError, OSError):
        app.register_error_handler(kind, explained)


def explain(problem: Exception) -> Any:
    """Show the form that was sent once more, or say that nothing can be stored just now."""
    current_app.logger.error("storage: %s", type(getattr(problem, "orig", problem)).__name__)
    again = _form_again() if request.method == "POST" else None
    return again or _said()


def _is_of_storage(problem: Exception) -> bool:
    if isinstance(problem, InternalError):  # a PostgreSQL that only reads, such as a stand-in
        return getattr(problem.orig, "sqlstate", "") == _READ_ONLY_SQL_TRANSACTION
    return isinstance(problem, OperationalError) or getattr(problem, "errno", None) in _NO_ROOM


def _form_again() -> Response | None:
    """Ask the page once more, door and token included; its form now refuses to be stored."""
    if CANNOT_STORE in g:
        return None
    g.setdefault(CANNOT_STORE, True)
    db.session.rollback()
    try:
        answer = current_app.preprocess_request()
        shown = current_app.make_response(
            current_app.dispatch_request() if answer is None else answer
        )
    except Exception:  # noqa: BLE001 – whatever it was, the sentence below is the answer
        return None
    if shown.status_code == _REFUSED:
        shown.status_code = _UNAVAILABLE
    return shown


def _said() -> tuple[str, int]:
    if request.method == "POST":
        title = _("现在存不进去")
        text = _("磁盘可能满了，或正在维护。填的内容还在上一页，请返回，稍后再存。")
    else:
        title, text = _("现在打不开"), _("磁盘可能满了，或正在维护，请稍后再试。")
    page = render_template("errors/error.html", code=_UNAVAILABLE, title=title, text=text)
    return page, _UNAVAILABLE

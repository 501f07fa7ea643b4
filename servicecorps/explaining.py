"""Explain in words what went wrong, as a page or, for the queue of a phone, in JSON."""

import traceback
import uuid
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, g, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from servicecorps import answers, storing
from servicecorps.errors import Problem
from servicecorps.people import noting, resuming


def install(app: Flask) -> None:
    """Have everything that goes wrong explained."""
    app.register_error_handler(HTTPException, explain_http)
    app.register_error_handler(CSRFError, explain_csrf)
    app.register_error_handler(Problem, explain_problem)
    storing.install(app, explain_failure)


def request_id() -> str:
    """Return the number by which a log line and an error page find each other."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex[:8]
    return str(g.request_id)


def explain_http(problem: HTTPException) -> Any:
    """Explain an HTTP error in words."""
    code = problem.code or 500
    if code < 400 or problem.response is not None:  # noqa: PLR2004 – redirects are no errors
        return problem
    told = {
        403: (_("这里您不能进"), _("需要的话，请管理员给您开通。")),
        404: (_("没有找到这一页"), _("地址可能写错了，或这条记录您看不到。")),
        405: (_("这一页不能这样打开"), _("请从页面上的按钮进来。")),
        413: (_("照片或文件太大"), _("照片请少选几张，或缩小后再传；表格请分成几个文件。")),
    }
    title, text = told.get(code) or _unknown()
    return _explained(code, title, text)


def _unknown() -> tuple[str, str]:
    return _("没有成功"), _("请返回再试一次；还不行就把编号告诉管理员。")


def explain_csrf(_problem: CSRFError) -> Any:
    """Explain a form whose token is missing or old; whose it is may go on with it."""
    if answers.wanted():
        return answers.token_is_old(400)
    if again := resuming.old_form():
        return again
    noting.refused("token")
    return _explained(
        400, _("这张表放得太久了"), _("请返回上一页，刷新后再存。填过的内容浏览器一般还留着。")
    )


def explain_problem(problem: Problem) -> Any:
    """Explain a problem that no view explained at its field."""
    told = {
        403: (_("这里您不能进"), _("需要的话，请管理员给您开通。")),
        404: (_("没有找到这一页"), _("地址可能写错了，或这条记录您看不到。")),
        409: (_("刚才有人改过"), _("请返回看看现在的内容，再决定要不要改。")),
    }
    title, text = told.get(problem.status, (_("没有成功"), ""))
    return _explained(problem.status, title, problem.message or text)


def explain_failure(problem: DBAPIError) -> Any:
    """Explain a statement that failed; the log says where, without the values in it.

    A database repeats the row it refuses in its message: names and phones would stand there.
    """
    where = "".join(traceback.format_tb(problem.__traceback__))
    reason = type(problem.orig).__name__
    current_app.logger.error(
        "database: %s, request %s: %s\n%s", reason, request_id(), problem.statement, where
    )
    return _explained(500, *_unknown())


def _explained(code: int, title: str, text: str) -> Any:
    if code == HTTPStatus.FORBIDDEN:
        noting.refused("door")
    if answers.wanted():
        return answers.explained(title, text, code)
    page = render_template(
        "errors/error.html", code=code, title=title, text=text, request_id=request_id(), actions=[]
    )
    return page, code

"""Puts the rooms together: the list of kinds, the addresses, what every template may call."""

import hashlib
import traceback
import uuid
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    current_app,
    g,
    has_request_context,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import get_locale, pgettext
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from servicecorps import answers, formats, headers, health, serving, storing, words
from servicecorps.admin import views as admin
from servicecorps.appointments import views as appointments
from servicecorps.backups import showing as backups_showing
from servicecorps.backups import views as backups
from servicecorps.calls import views as calls
from servicecorps.commendations import views as commendations
from servicecorps.errors import Problem
from servicecorps.imports import views as imports
from servicecorps.maps import placing
from servicecorps.maps import views as maps
from servicecorps.night_works import views as night_works
from servicecorps.offline import showing as offline_showing
from servicecorps.offline import views as offline
from servicecorps.people import door
from servicecorps.people import views as people
from servicecorps.people.permits import Permission
from servicecorps.places import naming
from servicecorps.problems import views as problems
from servicecorps.records import kinds, pictures
from servicecorps.records import views as records
from servicecorps.registers import keeping
from servicecorps.registers import views as registers
from servicecorps.repairs import views as repairs
from servicecorps.tallies import views as tallies
from servicecorps.today import views as today
from servicecorps.visits import views as visits

# The one list of kinds; adding a kind is a folder, a migration and a line here.
KIND_ROOMS = (visits, repairs, calls, commendations, problems, appointments, night_works)
DESKS = (today, registers, keeping, tallies, maps, placing, imports, admin, backups, offline)
ROOMS = (health, people, records, pictures, *KIND_ROOMS, *DESKS)
BUILD_NUMBER_DIGITS = 6  # told apart are only the versions of one file
MAX_ROW_NUMBER = 2**31 - 1


class RowNumber(IntegerConverter):
    """A number in an address: one no row can have leads nowhere instead of failing."""

    def __init__(self, map: Map, **options: Any) -> None:  # noqa: A002 – Werkzeug names it so
        super().__init__(map, **({"max": MAX_ROW_NUMBER} | options))


def install(app: Flask) -> None:
    """Register every room, the door, the headers, the error pages and the template names."""
    app.url_map.converters["int"] = RowNumber
    kinds.install(tuple(room.KIND for room in KIND_ROOMS), app.extensions)
    headers.install(app)
    door.install(app)
    for room in ROOMS:
        app.register_blueprint(room.bp)
    app.jinja_env.globals.update(
        asset=asset,
        offline_member=offline_showing.member,
        for_phone=offline_showing.for_phone,
        backup_warning=backups_showing.warning,
        may=may,
        navigation=navigation,
        tabs=tabs,
        log_item=log_item,
        locale_code=locale_code,
        other_language=other_language,
        request_id=request_id,
        is_unencrypted=is_unencrypted,
        word=word,
        masked_home=naming.masked,
        measure_label=lambda measure: words.measure_word(measure).label,
        measure_unit=lambda measure, number=0: words.measure_word(measure).unit_for(number),
    )
    app.jinja_env.filters.update(formats.FILTERS)
    app.register_error_handler(HTTPException, explain_http)
    app.register_error_handler(CSRFError, explain_csrf)
    app.register_error_handler(Problem, explain_problem)
    storing.install(app, explain_failure)


@dataclass(frozen=True)
class Item:
    """An entry of the navigation."""

    label: str
    icon: str
    url: str
    endpoint: str

    @property
    def current(self) -> bool:
        """Whether the page belongs to this entry."""
        here = request.endpoint or ""
        if "." not in self.endpoint:
            return here == self.endpoint
        room, name = self.endpoint.split(".")
        if room == "today":
            return here == self.endpoint
        if room in ("registers", "people"):
            one = {"communities": "community"}.get(name, name.removesuffix("s"))
            return here == self.endpoint or here.endswith((one, f"_{name}"))
        return here.startswith(f"{room}.")


@dataclass(frozen=True)
class Group:
    """Entries under one heading."""

    label: str
    items: list[Item]


def navigation() -> list[Group]:
    """Return the side bar of the person behind the request."""
    book = [
        _item(str(room.KIND.title), room.KIND.icon, f"{room.bp.name}.index", Permission.RECORDS)
        for room in KIND_ROOMS
    ]
    lists = [
        _item(_("走访户"), "people", "registers.households", Permission.HOUSEHOLDS),
        _item(pgettext("list", "社区"), "geo-alt", "registers.communities", Permission.COMMUNITIES),
        _item(_("队员"), "person-badge", "people.members", Permission.MEMBERS),
    ]
    figures = [
        _item(_("统计"), "bar-chart-line", "tallies.index", Permission.TALLIES),
        _item(_("地图"), "map", "maps.index", Permission.MAP),
    ]
    upkeep = [
        _item(_("导入"), "upload", "imports.index", Permission.IMPORT),
        _item(_("备份"), "database-check", "backups.index", Permission.BACKUPS),
        _item(_("留痕"), "shield-check", "admin.audit", Permission.AUDIT),
    ]
    groups = [
        ("", [_item(_("今日"), "sunrise", "today.index", Permission.TODAY)]),
        (_("台账"), book),
        (_("名册"), lists),
        (_("汇总"), figures),
        (_("维护"), upkeep),
    ]
    shown = [(label, [item for item in items if item]) for label, items in groups]
    return [Group(label, items) for label, items in shown if items]


def tabs() -> list[Item]:
    """Return the tabs at the foot of a phone."""
    wanted = (
        [
            _item(_("今日"), "sunrise", "today.index", Permission.TODAY),
            _item(_("台账"), "journal-text", "visits.index", Permission.RECORDS),
            _item(_("走访户"), "people", "registers.households", Permission.HOUSEHOLDS),
            _item(_("更多"), "grid", "today.more", Permission.TODAY),
        ]
        if may(Permission.RECORDS)
        else [
            _item(_("今日"), "sunrise", "today.index", Permission.TODAY),
            _item(_("统计"), "bar-chart-line", "tallies.index", Permission.TALLIES),
            _item(_("地图"), "map", "maps.index", Permission.MAP),
            _item(_("更多"), "grid", "today.more", Permission.TODAY),
        ]
    )
    return [item for item in wanted if item]


def log_item() -> Item | None:
    """Return the button 记一笔, for those who may log."""
    return _item(_("记一笔"), "plus-lg", "today.log", Permission.LOG)


def _item(label: str, icon: str, endpoint: str, permission: Permission) -> Item | None:
    if not may(permission):
        return None
    return Item(label, icon, _address(request.script_root, endpoint), endpoint)


@lru_cache(maxsize=128)
def _address(_script_root: str, endpoint: str) -> str:
    return url_for(endpoint)


def may(permission: Permission | str) -> bool:
    """Tell a template whether the person behind the request has a permission."""
    return bool(current_user.is_authenticated and current_user.may(permission))


def word(vocabulary: str, slug: str) -> str:
    """Return the label of a slug for a template."""
    return {"household": words.HOUSEHOLD_CATEGORIES}[vocabulary].label(slug)


def asset(path: str) -> str:
    """Return the address of a static file, changing with its content."""
    return _asset(request.script_root, str(current_app.static_folder), path)


@lru_cache(maxsize=512)
def _asset(_script_root: str, folder: str, path: str) -> str:
    # A page names some seventy; the addresses differ only by where the app is hung.
    return url_for("static", filename=path, v=_digest(serving.static_file(folder, path)))


@cache
def _digest(path: Path) -> str | None:
    if not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()[:BUILD_NUMBER_DIGITS]


def select_locale() -> str:
    """Return the language: this browser's choice, else the account's, else Chinese."""
    if not has_request_context():  # a command
        return "zh_Hans_CN"
    chosen = session.get("locale") or getattr(current_user, "locale", "")
    return "en" if chosen == "en" else "zh_Hans_CN"


def locale_code() -> str:
    """Return the language of the page as HTML names it."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh-CN"


def other_language() -> tuple[str, str, str]:
    """Return the name of the other language, where to choose it, and the page to come back to."""
    label, code = ("English", "en") if locale_code() == "zh-CN" else ("中文", "zh")
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return label, url_for("people.language", code=code), back


def is_unencrypted() -> bool:
    """Tell whether this page goes over a network as everybody can read it."""
    host = urlsplit(f"//{request.host}").hostname or ""
    is_here = host in {"localhost", "::1"} or host.startswith("127.")
    over_https = request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]
    return not (over_https or is_here)


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
    """Explain a form whose token is missing or old."""
    if answers.wanted():
        return answers.token_is_old(400)
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
    if answers.wanted():
        return answers.explained(title, text, code)
    page = render_template(
        "errors/error.html", code=code, title=title, text=text, request_id=request_id(), actions=[]
    )
    return page, code

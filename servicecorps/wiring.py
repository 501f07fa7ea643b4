"""Puts the rooms together: the list of kinds, the addresses, what every template may call."""

import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    current_app,
    has_request_context,
    request,
    session,
    url_for,
)
from flask_babel import get_locale, pgettext
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.routing import IntegerConverter, Map

from servicecorps import explaining, formats, headers, health, serving, words
from servicecorps.admin import views as admin
from servicecorps.appointments import views as appointments
from servicecorps.backups import showing as backups_showing
from servicecorps.backups import views as backups
from servicecorps.calls import views as calls
from servicecorps.care import campaigning
from servicecorps.care import views as care
from servicecorps.commendations import views as commendations
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
DESKS = (
    today,
    care,
    campaigning,
    registers,
    keeping,
    tallies,
    maps,
    placing,
    imports,
    admin,
    backups,
    offline,
)
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
        request_id=explaining.request_id,
        is_unencrypted=is_unencrypted,
        word=word,
        masked_home=naming.masked,
        measure_label=lambda measure: words.measure_word(measure).label,
        measure_unit=lambda measure, number=0: words.measure_word(measure).unit_for(number),
    )
    app.jinja_env.filters.update(formats.FILTERS)
    explaining.install(app)


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
        if room in ("today", "admin"):
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
        _item(_("该走访的"), "droplet-half", "care.index", Permission.HOUSEHOLDS),
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
        _item(_("设置"), "sliders", "admin.settings_page", Permission.SETTINGS),
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

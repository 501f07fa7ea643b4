"""What the audit page shows: lines in words, households masked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from servicecorps import clock, words
from servicecorps.history import queries as history
from servicecorps.people import queries as people
from servicecorps.people import showing as people_showing
from servicecorps.people.model import SignedIn
from servicecorps.people.permits import Permission
from servicecorps.people.rules import masked_name
from servicecorps.places import queries as places
from servicecorps.records import kinds
from servicecorps.records import queries as records
from servicecorps.records.rules import row_number

PAGE = 50
# Days outside leave no room for a time zone, and nothing happened on them.
_YEARS = range(1900, 3000)


@dataclass(frozen=True)
class Line:
    """One line of a book in words; the time is UTC."""

    at: datetime
    who: str
    what: str
    about: str = ""
    url: str = ""
    more: str = ""


@dataclass
class AuditPage:
    """A page of a book, what it is narrowed to, and where it goes on."""

    book: str
    books: list[tuple[str, str]]
    lines: list[Line]
    people: list[tuple[int, str]]
    person: int
    day: str
    older: int
    before: int

    def asked(self, **changes: Any) -> dict[str, Any]:
        """Return the address' parameters, with changes; what is empty is left out."""
        found = {"book": self.book, "person": self.person, "day": self.day} | changes
        return {name: value for name, value in found.items() if value}


def audit_page(args: Mapping[str, str], viewer: SignedIn) -> AuditPage:
    """Return a page of the audit as the viewer may see it."""
    books = [
        ("history", _("改动")),
        ("looks", _("查看")),
        ("exports", _("明文导出")),
        ("refusals", _("没让进")),
    ]
    book = args.get("book", "history")
    book = book if book in dict(books) else "history"
    names = _names_for(viewer)
    person, day = row_number(args.get("person", "")) or 0, _day(args.get("day", ""))
    if person not in names:
        person = 0
    before = row_number(args.get("before", "")) or 0
    everybody = viewer.may(Permission.AUDIT_EVERYBODY) and not person
    wanted = history.Wanted(
        whose=None if everybody else ({person} if person else set(names)),
        day=day,
        before=before,
    )
    shown, older = history.latest(book, wanted, PAGE)
    return AuditPage(
        book=book,
        books=books,
        lines=_TOLD[book](shown, names, viewer),
        people=list(names.items()),
        person=person,
        day=day.isoformat() if day else "",
        older=older,
        before=before,
    )


def _names_for(viewer: SignedIn) -> dict[int, str]:
    names = people.all_names()
    if viewer.may(Permission.AUDIT_EVERYBODY):
        return names
    team = people.teammates(viewer.id)
    return {member_id: name for member_id, name in names.items() if member_id in team}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def _changes(rows: Sequence[Any], names: Mapping[int, str], viewer: SignedIn) -> list[Line]:
    about, labels = _Subjects(rows, viewer), _actions()
    return [
        Line(
            row.at,
            names.get(row.actor_id or 0, _("命令行")),
            labels.get(row.action, row.action),
            *(about.told(row.subject_type, row.subject_id) if _says_more(row) else ()),
        )
        for row in rows
    ]


def _says_more(row: Any) -> bool:
    # What people do to their own account is about nobody else.
    return bool(row.subject_type != "member" or row.subject_id != row.actor_id)


def _looks(rows: Sequence[Any], names: Mapping[int, str], viewer: SignedIn) -> list[Line]:
    homes = _Homes([row.household_id for row in rows], viewer)
    return [
        Line(
            row.at,
            names.get(row.member_id, ""),
            _("看了完整资料"),
            *homes.told(row.household_id),
            words.LOOK_REASONS.label(row.reason) if row.reason else "",
        )
        for row in rows
    ]


def _exports(rows: Sequence[Any], names: Mapping[int, str], viewer: SignedIn) -> list[Line]:
    del viewer  # nothing in these lines leads on
    return [
        Line(
            row.at,
            names.get(row.member_id, ""),
            _("%(number)s 号", number=number(row.id)),
            f"{kinds.of(row.kind).title} {row.filters.removeprefix('month=')}".strip(),
            more=_file_told(row),
        )
        for row in rows
    ]


def _refusals(rows: Sequence[Any], names: Mapping[int, str], viewer: SignedIn) -> list[Line]:
    del viewer  # nothing in these lines leads on
    told = _("当天 %(n)s 次，最后 %(at)s")
    return [
        Line(
            row.at,
            names.get(row.member_id, _("不知道是谁")),
            words.REFUSALS.label(row.what),
            row.place,
            more=told % {"n": row.times, "at": clock.to_the_minute(row.last_at)},
        )
        for row in rows
    ]


def _file_told(row: Any) -> str:
    if not row.sha256:
        return str(_("%(reason)s；没有做完，没有交出", reason=row.reason))
    told = _(
        "%(reason)s；%(n)s 行，SHA-256 %(hash)s", reason=row.reason, n=row.rows, hash=row.sha256
    )
    return str(told)


_TOLD: dict[str, Callable[[Sequence[Any], Mapping[int, str], SignedIn], list[Line]]] = {
    "history": _changes,
    "looks": _looks,
    "exports": _exports,
    "refusals": _refusals,
}


class _Homes:
    """Households of a page, masked."""

    def __init__(self, ids: Sequence[int], viewer: SignedIn) -> None:
        self.found = places.households_by_ids(list(set(ids)))
        self.leads_on = viewer.may(Permission.HOUSEHOLDS)

    def told(self, household_id: int) -> tuple[str, str]:
        """Return the masked name and the address of a household."""
        home = self.found.get(household_id)
        name = masked_name(home.contact_name) if home else ""
        text = f"{name} {home.community.name}".strip() if home else f"#{household_id}"
        leads_on = home is not None and self.leads_on
        url = url_for("registers.household", household_id=household_id) if leads_on else ""
        return text, url


class _Subjects:
    """What the lines of a page are about, asked for at once."""

    def __init__(self, rows: Sequence[Any], viewer: SignedIn) -> None:
        ids: dict[str, list[int]] = {}
        for row in rows:
            ids.setdefault(row.subject_type, []).append(row.subject_id)
        self.homes = _Homes(ids.get("household", []), viewer)
        self.kinds = records.kinds_of(set(ids.get("record", [])))
        self.places = places.community_names(set(ids.get("community", [])))
        self.people = people.names(set(ids.get("member", [])))
        self.viewer = viewer

    def told(self, subject: str, number_of: int) -> tuple[str, str]:
        """Return the words for a subject and the address it has for the viewer, or ""."""
        if subject == "household":
            return self.homes.told(number_of)
        if subject == "record" and number_of in self.kinds:
            return self._record(number_of)
        if subject == "community" and number_of in self.places:
            url = url_for("registers.community", community_id=number_of)
            return self.places[number_of].name, url
        if subject == "member" and number_of in self.people:
            return self.people[number_of], url_for("people.member", member_id=number_of)
        labels = {
            "balance": _("期初数"),
            "export": _("明文导出"),
            "record": _("记录"),
            "setting": _("设置"),
            "campaign": _("专项走访"),
        }
        return f"{labels.get(subject, subject)} #{number_of}", ""

    def _record(self, record_id: int) -> tuple[str, str]:
        kind = kinds.of(self.kinds[record_id])
        endpoint = f"{kind.room}.show"
        leads_on = self.viewer.may(Permission.RECORDS)
        url = url_for(endpoint, record_id=record_id) if leads_on else ""
        return f"{kind.label} #{record_id}", url


def number(export_id: int) -> str:
    """Return the number of a file in clear as its name has it."""
    return f"{export_id:04d}"


def _actions() -> dict[str, str]:
    return people_showing.actions() | {
        "register": _("建档"),
        "log": pgettext("history", "登记"),
        "withdraw": pgettext("history", "撤回"),
        "restore": pgettext("history", "恢复"),
        "remove": pgettext("history", "删去"),
        "erase": pgettext("history", "抹去个人信息"),
        "export": pgettext("history", "导出明文文件"),
        "sign_in": pgettext("history", "登录"),
        "pause": pgettext("history", "暂停走访"),
        "end": pgettext("history", "结束走访"),
        "resume": pgettext("history", "恢复走访"),
        "tick": pgettext("history", "勾掉一户"),
        "untick": pgettext("history", "取消勾选"),
    }

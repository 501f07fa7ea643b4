"""What the pages of a member show: what was changed, where somebody is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from servicecorps import clock, words
from servicecorps.history import queries as history
from servicecorps.people import browsing, linking, queries, rules, signing_in
from servicecorps.people.form import PersonForm
from servicecorps.people.writing import Person

_DESKS = ("windows", "mac", "linux")


@dataclass
class ChangeLine:
    """One change to an account in words."""

    who: str
    at: datetime
    action: str
    changes: list[tuple[str, str, str]]


def actions() -> dict[str, str]:
    """Return what is done to an account, in words."""
    return {
        "add": pgettext("history", "添加"),
        "amend": pgettext("history", "修改"),
        "password": pgettext("history", "换密码"),
        "disable": pgettext("history", "停用账号"),
        "invite": pgettext("history", "给了邀请链接"),
        "reset": pgettext("history", "给了重设密码的链接"),
        "code_on": pgettext("history", "登录开始要验证码"),
        "code_off": pgettext("history", "取消验证码"),
        "backup_code": pgettext("history", "用了一个备用码"),
        "backup_codes": pgettext("history", "换了备用码"),
        "end_sign_ins": pgettext("history", "结束登录"),
    }


def changes_of(member_id: int) -> list[ChangeLine]:
    """Return what was changed about a member, oldest first."""
    names = queries.all_names()
    called = actions()
    return [
        ChangeLine(
            who=names.get(change.actor_id or 0, ""),
            at=change.at,
            action=called.get(change.action, change.action),
            changes=_told(change.changes),
        )
        for change in history.changes_of("member", member_id)
        if change.action != "sign_in"
    ]


@dataclass
class SignInLine:
    """One sign-in in words: on what, since when, used when, whether it is this one."""

    id: int
    device: str
    icon: str
    is_own_phone: bool
    since: datetime
    seen: datetime
    is_here: bool


@dataclass
class Account:
    """What an administrator sees of how somebody signs in."""

    sign_ins: int
    has_password: bool
    has_code: bool
    link_until: datetime | None


def sign_ins_of(member_id: int, here: int | None = None) -> list[SignInLine]:
    """Return where somebody is signed in, this one first."""
    now, lines = clock.now(), []
    for row in queries.sign_ins_of(member_id):
        seen = signing_in.last_seen(row.token_hash, row.seen_at)
        own_phone = row.phone_id is not None
        if not browsing.lasting(own_phone=own_phone).is_over(row.started_at, seen, now):
            lines.append(
                SignInLine(
                    id=row.id,
                    device=device(row.device),
                    icon="laptop" if row.device.startswith(_DESKS) else "phone",
                    is_own_phone=own_phone,
                    since=row.started_at,
                    seen=seen,
                    is_here=row.id == here,
                )
            )
    return sorted(lines, key=lambda line: not line.is_here)


def idle_phones_of(member_id: int) -> list[tuple[int, str, datetime]]:
    """Return id, words and day of the registered phones on which nobody is signed in."""
    used = {row.phone_id for row in queries.sign_ins_of(member_id)}
    phones = queries.own_phones_of(member_id)
    return [(one.id, device(one.device), one.since) for one in phones if one.id not in used]


def device(slugs: str) -> str:
    """Return a device in words: 安卓手机·微信."""
    system, _slash, browser = slugs.partition("/")
    told = [words.SYSTEMS.label(system)]
    if browser != "other":
        told.append(words.BROWSERS.label(browser))
    return "·".join(told)


def account_of(member_id: int) -> Account:
    """Return how somebody signs in."""
    link = queries.link_for(member_id, linking.FOR_ACCOUNTS, clock.now())
    return Account(
        sign_ins=len(sign_ins_of(member_id)),
        has_password=queries.get(member_id).password_hash is not None,
        has_code=queries.second_factor(member_id) is not None,
        link_until=link.expires_at if link else None,
    )


def differences(stored: Mapping[str, Any], typed: Person) -> list[tuple[str, str, str]]:
    """Return (field, stored, typed) of what differs between an account and a form."""
    slugs = queries.team_slugs()
    told = vars(typed) | {
        "username": rules.normal_username(typed.username),
        "phone": rules.masked_phone(rules.normal_phone(typed.phone) or ""),
        "teams": [slug for team_id, slug in slugs.items() if team_id in typed.team_ids],
        "titles": sorted(set(typed.titles)),
    }
    return _told({name: (old, told[name]) for name, old in stored.items() if old != told[name]})


def _told(changes: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (_label(name), _value(name, old), _value(name, new)) for name, (old, new) in changes.items()
    ]


def _label(name: str) -> str:
    field = getattr(PersonForm, {"teams": "team_ids"}.get(name, name), None)
    return str(field.args[0]) if field is not None and field.args else name


def _value(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    vocabularies = {"role": words.ROLES, "teams": words.TEAMS, "titles": words.TITLES}
    slugs = value if isinstance(value, list) else [value]
    if name in vocabularies:
        return str(_("、")).join(vocabularies[name].label(slug) for slug in slugs)
    return str(value)

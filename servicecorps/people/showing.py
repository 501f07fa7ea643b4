"""What the page of a member shows of its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from servicecorps import words
from servicecorps.history import queries as history
from servicecorps.people import queries, rules
from servicecorps.people.form import PersonForm
from servicecorps.people.writing import Person


@dataclass
class ChangeLine:
    """One change to an account in words."""

    who: str
    at: datetime
    action: str
    changes: list[tuple[str, str, str]]


def changes_of(member_id: int) -> list[ChangeLine]:
    """Return what was changed about a member, oldest first."""
    names = queries.all_names()
    actions = {
        "add": pgettext("history", "添加"),
        "amend": pgettext("history", "修改"),
        "password": pgettext("history", "换密码"),
        "disable": pgettext("history", "停用账号"),
    }
    return [
        ChangeLine(
            who=names.get(change.actor_id or 0, ""),
            at=change.at,
            action=actions.get(change.action, change.action),
            changes=_told(change.changes),
        )
        for change in history.changes_of("member", member_id)
    ]


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

"""Say the values of a record in words, for its page, its history and an edit conflict."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from servicecorps import formats, words
from servicecorps.extensions import OPEN, SENSITIVE
from servicecorps.people import masking
from servicecorps.people import queries as people
from servicecorps.places import naming
from servicecorps.places import queries as places
from servicecorps.records.kinds import Kind


def actions() -> dict[str, str]:
    """Return the words for what was done."""
    return {
        "log": pgettext("history", "登记"),
        "amend": pgettext("history", "修改"),
        "withdraw": pgettext("history", "撤回"),
        "restore": pgettext("history", "恢复"),
        "import": pgettext("history", "导入"),
        "black_out": pgettext("history", "涂黑照片"),
    }


def joined(member_ids: Collection[int], names: Mapping[int, str]) -> str:
    """Return the names of members as a list in a sentence."""
    return str(_("、")).join(names.get(member_id, "") for member_id in member_ids)


def fact(kind: Kind, name: str, value: Any, *, clear: bool) -> str:
    """Return a value of a kind's own column in words, masked by its class."""
    vocabulary = kind.facts[name][1]
    if vocabulary is not None:
        return vocabulary.label(str(value))
    return plain(_discreet(kind, name, value, clear=clear))


def _discreet(kind: Kind, name: str, value: Any, *, clear: bool) -> Any:
    """Return a value as the pages of records show it: personal ones are masked for everybody."""
    of = masking.class_of(kind.model, name)
    if of == OPEN or (of == SENSITIVE and clear):
        return value
    return masking.masked(kind.model, name, value)


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list in a sentence."""
    return str(_("、")).join(texts)


def plain_or_dash(value: Any) -> str:
    """Return a value as text, a dash where there is none."""
    return "—" if value in (None, "") else plain(value)


def plain(value: Any) -> str:
    """Return a value as text."""
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, date):
        return formats.long_day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


def field_label(kind: Kind, name: str) -> str:
    """Return what a column is called on the pages of a kind."""
    if name in kind.facts:
        return str(kind.facts[name][0])
    shared = {
        "status": _("状态"),
        "outcome": _("结果"),
        "household_id": _("住户"),
        "quantity": _("几个"),
        "category": _("类别"),
        "twin": _("与这条相像，仍然保存"),
        "began_at": _("开始"),
        "before_meter": _("表前表后"),
        "may_be_shown": _("照片给外面看"),
    }
    if name in shared:
        return str(shared[name])
    field = getattr(kind.form, name, None)
    return str(field.args[0]) if field is not None and field.args else name


def told(kind: Kind, name: str, value: Any, names: Mapping[int, str], *, clear: bool) -> str:
    """Return an old or new value in words, masked by the class of its column."""
    if value in (None, ""):
        return "—"
    value = _discreet(kind, name, value, clear=clear)
    if name in _LOOKED_UP:
        return _LOOKED_UP[name](value, names)
    vocabulary = _vocabularies(kind).get(name)
    return vocabulary.label(value) if vocabulary else plain(value)


def _vocabularies(kind: Kind) -> dict[str, words.Vocabulary]:
    own = {name: vocabulary for name, (_label, vocabulary) in kind.facts.items() if vocabulary}
    shared = {"status": kind.statuses, "category": kind.categories, "outcome": kind.results}
    return shared | own


def _household(household_id: int, _names: Mapping[int, str]) -> str:
    home = places.household_or_none(household_id)
    return naming.masked(home) if home else ""


_LOOKED_UP: dict[str, Callable[[Any, Mapping[int, str]], str]] = {
    "members": joined,
    "team_id": lambda value, _names: words.TEAMS.label(people.team_slugs().get(value)),
    "community_id": lambda value, _names: places.community_label(value),
    "household_id": _household,
}

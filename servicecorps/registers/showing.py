"""What the pages of households show, and to whom in clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy.exc import OperationalError

from servicecorps import clock, words
from servicecorps.history import queries as history
from servicecorps.history import writing as history_writing
from servicecorps.people import permits
from servicecorps.people import queries as people
from servicecorps.people.masking import masked
from servicecorps.people.model import SignedIn
from servicecorps.places import naming
from servicecorps.places import queries as places
from servicecorps.places.form import HouseholdForm
from servicecorps.places.model import Household
from servicecorps.records import queries as records
from servicecorps.records import seeing, telling
from servicecorps.records import showing as record_showing
from servicecorps.records.households import MOST_OF_ONE, Card, cards, longest_first
from servicecorps.records.rules import row_number

# The latest looks stand on the page of a household, all of them on a page of their own.
LATEST_LOOKS = 5


@dataclass
class HouseholdList:
    """A page of households."""

    cards: list[Card]
    mine: bool
    community: str
    asked: dict[str, str]
    total: int
    next_after: int


def household_list(args: Mapping[str, str], viewer: SignedIn, size: int) -> HouseholdList:
    """Return a page of households, the viewer's own, longest overdue first, or all."""
    after, community_id = (row_number(args.get(name, "")) or 0 for name in ("after", "community"))
    mine = args.get("whose", "mine" if viewer.role == "member" else "all") == "mine"
    if community_id:
        mine = False
    narrowed: dict[str, Any] = {
        "in_charge_id": viewer.id if mine else None,
        "community_id": community_id or None,
        "category": args.get("category", ""),
    }
    if mine:
        # Sorted by how long nobody has been there: the next page begins after so many.
        every = longest_first(cards(places.households_page(limit=MOST_OF_ONE, **narrowed)))
        shown = every[after : after + size]
        next_after = after + size if len(every) > after + size else 0
    else:
        homes = places.households_page(after=after, limit=size + 1, **narrowed)
        shown = cards(homes[:size])
        next_after = homes[size - 1].id if len(homes) > size else 0
    return HouseholdList(
        cards=shown,
        mine=mine,
        community=places.community_label(community_id) if community_id else "",
        asked={name: args[name] for name in ("whose", "community", "category") if args.get(name)},
        total=places.count_households(**narrowed),
        next_after=next_after,
    )


@dataclass
class HouseholdPage:
    """Everything the page of a household shows."""

    clear: bool
    # It might be seen in clear, but the look cannot be written down.
    unnoted: bool
    may_reveal: bool
    # Managers and whoever is in charge may take consent back too.
    may_see_looks: bool
    # For how long a reason opens it.
    minutes: int
    name: str
    phone: str
    other_phone: str
    address: str
    water_account: str
    categories: list[str]
    in_charge: str
    consent_by: str
    withdrawn_by: str
    card: Card
    lines: list[record_showing.Line]
    changes: list[tuple[str, Any, str, str]]
    # Why the plan rests or has ended, for those who see the household in clear.
    plan_reason: str
    looks: list["LookLine"]


@dataclass(frozen=True)
class LookLine:
    """Somebody had a household before them in clear."""

    id: int
    who: str
    at: datetime
    reason: str


def household_page(home: Household, viewer: SignedIn) -> HouseholdPage:
    """Gather a household's page; showing it in clear is written down."""
    clear = seeing.in_clear(home, viewer) and not home.erased_at
    names = people.all_names()
    unnoted = clear and not write_down(home, viewer)
    clear = clear and not unnoted
    told = _readable(home, clear=clear)
    return HouseholdPage(
        clear=clear,
        unnoted=unnoted,
        may_reveal=viewer.may(permits.Permission.SEE_CLEAR) and not home.erased_at,
        may_see_looks=may_see_looks(home, viewer),
        minutes=seeing.revealed_for() // timedelta(minutes=1),
        name=home.contact_name if clear else naming.masked(home),
        phone=told["phone"],
        other_phone=told["other_phone"],
        address=f"{told['street']} {told['door']}".strip(),
        water_account=told["water_account"],
        categories=_categories(home, clear=clear),
        in_charge=names.get(home.in_charge_id or 0, ""),
        consent_by=names.get(home.consent_by_id or 0, ""),
        withdrawn_by=names.get(home.withdrawn_by_id or 0, ""),
        card=cards([home])[0],
        lines=record_showing.lines(records.history_of_household(home.id)),
        changes=_changes(home.id, names, clear=clear),
        plan_reason=_plan_reason(home) if clear else "",
        looks=looks(home, LATEST_LOOKS) if may_see_looks(home, viewer) else [],
    )


def _readable(home: Household, *, clear: bool) -> dict[str, str]:
    """Return the texts of a household as the viewer may read them, masked by their class."""
    names = ("phone", "other_phone", "street", "door", "water_account")
    stored = {name: getattr(home, name) for name in names}
    if clear:
        return stored
    return {name: masked(Household, name, value) for name, value in stored.items()}


def _categories(home: Household, *, clear: bool) -> list[str]:
    more = [row.category for row in home.categories] if clear else []
    return [words.HOUSEHOLD_CATEGORIES.label(slug) for slug in (home.main_category, *more)]


def reveal(home: Household, viewer: SignedIn, reason: str) -> bool:
    """Write down why somebody opens a household; it stays open to them for minutes.

    Returns whether it was opened: so many households a day, and no more.
    """
    most = current_app.config["SETTINGS"].reveals_a_day
    return history_writing.reveal(viewer.id, home.id, reason, since=clock.midnight(), most=most)


def too_many() -> str:
    """Return what somebody reads who opened as many households today as one may."""
    most = current_app.config["SETTINGS"].reveals_a_day
    return str(
        ngettext(
            "今天已经看过 %(num)s 户，明天再看。急事请找管理者",
            "今天已经看过 %(num)s 户，明天再看。急事请找管理者",
            most,
        )
    )


def write_down(home: Household, viewer: SignedIn) -> bool:
    """Write down that somebody has a household before them in clear.

    Returns whether it stands written: on a full disk it does not, and nobody may look.
    """
    # Once in a while, not with every reload.
    if history.looked_since(viewer.id, home.id, clock.now() - seeing.revealed_for()):
        return True
    try:
        history_writing.looked(viewer.id, home.id, "")
    except OperationalError:
        return False
    return True


def _plan_reason(home: Household) -> str:
    if home.ended_on:
        return words.END_REASONS.label(home.end_reason)
    return words.PAUSE_REASONS.label(home.pause_reason) if home.paused_until else ""


def _changes(
    household_id: int, names: Mapping[int, str], *, clear: bool
) -> list[tuple[str, Any, str, str]]:
    labels = {
        "register": _("建档"),
        "amend": pgettext("history", "修改"),
        "import": pgettext("history", "导入"),
        "erase": _("清除资料"),
        "pause": pgettext("history", "暂停走访"),
        "end": pgettext("history", "结束走访"),
        "resume": pgettext("history", "恢复走访"),
    }
    return [
        (
            names.get(change.actor_id or 0, ""),
            change.at,
            labels.get(change.action, change.action),
            _what_changed(change, clear=clear),
        )
        for change in history.changes_of("household", household_id)
    ]


# Why a plan rests or ends may tell of an illness or a death.
_PLAN_REASONS = {"pause": words.PAUSE_REASONS, "end": words.END_REASONS}


def _what_changed(change: Any, *, clear: bool) -> str:
    if change.action == "erase":
        return words.ERASE_REASONS.label(change.reason)
    if change.action in _PLAN_REASONS:
        stored = [new for _old, new in change.changes.values() if new]
        days = [date.fromisoformat(new) for new in stored]
        why = _PLAN_REASONS[change.action].label(change.reason) if clear and change.reason else ""
        return str(_("，").join([telling.plain(one) for one in days] + ([why] if why else [])))
    if change.action == "resume":
        return ""
    return str(_("、").join(_field_label(HouseholdForm, name) for name in change.changes))


def _field_label(form: type[Any], name: str) -> str:
    field = getattr(form, name, None)
    return str(field.args[0]) if field is not None and field.args else name


def may_see_looks(home: Household, viewer: SignedIn) -> bool:
    """Tell whether the viewer may see who looked: managers, and whoever is in charge."""
    return viewer.may(permits.Permission.SEE_ANY_CLEAR) or home.in_charge_id == viewer.id


def looks(home: Household, limit: int, before: int = 0) -> list[LookLine]:
    """Return who had a household before them in clear, latest first; `before` is a look's id."""
    names = people.all_names()
    return [
        LookLine(
            id=look.id,
            who=names.get(look.member_id, ""),
            at=look.at,
            reason=words.LOOK_REASONS.label(look.reason) if look.reason else "",
        )
        for look in history.looks_at(home.id, limit, before)
    ]


def typed_from(home: Household) -> dict[str, Any]:
    """Return what the form of an existing household starts with."""
    names = [name for name in HouseholdForm.__dict__ if hasattr(home, name) and name != "version"]
    return {name: getattr(home, name) for name in names} | {
        "more_categories": [row.category for row in home.categories],
        "version": str(home.version),
        "in_charge_id": home.in_charge_id or 0,
        "consent_by_id": home.consent_by_id or 0,
    }


def differences(form: HouseholdForm, stored: Household) -> list[tuple[str, str, str]]:
    """Return (field, stored, typed) of what differs, for somebody who may see both."""
    names = people.all_names()
    return [
        (
            str(form[name].label.text),
            _told(name, getattr(stored, name), names),
            _told(name, value, names),
        )
        for name, value in form.values().items()
        if getattr(stored, name) != value
    ]


def _told(name: str, value: Any, names: Mapping[int, str]) -> str:
    if value in (None, ""):
        return "—"
    if name == "community_id":
        return places.community_label(value)
    if name in ("in_charge_id", "consent_by_id"):
        return names.get(value, "—")
    vocabularies = {
        "main_category": words.HOUSEHOLD_CATEGORIES,
        "consent_way": words.CONSENT_WAYS,
    }
    if name in vocabularies:
        return vocabularies[name].label(value)
    return telling.plain(value)

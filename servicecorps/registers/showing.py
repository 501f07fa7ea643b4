"""What the pages of households show, and to whom in clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy.exc import OperationalError

from servicecorps import clock, words
from servicecorps.history import queries as history
from servicecorps.history import writing as history_writing
from servicecorps.people import permits
from servicecorps.people import queries as people
from servicecorps.people.model import SignedIn
from servicecorps.people.rules import masked_name, masked_phone
from servicecorps.places import queries as places
from servicecorps.places import rules
from servicecorps.places.form import HouseholdForm
from servicecorps.places.model import Household
from servicecorps.records import queries as records
from servicecorps.records import showing as record_showing
from servicecorps.records import telling
from servicecorps.records.households import MOST_OF_ONE, Card, cards, longest_first
from servicecorps.registers.rules import number_in

REVEALED_FOR = timedelta(minutes=15)


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
    after, community_id = number_in(args.get("after")), number_in(args.get("community"))
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
    name: str
    phone: str
    other_phone: str
    address: str
    water_account: str
    categories: list[str]
    in_charge: str
    consent_by: str
    card: Card
    every_days: int | None
    lines: list[record_showing.Line]
    changes: list[tuple[str, Any, str, str]]
    looks: list[tuple[str, Any, str]]


def household_page(home: Household, viewer: SignedIn) -> HouseholdPage:
    """Gather a household's page; showing it in clear is written down."""
    clear = may_see_clear(home, viewer)
    names = people.all_names()
    unnoted = clear and not write_down(home, viewer)
    clear = clear and not unnoted
    door = home.door if clear else ("***" if home.door else "")
    more = [words.HOUSEHOLD_CATEGORIES.label(row.category) for row in home.categories]
    return HouseholdPage(
        clear=clear,
        unnoted=unnoted,
        may_reveal=viewer.may(permits.Permission.SEE_CLEAR),
        name=home.contact_name if clear else masked_name(home.contact_name),
        phone=home.phone if clear else masked_phone(home.phone),
        other_phone=home.other_phone if clear else masked_phone(home.other_phone),
        address=f"{home.street} {door}".strip(),
        water_account=home.water_account if clear else ("***" if home.water_account else ""),
        categories=[words.HOUSEHOLD_CATEGORIES.label(home.main_category), *more],
        in_charge=names.get(home.in_charge_id or 0, ""),
        consent_by=names.get(home.consent_by_id or 0, ""),
        card=cards([home])[0],
        every_days=rules.care_days(home.main_category, home.own_care_days),
        lines=record_showing.lines(records.history_of_household(home.id)),
        changes=_changes(home.id, names),
        looks=_looks(home.id, names, viewer),
    )


def may_see_clear(home: Household, viewer: SignedIn) -> bool:
    """Tell whether the viewer may see a household in clear now."""
    near, today = timedelta(days=rules.CLEAR_DAYS), clock.today()
    if permits.may_see_clear(
        viewer.role,
        in_charge=home.in_charge_id == viewer.id,
        visited_lately=records.visited_within(
            viewer.id, home.id, clock.Span(today - near, today + near)
        ),
    ):
        return True
    allowed = viewer.may(permits.Permission.SEE_CLEAR)
    return allowed and history.looked_since(viewer.id, home.id, clock.now() - REVEALED_FOR)


def reveal(home: Household, viewer: SignedIn, reason: str) -> None:
    """Write down why somebody opens a household; it stays open to them for minutes."""
    history_writing.looked(viewer.id, home.id, reason)


def write_down(home: Household, viewer: SignedIn) -> bool:
    """Write down that somebody has a household before them in clear.

    Returns whether it stands written: on a full disk it does not, and nobody may look.
    """
    # Once in a while, not with every reload.
    if history.looked_since(viewer.id, home.id, clock.now() - REVEALED_FOR):
        return True
    try:
        history_writing.looked(viewer.id, home.id, "")
    except OperationalError:
        return False
    return True


def _changes(household_id: int, names: Mapping[int, str]) -> list[tuple[str, Any, str, str]]:
    labels = {
        "register": _("建档"),
        "amend": pgettext("history", "修改"),
        "import": pgettext("history", "导入"),
    }
    return [
        (
            names.get(change.actor_id or 0, ""),
            change.at,
            labels.get(change.action, change.action),
            _("、").join(_field_label(HouseholdForm, name) for name in change.changes),
        )
        for change in history.changes_of("household", household_id)
    ]


def _field_label(form: type[Any], name: str) -> str:
    field = getattr(form, name, None)
    return str(field.args[0]) if field is not None and field.args else name


def _looks(
    household_id: int, names: Mapping[int, str], viewer: SignedIn
) -> list[tuple[str, Any, str]]:
    if not viewer.may(permits.Permission.SEE_ANY_CLEAR):
        return []
    return [
        (
            names.get(look.member_id, ""),
            look.at,
            words.LOOK_REASONS.label(look.reason) if look.reason else "",
        )
        for look in history.looks_at(household_id, limit=20)
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

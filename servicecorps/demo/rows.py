"""The rows in which people, households and records of the sample years are stored."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from servicecorps import clock
from servicecorps.demo.cast import Person
from servicecorps.demo.entry import Entry
from servicecorps.demo.homes import Home
from servicecorps.people.hashing import initials

_OPENING_HOUR = 9


def member(person: Person, until: date) -> dict[str, Any]:
    """Return the row of a person."""
    return {
        "id": person.id,
        "name": person.name,
        "initials": initials(person.name),
        "username": person.username,
        # Nobody has a password: the demo's doors open without, an ordinary sign-in never does.
        "password_hash": None,
        "stamp": secrets.token_hex(8),
        "role": person.role,
        "active": person.left_on is None,
        "phone": person.phone,
        "public_name": person.public_name,
        "joined_on": person.joined_on,
        "left_on": person.left_on,
        "locale": "",
        "created_at": _opening(person.joined_on or until),
        "version": 1,
    }


def household(home: Home) -> dict[str, Any]:
    """Return the row of a household."""
    consented = bool(home.consent_way)
    return {
        "id": home.id,
        "community_id": home.community_id,
        "contact_name": home.contact_name,
        "initials": initials(home.contact_name),
        "phone": home.phone,
        "other_phone": "",
        "street": home.street,
        "door": home.door,
        "water_account": f"{home.id:08}" if consented else "",
        "preferences": home.preferences,
        "main_category": home.category,
        "in_charge_id": home.in_charge_id,
        "own_care_days": home.own_care_days,
        "paused_until": home.paused_until,
        "pause_reason": "hospital" if home.paused_until else "",
        "ended_on": home.ended_on,
        "end_reason": "moved" if home.ended_on else "",
        "consent_on": home.registered_on if consented else None,
        "consent_by_id": home.in_charge_id if consented else None,
        "consent_way": home.consent_way,
        "photos_allowed": home.photos_allowed,
        "registered_on": home.registered_on,
        "created_at": _opening(home.registered_on),
        "version": 1,
    }


def record(entry: Entry, teams: dict[str, int], now: datetime) -> dict[str, Any]:
    """Return what the record table holds of an entry."""
    withdrawn = bool(entry.withdrawn_because)
    moment = _moment(entry, now)
    return {
        "id": entry.id,
        "kind": entry.kind,
        "status": "withdrawn" if withdrawn else entry.status,
        "state": entry.state,
        "status_before": entry.status if withdrawn else "",
        "measure": entry.measure,
        "happened_on": entry.happened_on,
        "began_at": None,
        "minutes": entry.minutes,
        "team_id": teams[entry.team],
        "community_id": entry.community_id,
        "household_id": entry.household_id,
        "category": entry.category,
        "quantity": entry.quantity,
        "note": entry.note,
        "source": entry.source,
        "typed_at": moment,
        "received_at": moment,
        "recorded_by": entry.members[0],
        "opened_from_id": entry.opener.id if entry.opener else None,
        "version": 2 if withdrawn else 1,
    }


def withdrawal(entry: Entry, now: datetime) -> dict[str, Any]:
    """Return the line of history of a withdrawn entry."""
    return {
        "subject_type": "record",
        "subject_id": entry.id,
        "actor_id": entry.members[0],
        "action": "withdraw",
        "at": min(now, _moment(entry, now) + timedelta(hours=3)),
        "reason": entry.withdrawn_because,
        "changes": {},
    }


def _moment(entry: Entry, now: datetime) -> datetime:
    # Whoever fills the demo before breakfast finds nothing typed after it.
    return min(now, clock.stored(entry.typed))


def _opening(day: date) -> datetime:
    return clock.stored(datetime.combine(day, time(_OPENING_HOUR)))

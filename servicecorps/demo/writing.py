"""Fill an empty instance with the sample years, in one transaction."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import func, insert, select

from servicecorps import clock
from servicecorps.appointments.model import Appointment
from servicecorps.calls.model import Call
from servicecorps.commendations.model import Commendation
from servicecorps.demo import cast, homes, logbook, queries, rules
from servicecorps.demo.cast import Person, Roster
from servicecorps.demo.entry import Entry
from servicecorps.demo.homes import Home
from servicecorps.demo.scene import Scene
from servicecorps.errors import Invalid
from servicecorps.extensions import db, transaction
from servicecorps.history.model import Change
from servicecorps.night_works.model import NightWork
from servicecorps.people import queries as people
from servicecorps.people.model import Member, MemberTeam, MemberTitle
from servicecorps.people.writing import initials
from servicecorps.places.model import Household, HouseholdCategory
from servicecorps.problems.model import Problem
from servicecorps.records.model import Record, RecordMember
from servicecorps.repairs.model import Repair
from servicecorps.tallies import writing as tallies
from servicecorps.visits.model import Visit

KINDS: tuple[Any, ...] = (Visit, Repair, Call, Commendation, Problem, Appointment, NightWork)
# Rows go in by the handful: memory stays small whatever is asked for.
_CHUNK = 5000
_OPENING_HOUR = 9
IN_USE = "这里已有人员、住户或记录，演示只能装进空库 / the demo only fills an empty instance"
NO_PLACES = "还没有社区，先运行 flask db upgrade / no communities yet, run flask db upgrade"
NO_SUCH_DAY = "最后一天从 2018-08-05 到今天 / the last day lies between 2018-08-05 and today"


@dataclass(frozen=True)
class Filled:
    """How much was made."""

    people: int
    households: int
    records: int


def fill(records: int, seed: int, until: date) -> Filled:
    """Fill an empty instance; the same numbers make the same people, homes and records.

    Raises:
        Invalid: the instance is in use, has no places, or the last day cannot be.
    """
    if not rules.SINCE + timedelta(days=rules.WHOLE_DAYS) <= until <= clock.today():
        raise Invalid(NO_SUCH_DAY)
    rng = Random(seed)  # noqa: S311 – made-up records, no secret
    with transaction():
        scene, found = _scene(rng, records, until)
        entries = logbook.write(scene, records, queries.next_id(Record))
        _store_people(found, scene.teams, until)
        _store_homes(scene.homes)
        _store_records(entries, scene.teams)
        _store_openings(next(one.id for one in found if one.role == "admin"))
        for model in (Member, Household, Record):
            _continue_after(model)
        tallies.rebuild()
    return Filled(len(found), len(scene.homes), len(entries))


def _scene(rng: Random, records: int, until: date) -> tuple[Scene, list[Person]]:
    if queries.in_use():
        raise Invalid(IN_USE)
    places = queries.served_places()
    if not places:
        raise Invalid(NO_PLACES)
    found = cast.people(rng, queries.next_id(Member), until)
    number = rules.households(records)
    beat = homes.beat(rng, places, number)
    own = homes.homes(rng, number, queries.next_id(Household), beat, found, until)
    teams = {slug: team_id for team_id, slug in people.team_slugs().items()}
    calendar = rules.Calendar(rng, until)
    return Scene(rng, calendar, Roster(rng, found), own, places, beat, teams, found[0].id), found


def _insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        db.session.execute(insert(model.__table__), chunk)


def _store_people(found: list[Person], teams: dict[str, int], until: date) -> None:
    _insert(Member, (_member(person, until) for person in found))
    _insert(
        MemberTeam,
        ({"member_id": one.id, "team_id": teams[slug]} for one in found for slug in one.teams),
    )
    _insert(
        MemberTitle,
        ({"member_id": one.id, "title": title} for one in found for title in one.titles),
    )


def _member(person: Person, until: date) -> dict[str, Any]:
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


def _store_homes(found: list[Home]) -> None:
    _insert(Household, map(_household, found))
    _insert(
        HouseholdCategory,
        ({"household_id": home.id, "category": slug} for home in found for slug in home.more),
    )


def _household(home: Home) -> dict[str, Any]:
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
        "water_account": f"{home.id:08}",
        "preferences": home.preferences,
        "main_category": home.category,
        "in_charge_id": home.in_charge_id,
        "own_care_days": home.own_care_days,
        "consent_on": home.registered_on if consented else None,
        "consent_by_id": home.in_charge_id if consented else None,
        "consent_way": home.consent_way,
        "photos_allowed": home.photos_allowed,
        "registered_on": home.registered_on,
        "created_at": _opening(home.registered_on),
        "version": 1,
    }


def _store_records(entries: list[Entry], teams: dict[str, int]) -> None:
    now = clock.now()
    _insert(Record, (_record(entry, teams, now) for entry in entries))
    for model in KINDS:
        kind = model.__mapper__.polymorphic_identity
        _insert(model, ({"id": one.id, **one.own} for one in entries if one.kind == kind))
    _insert(
        RecordMember,
        (
            {
                "record_id": one.id,
                "member_id": member_id,
                "kind": one.kind,
                "happened_on": one.happened_on,
            }
            for one in entries
            for member_id in one.members
        ),
    )
    _insert(Change, (_withdrawal(one, now) for one in entries if one.withdrawn_because))


def _record(entry: Entry, teams: dict[str, int], now: datetime) -> dict[str, Any]:
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


def _withdrawal(entry: Entry, now: datetime) -> dict[str, Any]:
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


def _store_openings(by: int) -> None:
    for opening in rules.OPENINGS:
        tallies.add_balance(opening.balance, opening.source, by=by)


def _continue_after(model: Any) -> None:
    """Let PostgreSQL number on after the ids that were given here; SQLite does so by itself."""
    if db.session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
        db.session.execute(select(func.setval(sequence, queries.next_id(model), False)))  # noqa: FBT003 – SQL's own

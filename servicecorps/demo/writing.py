"""Fill an empty instance with the sample years, in one transaction."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, update

from servicecorps import clock
from servicecorps.appointments.model import Appointment
from servicecorps.calls.model import Call
from servicecorps.care.model import Campaign, CampaignHousehold
from servicecorps.commendations.model import Commendation
from servicecorps.demo import cast, homes, logbook, queries, rows, rules
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
from servicecorps.places.model import Community, Household, HouseholdCategory
from servicecorps.problems.model import Problem
from servicecorps.records.model import Record, RecordMember
from servicecorps.repairs.model import Repair
from servicecorps.tallies import writing as tallies
from servicecorps.visits.model import Visit

KINDS: tuple[Any, ...] = (Visit, Repair, Call, Commendation, Problem, Appointment, NightWork)
# Rows go in by the handful: memory stays small whatever is asked for.
_CHUNK = 5000
_CHECKED = frozenset({"elder_alone", "elder_solo", "elder_advanced"})
_CAMPAIGN_DAYS = 14
IN_USE = "这里已有人员、住户或记录，演示只能装进空库 / the demo only fills an empty instance"
NO_PLACES = "还没有社区，先运行 flask db upgrade / no communities yet, run flask db upgrade"
NO_SUCH_DAY = "最后一天从 2018-08-01 到今天 / the last day lies between 2018-08-01 and today"


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
    if not rules.EARLIEST_END <= until <= clock.today():
        raise Invalid(NO_SUCH_DAY)
    rng = Random(seed)  # noqa: S311 – made-up records, no secret
    with transaction():
        scene, found = _scene(rng, records, until)
        entries = logbook.write(scene, records, queries.next_id(Record))
        _store_people(found, scene.teams, until)
        _store_homes(scene.homes)
        _store_charges(scene.homes)
        _store_records(entries, scene.teams)
        _store_openings(next(one.id for one in found if one.role == "admin"))
        _store_campaign(scene.homes, next(one.id for one in found if one.role == "manager"), until)
        for model in (Member, Household, Record, Campaign):
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
    teams = {slug: key for key, slug in people.team_slugs().items()}
    calendar = rules.Calendar(rng, until)
    return Scene(rng, calendar, Roster(rng, found), own, places, beat, teams, found[0].id), found


def _insert(model: Any, given: Iterable[dict[str, Any]]) -> None:
    left = iter(given)
    while chunk := list(islice(left, _CHUNK)):
        db.session.execute(insert(model.__table__), chunk)


def _pour(model: Any, given: Iterable[dict[str, Any]]) -> None:
    """Insert very many rows, on PostgreSQL by COPY, which takes half the time."""
    left = iter(given)
    first = next(left, None)
    if first is None or not _on_postgresql():
        _insert(model, chain([first] if first else [], left))
        return
    command = f"COPY {model.__tablename__} ({', '.join(first)}) FROM STDIN"
    cursor: Any = db.session.connection().connection.cursor()
    with cursor.copy(command) as lines:
        for row in chain([first], left):
            lines.write_row([row[name] for name in first])


def _on_postgresql() -> bool:
    return bool(db.session.get_bind().dialect.name == "postgresql")


def _store_people(found: list[Person], teams: dict[str, int], until: date) -> None:
    _insert(Member, (rows.member(person, until) for person in found))
    _insert(
        MemberTeam,
        ({"member_id": one.id, "team_id": teams[slug]} for one in found for slug in one.teams),
    )
    _insert(
        MemberTitle,
        ({"member_id": one.id, "title": title} for one in found for title in one.titles),
    )


def _store_homes(found: list[Home]) -> None:
    _insert(Household, map(rows.household, found))
    _insert(
        HouseholdCategory,
        ({"household_id": home.id, "category": slug} for home in found for slug in home.more),
    )


def _store_charges(found: list[Home]) -> None:
    """Put every community in the charge of whoever looks after most of its homes."""
    whose: dict[int, Counter[int]] = defaultdict(Counter)
    cared = ((home.community_id, home.in_charge_id) for home in found if home.in_charge_id)
    for community_id, member_id in cared:
        whose[community_id][member_id] += 1
    rows = [{"id": key, "in_charge_id": own.most_common(1)[0][0]} for key, own in whose.items()]
    db.session.execute(update(Community), rows)


def _store_records(entries: list[Entry], teams: dict[str, int]) -> None:
    now = clock.now()
    _pour(Record, (rows.record(entry, teams, now) for entry in entries))
    for model in KINDS:
        kind = model.__mapper__.polymorphic_identity
        _pour(model, ({"id": one.id, **one.own} for one in entries if one.kind == kind))
    _pour(
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
    _insert(Change, (rows.withdrawal(one, now) for one in entries if one.withdrawn_because))


def _store_openings(by: int) -> None:
    for opening in rules.OPENINGS:
        tallies.add_balance(opening.balance, opening.source, by=by)


def _store_campaign(found: list[Home], by: int, until: date) -> None:
    """Make the campaign that runs now: whoever is old and alone, seen once within four weeks."""
    chosen = [one.id for one in found if one.category in _CHECKED and not one.ended_on]
    days = timedelta(days=_CAMPAIGN_DAYS)
    made = {"id": 1, "name": "寒潮防冻", "purpose": "antifreeze", "created_by_id": by}
    span = {"first_on": until - days, "last_on": until + days, "created_at": clock.now()}
    _insert(Campaign, [made | span])
    _insert(CampaignHousehold, ({"campaign_id": 1, "household_id": one} for one in chosen))


def _continue_after(model: Any) -> None:
    """Let PostgreSQL number on after the ids that were given here; SQLite does so by itself."""
    if _on_postgresql():
        sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
        db.session.execute(select(func.setval(sequence, queries.next_id(model), False)))  # noqa: FBT003 – SQL's own

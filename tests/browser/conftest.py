"""A filled house and an empty one, served for a real browser, on the day it really is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from servicecorps import clock
from servicecorps.demo import writing as demo
from servicecorps.extensions import db
from servicecorps.people import queries as people
from servicecorps.places import queries as places
from tests import factories
from tests.browsers import Watched, serving
from tests.conftest import inside, make_app, migrate
from tests.factories import Home, Somebody
from tests.logbook import Log

# Enough for every kind, few enough for short pages: axe looks at each row.
RECORDS, SEED = 200, 7
NAME, PHONE_NUMBER = "丁香兰", "13812345678"


@dataclass(frozen=True)
class Household:
    """The people of a served house, and a household of the member's that agreed to pictures."""

    member: Somebody
    manager: Somebody
    viewer: Somebody
    admin: Somebody
    alone: Home
    district: str

    def of_role(self, role: str) -> Somebody:
        """Return the person of a role."""
        found: Somebody = getattr(self, role)
        return found


@dataclass(frozen=True)
class Place:
    """A served house, who is in it, and how to log there without a browser."""

    app: Flask
    base: str
    cast: Household
    log: Log
    ids: dict[str, int | str]


@contextmanager
def served(folder: Path, **settings: object) -> Iterator[tuple[Flask, str]]:
    """Serve an app of its own, migrated and empty, on SQLite."""
    app = make_app(folder, **settings)
    migrate(app)
    with serving(app) as base:
        yield app, base
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def filled(tmp_path_factory) -> Iterator[Place]:
    """The demo with a few hundred records."""
    with served(tmp_path_factory.mktemp("filled"), demo=True) as (app, base):
        inside(app, demo.fill, RECORDS, SEED, clock.today() - timedelta(days=1))
        cast = inside(app, household)
        log = Log(app, cast)  # type: ignore[arg-type]  # all it asks of a cast is here
        yield Place(app, base, cast, log, numbers(cast, log))


@pytest.fixture(scope="session")
def fresh(tmp_path_factory) -> Iterator[tuple[Flask, str]]:
    """A house nobody has entered yet."""
    with served(tmp_path_factory.mktemp("fresh")) as found:
        yield found


def household() -> Household:
    """Return the first of every role, as the demo's buttons would, and register a household."""
    roles = {role: person(role) for role in ("member", "manager", "viewer", "admin")}
    by = roles["member"].id
    community_id = min(places.community_names())
    district = places.community(community_id).subdistrict.district.name
    alone = factories.home(
        community_id, NAME, "elder_alone", by, in_charge=by, phone=PHONE_NUMBER, photos=True
    )
    return Household(**roles, alone=alone, district=district)


def person(role: str) -> Somebody:
    """Return the first person of a role."""
    found = people.first_with_role(role)
    assert found is not None
    team_id = next(iter(people.team_ids_of(found.id)), None)
    return Somebody(found.id, found.name, found.username or "", role, found.stamp, team_id)


def numbers(cast: Household, log: Log) -> dict[str, int | str]:
    """Return what the places in an address can be filled with; the records are the member's."""
    day = clock.today()
    visit = log.visit(on=day - timedelta(days=40))
    return {
        "visits": visit,
        "repairs": log.repair(on=day, household_id=cast.alone.id, note="换了水龙头"),
        "calls": log.call(on=day, caller_phone=PHONE_NUMBER),
        "commendations": log.commendation(on=day, from_whom=NAME),
        "problems": log.problem(on=day, address="江西路12号"),
        "appointments": log.appointment(on=day),
        "night_works": log.night_work(on=day),
        "household_id": cast.alone.id,
        "community_id": cast.alone.community_id,
        "member_id": cast.member.id,
        "campaign_id": 1,
        "sign_in_id": 1,
        "phone_id": 1,
        "photo_id": log.picture(visit),
        "token": "used",
        "role": "member",
        "code": "zh",
        "kind": "visit",
        "table": "households",
        "import_id": inside(log.app, factories.waiting_file, cast.manager),
        "month": day.strftime("%Y-%m"),
        "ending": "csv",
        "filename": "app.css",
    }


@pytest.fixture
def browse(filled, chromium) -> Iterator[Watched]:
    """Open watched pages of the filled house."""
    watched = Watched(filled.app, filled.base, chromium)
    yield watched
    watched.leave()

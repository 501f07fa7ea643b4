"""Every address of the house with ids that exist."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask

from servicecorps.care import queries
from servicecorps.care import writing as care
from servicecorps.people import linking
from servicecorps.tallies import writing as tallies
from servicecorps.tallies.rules import Balance
from tests.factories import waiting_file


@dataclass(frozen=True)
class Address:
    """One endpoint with a path that leads to something."""

    endpoint: str
    path: str
    methods: frozenset[str]


@pytest.fixture
def addresses(app: Flask, log, addresses_of) -> list[Address]:
    """One address an endpoint; the records are those of the member."""
    ids = {
        "visits": log.visit(),
        "repairs": log.repair(),
        "calls": log.call(caller_phone="13812341111"),
        "commendations": log.commendation(from_whom="李建国"),
        "problems": log.problem(address="江西路12号"),
        "appointments": log.appointment(),
        "night_works": log.night_work(),
    }
    return addresses_of(ids, photo_id=log.picture(ids["visits"]))


@pytest.fixture
def addresses_of(app: Flask, cast, ask) -> Callable[..., list[Address]]:
    """Return one address an endpoint for records by room: addresses_of({"visits": 3}, ...)."""
    return partial(build_addresses, app, cast, ask)


def campaign(cast) -> int:
    """Return a campaign for the households of one category."""
    chosen = queries.to_choose(queries.Area(), ["elder_alone"], (), date.min)
    days = (date(2026, 10, 1), date(2026, 10, 31))
    new = care.NewCampaign("寒潮防冻", "antifreeze", *days, chosen)
    return care.make_campaign(new, cast.manager.id, "a-campaign")


def build_addresses(app, cast, ask, ids: dict[str, int], **more: Any) -> list[Address]:
    """Return one address an endpoint; `more` are other values of its arguments."""
    balance = Balance("letters", 98, date(2017, 5, 31))
    values = {
        "household_id": cast.alone.id,
        "community_id": cast.near,
        "member_id": cast.member.id,
        "sign_in_id": 1,
        "phone_id": 1,
        "photo_id": 1,
        "campaign_id": ask(campaign, cast),
        "balance_id": ask(tallies.add_balance, balance, "年度总结"),
        "backup_id": 1,
        "token": ask(linking.new_welcome) or "used",
        "role": "member",
        "code": "en",
        "kind": "visit",
        "table": "households",
        "import_id": ask(waiting_file, cast.manager),
        "month": "2026-10",
        "ending": "csv",
        "filename": "app.css",
    }
    found = []
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: str(rule.endpoint)):
            room = rule.endpoint.split(".")[0]
            known = values | more | {"record_id": ids.get(room, ids["visits"])}
            unknown = rule.arguments - set(known)
            assert not unknown, f"{rule}: give {unknown} a value in tests/house/conftest.py"
            _host, path = rule.build({name: known[name] for name in rule.arguments}) or ("", "")
            methods = frozenset(rule.methods or ()) & {"GET", "POST"}
            found.append(Address(rule.endpoint, path, methods))
    return found

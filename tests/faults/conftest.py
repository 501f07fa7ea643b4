"""Instances of their own for tests that pull a plug."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from servicecorps.extensions import db
from servicecorps.tallies import writing as tallies
from tests.conftest import inside, make_app, migrate
from tests.factories import PASSWORD, Cast, Somebody, invite_cast, somebody
from tests.faults.servers import Server


@dataclass(frozen=True)
class Plant:
    """An instance with its cast, looked at from this process, and the server that serves it."""

    app: Flask
    cast: Cast
    server: Server

    def ask(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Call a function inside the app."""
        return inside(self.app, function, *arguments, **named)

    def stored(self) -> list[tuple[int, str]]:
        """Return id and note of every record."""
        with self.app.app_context():
            rows = db.session.execute(sa.text("SELECT id, note FROM records")).all()
            db.session.rollback()
            return [tuple(row) for row in rows]

    def differences(self) -> list[Any]:
        """Return every counter that differs from the records."""
        return self.ask(tallies.check)


def plant(folder, url=""):
    """Plant an instance with the cast."""
    app = make_app(folder, url)
    migrate(app)
    with app.app_context():
        cast = invite_cast()
    return Plant(app, cast, Server(folder, url))


@pytest.fixture(params=["sqlite", "postgresql"])
def planted(request, tmp_path):
    """An instance of its own on either database; its server ends with the test."""
    url = ""
    if request.param == "postgresql":
        cluster = request.getfixturevalue("cluster")
        cluster.drop("planted")
        cluster.create("planted")
        url = cluster.url("planted")
    found = plant(tmp_path, url)
    yield found
    found.server.end()
    with found.app.app_context():
        db.engine.dispose()


@pytest.fixture
def crowd(planted) -> list[Somebody]:
    """Forty people of the team."""
    with planted.app.app_context():
        team = planted.cast.member.team_id
        return [
            somebody(f"队员{number:02}", f"crowd{number:02}", "member", team, PASSWORD)
            for number in range(40)
        ]

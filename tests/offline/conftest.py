"""A team, a line and a phone: the server may go, the signal may go, what was logged may not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from servicecorps import clock
from servicecorps.extensions import db, transaction
from servicecorps.people.model import SignIn
from servicecorps.places.model import Household
from tests import factories
from tests.browsers import serving
from tests.conftest import inside, make_app, migrate
from tests.factories import Cast, Home, Somebody, invite_cast
from tests.offline.carried import Carried
from tests.offline.line import Line, laid

LONG_AGO = timedelta(days=120)


@dataclass
class Round:
    """Everything a test of one day out needs."""

    app: Flask
    cast: Cast
    line: Line
    phone: Carried
    made: int = 0

    def due_home(self, of: Somebody | None = None) -> Home:
        """Register a household that has been due for long."""
        self.made += 1
        return inside(self.app, self._due_home, (of or self.cast.member).id)

    def _due_home(self, member_id: int) -> Home:
        names = "王李张刘陈杨赵黄周吴徐孙"
        name = names[self.made % len(names)] + "桂兰"
        home = factories.home(
            self.cast.near, name, "elder_alone", member_id, in_charge=member_id, photos=True
        )
        with transaction() as session:
            then = clock.today() - LONG_AGO
            long_due = {"visited_before_on": then, "registered_on": then}
            session.execute(sa.update(Household).where(Household.id == home.id).values(**long_due))
        return home

    def notes(self, of: Somebody | None = None) -> list[str]:
        """Return the notes on the server in the order they were stored, of one member or all."""
        asked = "SELECT note FROM records WHERE note != ''"
        if of:
            asked += f" AND recorded_by = {of.id:d}"
        return [row[0] for row in self.rows(f"{asked} ORDER BY id")]

    def rows(self, statement: str) -> list[Any]:
        """Return the rows of a statement."""
        with self.app.app_context():
            found = db.session.execute(sa.text(statement)).all()
            db.session.rollback()
            return list(found)

    def end_sign_ins(self) -> None:
        """Let every sign-in run out."""
        with self.app.app_context(), transaction() as session:
            session.execute(sa.delete(SignIn))


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Iterator[tuple[Flask, Cast, Path]]:
    """An app of its own on SQLite, with its cast and its folder."""
    folder = tmp_path_factory.mktemp("offline")
    app = make_app(folder)
    migrate(app)
    yield app, inside(app, invite_cast), folder
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def team(built) -> Iterator[tuple[Flask, Cast, str]]:
    """The app, served in this process."""
    app, cast, _folder = built
    with serving(app) as base:
        yield app, cast, base


@pytest.fixture
def day(team, chromium, tmp_path: Path) -> Iterator[Round]:
    """A day out: the member's phone is switched on, signed in and filled."""
    app, cast, base = team
    with laid(base) as line:
        phone = Carried(chromium.browser_type, tmp_path / "phone", app, line.base)
        found = Round(app, cast, line, phone)
        phone.open()
        phone.sign_in(cast.member)
        yield found
        phone.close()
    assert not phone.errors, phone.errors

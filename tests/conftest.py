"""The app on both databases: whatever asks for `app` runs on SQLite and on PostgreSQL.

A database is migrated and given its cast once a session; every test starts from that state.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from alembic import command
from alembic.config import Config
from flask import Flask
from playwright.sync_api import Browser

from servicecorps import create_app
from servicecorps.clock import QINGDAO
from servicecorps.config import Settings
from servicecorps.extensions import Base, db
from servicecorps.headers import HEADERS
from tests import browsers, databases
from tests.client import CheckingClient
from tests.factories import Cast, invite_cast
from tests.logbook import Log

# The day on which every test with the app takes place, half past ten in Qingdao.
NOW = datetime(2026, 10, 20, 10, 30, tzinfo=QINGDAO)
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that nobody waits for it at the end."""
    items.sort(key=lambda item: "slow" not in item.keywords)


@dataclass(frozen=True)
class House:
    """An app with its database, the people in it, and the ways back to how it was.

    `keep` remembers the rows of now under a name and returns what puts them back.
    """

    app: Flask
    cast: Cast
    keep: Callable[[str], Callable[[], None]]
    put_back: Callable[[], None]
    scenes: dict[str, Callable[[], None]] = field(default_factory=dict)


def migrate(app: Flask) -> None:
    """Bring an app's database to the newest migration."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with app.app_context():
        command.upgrade(config, "head")


@pytest.fixture(scope="session")
def cluster() -> Iterator[databases.Cluster]:
    """A PostgreSQL that lives as long as the tests."""
    found = databases.start_cluster()
    if found is None:
        databases.missing(databases.NO_POSTGRESQL)
    yield found
    found.stop()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def house(request, tmp_path_factory) -> Iterator[House]:
    """One app a database, made once."""
    folder = tmp_path_factory.mktemp(request.param)
    url = ""
    if request.param == "postgresql":
        cluster = request.getfixturevalue("cluster")
        cluster.create("house")
        url = cluster.url("house")
    with time_machine.travel(NOW):
        app = make_app(folder, url)
        migrate(app)
        with app.app_context():
            cast = invite_cast()
    keep = partial(keep_rows if url else keep_file, app)
    yield House(app, cast, keep, keep("cast"))
    with app.app_context():
        db.engine.dispose()
    if url:
        cluster.drop("house")  # whoever shares the work may need one again


def make_app(folder: Path, url: str = "", **settings: Any) -> Flask:
    """Return an app of its own in a folder."""
    app = create_app(Settings(instance=folder, database_url=url, **settings))
    app.testing = True
    # As for a visitor: an error becomes the error page, and its status is what tests look at.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_client_class = CheckingClient
    return app


def keep_file(app: Flask, name: str) -> Callable[[], None]:
    """Remember an SQLite file under a name; return what puts it back."""
    with app.app_context():
        file = Path(str(db.engine.url.database))
        db.engine.dispose()
    kept = file.with_suffix(f".{name}")
    shutil.copyfile(file, kept)

    def put_back() -> None:
        with app.app_context():
            db.engine.dispose()
        # A new file, so that nothing somebody left open can write into it.
        for ending in ("", "-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        shutil.copyfile(kept, file)

    return put_back


def keep_rows(app: Flask, name: str) -> Callable[[], None]:
    """Remember the rows of a PostgreSQL under a name; return what puts back just these."""
    with app.app_context():
        engine = db.engine
        tables = [one for one in sa.inspect(engine).get_table_names() if one != "alembic_version"]
    keep = [f"CREATE TABLE kept_{name}.{table} AS TABLE public.{table}" for table in tables]
    # Without triggers the order of the tables does not matter; only what differs is touched.
    restore = ["SET LOCAL session_replication_role = replica"]
    for table in tables:
        kept = f"kept_{name}.{table} k"
        gone = f"k::text NOT IN (SELECT t::text FROM {table} t)"
        restore += [
            f"DELETE FROM {table} t WHERE t::text NOT IN (SELECT k::text FROM {kept})",
            f"INSERT INTO {table} SELECT * FROM {kept} WHERE {gone}",
        ]
    with engine.begin() as connection:
        connection.exec_driver_sql(";".join([f"CREATE SCHEMA kept_{name}", *keep]))

    def put_back() -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(";".join(restore))

    return put_back


@pytest.fixture
def app(house: House, tmp_path: Path) -> Iterator[Flask]:
    """The app on a clean database, on a fixed day, with an empty folder for photos."""
    house.put_back()
    house.app.config["PHOTO_FOLDER"] = tmp_path / "photos"
    with time_machine.travel(NOW):
        yield house.app


@pytest.fixture
def scene(house: House, app: Flask) -> Callable[[str, Callable[[], Any]], None]:
    """Begin with something more than the cast: scene("noise", log.noise).

    It is made for the first test that asks and put back for the others; whoever has signed in
    before is out again.
    """

    def begin(name: str, make: Callable[[], Any]) -> None:
        if name in house.scenes:
            house.scenes[name]()
        else:
            make()
            house.scenes[name] = house.keep(name)

    return begin


@pytest.fixture
def cast(house: House) -> Cast:
    """The people, communities and households every test knows."""
    return house.cast


@pytest.fixture
def ask(app: Flask) -> Callable[..., Any]:
    """Call a function inside the app: ask(figures.table, MAY)."""
    return partial(inside, app)


def inside(app: Flask, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Call a function in a context of its own, as a request or a command would."""
    with app.app_context():
        return function(*args, **named)


@pytest.fixture
def log(app: Flask, cast: Cast) -> Log:
    """Log records as the cast would."""
    return Log(app, cast)


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser that is not signed in and checks every page it opens."""
    return app.test_client()


@pytest.fixture
def as_member(app: Flask, cast: Cast) -> CheckingClient:
    """林思东's browser."""
    return app.test_client().sign_in(cast.member)


@pytest.fixture
def as_helper(app: Flask, cast: Cast) -> CheckingClient:
    """The browser of a helper of the other team."""
    return app.test_client().sign_in(cast.helper)


@pytest.fixture
def as_manager(app: Flask, cast: Cast) -> CheckingClient:
    """The manager's browser."""
    return app.test_client().sign_in(cast.manager)


@pytest.fixture
def as_viewer(app: Flask, cast: Cast) -> CheckingClient:
    """The viewer's browser."""
    return app.test_client().sign_in(cast.viewer)


@pytest.fixture
def as_admin(app: Flask, cast: Cast) -> CheckingClient:
    """The administrator's browser."""
    return app.test_client().sign_in(cast.admin)


@pytest.fixture
def rows(app: Flask) -> Callable[[type[Base]], int]:
    """Count the rows of a table: rows(Record)."""

    def count(model: type[Base]) -> int:
        with app.app_context():
            return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0

    return count


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser, started once."""
    with browsers.started(windows=False) as browser:
        yield browser


@pytest.fixture
def headers() -> dict[str, str]:
    """The headers every answer carries."""
    return dict(HEADERS)

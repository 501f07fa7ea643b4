"""Migrations with records in the database: down, up, and killed in the middle."""

import os
import subprocess
import sys
from datetime import date

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from servicecorps.demo import writing as demo
from servicecorps.extensions import Base, db
from servicecorps.launcher import ROOT
from servicecorps.tallies import writing as tallies
from tests.conftest import MIGRATIONS, make_app
from tests.house.test_migrations import VERSIONS

NUMBERS = [file.stem[:4] for file in VERSIONS]
# Kept by every migration since the first.
LASTING = ("members", "households", "records", "record_members", "visits", "calls", "history")
# Upgrades, and kills its own process before the statement of a given number.
KILLED = """
import os, signal, sys
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from servicecorps import create_app
from servicecorps.extensions import db

left = int(sys.argv[1])

def count(_connection, _cursor, statement, *_more):
    global left
    if not statement.startswith("PRAGMA"):
        left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

config = Config()
config.set_main_option("script_location", "migrations")
with create_app().app_context():
    sa.event.listen(db.engine, "before_cursor_execute", count)
    command.upgrade(config, "head")
print(left)
"""


@pytest.fixture
def config():
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request, tmp_path, config):
    """An app with some hundred records in the newest form."""
    url = ""
    if request.param == "postgresql":
        cluster = request.getfixturevalue("cluster")
        cluster.drop("filled")
        cluster.create("filled")
        url = cluster.url("filled")
    app = make_app(tmp_path, url)
    with app.app_context():
        command.upgrade(config, "head")
        demo.fill(300, 1, date(2026, 10, 20))
        db.session.rollback()
        yield app
        db.engine.dispose()


# What an older form has no place for: whether a household's plan rests or has ended.
NEWER = {"paused_until", "pause_reason", "ended_on", "end_reason"}


def lasting():
    """Return every row of what no migration may touch, by the columns of today that it had."""
    found = {}
    for name in LASTING:
        columns = [
            column.name for column in Base.metadata.tables[name].columns if column.name not in NEWER
        ]
        rows = db.session.execute(sa.text(f"SELECT {', '.join(columns)} FROM {name}"))
        found[name] = sorted(map(str, rows))
    db.session.rollback()
    return found


def assert_whole(before):
    """Everything is there, in the form of the models, and every figure is right."""
    assert lasting() == before
    assert tallies.check() == []
    db.session.rollback()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None


# Down to the first and up again goes through all of them.
@pytest.mark.parametrize(
    "number",
    [NUMBERS[0], *(pytest.param(number, marks=pytest.mark.faults) for number in NUMBERS[1:-1])],
)
def test_records_survive_every_migration_down_and_up(filled, config, number):
    before = lasting()
    command.downgrade(config, number)
    command.upgrade(config, "head")
    assert_whole(before)


@pytest.mark.parametrize(
    ("number", "statements"),
    [
        pytest.param(NUMBERS[1], (2, 40), id="short"),
        *(
            pytest.param(number, range(0, 60, 3), id=f"from {number}", marks=pytest.mark.faults)
            for number in NUMBERS[:-1]
        ),
    ],
)
def test_a_migration_killed_midway_is_taken_up_again(filled, config, number, statements):
    before, killed = lasting(), 0
    for statement in statements:
        command.downgrade(config, number)
        db.engine.dispose()
        done = upgrade_until(filled, statement)
        if done.returncode == 0:  # there are no more statements
            break
        assert done.returncode == -9, done.stderr
        killed += 1
        command.upgrade(config, "head")
        assert_whole(before)
    print(f"\nmigrations from {number}: killed {killed}, whole after each next start")
    assert killed


def upgrade_until(app, statement):
    """Upgrade in another process that is killed before a statement."""
    url = str(app.config["SETTINGS"].database_url)
    environ = os.environ | {"SERVICECORPS_INSTANCE": str(app.config["INSTANCE"])}
    environ |= {"PYTHONPATH": str(ROOT)} | ({"DATABASE_URL": url} if url else {})
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(statement)],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

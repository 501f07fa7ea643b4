"""Migrations: numbered, named, up and down and up again, and equal to the models."""

import re
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from servicecorps.demo import writing as demo
from servicecorps.extensions import Base, db
from servicecorps.tallies import writing as tallies
from tests.conftest import MIGRATIONS, make_app

ADDED_BY_0003 = {"households", "new_households", "repairs_found"}
VERSIONS = sorted((MIGRATIONS / "versions").glob("*.py"))


@pytest.fixture
def config():
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """An app whose database has no table yet."""
    url = ""
    if request.param == "postgresql":
        cluster = request.getfixturevalue("cluster")
        cluster.drop("empty")
        cluster.create("empty")
        url = cluster.url("empty")
    app = make_app(tmp_path, url)
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.stem)
def test_a_migration_is_named_by_number_and_words(file: Path):
    assert re.fullmatch(r"\d{4}(_[a-z0-9]+)+", file.stem)
    text = file.read_text(encoding="utf-8")
    assert re.search(rf"""^revision = ["']{file.stem[:4]}["']""", text, re.MULTILINE)


def test_there_is_one_line_of_migrations(config):
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [VERSIONS[-1].stem[:4]]
    assert [one.revision for one in script.walk_revisions()][::-1] == [
        file.stem[:4] for file in VERSIONS
    ]


def test_models_and_database_agree_after_up_down_up(empty, config):
    command.upgrade(config, "head")
    first = tables()
    assert first >= set(Base.metadata.tables)
    command.downgrade(config, "base")
    assert tables() <= {"alembic_version"}
    command.upgrade(config, "head")
    assert tables() == first
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_migration_goes_down_and_up_again(empty, config):
    for file in VERSIONS:
        number, earlier = file.stem[:4], tables()
        command.upgrade(config, number)
        after = tables()
        command.downgrade(config, "-1")
        assert tables() - {"alembic_version"} == earlier - {"alembic_version"}, number
        command.upgrade(config, number)
        assert tables() == after, number


def test_going_up_twice_adds_nothing_twice(empty, config):
    command.upgrade(config, "head")
    count = sa.text("SELECT count(*) FROM communities")
    first = db.session.scalar(count)
    db.session.rollback()
    command.downgrade(config, "0002")
    command.stamp(config, "0001")
    command.upgrade(config, "head")
    assert db.session.scalar(count) == first > 700
    db.session.rollback()


def test_figures_a_migration_adds_equal_the_records_already_there(empty, config):
    command.upgrade(config, "head")
    demo.fill(2000, 1, date(2026, 10, 20))
    db.session.rollback()
    command.downgrade(config, "0002")
    left = db.session.scalars(sa.text("SELECT DISTINCT measure FROM count_categories")).all()
    assert left
    assert ADDED_BY_0003.isdisjoint(left)
    db.session.rollback()
    command.upgrade(config, "head")
    assert tallies.check() == []
    db.session.rollback()


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names())


def test_sqlite_is_durable_and_strict_on_every_connection(tmp_path, config):
    app = make_app(tmp_path)
    with app.app_context():
        command.upgrade(config, "head")
        connections = [db.engine.connect() for _number in range(3)]
        for connection in connections:
            told = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            assert told == {
                "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000,
            }  # fmt: skip
            connection.close()
        db.engine.dispose()

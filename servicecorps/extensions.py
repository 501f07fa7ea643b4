"""The database, the form guard, the translations and the sign-in: one object each."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask_babel import Babel, Domain
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, Executable, MetaData, event, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from werkzeug.local import LocalProxy


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# What a column tells, as its `info`; pages, exports and erasing go by it (docs/privacy.md).
# Whoever may open the page may read it.
OPEN = {"class": "open"}
# It tells who somebody is, or where: masked for whoever may not know.
PERSONAL = {"class": "personal"}
# It can do harm when known: others see at most that there is something.
SENSITIVE = {"class": "sensitive"}


class Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """Finds the catalogue once a request: a page asks for some three hundred words."""

    def get_translations(self) -> Any:
        """Return the catalogue of the request's language."""
        # Flask-Babel's own memory of the request; it forgets this name when the language changes.
        kept = g.get("_flask_babel") if g else None
        found = getattr(kept, "babel_translations", None)
        if found is None:
            found = super().get_translations()
            if kept is not None:
                kept.babel_translations = found
        return found


class Languages(Babel):  # type: ignore[misc]  # Flask-Babel ships no types
    """Flask-Babel with quicker catalogues."""

    @cached_property
    def domain_instance(self) -> Catalogues:
        """The words of all languages."""
        return Catalogues(domain=self.domain)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
csrf = CSRFProtect()
babel = Languages()
login_manager = LoginManager()

# On SQLite one writer at a time; waiting here is fair and short, in the file it is neither.
_write_line = threading.RLock()
IMMEDIATE = "servicecorps_immediate"
PATIENCE_MS = 10_000
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def init_database(app: Flask) -> None:
    """Bind the database and set up its connections."""
    db.init_app(app)
    app.extensions["migrate"] = migrations_of(app)
    with app.app_context():
        prepare_engine(db.engine)


def migrations_of(app: Flask) -> Any:
    """Return what Flask-Migrate knows of an app, made when first asked: Alembic loads slowly."""

    @cache
    def made() -> Any:
        from flask_migrate import Migrate  # noqa: PLC0415 – an eighth of the time of a start

        Migrate(app, db, directory=str(MIGRATIONS))
        return app.extensions["migrate"]

    return LocalProxy(made)


def prepare_engine(engine: Engine) -> None:
    """Make every SQLite connection durable, strict about references and explicit about locking."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: its late BEGIN loses updates.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "synchronous=FULL", f"busy_timeout={PATIENCE_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(IMMEDIATE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """Run one write transaction; a nested call joins the outer one, only the outermost commits.

    Whatever was read before is forgotten, so that what is to be changed is loaded inside.
    """
    session: Session = db.session()
    if session.info.get("writing"):
        yield session
        return
    # Before waiting: a connection held in line may be the very one the first in line needs.
    session.rollback()
    with _in_line(session):
        session.info["writing"] = True
        try:
            session.connection(execution_options={IMMEDIATE: True})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = False


def one_at_a_time(*what: object) -> None:
    """Let whoever else is about to do the same wait until this transaction ends.

    SQLite has one writer anyway.
    """
    session = db.session
    if session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(" ".join(map(str, what)), 0)
        session.execute(select(func.pg_advisory_xact_lock(key)))


def write_if_free(statement: Executable, values: dict[str, Any]) -> bool:
    """Write in a transaction of its own what may be left out; return whether it was written.

    It waits for no other writer, and a database that cannot be written is no error.
    """
    on_sqlite = db.engine.dialect.name == "sqlite"
    if on_sqlite and not _write_line.acquire(blocking=False):
        return False
    # The connection this request has been reading with, not a second one.
    db.session.rollback()
    try:
        with db.engine.connect() as connection, _impatient(connection):
            connection.execute(statement, values)
            connection.commit()
    except DBAPIError:
        return False
    finally:
        if on_sqlite:
            _write_line.release()
    return True


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout=50")
    connection.execution_options(**{IMMEDIATE: True})
    try:
        yield
    finally:
        connection.rollback()
        driver.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")


@contextmanager
def _in_line(session: Session) -> Iterator[None]:
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    with _write_line:
        yield


def upsert(dialect: str, table: Any) -> Any:
    """Return an INSERT that can be told what to do when the row is there, by a dialect's name."""
    if dialect == "postgresql":
        # Loads asyncio and ssl, which whoever keeps to SQLite never needs.
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table)
    return sqlite.insert(table)

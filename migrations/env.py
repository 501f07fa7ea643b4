"""Run the migrations on the app's database; each one in a transaction of its own."""

from alembic import context
from flask import current_app
from sqlalchemy import Engine

from servicecorps.extensions import IMMEDIATE, db


def run() -> None:
    # A backup brings a database of its own to the newest form.
    engine = context.config.attributes.get("engine") or db.engine
    on_sqlite = engine.dialect.name == "sqlite"
    if on_sqlite:
        keep_a_write_ahead_log(engine)
    connection = engine.connect().execution_options(**{IMMEDIATE: on_sqlite})
    with connection:
        if on_sqlite:
            # Rebuilding a table must not take the rows that refer to it along; outside a transaction.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
            transactional_ddl=True,
            process_revision_directives=no_empty_migration,
        )
        with context.begin_transaction():
            context.run_migrations()
        if on_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def keep_a_write_ahead_log(engine: Engine) -> None:
    # Once, when the database is made: setting it on every connection gives "database is locked".
    connection = engine.raw_connection()
    try:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal":
            connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def no_empty_migration(_context: object, _revision: object, directives: list) -> None:
    command_line = getattr(context.config, "cmd_opts", None)
    if getattr(command_line, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []
        current_app.logger.info("models and database agree: no migration")


run()

"""Copies of the database, out and back in; what is written down of backups."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, delete, insert, select, update

from servicecorps import clock
from servicecorps.backups import queries
from servicecorps.backups.model import Backup
from servicecorps.extensions import MIGRATIONS, Base, db, transaction
from servicecorps.history import writing as history
from servicecorps.history.model import Change
from servicecorps.people.model import Member, OneTimeLink, OwnPhone, SignIn
from servicecorps.submissions import writing as submissions


def bring_to_head(engine: Engine) -> None:
    """Bring a database to the newest form."""
    from alembic import command, config  # noqa: PLC0415 – loads slowly

    asked = config.Config()
    asked.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    asked.attributes["engine"] = engine
    command.upgrade(asked, "head")


def snapshot(file: Path) -> None:
    """Copy the database as it is at one moment into an SQLite file; writers go on meanwhile.

    PostgreSQL's rows are copied too, in one REPEATABLE READ transaction: so every backup is the
    same kind of file, goes back into either database, and needs no pg_dump of the right version.
    """
    if db.engine.dialect.name == "sqlite":
        _copy_file(file)
    else:
        _copy_rows_out(file)
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it


def _copy_file(file: Path) -> None:
    live = db.engine.raw_connection()
    try:
        with closing(sqlite3.connect(file)) as copy:
            live.driver_connection.backup(copy)  # type: ignore[union-attr]
    finally:
        live.close()


def _copy_rows_out(file: Path) -> None:
    frozen = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with queries.database_in(file) as engine:
        bring_to_head(engine)
        with (
            db.engine.connect().execution_options(**frozen) as source,
            engine.begin() as target,
        ):
            for table in reversed(Base.metadata.sorted_tables):
                target.execute(table.delete())  # what the migrations planted
            _copy_rows(source, target)


def _copy_rows(source: Connection, target: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        for rows in queries.rows_of(source, table):
            target.execute(insert(table), [dict(row) for row in rows])


def make_ready(file: Path, made_at: str) -> None:
    """Bring a copied database to the newest form, end every sign-in in it, note the return."""
    with queries.database_in(file) as engine:
        bring_to_head(engine)
        with engine.begin() as connection:
            _end_sign_ins(connection)
            line = {"made_at": [None, made_at]}
            connection.execute(insert(Change), [_line("restore", line)])
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def _end_sign_ins(connection: Connection) -> None:
    # Whoever was shut out since the backup must not be let in by an old cookie, phone or link.
    for table in (SignIn, OwnPhone, OneTimeLink):
        connection.execute(delete(table))
    for member_id in connection.scalars(select(Member.id)).all():
        fresh = update(Member).where(Member.id == member_id)
        connection.execute(fresh.values(stamp=secrets.token_hex(8)))


def _line(action: str, changes: dict[str, list[str | None]]) -> dict[str, object]:
    return {
        "subject_type": "backup",
        "subject_id": 0,
        "actor_id": None,
        "action": action,
        "at": clock.now(),
        "reason": "",
        "changes": changes,
    }


def put_back(file: Path) -> None:
    """Put a copied database in the place of the live one: all of it or, if that fails, nothing."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        _put_file_back(file)
        return
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with (
        queries.database_in(file) as engine,
        engine.connect() as source,
        db.engine.begin() as target,
    ):
        # The history may only grow; a return puts all of it, with its seals, in another's place.
        _guard(target, "DISABLE")
        # Not DELETE: every deleted record would look for those opened from it.
        target.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
        _copy_rows(source, target)
        _count_on(target)
        _guard(target, "ENABLE")


def _guard(target: Connection, word: str) -> None:
    for table in Base.metadata.sorted_tables:
        told = {"word": word}
        switch = sa.DDL("ALTER TABLE %(fullname)s %(word)s TRIGGER USER", context=told)  # type: ignore[no-untyped-call]
        target.execute(switch.against(table))


def _put_file_back(file: Path) -> None:
    live = db.engine.raw_connection()
    try:
        with closing(sqlite3.connect(file)) as copy:
            # One transaction of SQLite's own: whoever reads meanwhile sees the old or the new.
            copy.backup(live.driver_connection)  # type: ignore[arg-type]
    finally:
        live.close()


def _count_on(target: Connection) -> None:
    """Let PostgreSQL number new rows after those that were put in."""
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        highest = select(sa.func.max(column)).scalar_subquery()
        target.execute(
            select(sa.func.setval(sequence, sa.func.coalesce(highest, 0) + 1, sa.false()))
        )


def note_made(backup: Backup, client_key: str = "") -> bool:
    """Write down that a backup was made; False if the same form had one made before."""
    by = backup.made_by
    with transaction() as session:
        if by and client_key and submissions.first_result(by, client_key, "backup") is not None:
            return False
        session.add(backup)
        session.flush()
        history.note("backup", backup.id, by, "make")
        if by and client_key:
            submissions.store(by, client_key, "backup", backup.id)
    return True


def note_fetched(backup_id: int, by: int) -> None:
    """Write down that somebody took a backup away."""
    history.note("backup", backup_id, by, "download")

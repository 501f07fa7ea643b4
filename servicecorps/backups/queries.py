"""Questions about backups and about what is to go into one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import Connection, Engine, func, select

from servicecorps.attachments.model import Attachment
from servicecorps.backups.model import Backup, Installation
from servicecorps.backups.rules import Standing
from servicecorps.errors import Invalid
from servicecorps.extensions import db, prepare_engine
from servicecorps.people.model import Member
from servicecorps.places.model import Household
from servicecorps.records.model import Record

NOT_DATA = {"alembic_version"}


def last() -> Backup | None:
    """Return the newest backup that was made and verified."""
    newest_first = select(Backup).order_by(Backup.made_at.desc(), Backup.id.desc())
    return db.session.scalar(newest_first.limit(1))


def newest(limit: int = 20) -> Sequence[Backup]:
    """Return the newest backups, latest first."""
    return db.session.scalars(
        select(Backup).order_by(Backup.made_at.desc(), Backup.id.desc()).limit(limit)
    ).all()


def one(backup_id: int) -> Backup | None:
    """Return one backup."""
    return db.session.get(Backup, backup_id)


def standing() -> Standing:
    """Return what is in this instance."""
    counted = [
        db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Member, Record, Household)
    ]
    mark = db.session.scalar(select(Installation.mark)) or ""
    return Standing(mark, current_app.config["DEMO"], *counted)


@contextmanager
def database_in(file: Path) -> Iterator[Engine]:
    """Open an SQLite file beside the live database, as strict as that one."""
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool)
    prepare_engine(engine)
    yield engine
    engine.dispose()


def counted(file: Path) -> dict[str, int]:
    """Return the rows of every table in a copied database, once it is found whole.

    Raises:
        Invalid: it is damaged.
    """
    with database_in(file) as engine, engine.connect() as connection:
        if not _is_whole(connection):
            raise Invalid("备份里的数据库已损坏 / the database in the backup is damaged")
        names = set(sa.inspect(connection).get_table_names()) - NOT_DATA
        return {
            name: connection.scalar(select(func.count()).select_from(sa.table(name))) or 0
            for name in sorted(names)
        }


def _is_whole(connection: Connection) -> bool:
    try:
        told = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    except sa.exc.DatabaseError:
        return False
    return told == ["ok"] and orphans is None


def pictures(file: Path) -> list[str]:
    """Return the names of the pictures a copied database speaks of."""
    with database_in(file) as engine, engine.connect() as connection:
        return list(connection.scalars(select(Attachment.name).order_by(Attachment.id)))


def rows_of(source: Connection, table: sa.Table) -> Iterator[Sequence[sa.RowMapping]]:
    """Return the rows of a table some thousand at a time, so that a parent precedes its child."""
    asked = select(table).order_by(*table.primary_key.columns)
    options = {"stream_results": True, "yield_per": 5000}
    yield from source.execute(asked, execution_options=options).mappings().partitions()

"""Very many rows at once; inside the transaction of whoever brings them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import JSON, Connection, insert

from servicecorps import clock
from servicecorps.extensions import db
from servicecorps.history.model import Change
from servicecorps.imports.model import ImportedRow

_CACHE_KIB = 32_000


@contextmanager
def room_to_write() -> Iterator[None]:
    """Let SQLite keep more pages in memory while very many rows go in; inside a transaction."""
    connection = db.session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
    try:
        yield
    finally:
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA cache_size=-2000")


def pour(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all name the same columns, past everything that costs time per row.

    On PostgreSQL by COPY, else by the driver's own executemany.
    """
    if not rows:
        return
    connection = db.session.connection()
    names = list(rows[0])
    if connection.dialect.name == "postgresql":
        _copy(connection, model, names, rows)
        return
    dialect = connection.dialect
    pairs = [
        (name, model.__table__.c[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in names
    ]
    statement = str(insert(model.__table__).values(dict.fromkeys(names)).compile(dialect=dialect))
    connection.exec_driver_sql(
        statement,
        [
            tuple([row[name] if how is None else how(row[name]) for name, how in pairs])
            for row in rows
        ],
    )


def _copy(
    connection: Connection, model: Any, names: Sequence[str], rows: Sequence[dict[str, Any]]
) -> None:
    as_json = [isinstance(model.__table__.c[name].type, JSON) for name in names]
    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(preparer.quote(name) for name in names)
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {model.__tablename__} ({columns}) FROM STDIN") as lines:
        for row in rows:
            lines.write_row(
                [
                    json.dumps(row[name]) if plain and row[name] is not None else row[name]
                    for name, plain in zip(names, as_json, strict=True)
                ]
            )


def whole(model: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return a full row of a table: what is not given has its column's default."""
    usual = _usual(model)
    return usual | {name: given[name] for name in usual.keys() & given.keys()}


@cache
def _usual(model: Any) -> dict[str, Any]:
    defaults = {column.name: column.default for column in model.__table__.columns}
    return {
        name: default.arg if default is not None and default.is_scalar else None
        for name, default in defaults.items()
    }


def tie(
    import_id: int, subject: str, made: Iterable[tuple[int, dict[str, Any] | None]], by: int | None
) -> None:
    """Note what an import made or changed, and write a line of history for each."""
    found, now = list(made), clock.now()
    pour(
        ImportedRow,
        [
            {"import_id": import_id, "subject": subject, "subject_id": number, "before": before}
            for number, before in found
        ],
    )
    pour(
        Change,
        [
            {
                "subject_type": subject,
                "subject_id": number,
                "actor_id": by,
                "action": "import",
                "at": now,
                "reason": "",
                "changes": {},
            }
            for number, _before in found
        ],
    )

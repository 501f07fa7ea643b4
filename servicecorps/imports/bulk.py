"""Very many rows at once; inside the transaction of whoever brings them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ARRAY, JSON, Dialect, Integer, cast, func, insert, literal, select

from servicecorps import clock
from servicecorps.extensions import db
from servicecorps.history.model import Change
from servicecorps.imports.model import ImportedRow

_CACHE_KIB = 32_000
_CHUNK = 2000
Values = Iterable[dict[str, Any]]
# Told now and then how many rows are through.
Tell = Callable[[int], None]
One = TypeVar("One")


def nobody(_rows: int) -> None:
    """Tell nobody."""


class Put(NamedTuple):
    """How many rows of a file became something new, and how many changed what there was."""

    added: int = 0
    changed: int = 0

    @property
    def rows(self) -> int:
        """How many rows went in."""
        return self.added + self.changed


def pieces(items: Iterable[One]) -> Iterator[list[One]]:
    """Yield so many at a time as lie in memory together."""
    left = iter(items)
    while some := list(islice(left, _CHUNK)):
        yield some


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


def pour(model: Any, rows: Sequence[Mapping[str, Any]], names: Sequence[str] | None = None) -> None:
    """Insert rows that all name the same columns, past everything that costs time per row.

    `names` are the columns to take where the rows hold more. On PostgreSQL by COPY, else by the
    driver's own executemany.
    """
    if not rows:
        return
    connection = db.session.connection()
    wanted = set(names or rows[0])
    # In the order in which the statement will name them.
    names = [column.name for column in model.__table__.columns if column.name in wanted]
    lines = _lines(model, rows, names, connection.dialect)
    if connection.dialect.name == "postgresql":
        preparer = connection.dialect.identifier_preparer
        columns = ", ".join(preparer.quote(name) for name in names)
        cursor: Any = connection.connection.cursor()
        with cursor.copy(f"COPY {model.__tablename__} ({columns}) FROM STDIN") as target:
            for line in lines:
                target.write_row(line)
        return
    statement = insert(model.__table__).values(dict.fromkeys(names))
    connection.exec_driver_sql(str(statement.compile(dialect=connection.dialect)), list(lines))


def _lines(
    model: Any, rows: Sequence[Mapping[str, Any]], names: Sequence[str], dialect: Dialect
) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each row as the driver takes them."""
    columns = [model.__table__.c[name].type for name in names]
    ways = [(place, _way(kind, dialect)) for place, kind in enumerate(columns)]
    changed = [(place, way) for place, way in ways if way is not None]
    taken = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    for row in rows:
        if not changed:
            yield taken(row)
            continue
        line = list(taken(row))
        for place, way in changed:
            line[place] = way(line[place])
        yield tuple(line)


def _way(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return how values of a column are turned into what the driver takes, None if they are not."""
    if isinstance(kind, JSON):
        return lambda value: None if value is None else json.dumps(value)
    if dialect.name == "postgresql":
        return None
    bound = kind.dialect_impl(dialect).bind_processor(dialect)
    # A file names the same few thousand days again and again, and one moment of storing.
    return lru_cache(maxsize=8192)(bound) if bound else None


def whole(model: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return a full row of a table: what is not given has its column's default."""
    blank = usual(model)
    return blank | {name: given[name] for name in blank.keys() & given.keys()}


@cache
def usual(model: Any) -> dict[str, Any]:
    """Return what the columns of a table hold where nothing is said; not to be changed."""
    defaults = {column.name: column.default for column in model.__table__.columns}
    return {
        name: default.arg if default is not None and default.is_scalar else None
        for name, default in defaults.items()
    }


def tie(import_id: int, subject: str, ids: Sequence[int], by: int | None) -> None:
    """Note what an import made, and write a line of history for each."""
    if not ids:
        return
    made: dict[str, Any] = {"import_id": import_id, "subject": subject, "before": None}
    line: dict[str, Any] = {"subject_type": subject, "actor_id": by, "action": "import"}
    line |= {"at": clock.now(), "reason": "", "changes": {}}
    _pour_alike(ImportedRow, made, "subject_id", ids)
    _pour_alike(Change, line, "subject_id", ids)


def _pour_alike(model: Any, shared: dict[str, Any], name: str, ids: Sequence[int]) -> None:
    """Insert a row for each id, alike in all else; the database makes the rows itself."""
    connection = db.session.connection()
    each: Any
    if connection.dialect.name == "postgresql":
        each = func.unnest(cast(list(ids), ARRAY(Integer))).column_valued("each")
    else:
        each = func.json_each(json.dumps(list(ids))).table_valued("value").c.value
    columns = model.__table__.c
    alike = [literal(value, columns[key].type) for key, value in shared.items()]
    connection.execute(insert(model.__table__).from_select([name, *shared], select(each, *alike)))

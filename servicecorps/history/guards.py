"""The triggers that keep the books: out of the way while a whole database is put back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

KEPT = ("history", "looks", "exports", "export_households", "seals")
_OFF = [text(f"ALTER TABLE {table} DISABLE TRIGGER USER") for table in KEPT]
_ON = [text(f"ALTER TABLE {table} ENABLE TRIGGER USER") for table in KEPT]


@contextmanager
def lifted(connection: Connection) -> Iterator[None]:
    """Let all lines be replaced on PostgreSQL until the end of the block, in its transaction.

    What is put in brings its own seals along. If anything fails, the transaction takes back the
    lifting too.
    """
    for statement in _OFF:
        connection.execute(statement)
    yield
    for statement in _ON:
        connection.execute(statement)

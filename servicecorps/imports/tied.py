"""What an import made, while it is tied to it, and how it goes again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select

from servicecorps.extensions import db
from servicecorps.history import writing as history
from servicecorps.imports import queries
from servicecorps.imports.model import ImportedRow

_SUBJECTS = {
    "records": "record",
    "households": "household",
    "members": "member",
    "communities": "community",
}


@dataclass(frozen=True)
class Undone:
    """How many rows of an import are gone, and how many stay because somebody used them."""

    gone: int
    kept: int


def rows_of(import_id: int, subject: str) -> Select[Any]:
    """Return what asks for the ids of what an import made of a subject."""
    return select(ImportedRow.subject_id).where(
        ImportedRow.import_id == import_id, ImportedRow.subject == subject
    )


def forget(import_id: int, table: Any, ids: list[int], by: int) -> None:
    """Remove rows; the history keeps that they were imported, and says that they are gone."""
    subject = _SUBJECTS[table.name]
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        db.session.execute(delete(table).where(table.c.id.in_(some)))
        history.note_each(subject, some, by, "remove")
        db.session.execute(
            delete(ImportedRow).where(
                ImportedRow.import_id == import_id,
                ImportedRow.subject == subject,
                ImportedRow.subject_id.in_(some),
            )
        )


def delete_of(model: Any, column: Any, ids: Iterable[int]) -> None:
    """Remove the rows of a table that belong to some ids."""
    for some in queries.in_pieces(list(ids)):
        db.session.execute(delete(model).where(column.in_(some)))

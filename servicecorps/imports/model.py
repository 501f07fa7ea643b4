"""Files on their way in and brought in, what each of them made, and how columns were mapped."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, PERSONAL, SENSITIVE, Base


class ImportedFile(Base):
    """A file, from its upload to its undoing; one that is in is refused unless asked for again.

    `state` is waiting, done, undone or dropped. `asked` holds how to read it, `found` what came
    of it; neither holds a name or a phone in clear.
    """

    __tablename__ = "imported_files"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    kind: Mapped[str] = mapped_column(String(16), info=OPEN)
    sha256: Mapped[str] = mapped_column(String(64), index=True, info=OPEN)
    rows: Mapped[int] = mapped_column(info=OPEN)
    imported_at: Mapped[datetime] = mapped_column(info=OPEN)
    state: Mapped[str] = mapped_column(String(8), default="done", info=OPEN)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=OPEN)
    # Names the private copy on disk while the file waits.
    token: Mapped[str] = mapped_column(String(32), default="", info=OPEN)
    # As the office called it, which may name somebody: shown only to whoever brought it.
    name: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=OPEN)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=SENSITIVE)


class ImportedRow(Base):
    """Something an import made, or changed: then `before` holds what stood there."""

    __tablename__ = "imported_rows"
    __table_args__ = {"sqlite_with_rowid": False}

    import_id: Mapped[int] = mapped_column(
        ForeignKey("imported_files.id"), primary_key=True, info=OPEN
    )
    subject: Mapped[str] = mapped_column(String(16), primary_key=True, info=OPEN)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=OPEN)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=SENSITIVE)


class ImportMap(Base):
    """How the columns of a heading were mapped last time."""

    __tablename__ = "import_maps"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True, info=OPEN)
    signature: Mapped[str] = mapped_column(String(64), primary_key=True, info=OPEN)
    columns: Mapped[dict[str, str]] = mapped_column(JSON, info=OPEN)
    used_at: Mapped[datetime] = mapped_column(info=OPEN)

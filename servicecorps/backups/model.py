"""Which installation this is, and the backups that were made of it."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import Base


class Installation(Base):
    """One row: the mark by which a backup is known as this logbook's own."""

    __tablename__ = "installations"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(32))


class Backup(Base):
    """A backup that was made and verified; its file may be gone since."""

    __tablename__ = "backups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    made_at: Mapped[datetime]
    # Nobody, when a command made it.
    made_by: Mapped[int | None]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    records: Mapped[int]
    photos: Mapped[int]
    missing: Mapped[int] = mapped_column(default=0)
    sealed: Mapped[bool]

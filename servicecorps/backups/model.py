"""Which installation this is, and the backups that were made of it."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, Base


class Installation(Base):
    """One row: the mark by which a backup is known as this logbook's own."""

    __tablename__ = "installations"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    mark: Mapped[str] = mapped_column(String(32), info=OPEN)


class Backup(Base):
    """A backup that was made and verified; its file may be gone since."""

    __tablename__ = "backups"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    name: Mapped[str] = mapped_column(String(255), info=OPEN)
    made_at: Mapped[datetime] = mapped_column(info=OPEN)
    # Nobody, when a command made it.
    made_by: Mapped[int | None] = mapped_column(info=OPEN)
    size_bytes: Mapped[int] = mapped_column(BigInteger, info=OPEN)
    records: Mapped[int] = mapped_column(info=OPEN)
    photos: Mapped[int] = mapped_column(info=OPEN)
    missing: Mapped[int] = mapped_column(default=0, info=OPEN)
    sealed: Mapped[bool] = mapped_column(info=OPEN)

"""Files that have been brought in."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, Base


class ImportedFile(Base):
    """A file that was brought in; the same file is refused unless asked for again."""

    __tablename__ = "imported_files"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    kind: Mapped[str] = mapped_column(String(16), info=OPEN)
    sha256: Mapped[str] = mapped_column(String(64), index=True, info=OPEN)
    rows: Mapped[int] = mapped_column(info=OPEN)
    imported_at: Mapped[datetime] = mapped_column(info=OPEN)

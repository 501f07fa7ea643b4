"""One row a stored picture."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import Base


class Attachment(Base):
    """A picture of a record; the files are named by `name`, made by us."""

    __tablename__ = "attachments"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(32), unique=True)
    width_px: Mapped[int]
    height_px: Mapped[int]
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[int]
    added_at: Mapped[datetime]

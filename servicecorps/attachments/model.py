"""One row a stored picture."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, SENSITIVE, Base


class Attachment(Base):
    """A picture of a record; the files are named by `name`, made by us."""

    __tablename__ = "attachments"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    record_id: Mapped[int] = mapped_column(info=OPEN)
    name: Mapped[str] = mapped_column(String(32), unique=True, info=SENSITIVE)
    width_px: Mapped[int] = mapped_column(info=OPEN)
    height_px: Mapped[int] = mapped_column(info=OPEN)
    size_bytes: Mapped[int] = mapped_column(info=OPEN)
    sha256: Mapped[str] = mapped_column(String(64), info=SENSITIVE)
    # Outside the team: in a report, on a wall, in the paper.
    may_be_shown: Mapped[bool] = mapped_column(default=False, info=OPEN)
    added_by: Mapped[int] = mapped_column(info=OPEN)
    added_at: Mapped[datetime] = mapped_column(info=OPEN)

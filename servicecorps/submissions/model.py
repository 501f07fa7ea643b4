"""The keys of the forms that have been stored."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, SENSITIVE, Base

KEY_LENGTH = 64


class Submission(Base):
    """One stored form: sending it again leads to the same result."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("member_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    member_id: Mapped[int] = mapped_column(info=OPEN)
    client_key: Mapped[str] = mapped_column(String(KEY_LENGTH), info=SENSITIVE)
    content_hash: Mapped[str] = mapped_column(String(64), info=SENSITIVE)
    result_id: Mapped[int] = mapped_column(info=OPEN)
    stored_at: Mapped[datetime] = mapped_column(info=OPEN)

"""One line of history a change, one line of the who-looked log a look."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, SENSITIVE, Base


class Change(Base):
    """A change somebody made to a record, a household or an account.

    `changes` maps a field to its old and new value.
    """

    __tablename__ = "history"
    __table_args__ = (Index(None, "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    subject_type: Mapped[str] = mapped_column(String(16), info=OPEN)
    subject_id: Mapped[int] = mapped_column(info=OPEN)
    actor_id: Mapped[int | None] = mapped_column(info=OPEN)
    action: Mapped[str] = mapped_column(String(16), info=OPEN)
    at: Mapped[datetime] = mapped_column(info=OPEN)
    reason: Mapped[str] = mapped_column(String(500), default="", info=SENSITIVE)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=SENSITIVE)


class Look(Base):
    """Somebody opened a household in clear."""

    __tablename__ = "looks"
    __table_args__ = (
        Index(None, "household_id", "at"),
        Index(None, "member_id", "at"),
        # Who looked at how many today.
        Index(None, "at", "member_id", "household_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    member_id: Mapped[int] = mapped_column(info=OPEN)
    household_id: Mapped[int] = mapped_column(info=OPEN)
    at: Mapped[datetime] = mapped_column(info=OPEN)
    reason: Mapped[str] = mapped_column(String(32), default="", info=OPEN)

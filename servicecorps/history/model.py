"""What was changed, who looked, what left as a file; and the seals over the first two.

Triggers of the database refuse to change or delete these rows (migration 0009): a line may be
sealed once, and its values may be erased, nothing else.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint
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
    # Written when the line is sealed, not when it is added: a save pays nothing for them.
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16), deferred=True, info=OPEN)
    # Only of erased values, where it can no longer be computed.
    value_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), deferred=True, info=OPEN)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), deferred=True, info=OPEN)


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
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16), deferred=True, info=OPEN)
    value_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), deferred=True, info=OPEN)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), deferred=True, info=OPEN)


class Export(Base):
    """A file in clear; its id is the number in the file's name.

    The row stands before the file is made; without `sha256` the file was never handed out.
    """

    __tablename__ = "exports"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    member_id: Mapped[int] = mapped_column(info=OPEN)
    at: Mapped[datetime] = mapped_column(info=OPEN)
    # What it holds, by slugs and numbers only: a kind, and the filters as an address has them.
    kind: Mapped[str] = mapped_column(String(16), info=OPEN)
    filters: Mapped[str] = mapped_column(String(300), info=OPEN)
    ending: Mapped[str] = mapped_column(String(4), info=OPEN)
    reason: Mapped[str] = mapped_column(String(200), info=SENSITIVE)
    rows: Mapped[int] = mapped_column(default=0, info=OPEN)
    sha256: Mapped[str] = mapped_column(String(64), default="", info=OPEN)


class ExportHousehold(Base):
    """A household stood in clear in an exported file."""

    __tablename__ = "export_households"
    __table_args__ = ({"sqlite_with_rowid": False},)

    export_id: Mapped[int] = mapped_column(ForeignKey("exports.id"), primary_key=True, info=OPEN)
    household_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=OPEN)


class Refusal(Base):
    """Something was refused, so many times that day (in Qingdao): who wants to flood it cannot.

    Not sealed, for it counts on. What was typed stands nowhere here.
    """

    __tablename__ = "refusals"
    __table_args__ = (UniqueConstraint("day", "what", "member_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    day: Mapped[date] = mapped_column(Date, info=OPEN)
    what: Mapped[str] = mapped_column(String(16), info=OPEN)
    # Whose account was tried, or who tried; 0 for nobody we know.
    member_id: Mapped[int] = mapped_column(info=OPEN)
    # The endpoint.
    place: Mapped[str] = mapped_column(String(64), info=OPEN)
    times: Mapped[int] = mapped_column(info=OPEN)
    at: Mapped[datetime] = mapped_column(info=OPEN)
    last_at: Mapped[datetime] = mapped_column(info=OPEN)


class Seal(Base):
    """Some lines of one book and one day, sealed; each seal holds the hash of the one before.

    Hashes are hexadecimal, so that one can be written down and compared.
    """

    __tablename__ = "seals"
    __table_args__ = (Index(None, "book", "last_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    book: Mapped[str] = mapped_column(String(16), info=OPEN)
    # In Qingdao; the day of the first line.
    day: Mapped[date] = mapped_column(Date, info=OPEN)
    first_id: Mapped[int] = mapped_column(info=OPEN)
    last_id: Mapped[int] = mapped_column(info=OPEN)
    count: Mapped[int] = mapped_column(info=OPEN)
    previous: Mapped[str] = mapped_column(String(64), info=OPEN)
    hash: Mapped[str] = mapped_column(String(64), info=OPEN)

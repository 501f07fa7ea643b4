"""The roll-ups; key columns are never NULL, 0 and "" stand for none."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, Base


class CategoryCount(Base):
    """Period × measure × category × team.

    Distinct households stand here too, with no category and no team: those do not add up.
    """

    __tablename__ = "count_categories"
    __table_args__ = {"sqlite_with_rowid": False}

    period: Mapped[str] = mapped_column(String(7), primary_key=True, info=OPEN)
    measure: Mapped[str] = mapped_column(String(24), primary_key=True, info=OPEN)
    category: Mapped[str] = mapped_column(String(32), primary_key=True, info=OPEN)
    team_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=OPEN)
    amount: Mapped[int] = mapped_column(info=OPEN)


class CommunityCount(Base):
    """Period × measure × community."""

    __tablename__ = "count_communities"
    __table_args__ = {"sqlite_with_rowid": False}

    period: Mapped[str] = mapped_column(String(7), primary_key=True, info=OPEN)
    measure: Mapped[str] = mapped_column(String(24), primary_key=True, info=OPEN)
    community_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=OPEN)
    amount: Mapped[int] = mapped_column(info=OPEN)


class MemberCount(Base):
    """Period × measure × member, each member in full."""

    __tablename__ = "count_members"
    __table_args__ = {"sqlite_with_rowid": False}

    period: Mapped[str] = mapped_column(String(7), primary_key=True, info=OPEN)
    measure: Mapped[str] = mapped_column(String(24), primary_key=True, info=OPEN)
    member_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=OPEN)
    amount: Mapped[int] = mapped_column(info=OPEN)


class VisitMark(Base):
    """The day of the last counted visit in a community, or to a household: for map and care."""

    __tablename__ = "visit_marks"
    __table_args__ = {"sqlite_with_rowid": False}

    subject: Mapped[str] = mapped_column(String(16), primary_key=True, info=OPEN)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=OPEN)
    last_visit_on: Mapped[date | None] = mapped_column(info=OPEN)

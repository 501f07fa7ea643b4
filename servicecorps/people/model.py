"""Members, their teams and titles, and one-time links."""

from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, Row, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from servicecorps.extensions import Base
from servicecorps.people.permits import Permission, may


class Team(Base):
    """One of the service teams; its label comes from words.TEAMS."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(32), unique=True)
    position: Mapped[int] = mapped_column(default=0)


class MemberTeam(Base):
    """A member serves in a team; somebody may serve in both."""

    __tablename__ = "member_teams"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)


class MemberTitle(Base):
    """A title a member holds, such as service_star."""

    __tablename__ = "member_titles"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(32), primary_key=True)


class Member(Base):
    """A person of the service: team member, manager, viewer or administrator.

    Somebody without a user name cannot sign in but can be credited.
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    initials: Mapped[str] = mapped_column(String(64), default="")
    username: Mapped[str | None] = mapped_column(String(32), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    # Changed with every new password or when the account is closed: older sign-ins end at once.
    stamp: Mapped[str] = mapped_column(String(32), default="")
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)
    phone: Mapped[str] = mapped_column(String(32), default="")
    # The name the city knows: 有事找思东.
    public_name: Mapped[str] = mapped_column(String(64), default="")
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    locale: Mapped[str] = mapped_column(String(8), default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    teams: Mapped[list[Team]] = relationship(secondary="member_teams", order_by=Team.position)
    titles: Mapped[list[MemberTitle]] = relationship(
        cascade="all, delete-orphan", order_by=MemberTitle.title
    )


class OneTimeLink(Base):
    """A link that works once: the welcome of a first start."""

    __tablename__ = "one_time_links"
    __table_args__ = (Index(None, "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """The person behind a request, as plain values: outlives any transaction."""

    def __init__(self, member: Member | Row[int, str, str, str, str, bool]) -> None:
        self.id: int = member.id
        self.name: str = member.name
        self.role: str = member.role
        self.stamp = member.stamp
        self.locale = member.locale

    def get_id(self) -> str:
        """Return what the session cookie holds: the id and the stamp it was signed in with."""
        return f"{self.id}:{self.stamp}"

    def may(self, permission: Permission | str) -> bool:
        """Tell whether this person has a permission."""
        return may(self.role, permission)

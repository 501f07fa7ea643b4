"""Members, their teams and titles; sign-ins, phones, codes and one-time links."""

from datetime import date, datetime
from typing import Any, NamedTuple

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, Row, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from servicecorps.extensions import OPEN, PERSONAL, SENSITIVE, Base
from servicecorps.people.permits import Permission, may


class Team(Base):
    """One of the service teams; its label comes from words.TEAMS."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    slug: Mapped[str] = mapped_column(String(32), unique=True, info=OPEN)
    position: Mapped[int] = mapped_column(default=0, info=OPEN)


class MemberTeam(Base):
    """A member serves in a team; somebody may serve in both."""

    __tablename__ = "member_teams"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=OPEN)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True, info=OPEN)


class MemberTitle(Base):
    """A title a member holds, such as service_star."""

    __tablename__ = "member_titles"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=OPEN)
    title: Mapped[str] = mapped_column(String(32), primary_key=True, info=OPEN)


class Member(Base):
    """A person of the service: team member, manager, viewer or administrator.

    Somebody without a user name cannot sign in but can be credited.
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    name: Mapped[str] = mapped_column(String(64), info=OPEN)
    initials: Mapped[str] = mapped_column(String(64), default="", info=OPEN)
    username: Mapped[str | None] = mapped_column(String(32), unique=True, info=PERSONAL)
    password_hash: Mapped[str | None] = mapped_column(String(255), info=SENSITIVE)
    # Changed with password, role and closing: a sign-in that began before comes to nothing.
    stamp: Mapped[str] = mapped_column(String(32), default="", info=SENSITIVE)
    role: Mapped[str] = mapped_column(String(16), info=OPEN)
    active: Mapped[bool] = mapped_column(default=True, info=OPEN)
    phone: Mapped[str] = mapped_column(String(32), default="", info=PERSONAL)
    # The name the city knows: 有事找思东.
    public_name: Mapped[str] = mapped_column(String(64), default="", info=OPEN)
    joined_on: Mapped[date | None] = mapped_column(info=OPEN)
    left_on: Mapped[date | None] = mapped_column(info=OPEN)
    locale: Mapped[str] = mapped_column(String(8), default="", info=OPEN)
    created_at: Mapped[datetime] = mapped_column(info=OPEN)
    version: Mapped[int] = mapped_column(default=1, info=OPEN)

    teams: Mapped[list[Team]] = relationship(secondary="member_teams", order_by=Team.position)
    titles: Mapped[list[MemberTitle]] = relationship(
        cascade="all, delete-orphan", order_by=MemberTitle.title
    )


class SignIn(Base):
    """Somebody is signed in on a device; without this row nobody is.

    The cookie holds a random id, of which only the digest is kept.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SENSITIVE)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True, info=OPEN
    )
    phone_id: Mapped[int | None] = mapped_column(
        ForeignKey("own_phones.id", ondelete="CASCADE"), info=OPEN
    )
    # System and browser, such as "android/wechat"; words.py has the words.
    device: Mapped[str] = mapped_column(String(32), info=PERSONAL)
    started_at: Mapped[datetime] = mapped_column(info=OPEN)
    # Stored every few minutes only.
    seen_at: Mapped[datetime] = mapped_column(info=OPEN)
    # When password or code were typed last: sensitive acts want that to be a moment ago.
    confirmed_at: Mapped[datetime] = mapped_column(info=OPEN)
    # Whether a code was typed besides the password.
    coded: Mapped[bool] = mapped_column(default=False, info=OPEN)


class OwnPhone(Base):
    """A phone of which somebody said: mine. Sign-ins on it last longer."""

    __tablename__ = "own_phones"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SENSITIVE)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True, info=OPEN
    )
    device: Mapped[str] = mapped_column(String(32), info=PERSONAL)
    since: Mapped[datetime] = mapped_column(info=OPEN)


class WrongTry(Base):
    """How often in a row a password or code was wrong, for one account, address or phone.

    The key is a keyed digest: people type passwords where the user name belongs.
    """

    __tablename__ = "wrong_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True, info=SENSITIVE)
    count: Mapped[int] = mapped_column(info=OPEN)
    last_at: Mapped[datetime] = mapped_column(index=True, info=OPEN)


class SecondFactor(Base):
    """The key from which somebody's phone makes six-digit codes."""

    __tablename__ = "second_factors"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        info=OPEN,
    )
    secret: Mapped[str] = mapped_column(String(64), info=SENSITIVE)
    # The half minute of the last code that was taken: none is taken twice.
    last_step: Mapped[int] = mapped_column(info=SENSITIVE)
    # Goes into the hashes of the backup codes.
    salt: Mapped[str] = mapped_column(String(32), info=SENSITIVE)
    since: Mapped[datetime] = mapped_column(info=OPEN)


class BackupCode(Base):
    """A code for the day the phone is lost; the row goes when the code is used."""

    __tablename__ = "backup_codes"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True, info=OPEN
    )
    code_hash: Mapped[str] = mapped_column(String(64), info=SENSITIVE)


class OneTimeLink(Base):
    """A link that works once: welcome, invite, reset, and the step between password and code."""

    __tablename__ = "one_time_links"
    __table_args__ = (Index(None, "purpose"), Index(None, "member_id"))

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    purpose: Mapped[str] = mapped_column(String(16), info=OPEN)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SENSITIVE)
    # Whose account it opens; the welcome makes the first.
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), info=OPEN
    )
    created_at: Mapped[datetime] = mapped_column(info=OPEN)
    expires_at: Mapped[datetime] = mapped_column(info=OPEN)


class Known(NamedTuple):
    """Somebody who proved who they are, as stored at that moment.

    Plain values on purpose: a stamp read again later would let an old password in.
    """

    id: int
    name: str
    username: str
    stamp: str
    locale: str

    @classmethod
    def of(cls, member: Member) -> "Known":
        """Return a member as known now."""
        username = member.username or ""
        return cls(member.id, member.name, username, member.stamp, member.locale)


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """The person behind a request, as plain values: outlives any transaction."""

    def __init__(self, row: Row[*tuple[Any, ...]], *, is_fresh: bool, owes_code: bool) -> None:
        self.id: int = row.member_id
        self.sign_in_id: int = row.sign_in_id
        self.name: str = row.name
        self.role: str = row.role
        self.locale: str = row.locale
        self.is_fresh = is_fresh
        self.owes_code = owes_code

    def may(self, permission: Permission | str) -> bool:
        """Tell whether this person has a permission."""
        return may(self.role, permission)

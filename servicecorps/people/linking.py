"""Links that open an account once: the welcome, invitations, resets, the way to the second step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete

from servicecorps import clock
from servicecorps.errors import Invalid, Missing
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.people import hashing, queries, tokens, writing
from servicecorps.people.model import Known, Member, OneTimeLink
from servicecorps.people.writing import Person

LASTS = {
    "welcome": timedelta(days=2),
    "invite": timedelta(days=7),
    "reset": timedelta(days=1),
    "second": timedelta(minutes=10),
}
FOR_ACCOUNTS = ("invite", "reset")


@dataclass(frozen=True)
class Given:
    """A link that was just made; its token is nowhere else."""

    member: Member
    token: str
    purpose: str
    expires_at: datetime


def give(member_ids: Iterable[int], by: int | None) -> list[Given]:
    """Make a link for each account; links made for it before open nothing any more.

    It is an invitation for whoever never had a password, a reset for everybody else.

    Raises:
        Missing: there is no such person.
        Invalid: the account is closed or has no user name.
    """
    with transaction():
        return [_given(queries.locked(member_id), by) for member_id in member_ids]


def _given(member: Member, by: int | None) -> Given:
    if not member.username or not member.active:
        raise Invalid(_("这个账号停用了，或还没有用户名"))
    purpose = "reset" if member.password_hash else "invite"
    db.session.execute(
        delete(OneTimeLink).where(
            OneTimeLink.member_id == member.id, OneTimeLink.purpose.in_(FOR_ACCOUNTS)
        )
    )
    token = tokens.readable()
    expires_at = _store(purpose, token, member.id)
    history.note("member", member.id, by, purpose)
    return Given(member, token, purpose, expires_at)


def whose(token: str) -> Member | None:
    """Return whom an invitation or reset is for, None if it is used, expired or made up."""
    return _whose(FOR_ACCOUNTS, tokens.as_typed(token))


def set_password(token: str, password: str) -> None:
    """Set the password of the account a link opens; the link and every sign-in end.

    Raises:
        Missing: the link is used, expired or made up.
        Invalid: the password cannot be used.
    """
    member = whose(token)
    if member is None:
        raise Missing
    digest = hashing.hashed(password, hashing.own_words(member.name, member.username or ""))
    with transaction():
        # Locked before the link is looked at again: of two at once only the first still finds it.
        locked = queries.locked(member.id)
        if whose(token) is None:
            raise Missing
        writing.give_password(locked, digest, by=member.id)


def begin_second(member_id: int) -> str:
    """Return the token that leads from a right password to the code."""
    token = tokens.new()
    with transaction():
        _store("second", token, member_id)
    return token


def at_second(token: str) -> Known | None:
    """Return who typed the right password a few minutes ago and now types a code."""
    member = _whose(("second",), token)
    return Known.of(member) if member else None


def end_second(token: str) -> None:
    """Let nobody come back to this step."""
    with transaction() as session:
        session.execute(delete(OneTimeLink).where(OneTimeLink.token_hash == tokens.digest(token)))


def new_welcome() -> str | None:
    """Return a fresh one-time token for the first start, or None once there is an administrator."""
    with transaction():
        if queries.has_administrator():
            return None
        db.session.execute(delete(OneTimeLink).where(OneTimeLink.purpose == "welcome"))
        token = tokens.new()
        _store("welcome", token)
        return token


def welcome(token: str, person: Person, password: str) -> int:
    """Make the first administrator with a welcome link, which is used up by it.

    Raises:
        Missing: the link is unknown, used or expired.
        Invalid: user name or password cannot be used.
    """
    with transaction() as session:
        link = queries.open_link(("welcome",), tokens.digest(token), clock.now())
        if link is None or queries.has_administrator():
            raise Missing
        # Used up first: of two at once the second waits here and finds it gone.
        used = session.execute(delete(OneTimeLink).where(OneTimeLink.id == link.id))
        if not used.rowcount:  # type: ignore[attr-defined]
            raise Missing
        return writing.add(person, password)


def welcome_is_open(token: str) -> bool:
    """Tell whether a welcome link can still be used."""
    link = queries.open_link(("welcome",), tokens.digest(token), clock.now())
    return link is not None and not queries.has_administrator()


def _store(purpose: str, token: str, member_id: int | None = None) -> datetime:
    now = clock.now()
    link = OneTimeLink(
        purpose=purpose,
        token_hash=tokens.digest(token),
        member_id=member_id,
        created_at=now,
        expires_at=now + LASTS[purpose],
    )
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < now))
    db.session.add(link)
    db.session.flush()
    return link.expires_at


def _whose(purposes: tuple[str, ...], token: str) -> Member | None:
    link = queries.open_link(purposes, tokens.digest(token), clock.now())
    member = db.session.get(Member, link.member_id) if link and link.member_id else None
    return member if member and member.active else None

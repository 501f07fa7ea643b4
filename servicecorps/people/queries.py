"""Questions about people."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, select

from servicecorps.errors import Missing, Stale
from servicecorps.extensions import db
from servicecorps.people.model import Member, MemberTeam, OneTimeLink, Team


def by_username(username: str) -> Member | None:
    """Return the account with this (normalised) user name."""
    return db.session.scalar(select(Member).where(Member.username == username))


# Statements that every request or every form asks are made once: that takes longer than the answer.
_ACCOUNT = select(
    Member.id, Member.name, Member.role, Member.stamp, Member.locale, Member.active
).where(Member.id == bindparam("id"))
_TEAMS = select(Team.id, Team.slug).order_by(Team.position)


def account(member_id: int) -> Row[int, str, str, str, str, bool] | None:
    """Return what a request must know of who sent it: id, name, role, stamp, locale, active."""
    return db.session.connection().execute(_ACCOUNT, {"id": member_id}).first()


def get(member_id: int) -> Member:
    """Return a member.

    Raises:
        Missing: there is none.
    """
    member = db.session.get(Member, member_id)
    if member is None:
        raise Missing
    return member


def for_change(member_id: int, version: int) -> Member:
    """Return a member to be changed, locked, if nobody changed it since `version` was shown.

    Raises:
        Missing: there is none.
        Stale: somebody was quicker.
    """
    member = db.session.scalar(select(Member).where(Member.id == member_id).with_for_update())
    if member is None:
        raise Missing
    if member.version != version:
        raise Stale
    return member


def everybody() -> Sequence[Member]:
    """Return all people, active ones first, by name."""
    return db.session.scalars(
        select(Member).order_by(Member.active.desc(), Member.name, Member.id)
    ).all()


def serving(also: Collection[int] = ()) -> Sequence[Row[int, str]]:
    """Return id and name of those who can be credited with a record today, and of `also`."""
    return db.session.connection().execute(_serving(bool(also)), {"also": list(also)}).all()


@cache
def _serving(with_others: bool) -> Any:  # noqa: FBT001 – the key it is kept under
    serves = Member.active.is_(True) & Member.role.in_(("member", "manager"))
    if with_others:
        serves |= Member.id.in_(bindparam("also", expanding=True))
    return select(Member.id, Member.name).where(serves).order_by(Member.name, Member.id)


def names(member_ids: Collection[int]) -> dict[int, str]:
    """Return the names of members by id."""
    if not member_ids:
        return {}
    rows = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(member_ids)))
    return dict(rows.all())


def all_names() -> dict[int, str]:
    """Return the names of everybody by id: a few dozen people."""
    rows = db.session.execute(select(Member.id, Member.name).order_by(Member.name, Member.id))
    return dict(rows.all())


def teams() -> Sequence[Row[int, str]]:
    """Return id and slug of the teams in their order."""
    return db.session.connection().execute(_TEAMS).all()


def team_slugs() -> dict[int, str]:
    """Return the slugs of the teams by id, in their order."""
    return {team.id: team.slug for team in teams()}


def team_ids_of(member_id: int) -> list[int]:
    """Return the teams a member serves in, in the teams' order."""
    return list(
        db.session.scalars(
            select(MemberTeam.team_id)
            .join(Team)
            .where(MemberTeam.member_id == member_id)
            .order_by(Team.position)
        )
    )


def members_of(team_id: int) -> set[int]:
    """Return who serves in a team."""
    query = select(MemberTeam.member_id).where(MemberTeam.team_id == team_id)
    return set(db.session.scalars(query))


def has_administrator() -> bool:
    """Tell whether somebody can administer the installation."""
    found = db.session.scalar(
        select(Member.id)
        .where(Member.role == "admin", Member.active.is_(True), Member.password_hash.is_not(None))
        .limit(1)
    )
    return found is not None


def open_link(purpose: str, token_hash: str, at: datetime) -> OneTimeLink | None:
    """Return the unused link with this token if it has not expired."""
    return db.session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.purpose == purpose,
            OneTimeLink.token_hash == token_hash,
            OneTimeLink.expires_at > at,
        )
    )


def first_with_role(role: str) -> Member | None:
    """Return the first active account of a role: whom the demo lets one be."""
    return db.session.scalar(
        select(Member)
        .where(Member.role == role, Member.active.is_(True), Member.username.is_not(None))
        .order_by(Member.id)
        .limit(1)
    )

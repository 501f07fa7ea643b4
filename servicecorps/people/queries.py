"""Questions about people."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from servicecorps.errors import Missing, Stale
from servicecorps.extensions import db
from servicecorps.people.model import (
    BackupCode,
    Member,
    MemberTeam,
    OneTimeLink,
    OwnPhone,
    SecondFactor,
    SignIn,
    Team,
)


def by_username(username: str) -> Member | None:
    """Return the account with this (normalised) user name."""
    return db.session.scalar(select(Member).where(Member.username == username))


# Statements that every request or every form asks are made once: that takes longer than the answer.
_SIGNED_IN = (
    select(
        SignIn.id.label("sign_in_id"),
        SignIn.phone_id,
        SignIn.started_at,
        SignIn.seen_at,
        SignIn.confirmed_at,
        SignIn.coded,
        Member.id.label("member_id"),
        Member.name,
        Member.role,
        Member.locale,
        Member.created_at,
    )
    .join(Member, Member.id == SignIn.member_id)
    .where(SignIn.token_hash == bindparam("token_hash"), Member.active.is_(True))
)
_TEAMS = select(Team.id, Team.slug).order_by(Team.position)


def signed_in(token_hash: str) -> Row[*tuple[Any, ...]] | None:
    """Return the sign-in with this digest and what a request must know of whose it is."""
    return db.session.connection().execute(_SIGNED_IN, {"token_hash": token_hash}).first()


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


def locked(member_id: int) -> Member:
    """Return a member as stored now, locked until the transaction ends.

    Raises:
        Missing: there is none.
    """
    member = db.session.scalar(select(Member).where(Member.id == member_id).with_for_update())
    if member is None:
        raise Missing
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


def teammates(member_id: int) -> set[int]:
    """Return somebody and whoever serves in one of the same teams."""
    mine = select(MemberTeam.team_id).where(MemberTeam.member_id == member_id)
    theirs = select(MemberTeam.member_id).where(MemberTeam.team_id.in_(mine))
    return {member_id, *db.session.scalars(theirs)}


def has_administrator() -> bool:
    """Tell whether somebody can administer the installation."""
    found = db.session.scalar(
        select(Member.id)
        .where(Member.role == "admin", Member.active.is_(True), Member.password_hash.is_not(None))
        .limit(1)
    )
    return found is not None


def open_link(purposes: Collection[str], token_hash: str, at: datetime) -> OneTimeLink | None:
    """Return the unused link with this digest if it has not expired."""
    return db.session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.purpose.in_(purposes),
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


def sign_ins_of(member_id: int) -> Sequence[SignIn]:
    """Return somebody's sign-ins, the one used last first, ended ones that still lie there too."""
    mine = select(SignIn).where(SignIn.member_id == member_id)
    return db.session.scalars(mine.order_by(SignIn.seen_at.desc(), SignIn.id.desc())).all()


def phone_of_sign_in(sign_in_id: int) -> int | None:
    """Return the registered phone a sign-in is on."""
    return db.session.scalar(select(SignIn.phone_id).where(SignIn.id == sign_in_id))


def own_phone(token_hash: str) -> OwnPhone | None:
    """Return the registered phone with this digest."""
    return db.session.scalar(select(OwnPhone).where(OwnPhone.token_hash == token_hash))


def own_phones_of(member_id: int) -> Sequence[OwnPhone]:
    """Return somebody's registered phones, latest first."""
    mine = select(OwnPhone).where(OwnPhone.member_id == member_id)
    return db.session.scalars(mine.order_by(OwnPhone.since.desc(), OwnPhone.id.desc())).all()


def second_factor(member_id: int) -> SecondFactor | None:
    """Return what somebody's codes are made from, None without codes."""
    return db.session.get(SecondFactor, member_id)


def backup_codes_left(member_id: int) -> int:
    """Return how many backup codes somebody has."""
    mine = select(func.count()).select_from(BackupCode).where(BackupCode.member_id == member_id)
    return db.session.scalar(mine) or 0


def link_for(member_id: int, purposes: Collection[str], at: datetime) -> OneTimeLink | None:
    """Return the link somebody has not used yet."""
    return db.session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.member_id == member_id,
            OneTimeLink.purpose.in_(purposes),
            OneTimeLink.expires_at > at,
        )
    )

"""Changes to people; each is one transaction and one line of history."""

import secrets
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, select

from servicecorps import clock
from servicecorps.errors import Invalid, Missing
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.people import hashing, queries, rules, signing_in
from servicecorps.people.hashing import initials
from servicecorps.people.model import Member, MemberTitle, OneTimeLink, Team
from servicecorps.submissions import writing as submissions


@dataclass
class Person:
    """What an account form holds."""

    name: str
    role: str
    username: str = ""
    phone: str = ""
    public_name: str = ""
    joined_on: date | None = None
    left_on: date | None = None
    active: bool = True
    team_ids: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


def add(person: Person, password: str = "", by: int | None = None, client_key: str = "") -> int:
    """Add a person and return the id; without password nobody can sign in with it.

    The same form sent again adds nobody.

    Raises:
        Invalid: the user name is taken or malformed, or the password cannot be used.
        Stale: the form's key was used for other content.
    """
    own = hashing.own_words(person.name, person.username) if password else []
    digest = hashing.hashed(password, own) if password else None
    content = submissions.content_hash(vars(person))
    with transaction():
        if by and client_key:
            earlier = submissions.first_result(by, client_key, content)
            if earlier is not None:
                return earlier
        member = Member(stamp=secrets.token_hex(8), created_at=clock.now(), password_hash=digest)
        _fill(member, person)
        db.session.add(member)
        db.session.flush()
        _set_titles(member, person.titles)
        history.note("member", member.id, by, "add", changes={"name": ["", person.name]})
        if by and client_key:
            submissions.store(by, client_key, content, member.id)
        return member.id


def amend(member_id: int, version: int, person: Person, by: int) -> None:
    """Change an account.

    Raises:
        Stale: somebody changed it after this version was shown.
        Invalid: the user name is taken, or the last administrator would be lost.
    """
    with transaction():
        member = queries.for_change(member_id, version)
        before = facts(member)
        closing = member.active and not (person.active and person.username.strip())
        was_administrator = member.role == "admin"
        _fill(member, person)
        _set_titles(member, person.titles)
        if closing or before["role"] != person.role:
            _shut_out(member)
        member.version += 1
        db.session.flush()
        if was_administrator and not queries.has_administrator():
            raise Invalid(_("至少要留一位能登录的管理员"), field="role")
        history.note(
            "member", member.id, by, "amend", changes=history.differences(before, facts(member))
        )


def change_password(member_id: int, password: str, by: int) -> None:
    """Set a new password and end every older sign-in.

    Raises:
        Missing: there is no such account.
        Invalid: the password cannot be used.
    """
    known = queries.get(member_id)
    digest = hashing.hashed(password, hashing.own_words(known.name, known.username or ""))
    with transaction():
        give_password(queries.locked(member_id), digest, by)


def give_password(member: Member, digest: str, by: int) -> None:
    """Store a password's hash, as part of a transaction; every older sign-in and link ends."""
    member.password_hash = digest
    member.version += 1
    _shut_out(member)
    history.note("member", member.id, by, "password")


def _shut_out(member: Member) -> None:
    # Another stamp also ends a sign-in that is on its way: its password was checked before this.
    member.stamp = secrets.token_hex(8)
    db.session.flush()
    signing_in.close(member.id)
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.member_id == member.id))


def disable(username: str) -> None:
    """Close an account by its user name; every sign-in with it ends at once.

    Raises:
        Missing: there is no such account.
        Invalid: the last administrator would be lost.
    """
    with transaction():
        member = queries.by_username(rules.normal_username(username))
        if member is None:
            raise Missing(_("没有这个用户"))
        was_admin = queries.has_administrator()
        member.active = False
        member.version += 1
        _shut_out(member)
        db.session.flush()
        if was_admin and not queries.has_administrator():
            raise Invalid(_("至少要留一位能登录的管理员"))
        history.note("member", member.id, None, "disable")


def set_locale(member_id: int, locale: str) -> None:
    """Remember the language a person reads."""
    with transaction():
        queries.get(member_id).locale = locale


def _fill(member: Member, person: Person) -> None:
    username = rules.normal_username(person.username)
    if username:
        _check_username(member, username)
    if len(person.name.strip()) > rules.MAX_NAME:
        raise Invalid(_("最多 64 字"), field="name")
    member.name, member.initials = person.name.strip(), initials(person.name.strip())
    member.username = username or None
    member.role, member.active = person.role, person.active
    member.phone = rules.normal_phone(person.phone) or ""
    member.public_name = person.public_name.strip()
    member.joined_on, member.left_on = person.joined_on, person.left_on
    member.teams = [
        team
        for team in db.session.scalars(select(Team).order_by(Team.position))
        if team.id in person.team_ids
    ]


def _check_username(member: Member, username: str) -> None:
    if not rules.is_username(username):
        raise Invalid(_("用户名用 2 到 32 个小写字母、数字、点或横线"), field="username")
    taken = queries.by_username(username)
    if taken is not None and taken is not member:
        raise Invalid(_("这个用户名已经有人用了"), field="username")


def _set_titles(member: Member, titles: list[str]) -> None:
    member.titles = [MemberTitle(member_id=member.id, title=title) for title in sorted(set(titles))]


def facts(member: Member) -> dict[str, object]:
    """Return what the history of an account compares; the phone masked."""
    return {
        "name": member.name,
        "username": member.username or "",
        "role": member.role,
        "active": member.active,
        "phone": rules.masked_phone(member.phone),
        "public_name": member.public_name,
        "joined_on": member.joined_on,
        "left_on": member.left_on,
        "teams": [team.slug for team in member.teams],
        "titles": sorted(title.title for title in member.titles),
    }

"""Sign-ins as rows: begun, confirmed anew, ended; and the phones people call their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import bindparam, delete, update

from servicecorps import clock
from servicecorps.errors import Missing
from servicecorps.extensions import transaction, write_if_free
from servicecorps.history import writing as history
from servicecorps.people import queries, tokens
from servicecorps.people.model import OwnPhone, SignIn

SEEN_EVERY = timedelta(minutes=5)
_MOST_REMEMBERED = 2000
_SEEN = update(SignIn).where(SignIn.id == bindparam("row")).values(seen_at=bindparam("at"))
# When this process saw a sign-in last, where that is newer than its row.
_seen: dict[str, datetime] = {}


@dataclass(frozen=True)
class Keys:
    """What the browser of a new sign-in keeps; the phone's only if it is registered."""

    member_id: int
    sign_in: str
    phone: str = ""


@dataclass(frozen=True)
class Browser:
    """What a request tells of the browser that sent it."""

    device: str
    sign_in: str = ""
    phone: str = ""


def begin(
    member_id: int, stamp: str, browser: Browser, *, own_phone: bool, coded: bool = False
) -> Keys:
    """Sign somebody in with a new id; whoever was signed in with this browser before is out.

    Raises:
        Missing: the account was closed or got another password since `stamp` was read, or it is
            one that needs a code.
    """
    now, token = clock.now(), tokens.new()
    with transaction() as session:
        member = queries.locked(member_id)
        owes_code = not coded and queries.second_factor(member_id) is not None
        if not member.active or member.stamp != stamp or owes_code:
            raise Missing
        replaced = SignIn.token_hash == tokens.digest(browser.sign_in)
        session.execute(delete(SignIn).where(replaced | (SignIn.started_at < now - longest())))
        phone_id, phone = _registered(member_id, browser, now) if own_phone else (None, "")
        session.add(
            SignIn(
                token_hash=tokens.digest(token),
                member_id=member_id,
                phone_id=phone_id,
                device=browser.device,
                started_at=now,
                seen_at=now,
                confirmed_at=now,
                coded=coded,
            )
        )
        history.note("member", member_id, member_id, "sign_in")
    return Keys(member_id, token, phone)


def longest() -> timedelta:
    """Return how long any sign-in can last; older rows are swept out with the next sign-in."""
    settings = current_app.config["SETTINGS"]
    return timedelta(days=max(settings.session_days, settings.own_phone_days))


def _registered(member_id: int, browser: Browser, now: datetime) -> tuple[int, str]:
    known = queries.own_phone(tokens.digest(browser.phone))
    if known is not None and known.member_id == member_id:
        known.since = now
        return known.id, browser.phone
    token = tokens.new()
    phone = OwnPhone(
        token_hash=tokens.digest(token), member_id=member_id, device=browser.device, since=now
    )
    with transaction() as session:
        session.add(phone)
        session.flush()
    return phone.id, token


def confirm(sign_in_id: int) -> str:
    """Note that password or code were typed a moment ago; return the new id of the sign-in."""
    token = tokens.new()
    now = clock.now()
    changed = {"token_hash": tokens.digest(token), "confirmed_at": now, "seen_at": now}
    with transaction() as session:
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(changed))
    return token


def end(token: str) -> None:
    """Sign out; a registered phone stays registered."""
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.token_hash == tokens.digest(token)))


def end_one(member_id: int, sign_in_id: int) -> None:
    """End one of somebody's own sign-ins; a phone it was on is registered no more.

    Raises:
        Missing: they have no such sign-in.
    """
    with transaction() as session:
        row = session.get(SignIn, sign_in_id)
        if row is None or row.member_id != member_id:
            raise Missing
        session.execute(delete(SignIn).where(SignIn.id == sign_in_id))
        if row.phone_id is not None:
            session.execute(delete(OwnPhone).where(OwnPhone.id == row.phone_id))
        history.note("member", member_id, member_id, "end_sign_ins")


def forget_phone(member_id: int, phone_id: int) -> None:
    """Register a phone no more; sign-ins on it end.

    Raises:
        Missing: they have no such phone.
    """
    mine = (OwnPhone.id == phone_id) & (OwnPhone.member_id == member_id)
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.phone_id == phone_id,
                                             SignIn.member_id == member_id))  # fmt: skip
        if not session.execute(delete(OwnPhone).where(mine)).rowcount:  # type: ignore[attr-defined]
            raise Missing
        history.note("member", member_id, member_id, "end_sign_ins")


def end_all(member_id: int, by: int | None, but: int | None = None) -> None:
    """End somebody's sign-ins, all or all `but` one, and register their other phones no more."""
    with transaction() as session:
        close(member_id, but)
        session.flush()
        history.note("member", member_id, by, "end_sign_ins")


def close(member_id: int, but: int | None = None) -> None:
    """Delete the rows of `end_all`, as part of another change to the account."""
    with transaction() as session:
        kept = queries.phone_of_sign_in(but) if but is not None else None
        gone = delete(SignIn).where(SignIn.member_id == member_id)
        phones = delete(OwnPhone).where(OwnPhone.member_id == member_id)
        session.execute(gone if but is None else gone.where(SignIn.id != but))
        session.execute(phones if kept is None else phones.where(OwnPhone.id != kept))


def last_seen(token_hash: str, stored: datetime) -> datetime:
    """Return when a sign-in was used last, as far as this process knows."""
    return max(stored, _seen.get(token_hash, stored))


def see(sign_in_id: int, token_hash: str, stored: datetime) -> None:
    """Store that a sign-in is in use: every few minutes, and only if that is to be had for nothing.

    Nothing else writes when a page is read. A full disk, a database that cannot be written or
    somebody who is writing right now leave it out; this process remembers it all the same.
    """
    now = clock.now()
    if abs(now - last_seen(token_hash, stored)) < SEEN_EVERY:
        return
    if len(_seen) > _MOST_REMEMBERED:
        _seen.clear()
    _seen[token_hash] = now
    write_if_free(_SEEN, {"row": sign_in_id, "at": now})

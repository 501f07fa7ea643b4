"""Who knocks: a user name and a password that are tried, and the phone they are typed on."""

from flask import current_app, request

from servicecorps import clock
from servicecorps.people import browsing, hashing, noting, queries, rules, throttling, tokens
from servicecorps.people.model import Known, OwnPhone
from servicecorps.people.throttling import Lock


def locks(username: str, what: str = "password") -> list[Lock]:
    """Return what a try for an account is counted against."""
    name = rules.normal_username(username)
    phone = known_phone()
    mine = phone is not None and queries.get(phone.member_id).username == name
    known = phone.id if phone and mine else None
    return throttling.locks(f"{what}:{name}", request.remote_addr or "", known)


def known_phone() -> OwnPhone | None:
    """Return the registered phone this is, None for any other browser."""
    found = queries.own_phone(tokens.digest(browsing.here().phone))
    lasts = browsing.lasting(own_phone=True).end
    return found if found and clock.now() - found.since < lasts else None


def checked(username: str, password: str, wanted: list[Lock]) -> Known | None:
    """Return who it is if name and password fit; a right one forgives the wrong ones before."""
    member = hashing.check_password(username, password)
    if member is None:
        current_app.logger.warning("sign-in refused")
        known = queries.by_username(rules.normal_username(username))
        noting.refused("password", known.id if known else 0)
        return None
    throttling.was_right(wanted)
    return member

"""Passwords: hashed slowly, compared in the same time whether or not there is an account."""

import functools
import secrets
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import gettext as _

from servicecorps.errors import Invalid
from servicecorps.people import passwords, queries, rules
from servicecorps.people.model import Known

TIME_COST, MEMORY_KIB, LANES = 2, 19 * 1024, 1
# 19 MiB, two passes: OWASP's floor, and eight sign-ins at once stay below 160 MiB.
_hasher = PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_KIB, parallelism=LANES)


@functools.cache
def _nobody() -> str:
    # Checked when there is no such account, so that the answer takes as long.
    return _hasher.hash(secrets.token_hex(16))


def hashed(password: str, own: Iterable[str] = ()) -> str:
    """Return the argon2id hash of a new password; `own` are words its owner must not use.

    Raises:
        Invalid: it is too short, too long, or one of the first that anybody would try.
    """
    told = {
        "length": _("密码要 8 到 128 个字"),
        "common": _("这个密码太常见，一猜就中。可以用几个不相干的词连起来"),
        "local": _("这个密码离您的名字或单位太近，一猜就中。可以用几个不相干的词连起来"),
    }
    if problem := passwords.weakness(password, own):
        raise Invalid(told[problem], field="password")
    return _hasher.hash(password)


def own_words(name: str, username: str) -> list[str]:
    """Return what somebody who knows a person would try: name, pinyin, user name."""
    syllables = _syllables(name)
    return [name, username, "".join(syllables), "".join(syllables[1:])]


def initials(name: str) -> str:
    """Return the pinyin initials of a name: 王建国 → wjg."""
    # Half a second of word lists: loaded with the first name, not at the start.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="default")).lower()[:64]


def _syllables(name: str) -> list[str]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 – as above

    return list(lazy_pinyin(name))


def is_right(stored: str | None, password: str) -> bool:
    """Tell whether a password fits a stored hash; takes as long when there is none."""
    try:
        _hasher.verify(stored or _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


def check_password(username: str, password: str) -> Known | None:
    """Return who it is if name and password fit and they may sign in; takes as long if not."""
    member = queries.by_username(rules.normal_username(username))
    known = Known.of(member) if member and member.active else None
    fits = is_right(member.password_hash if member else None, password)
    return known if fits else None

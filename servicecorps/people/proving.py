"""The second factor: six digits that somebody's phone makes every half minute, and backup codes."""

import secrets
from datetime import UTC, timedelta

import pyotp
from argon2.low_level import Type, hash_secret_raw
from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, insert, or_, update

from servicecorps import clock
from servicecorps.errors import Invalid, Missing
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.people import hashing, queries, signing_in, tokens
from servicecorps.people.model import BackupCode, SecondFactor, SignIn

STEP_S = 30
BACKUP_CODES = 10
_SET_UP_WITHIN = timedelta(minutes=30)
_DIGITS = 6


def new_secret(member_id: int) -> tuple[str, str]:
    """Return a key for somebody's phone, and the same sealed for the form that sends it back."""
    secret = pyotp.random_base32()
    return secret, str(_seal(member_id).dumps(secret))


def unsealed(sealed: str, member_id: int) -> str | None:
    """Return the key in a form, None if it was not made here for this person a moment ago."""
    try:
        return str(_seal(member_id).loads(sealed, max_age=int(_SET_UP_WITHIN.total_seconds())))
    except BadData:
        return None


def _seal(member_id: int) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"second-factor:{member_id}")


def address(secret: str, username: str) -> str:
    """Return what the QR code says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="润万家服务台账")


def turn_on(member_id: int, secret: str, code: str, sign_in_id: int) -> list[str]:
    """Ask for codes from now on; return the backup codes. Sign-ins elsewhere end.

    Raises:
        Invalid: the code does not belong to the key.
    """
    step = _step(secret, _plain(code))
    if step is None:
        raise Invalid(_("这六位数字不对，请看看手机上现在的"), field="code")
    salt = secrets.token_hex(16)
    codes = _new_codes()
    rows = _backup_rows(member_id, codes, salt)
    with transaction() as session:
        _forget(member_id)
        session.add(
            SecondFactor(
                member_id=member_id, secret=secret, last_step=step, salt=salt, since=clock.now()
            )
        )
        session.flush()
        session.execute(insert(BackupCode), rows)
        signing_in.close(member_id, but=sign_in_id)
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(coded=True))
        history.note("member", member_id, member_id, "code_on")
    return codes


def turn_off(member_id: int, by: int, but: int | None = None) -> None:
    """Ask for no codes any more; sign-ins end, all `but` one."""
    with transaction() as session:
        _forget(member_id)
        signing_in.close(member_id, but)
        session.execute(update(SignIn).where(SignIn.member_id == member_id).values(coded=False))
        history.note("member", member_id, by, "code_off")


def renew_backup_codes(member_id: int) -> list[str]:
    """Return new backup codes; the old ones open nothing any more.

    Raises:
        Missing: this person signs in without codes.
    """
    factor = queries.second_factor(member_id)
    if factor is None:
        raise Missing
    codes = _new_codes()
    rows = _backup_rows(member_id, codes, factor.salt)
    with transaction() as session:
        session.execute(delete(BackupCode).where(BackupCode.member_id == member_id))
        session.execute(insert(BackupCode), rows)
        history.note("member", member_id, member_id, "backup_codes")
    return codes


def is_right(member_id: int, code: str) -> bool:
    """Tell whether a code or backup code opens the door, and use it up."""
    factor = queries.second_factor(member_id)
    plain = _plain(code)
    if factor is None:
        return False
    if len(plain) == _DIGITS and plain.isdigit():
        return _take_step(factor, _step(factor.secret, plain))
    gone = delete(BackupCode).where(
        BackupCode.member_id == member_id,
        BackupCode.code_hash == _slowly(tokens.as_typed(plain), factor.salt),
    )
    with transaction() as session:
        used = bool(session.execute(gone).rowcount == 1)  # type: ignore[attr-defined]
        if used:
            history.note("member", member_id, member_id, "backup_code")
    return used


def _take_step(factor: SecondFactor, step: int | None) -> bool:
    if step is None:
        return False
    # Each half minute once. One ahead of the clock was taken before the clock was set back.
    unused = or_(SecondFactor.last_step < step, SecondFactor.last_step > _now_step() + 1)
    mine = SecondFactor.member_id == factor.member_id
    taken = update(SecondFactor).where(mine, unused).values(last_step=step)
    with transaction() as session:
        return bool(session.execute(taken).rowcount == 1)  # type: ignore[attr-defined]


def _now_step() -> int:
    return int(clock.now().replace(tzinfo=UTC).timestamp()) // STEP_S


def _step(secret: str, code: str) -> int | None:
    """Return the half minute a code belongs to: now, or the one before or after."""
    totp, now = pyotp.TOTP(secret), _now_step()
    steps = (now, now - 1, now + 1)
    fits = [step for step in steps if secrets.compare_digest(totp.at(step * STEP_S), code)]
    return fits[0] if fits else None


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isascii() and letter.isalnum())


def _new_codes() -> list[str]:
    return [tokens.readable(2) for _number in range(BACKUP_CODES)]


def _backup_rows(member_id: int, codes: list[str], salt: str) -> list[dict[str, object]]:
    return [{"member_id": member_id, "code_hash": _slowly(code, salt)} for code in codes]


def _slowly(code: str, salt: str) -> str:
    raw = hash_secret_raw(
        code.encode(), bytes.fromhex(salt), time_cost=hashing.TIME_COST,
        memory_cost=hashing.MEMORY_KIB, parallelism=hashing.LANES, hash_len=32, type=Type.ID,
    )  # fmt: skip
    return raw.hex()


def _forget(member_id: int) -> None:
    for model in (BackupCode, SecondFactor):
        db.session.execute(delete(model).where(model.member_id == member_id))

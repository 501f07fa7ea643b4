"""What every form of ours can do: hand out what was typed as plain values."""

from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField

# The names in `g` by which a request knows that storing has just failed, and that somebody had to
# sign in again before this form arrived.
CANNOT_STORE = "cannot_store"
LOOK_ONCE_MORE = "look_once_more"


# Far beyond every limit of ours, and still a number that any database and any check can hold.
MOST_DIGITS = 15


class WholeNumberField(IntegerField):
    """A whole number; one too long to count with is as much too large as any other."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; of a number of many digits only that it is huge."""
        typed = valuelist[0].strip() if valuelist else ""
        digits = typed.removeprefix("-").lstrip("0")
        if digits.isdecimal() and len(digits) > MOST_DIGITS:
            self.data = -(10**MOST_DIGITS) if typed.startswith("-") else 10**MOST_DIGITS
            return
        super().process_formdata(valuelist)


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with its token; its readers never return None where a value is expected."""

    def validate(self, *arguments: Any, **named: Any) -> bool:
        """Check everything typed; what cannot be stored now comes back with the reason on top."""
        fits = bool(super().validate(*arguments, **named))
        if CANNOT_STORE in g:
            reason = _("现在存不进去，您填的都在。磁盘可能满了，或正在维护，请稍后再存")
        elif LOOK_ONCE_MORE in g:
            reason = _("登录好了，您填的都在，请看一眼再存；密码、照片和文件要重新填、重新选")
        else:
            return fits
        self.form_errors.append(reason)
        return False

    def text(self, name: str) -> str:
        """Return a typed text, trimmed."""
        return str(self[name].data or "").strip()

    def secret(self, name: str) -> str:
        """Return a typed password exactly as it is."""
        return str(self[name].data or "")

    def number(self, name: str) -> int:
        """Return a whole number from a hidden field, 0 if it is none a row can have."""
        typed = str(self[name].data or "")
        fits = typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
        return int(typed) if fits else 0

    def chosen(self, name: str) -> list[str]:
        """Return the ticked choices."""
        return list(self[name].data or [])

    def ids(self, name: str) -> list[int]:
        """Return the ticked choices that are ids."""
        return [int(value) for value in self[name].data or []]

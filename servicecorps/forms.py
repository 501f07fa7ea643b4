"""What every form of ours can do: hand out what was typed as plain values."""

from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_wtf import FlaskForm

# The name in `g` by which a request knows that storing has just failed.
CANNOT_STORE = "cannot_store"


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with its token; its readers never return None where a value is expected."""

    def validate(self, *arguments: Any, **named: Any) -> bool:
        """Check everything typed; what storing refused comes back with the reason on top."""
        fits = bool(super().validate(*arguments, **named))
        if CANNOT_STORE not in g:
            return fits
        self.form_errors.append(_("现在存不进去，您填的都在。磁盘可能满了，或正在维护，请稍后再存"))
        return False

    def text(self, name: str) -> str:
        """Return a typed text, trimmed."""
        return str(self[name].data or "").strip()

    def secret(self, name: str) -> str:
        """Return a typed password exactly as it is."""
        return str(self[name].data or "")

    def number(self, name: str) -> int:
        """Return a whole number from a hidden field, 0 if it is none."""
        typed = str(self[name].data or "")
        return int(typed) if typed.isascii() and typed.isdigit() else 0

    def chosen(self, name: str) -> list[str]:
        """Return the ticked choices."""
        return list(self[name].data or [])

    def ids(self, name: str) -> list[int]:
        """Return the ticked choices that are ids."""
        return [int(value) for value in self[name].data or []]

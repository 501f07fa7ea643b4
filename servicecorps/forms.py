"""What every form of ours can do: hand out what was typed as plain values."""

from flask_wtf import FlaskForm


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with its token; its readers never return None where a value is expected."""

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

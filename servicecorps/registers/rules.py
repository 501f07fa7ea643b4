"""Rules of the registers."""

_MOST_DIGITS = 9


def number_in(text: str | None) -> int:
    """Return the id an address names, 0 if it names none."""
    fits = text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if text and fits else 0

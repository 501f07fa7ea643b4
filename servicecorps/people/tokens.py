"""Random words that open something: made here, only their digest is stored."""

import hashlib
import secrets

# Without what is mixed up when it is read from paper: 0 o, 1 l i.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new() -> str:
    """Return a random id for a cookie: 192 bits."""
    return secrets.token_urlsafe(24)


def readable(groups: int = 4) -> str:
    """Return one that can be typed from paper: k7d2-9mxq-4tzc-h3va, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(groups))


def digest(token: str) -> str:
    """Return what is stored of a token; a digest does not open what its token opens."""
    return hashlib.sha256(token.encode()).hexdigest()


def as_typed(token: str) -> str:
    """Return a readable token as it was made, however it was typed."""
    plain = "".join(letter for letter in token.lower() if letter in _LETTERS)
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))

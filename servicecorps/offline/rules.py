"""By which name a phone knows its member, and which households it may keep."""

import hashlib
import hmac
from collections.abc import Iterable

# More than anybody can visit before the next signal.
MOST_HOMES = 60
NAME_LENGTH = 20


def opaque(member_id: int, secret: str) -> str:
    """Return a name for a member that says nothing to whoever finds the phone."""
    digest = hmac.new(secret.encode(), f"offline {member_id}".encode(), hashlib.sha256)
    return digest.hexdigest()[:NAME_LENGTH]


def edition(parts: Iterable[str]) -> str:
    """Return a name for what a phone keeps of the program: another one, and it asks anew."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:NAME_LENGTH]

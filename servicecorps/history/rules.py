"""How lines are sealed, so that a seal still holds when values are erased.

A line's digest covers its plain fields and the digest of its values; that one is taken with a
random salt. Erasing puts the values' digest in place of values and salt: the line's digest can
still be computed, and nobody can find the values by trying.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

SALT_BYTES = 16
# What is left of a field's old and new value when they are erased.
BLANK = ["", ""]
# What the first seal holds as the hash of the one before.
NOTHING = "0" * 64


@dataclass(frozen=True)
class Line:
    """A line of a book: who, what, when in `fields`; what may be erased in `values`."""

    id: int
    at: datetime
    fields: tuple[Any, ...]
    values: tuple[Any, ...]
    salt: bytes | None
    value_digest: bytes | None
    digest: bytes | None

    @property
    def is_erased(self) -> bool:
        """Whether its values were erased."""
        return self.digest is not None and self.salt is None


@dataclass(frozen=True)
class Stretch:
    """What a seal covers: a day, the ids of its lines, how many they are."""

    book: str
    day: date
    first_id: int
    last_id: int
    count: int


def canonical(value: Any) -> bytes:
    """Return a value as bytes that are the same on every database."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_iso
    )
    return text.encode(errors="surrogatepass")


def _iso(value: date) -> str:
    return value.isoformat()


def new_salt() -> bytes:
    """Return a salt nobody can guess."""
    return secrets.token_bytes(SALT_BYTES)


def value_digest(salt: bytes, values: Sequence[Any]) -> bytes:
    """Return the digest of what may be erased."""
    return hashlib.sha256(salt + canonical(values)).digest()


def line_digest(book: str, fields: Sequence[Any], of_values: bytes) -> bytes:
    """Return the digest of a line from its fields and its values' digest."""
    return hashlib.sha256(canonical([book, *fields]) + of_values).digest()


def holds(book: str, line: Line) -> bool:
    """Tell whether a sealed line is as it was sealed, or has but lost its values."""
    if line.salt is not None:
        of_values = value_digest(line.salt, line.values)
    elif line.value_digest is not None and all(map(_is_blank, line.values)):
        of_values = line.value_digest
    else:
        return False
    return line.digest == line_digest(book, line.fields, of_values)


def _is_blank(value: Any) -> bool:
    return all(one == BLANK for one in value.values()) if isinstance(value, dict) else not value


def seal_hash(previous: str, stretch: Stretch, digests: Iterable[bytes]) -> str:
    """Return the hash of a seal: of the seal before, what it covers, and its lines' digests."""
    s = stretch
    found = hashlib.sha256(canonical([previous, s.book, s.day, s.first_id, s.last_id, s.count]))
    for digest in digests:
        found.update(digest)
    return found.hexdigest()

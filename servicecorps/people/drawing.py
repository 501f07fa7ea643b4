"""QR codes as one path of an SVG, so that the page's policy holds; cards with a link."""

from dataclasses import dataclass
from datetime import datetime

import segno

from servicecorps.people.linking import Given

_QUIET = 4  # modules of white around, as the standard wants


@dataclass(frozen=True)
class QR:
    """A QR code: its edge in modules, white around included, and its dark modules as a path."""

    edge: int
    path: str


@dataclass(frozen=True)
class Card:
    """What somebody is handed: whose it is, where it leads, until when."""

    name: str
    username: str
    purpose: str
    address: str
    expires_at: datetime
    qr: QR


def qr(text: str) -> QR:
    """Draw a text."""
    rows = segno.make(text, error="m", micro=False).matrix
    steps = [
        f"M{_QUIET + left} {_QUIET + top}h1v1h-1z"
        for top, row in enumerate(rows)
        for left, dark in enumerate(row)
        if dark
    ]
    return QR(len(rows) + 2 * _QUIET, "".join(steps))


def card(given: Given, address: str) -> Card:
    """Return the card of a link."""
    member = given.member
    return Card(
        member.name, member.username or "", given.purpose, address, given.expires_at, qr(address)
    )

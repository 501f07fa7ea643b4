"""The rows of a list in clear, as a numbered file that is written down before it is handed out."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy import Row

from servicecorps import clock
from servicecorps.history import writing as history
from servicecorps.people.model import SignedIn
from servicecorps.records import exports, queries
from servicecorps.records.filters import Filters
from servicecorps.records.kinds import Kind

ENDINGS = ("csv", "xlsx")
_AT_ONCE = 500
_NUMBER, _CONTACT, _NOTE = 0, 2, 13
_PLAIN = frozenset(column + 3 if column > _CONTACT else column for column in exports.PLAIN)
_PIECE = 1 << 16


@dataclass(frozen=True)
class Taken:
    """A finished file and its name."""

    file: IO[bytes]
    name: str


@dataclass
class Counted:
    """What went into a file while it was made."""

    rows: int
    households: set[int]


def take(kind: Kind, filters: Filters, by: SignedIn, ending: str, reason: str) -> Taken:
    """Make a file of a filtered list in clear.

    Its number stands written before the first row is read, its hash before it is handed out.
    """
    asked = "&".join(f"{name}={value}" for name, value in filters.address(after="").items())
    number = history.begin_export(by.id, (kind.slug, asked, ending), reason)
    counted = Counted(0, set())
    head = [_sentence(number, by, reason), *[""] * (len(header()) - 1)]
    body = chain([header()], _counting(rows(kind, filters), counted))
    file = exports.as_xlsx(head, body) if ending == "xlsx" else _csv(head, body)
    history.finish_export(number, by.id, counted.rows, _sha256(file), counted.households)
    return Taken(file, _name(kind, filters, number, ending))


def header() -> list[str]:
    """Return the column names: those of the masked file, and how to find the household."""
    head = exports.header()
    more = [_("电话"), _("另一个电话"), _("住址")]
    return [*head[: _CONTACT + 1], *more, *head[_CONTACT + 1 :]]


def rows(kind: Kind, filters: Filters) -> Iterator[tuple[int | None, list[Any]]]:
    """Yield (household, row) of a filtered list, newest first."""
    masked = exports.rows(kind, filters)
    while batch := list(islice(masked, _AT_ONCE)):
        known = queries.in_clear([row[_NUMBER] for row in batch])
        for row in batch:
            # Withdrawn or not, no record ever goes away.
            clear = known[row[_NUMBER]]
            row[_NOTE] = clear.note
            row[_CONTACT : _CONTACT + 1] = _told(clear)
            yield clear.id, row


def _told(home: Row[*tuple[Any, ...]]) -> list[str]:
    if home.id is None:
        return [""] * 4
    return [home.contact_name, home.phone, home.other_phone, f"{home.street} {home.door}".strip()]


def _counting(
    found: Iterator[tuple[int | None, list[Any]]], counted: Counted
) -> Iterator[list[Any]]:
    for household_id, row in found:
        counted.rows += 1
        if household_id is not None:
            counted.households.add(household_id)
        yield row


def _sentence(number: int, by: SignedIn, reason: str) -> str:
    at = clock.to_the_minute(clock.now())
    return str(
        _(
            "明文导出 %(number)s 号，%(name)s，%(at)s，原因：%(reason)s",
            number=f"{number:04d}",
            name=by.name,
            at=at,
            reason=reason,
        )
    )


def _csv(head: list[str], body: Iterator[list[Any]]) -> IO[bytes]:
    with ExitStack() as unless_done:
        file = unless_done.enter_context(tempfile.TemporaryFile())
        for piece in exports.as_csv(head, body, _PLAIN):
            file.write(piece)
        file.seek(0)
        # The answer closes it when it has been sent.
        unless_done.pop_all()
    return file


def _sha256(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while piece := file.read(_PIECE):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


def _name(kind: Kind, filters: Filters, number: int, ending: str) -> str:
    period = f"{filters.month}-" if filters.month else ""
    return f"{kind.path}-{period}clear-{number:04d}.{ending}"

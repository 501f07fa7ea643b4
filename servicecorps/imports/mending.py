"""A file of just the rows that could not go in, with why, to mend and bring again."""

from collections.abc import Iterable, Iterator
from typing import IO, Any

from flask_babel import gettext as _

from servicecorps.imports import reasons
from servicecorps.imports.tables import Table
from servicecorps.records import exports


def header(cells: list[str]) -> list[str]:
    """Return the heading of the file as it was, and a column for what is to be mended."""
    return [_("要改的地方"), *cells]


def rows(table: Table, width: int, bad: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the rows as they were, each with its reasons in front."""
    for _number, cells, refused in bad:
        why = _("；").join(
            _(
                "%(column)s：%(reason)s",
                column=table.by_slug[slug].label,
                reason=reasons.sentence(reason, **facts),
            )
            for slug, reason, facts in refused
        )
        padded = [*cells, *[""] * (width - len(cells))]
        yield [why, *padded[: max(width, len(cells))]]


def as_csv(table: Table, heading: list[str], bad: Iterable[Any]) -> Iterator[bytes]:
    """Yield the file as CSV."""
    return exports.as_csv(header(heading), rows(table, len(heading), bad))


def as_xlsx(table: Table, heading: list[str], bad: Iterable[Any]) -> IO[bytes]:
    """Return the file as Excel."""
    return exports.as_xlsx(header(heading), rows(table, len(heading), bad))

"""The tallies as CSV and Excel: exactly what the screen shows."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from servicecorps.formats import count
from servicecorps.tallies.figures import Table, key_label

FIGURES = ("previous_month", "same_month_last_year", "year_to_date", "cumulative", "opening")


def header(found: Table, first: str = "month") -> list[str]:
    """Return the column names of the contract; `first` is month or period."""
    keys = ["key", "key_label"] if found.by else []
    return [*keys, "measure", "label", "unit", first, *FIGURES]


def rows(found: Table) -> Iterator[list[Any]]:
    """Yield a row a measure, or a row a key and measure; empty where there is no figure."""
    for row in found.rows:
        keys = [row.key, key_label(found, row)] if found.by else []
        numbers = ["" if number is None else _plain(number) for number in row.numbers()]
        yield [*keys, row.measure, row.label, row.unit, *numbers]


def notes(found: Table) -> list[str]:
    """Return what the figures alone do not say: openings whose source says "at least"."""
    told = [
        _("%(label)s的期初是至少 %(n)s，累计也是至少。", label=row.label, n=count(row.opening))
        for row in found.rows
        if row.at_least and row.opening is not None
    ]
    return [str(sentence) for sentence in told]


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number

"""What the page of tallies shows around its figures: names, addresses, groups of a breakdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from servicecorps import formats
from servicecorps.clock import Span
from servicecorps.tallies import sentence
from servicecorps.tallies.figures import OPENING, Row, Table

# A page holds so many rows; the files hold them all.
ROWS_OF_ONE, ROWS_OF_EACH = 200, 12


@dataclass
class Group:
    """The rows of one measure in a breakdown, and the row of all together."""

    total: Row
    rows: list[Row]
    left_out: int


def groups(found: Table, totals: Table, measure: str) -> list[Group]:
    """Return the rows of a breakdown by measure; the largest stay where there are too many."""
    most = ROWS_OF_ONE if measure else ROWS_OF_EACH
    made = []
    for name, rows in groupby(found.rows, key=lambda row: row.measure):
        every = list(rows)
        kept, last = _split(every)
        made.append(Group(totals.row(name), [*kept[:most], *last], max(0, len(kept) - most)))
    return made


def _split(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Part the rows of keys from 未定 and 期初, which always stand below them."""
    lowest = (0, "", OPENING)
    return (
        [row for row in rows if row.key not in lowest],
        [row for row in rows if row.key in lowest],
    )


def days(span: Span) -> dict[str, Any]:
    """Return a span as the parameters of an address."""
    if span.is_month:
        return {"month": span.slug}
    if span.is_year:
        return {"year": span.slug}
    return {"from": span.first.isoformat(), "to": span.last.isoformat()}


def address(span: Span, **more: Any) -> str:
    """Return the address of a span's tallies."""
    asked = {name: value for name, value in more.items() if value}
    return url_for("tallies.index", **days(span), **asked)


def file_address(span: Span, ending: str, by: str, measure: str) -> str:
    """Return the address of what the page shows as a file."""
    asked: dict[str, Any] = {"by": by or None, "measure": measure or None, "ending": ending}
    if span.is_month:
        return url_for("tallies.month_file", month=span.slug, **asked)
    return url_for("tallies.period_file", **days(span), **asked)


def breakdowns() -> list[tuple[str, str]]:
    """Return the ways to look at the same figures."""
    return [
        ("", _("合计")),
        ("member", _("按队员")),
        ("team", _("按队伍")),
        ("community", _("按社区")),
        ("district", _("按区市")),
        ("category", _("按类别")),
    ]


def names(span: Span) -> dict[str, str]:
    """Return what the period, its comparisons and January to date are called."""
    called = {
        "period": sentence.period_name(span),
        "to_date": sentence.to_date_name(span),
        "back": _("上一月") if span.is_month else _("上一年") if span.is_year else _("前一段"),
        "on": _("下一月") if span.is_month else _("下一年") if span.is_year else _("后一段"),
    }
    if not span.is_month and not span.is_year:
        return called | {"now": _("本期"), "before": _("上期"), "year_ago": _("去年同期")}
    return called | {
        "now": _short(span),
        "before": _short(span.before()),
        "year_ago": _short(span.year_ago(), with_year=True),
    }


def _short(span: Span, *, with_year: bool = False) -> str:
    if span.is_month and formats.is_chinese() and not with_year:
        return f"{span.first.month}月"
    if span.is_month and not formats.is_chinese():
        return str(format_date(span.first, "MMM yyyy"))
    return sentence.period_name(span)

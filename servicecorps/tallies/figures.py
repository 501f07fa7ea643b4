"""The table of a period: figures, comparisons, cumulative with its opening."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from servicecorps import words
from servicecorps.clock import Span
from servicecorps.counters.rules import HOUSEHOLDS, NEW_HOUSEHOLDS, SERVICE_MINUTES
from servicecorps.people import queries as people
from servicecorps.places import queries as places
from servicecorps.records import kinds
from servicecorps.repairs.rules import FOUND_BY_US
from servicecorps.tallies import queries, rules
from servicecorps.tallies.queries import Figures, Key
from servicecorps.tallies.rules import (
    BEGINNING,
    MEASURES,
    ROWS,
    SERVICE_HOURS,
    Opening,
)

OPENING = "opening"
Number = float | None


@dataclass(frozen=True)
class Row:
    """One figure of a measure, for all or for one key, with what it is compared to."""

    measure: str
    key: Key
    label: str
    unit: str
    now: Number
    before: Number
    year_ago: Number
    to_date: Number
    cumulative: Number
    opening: Number
    # The opening's source says "more than".
    at_least: bool = False

    @property
    def against_before(self) -> Number:
        """The difference to the period before."""
        return rules.difference(self.now, self.before)

    @property
    def against_year_ago(self) -> Number:
        """The difference to the same period last year."""
        return rules.difference(self.now, self.year_ago)

    @property
    def percent_before(self) -> Number:
        """The same in per cent, where the base allows it."""
        return rules.per_cent(self.now, self.before)

    @property
    def percent_year_ago(self) -> Number:
        """The same in per cent, where the base allows it."""
        return rules.per_cent(self.now, self.year_ago)

    def numbers(self) -> list[Number]:
        """Return the figures in the order of the columns."""
        return [self.now, self.before, self.year_ago, self.to_date, self.cumulative, self.opening]

    def is_empty(self) -> bool:
        """Tell whether there is nothing to say."""
        return not any(self.numbers())


@dataclass(frozen=True)
class Table:
    """All rows of a period, with its comparison spans."""

    span: Span
    by: str
    rows: list[Row]
    key_labels: dict[Key, str]
    # The as-of day of a measure's opening: cumulative figures count the records after it.
    opened_on: Mapping[str, date]
    # How many of all repairs the team found itself (主动发现), in a table of totals.
    found_by_us: Row | None = None

    def logged_span(self, measure: str) -> Span:
        """Return the days whose records stand in the cumulative figure of a measure."""
        as_of = self.opened_on.get(measure)
        return Span(as_of + timedelta(days=1) if as_of else BEGINNING, self.span.last)

    def row(self, measure: str) -> Row:
        """Return the row of a measure in the table of totals."""
        return next(row for row in self.rows if row.measure == measure)


def table(span: Span, by: str = "", measure: str = "") -> Table:
    """Return the tallies of a span; `by` breaks them down, `measure` narrows them to one."""
    spans = (span, span.before(), span.year_ago(), span.year_to_date(), Span(BEGINNING, span.last))
    opening = _openings(span)
    inside = _inside_spans(opening)
    counted = queries.amounts([*spans, *inside.values()], by, _stored_names(measure))
    columns, already = counted[:5], dict(zip(inside, counted[5:], strict=True))
    homes: list[Mapping[Key, int]] = []
    if measure in ("", HOUSEHOLDS):
        pairs = zip(spans[:4], columns[:4], strict=True)
        homes = [queries.households(span, by, figures) for span, figures in pairs]
    maker = _Maker(columns, already, opening, homes, by)
    wanted = [name for name in ROWS if measure in ("", name)]
    rows = [row for name in wanted for row in maker.rows_of(name)]
    labels = _key_labels(by, {row.key for row in rows}) if by else {}
    if by:
        rows = _sorted(rows, wanted, labels)
    opened_on = {name: start.as_of for name, start in opening.items() if start}
    return Table(span, by, rows, labels, opened_on, None if by else maker.found_by_us())


def _stored_name(measure: str) -> str:
    return SERVICE_MINUTES if measure == SERVICE_HOURS else measure


def _stored_names(measure: str) -> tuple[str, ...]:
    """Return what is counted for a row, () for every row."""
    if measure == HOUSEHOLDS:
        return (HOUSEHOLDS, NEW_HOUSEHOLDS)
    if measure == "repairs":
        return (measure, FOUND_BY_US)
    return (_stored_name(measure),) if measure else ()


def _openings(span: Span) -> dict[str, Opening | None]:
    found = queries.plain_balances()
    return {name: rules.opening(found[name], span.last) for name in MEASURES if found.get(name)}


def _inside_spans(opening: Mapping[str, Opening | None]) -> dict[date, Span]:
    # Records dated on or before the as-of day are kept and shown but already inside the opening.
    days = {start.as_of for start in opening.values() if start}
    return {day: Span(BEGINNING, day) for day in sorted(days)}


@dataclass(frozen=True)
class _Maker:
    columns: Sequence[Figures]
    already: Mapping[date, Figures]
    opening: Mapping[str, Opening | None]
    homes: Sequence[Mapping[Key, int]]
    by: str

    def rows_of(self, name: str) -> list[Row]:
        if not self.by:
            return [self._row(name, 0)]
        stored = _stored_name(name)
        keys = {key for figures in self.columns for measure, key in figures if measure == stored}
        keys |= {key for homes in self.homes for key in homes} if name == HOUSEHOLDS else set()
        rows = [self._row(name, key) for key in keys]
        start = self.opening.get(name)
        if start:
            rows.append(self._made(name, OPENING, [None] * 4, start.amount, start.amount))
        return [row for row in rows if not row.is_empty()]

    def _row(self, name: str, key: Key) -> Row:
        if name == HOUSEHOLDS:
            numbers: list[Number] = [homes.get(key, 0) for homes in self.homes]
            return self._made(name, key, numbers, None, None)
        stored = _stored_name(name)
        amounts = [figures.get((stored, key), 0) for figures in self.columns]
        if name == SERVICE_HOURS:
            told = [rules.hours(amount) for amount in amounts]
            return self._made(name, key, told[:4], told[4], None)
        cumulative, opening = self._cumulative(name, key, amounts[4])
        return self._made(name, key, list(amounts[:4]), cumulative, opening)

    def found_by_us(self) -> Row:
        """Return how many of the repairs the team found itself; an opening does not tell them."""
        told = [figures.get((FOUND_BY_US, 0), 0) for figures in self.columns]
        cumulative = None if "repairs" in self.opening else told[4]
        row = self._made("repairs", 0, list(told[:4]), cumulative, None)
        return replace(row, measure=FOUND_BY_US, label=_("其中主动发现"))

    def _cumulative(self, name: str, key: Key, logged: int) -> tuple[Number, Number]:
        if name not in self.opening:
            return logged, None
        start = self.opening[name]
        if start is None:
            return None, None
        since = logged - self.already[start.as_of].get((name, key), 0)
        return (since, None) if self.by else (since + start.amount, start.amount)

    def _made(
        self, name: str, key: Key, numbers: list[Number], cumulative: Number, opening: Number
    ) -> Row:
        word = words.measure_word(name)
        now, before, year_ago, to_date = numbers
        start = self.opening.get(name)
        return Row(
            measure=name,
            key=key,
            label=str(word.label),
            unit=str(word.unit),
            now=now,
            before=before,
            year_ago=year_ago,
            to_date=to_date,
            cumulative=cumulative,
            opening=opening,
            at_least=start is not None and start.at_least and opening is not None,
        )


def _key_labels(by: str, keys: set[Key]) -> dict[Key, str]:
    labels: dict[Key, str] = {0: _("未定"), "": _("未定"), OPENING: _("期初")}
    if by == "member":
        labels.update(people.all_names().items())
    elif by == "team":
        labels |= {key: words.TEAMS.label(slug) for key, slug in people.team_slugs().items()}
    elif by == "district":
        labels |= {district.id: district.name for district in places.districts()}
    elif by == "community":
        names = places.community_names([key for key in keys if isinstance(key, int)])
        labels |= {key: name.label for key, name in names.items()}
    elif by == "category":
        for kind in kinds.every():
            labels |= {f"{kind.slug}:{slug}": str(text) for slug, text in kind.categories.items()}
    return labels


def category_label(labels: Mapping[Key, str], measure: str, key: Key) -> str:
    """Return the label of a category, which belongs to the kind of its measure."""
    kind = kinds.by_measure(measure)
    if key in (OPENING, "") or kind is None:
        return labels.get(key) or _any_category(labels, key)
    return labels.get(f"{kind.slug}:{key}", str(key))


def _any_category(labels: Mapping[Key, str], key: Key) -> str:
    found = (labels.get(f"{kind.slug}:{key}") for kind in kinds.every())
    return next((label for label in found if label), str(key))


def key_label(found: Table, row: Row) -> str:
    """Return what a row of a breakdown is called."""
    if found.by == "category":
        return category_label(found.key_labels, row.measure, row.key)
    return found.key_labels.get(row.key, str(row.key))


def _sorted(rows: list[Row], order: Sequence[str], labels: Mapping[Key, str]) -> list[Row]:
    def place(row: Row) -> tuple[Any, ...]:
        last = {OPENING: 2, 0: 1, "": 1}.get(row.key, 0)
        return (
            order.index(row.measure),
            last,
            -(row.now or 0),
            -(row.to_date or 0),
            labels.get(row.key, ""),
        )

    return sorted(rows, key=place)

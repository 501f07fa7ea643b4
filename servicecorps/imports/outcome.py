"""What came of a file's rows: counts, errors in groups, twins, what must be asked."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from servicecorps.imports.line import Refused
from servicecorps.imports.tables import Column, Table
from servicecorps.people.rules import masked_name

_SAMPLES, _ROWS_NAMED, _TWINS_NAMED, _MOST_OFFERS, _LISTED = 8, 5, 30, 60, 50
_LONGEST = 40
_SHOWN_OF_NUMBER = 3


@dataclass
class Group:
    """Refusals of one reason in one column: how many, and sample values with their rows."""

    reason: str
    column: str
    count: int = 0
    samples: dict[str, list[int]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Offer:
    """Words that may mean several things: the person chooses, or leaves the rows out."""

    column: str
    shown: str
    candidates: tuple[Any, ...]
    count: int = 0
    row: int = 0


@dataclass
class Outcome:
    """What a check found; every value that may be personal is masked."""

    rows: int = 0
    good: int = 0
    rejected: int = 0
    examples: int = 0
    twins_in_file: int = 0
    twins_in_logbook: int = 0
    # Good rows that bring what is known up to date, and positions outside their district.
    known: int = 0
    outside: int = 0
    # (row, "row" or what it is, its row or id)
    twins: list[tuple[int, str, int]] = field(default_factory=list)
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    listed: list[tuple[int, str, str, str]] = field(default_factory=list)
    first: str = ""
    last: str = ""

    @property
    def twins_in_all(self) -> int:
        """How many rows look as if they were there already."""
        return self.twins_in_file + self.twins_in_logbook

    def refuse(self, table: Table, row: int, refused: list[Refused]) -> None:
        """Count a row that cannot go in, under each of its reasons."""
        self.rejected += 1
        for one in refused:
            column = table.by_slug[one.column]
            value = masked(column, one.value)
            group = self.groups.setdefault(
                (one.reason, one.column), Group(one.reason, one.column, facts=dict(one.facts))
            )
            group.count += 1
            rows = group.samples.get(value)
            if rows is None and len(group.samples) < _SAMPLES:
                rows = group.samples[value] = []
            if rows is not None and len(rows) < _ROWS_NAMED:
                rows.append(row)
            if len(self.listed) < _LISTED:
                self.listed.append((row, one.column, value, one.reason))
            # Of people anybody may be meant, even where no name comes near.
            if one.key and (one.candidates or column.parse == "people"):
                self._offer(one, value, row)

    def _offer(self, one: Refused, value: str, row: int) -> None:
        offer = self.offers.get(one.key)
        if offer is None and len(self.offers) < _MOST_OFFERS:
            offer = self.offers[one.key] = Offer(one.column, value, one.candidates, row=row)
        if offer is not None:
            offer.count += 1

    def twin(self, row: int, what: str, number: int) -> None:
        """Count a row that looks as if it were there already; the first are named."""
        if what == "row":
            self.twins_in_file += 1
        else:
            self.twins_in_logbook += 1
        if len(self.twins) < _TWINS_NAMED:
            self.twins.append((row, what, number))

    def asked(self) -> dict[str, int]:
        """Return how many rows each reason keeps out."""
        found: Counter[str] = Counter()
        for group in self.groups.values():
            found[group.reason] += group.count
        return dict(found)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        facts = {
            name: value for name, value in vars(self).items() if name not in ("groups", "offers")
        }
        return facts | {
            "groups": [vars(group) for group in self.groups.values()],
            "offers": {key: vars(offer) for key, offer in self.offers.items()},
        }


def restored(plain: dict[str, Any]) -> Outcome:
    """Return an outcome from its JSON."""
    facts = dict(plain)
    groups = [Group(**one) for one in facts.pop("groups", [])]
    offers = {key: Offer(**one) for key, one in facts.pop("offers", {}).items()}
    facts["twins"] = [tuple(one) for one in facts.get("twins", [])]
    keyed = {(group.reason, group.column): group for group in groups}
    return Outcome(**facts, groups=keyed, offers=offers)


def masked(column: Column, value: str) -> str:
    """Return a value as a list of errors shows it: nobody's name, phone or address in clear."""
    short = " ".join(value.split())[:_LONGEST]
    if not column.personal or not short:
        return short
    if column.parse in ("phone", "code"):
        return short[:_SHOWN_OF_NUMBER] + "*" * max(len(short) - _SHOWN_OF_NUMBER, 1)
    return masked_name(short)

"""What a column and a kind of table are; the kinds themselves stand in kinds.py."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 – a field of a dataclass
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from servicecorps.formats import is_chinese
from servicecorps.imports import cells

if TYPE_CHECKING:
    from servicecorps.people.permits import Permission
    from servicecorps.words import Vocabulary


@dataclass(frozen=True)
class Column:
    """A column: how it is headed, in which language ever, and how its cells are read."""

    slug: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    parse: str = "text"
    required: bool = False
    # Its values are masked wherever they are shown.
    personal: bool = False
    vocabulary: Vocabulary | None = None
    # Words of offices and telephone systems for a slug.
    also: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)
    most: int = 0
    example: tuple[str, str] = ("", "")

    @property
    def label(self) -> str:
        """The heading in the language of the page."""
        return self.zh[0] if is_chinese() else self.en[0]

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every heading it is known by."""
        return frozenset(cells.heading(word) for word in (self.slug, *self.zh, *self.en))


@dataclass(frozen=True)
class Table:
    """A kind of table that can be brought in."""

    slug: str
    zh: str
    en: str
    icon: str
    permission: Permission
    columns: tuple[Column, ...]
    # Of each group at least one column must be there and filled.
    either: tuple[tuple[str, ...], ...] = ()
    # The slug of the kind of record its rows become, "" for people and places.
    record: str = ""
    # A row about what is known already is no twin of it: it brings it up to date.
    updates: bool = False

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return self.zh if is_chinese() else self.en

    @cached_property
    def by_slug(self) -> dict[str, Column]:
        """Its columns by slug."""
        return {column.slug: column for column in self.columns}

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """The slug of the column by every heading; the first column to claim one has it."""
        found: dict[str, str] = {}
        for column in self.columns:
            for word in column.headings:
                found.setdefault(word, column.slug)
        return found

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The columns a file must have."""
        return tuple(one.slug for one in self.columns if one.required)

    def missing(self, slugs: set[str]) -> list[str]:
        """Return the columns, or the first of a group, that a file must have and has not."""
        needed = [slug for slug in self.required if slug not in slugs]
        return needed + [group[0] for group in self.either if not slugs & set(group)]

"""What a kind of record is: plain facts; its behaviour stands on its model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from flask_babel import LazyString

    from servicecorps.records.form import BriefForm, RecordForm
    from servicecorps.records.model import Record
    from servicecorps.words import Vocabulary


@dataclass(frozen=True)
class Kind:
    """One kind of record. `slug` is stored, `path` stands in addresses."""

    slug: str
    path: str
    # One of it, and many of it as a heading.
    label: LazyString
    title: LazyString
    log_label: LazyString
    save_label: LazyString
    # How another kind's form offers to open one of this kind, and the heading of that part.
    also_label: LazyString
    open_label: LazyString
    unit: LazyString
    icon: str
    model: type[Record]
    form: type[RecordForm]
    categories: Vocabulary
    results: Vocabulary
    statuses: Vocabulary
    measures: tuple[str, ...]
    brief: type[BriefForm] | None = None
    # Slugs of the kinds that one save of this kind can open as well.
    opens: tuple[str, ...] = ()
    needs_household: bool = False
    # Results after which the household's care plan asks to be ended, for that reason.
    ends: frozenset[str] = frozenset()
    # Many come one after the other: a save leads on to the next empty form.
    stays: bool = False
    # Own columns shown on the record's page: label, and the vocabulary of their slugs if any.
    facts: dict[str, tuple[LazyString, Vocabulary | None]] = field(default_factory=dict)

    @property
    def room(self) -> str:
        """The name of its pages: `url_for(f"{kind.room}.show", ...)`."""
        return self.path.replace("-", "_")


def install(kinds: tuple[Kind, ...], registry: dict[str, object]) -> None:
    """Put the kinds where `every` and `of` find them."""
    registry["servicecorps_kinds"] = {kind.slug: kind for kind in kinds}


def every() -> list[Kind]:
    """Return all kinds in their order."""
    return list(current_app.extensions["servicecorps_kinds"].values())


def of(slug: str) -> Kind:
    """Return the kind with a slug."""
    kind: Kind = current_app.extensions["servicecorps_kinds"][slug]
    return kind


def by_measure(measure: str) -> Kind | None:
    """Return the kind whose records count in a measure."""
    return next((kind for kind in every() if measure in kind.measures), None)

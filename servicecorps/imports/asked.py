"""How a file is to be read: what was chosen, answered and decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from servicecorps.imports.cells import Reading
from servicecorps.imports.known import Known
from servicecorps.imports.parsers import PARSERS, Parser
from servicecorps.imports.tables import Column, Table


@dataclass(frozen=True)
class Asked:
    """How a file is to be read: what was chosen, answered and decided about it."""

    columns: Mapping[int, str] = field(default_factory=dict)
    sheet: str = ""
    order: str = ""
    year: int = 0
    by_name: bool = False
    # The system of latitudes and longitudes, one of SYSTEMS, "" = not said.
    crs: str = ""
    # Whether positions outside their district are right.
    outside: bool = False
    # Key of an offer → the id or slug that was chosen.
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """What every row of a file is read with."""

    table: Table
    asked: Asked
    known: Known
    reading: Reading

    @cached_property
    def plan(self) -> list[tuple[int, Column, Parser]]:
        """Where each column stands and how its cells are parsed."""
        columns = [(place, self.table.by_slug[slug]) for place, slug in self.asked.columns.items()]
        return [(place, column, PARSERS[column.parse]) for place, column in columns]

    @cached_property
    def understood(self) -> dict[tuple[str, str], Any]:
        """What texts of a column mean; a long table says the same few thousand again and again."""
        return {}


def restored(plain: Mapping[str, Any]) -> Asked:
    """Return how a file is to be read, from what its row keeps."""
    facts = {name: value for name, value in plain.items() if name in vars(Asked())}
    columns = {int(place): slug for place, slug in plain.get("columns", {}).items()}
    return Asked(**{**facts, "columns": columns})

"""What a reader asks the map for, read from the address."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from servicecorps import words
from servicecorps.clock import Span
from servicecorps.maps.care import ORDERS
from servicecorps.records import kinds
from servicecorps.records.filters import Filters
from servicecorps.records.kinds import Kind
from servicecorps.records.rules import row_number
from servicecorps.tallies.queries import Only
from servicecorps.tallies.rules import BEGINNING, END

# What is coloured from afar: "" leaves it to the map.
AREAS = ("district", "subdistrict")
HOUSEHOLDS = "households"
# What the map can show besides how long nobody has been there; the first stand beside the map.
USUAL = (
    "visits",
    HOUSEHOLDS,
    "repairs",
    "calls",
    *words.TOGETHER,
    "problems",
    "night_works",
    "appointments",
)
LAYERS = (*USUAL, *(measure for measure in words.MEASURES if measure not in USUAL))
# What the slider of days can say; the limits of a habit, not of the figures.
LEAST_DAYS, MOST_DAYS = 7, 180


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """Which communities are looked at and whose work; 0 and "" stand for all."""

    district: int = 0
    subdistrict: int = 0
    member: int = 0
    team: int = 0
    category: str = ""
    # Only communities in our care.
    cared: bool = False
    areas: str = ""

    def query(self, **other: Any) -> str:
        """Return the question as it stands in an address, some of it asked otherwise."""
        asked = replace(self, **other)
        return urlencode({name: value for name, value in asked.pairs().items() if value})

    def pairs(self) -> dict[str, Any]:
        """Return the question as pairs of an address; what is empty is left out of it."""
        return {
            one.metadata.get("name", one.name): int(value) if value is True else value
            for one in fields(self)
            for value in [getattr(self, one.name)]
        }

    def without(self, *names: str) -> str:
        """Return the question without some of its parts."""
        return self.query(**{name: type(getattr(self, name))() for name in names})

    def is_choosy(self) -> bool:
        """Tell whether more than the district decides which communities are looked at."""
        return any((self.subdistrict, self.member, self.team, self.category, self.cared))


def _narrowing(args: Mapping[str, str]) -> dict[str, Any]:
    filters = Filters.read(args)
    return {
        "district": filters.district or 0,
        "subdistrict": row_number(args.get("subdistrict", "")) or 0,
        "member": filters.member or 0,
        "team": filters.team or 0,
        "cared": args.get("cared") == "1",
        "areas": args.get("areas", "") if args.get("areas") in AREAS else "",
    }


@dataclass(frozen=True, kw_only=True)
class Asked(Narrowed):
    """A layer of figures and some days: which records were counted where."""

    layer: str = field(metadata={"name": "measure"})
    span: Span

    @classmethod
    def read(cls, args: Mapping[str, str], today: date) -> Self:
        """Read an address; what is missing or makes no sense becomes visits of this month.

        Days win over a month: whoever gives them has seen the month beside them.
        """
        filters = Filters.read(args)
        span = Filters(month=filters.month).span() or Span.month(today.year, today.month)
        if filters.first or filters.last:
            first = filters.first or date((filters.last or today).year, 1, 1)
            last = filters.last or max(first, today)
            span = Span(min(first, last), max(first, last))
        if not BEGINNING <= span.first <= span.last <= END:
            # No logbook reaches further, and the years of a calendar end somewhere.
            span = Span.month(today.year, today.month)
        layer = args.get("measure", "")
        asked = cls(layer=layer if layer in LAYERS else LAYERS[0], span=span, **_narrowing(args))
        category = args.get("category", "")
        known = asked.kind is not None and category in asked.kind.categories
        return replace(asked, category=category if known else "")

    @property
    def kind(self) -> Kind | None:
        """The kind of record behind the figures."""
        return kinds.by_measure(self.measures[0])

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that are summed."""
        return ("visits",) if self.layer == HOUSEHOLDS else words.measures_of(self.layer)

    @property
    def only(self) -> Only:
        """Whose records of which category are counted."""
        return Only(self.member, self.team, self.category)

    @property
    def tells_hardship(self) -> bool:
        """Whether figures are told apart by the category of households: small ones may not be."""
        return (
            bool(self.category)
            and self.kind is not None
            and (self.kind.categories is words.HOUSEHOLD_CATEGORIES)
        )

    @property
    def month(self) -> str:
        """The month as addresses write it, "" if the days are not one month."""
        return self.span.slug if self.span.is_month else ""

    def days(self) -> dict[str, str]:
        """Return the days as lists of records take them."""
        if self.month:
            return {"month": self.month}
        return {"from": str(self.span.first), "to": str(self.span.last)}

    def pairs(self) -> dict[str, Any]:
        """Return the question as pairs of an address, the layer and its days first."""
        rest = {name: value for name, value in super().pairs().items() if name != "span"}
        return {"measure": rest.pop("measure")} | self.days() | rest

    def whose(self) -> dict[str, Any]:
        """Return what narrows the records, as their lists take it."""
        pairs = {"member": self.member, "team": self.team, "category": self.category}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, kw_only=True)
class AskedCare(Narrowed):
    """Whose communities' care is looked at; days 0 stands for each one's own target."""

    days: int = 0
    mine: bool = False
    # Whose area of responsibility each community is, drawn around them.
    whose: bool = False
    order: str = ORDERS[0]

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """Read an address; what makes no sense is left out."""
        days = row_number(args.get("days", "")) or 0
        category = args.get("category", "")
        return cls(
            **_narrowing(args),
            category=category if category in words.HOUSEHOLD_CATEGORIES else "",
            days=min(max(days, LEAST_DAYS), MOST_DAYS) if days else 0,
            mine=args.get("mine") == "1",
            whose=args.get("whose") == "1",
            order=args.get("order", "") if args.get("order") in ORDERS else ORDERS[0],
        )

    def is_choosy(self) -> bool:
        """Tell whether more than the district decides which communities are looked at."""
        return super().is_choosy() or self.mine

    def pairs(self) -> dict[str, Any]:
        """Return the question as pairs of an address; the usual order is not said."""
        return super().pairs() | {"order": self.order if self.order != ORDERS[0] else ""}

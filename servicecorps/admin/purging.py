"""The end of keeping: households nobody has served for years lose their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from servicecorps import clock
from servicecorps.people.rules import masked_name
from servicecorps.places import writing as places
from servicecorps.records import queries as records

REASON = "expired"


@dataclass(frozen=True)
class Expired:
    """A household whose keeping time is over; the name is masked."""

    household_id: int
    name: str
    last_on: date


def expired(years: int) -> list[Expired]:
    """Return the households whose last service, or whose file, is older than so many years."""
    return [
        Expired(row.id, masked_name(row.contact_name), row.last_on)
        for row in records.unserved_since(years_before(clock.today(), years))
    ]


def purge(years: int) -> Iterator[Expired]:
    """Erase who these households were, one after the other; every figure stays.

    Somebody may be at work: each is looked at again just before.
    """
    day = years_before(clock.today(), years)
    for one in expired(years):
        if records.unserved_since(day, one.household_id):
            places.erase(one.household_id, None, REASON)
            yield one


def years_before(day: date, years: int) -> date:
    """Return the same day so many years ago; for a 29 February the day before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)

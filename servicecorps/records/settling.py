"""After a record was written: which ones count, and what that changes in the counters."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Row

from servicecorps.counters import writing as counters
from servicecorps.counters.rules import VISITS, Contribution, Deltas
from servicecorps.counters.writing import Subject
from servicecorps.extensions import db
from servicecorps.places import queries as places
from servicecorps.records import kinds, queries, rules
from servicecorps.records.model import Record

# (kind, household, year): there only the first record of a day counts.
Home = tuple[str, int, int]


def settle(records: list[Record], before: dict[int, Contribution]) -> None:
    """Give every touched record its measure and bring the counters in line."""
    homes = _homes(records, before)
    places.lock_households({household_id for _, household_id, _ in homes})
    db.session.flush()
    touched = {record.id: record for record in records}
    for record in records:
        record.measure = record.counts_as()
    deltas = Deltas()
    for home in homes:
        standing = queries.of_household_year(*home)
        days = {record.happened_on for record in records} | {c.happened_on for c in before.values()}
        same_days = [row for row in standing if row.happened_on in days]
        _count_once_a_day(kinds.of(home[0]).model, same_days, touched, before)
        deltas.reach(*_reached(home, standing, touched, before))
    db.session.flush()
    _count(touched, before, deltas)


def _homes(records: list[Record], before: dict[int, Contribution]) -> list[Home]:
    """Return (kind, household, year) wherever only the first record of a day counts."""
    found = set()
    for record in records:
        if record.COUNTS_ONCE_A_DAY:
            kind = record.__mapper_args__["polymorphic_identity"]
            found.add((kind, record.household_id or 0, record.happened_on.year))
            if old := before.get(record.id):
                found.add((kind, old.household_id, old.happened_on.year))
    return sorted(home for home in found if home[1])


def _count_once_a_day(
    model: type[Record],
    standing: list[Row[int, date, str]],
    touched: dict[int, Record],
    before: dict[int, Contribution],
) -> None:
    """Leave the measure to the first record of each day; those beside it become touched too."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for row in standing:
        by_day[row.happened_on].append(row.id)
    for ids in by_day.values():
        for record_id in ids:
            if record_id not in touched:
                mate = touched[record_id] = queries.get(record_id, model)
                before[record_id] = mate.contribution()
                mate.measure = mate.counts_as()
        first = rules.first_counted([(one, touched[one].measure) for one in ids])
        for record_id in ids:
            if record_id != first:
                touched[record_id].measure = None


def _reached(
    home: Home,
    standing: Sequence[Row[int, date, str]],
    touched: dict[int, Record],
    before: dict[int, Contribution],
) -> tuple[list[date], list[date]]:
    """Return the days on which a household's visits counted in a year, before and after."""
    _, household_id, year = home
    same = [row.happened_on for row in standing if row.id not in touched and row.measure == VISITS]
    old = list(before.values())
    new = [record.contribution() for record in touched.values()]
    was, comes = (
        [
            c.happened_on
            for c in some
            if (c.household_id, c.happened_on.year, c.measure) == (household_id, year, VISITS)
        ]
        for some in (old, new)
    )
    return same + was, same + comes


def _count(touched: dict[int, Record], before: dict[int, Contribution], deltas: Deltas) -> None:
    reached: dict[Subject, date] = {}
    left: set[Subject] = set()
    for record_id, record in touched.items():
        after, old = record.contribution(), before.get(record_id)
        if old == after:
            continue
        if old:
            deltas.add(old, -1)
        deltas.add(after)
        if record.kind == "visit":
            for subject in _visited(after):
                reached[subject] = max(reached.get(subject, date.min), after.happened_on)
            if old:
                left.update(_visited(old))
    counters.apply(deltas)
    _mark(reached, left)


def _visited(one: Contribution) -> Iterable[Subject]:
    """Yield the community and the household a counted visit went to."""
    if one.measure and one.community_id:
        yield "community", one.community_id
    if one.measure and one.household_id:
        yield "household", one.household_id


def _mark(reached: dict[Subject, date], left: set[Subject]) -> None:
    """Keep the day of the last counted visit where visits came to or went from."""
    counters.mark_visits(reached)
    for subject in sorted(left):
        counters.hold_mark(subject)
        counters.move_mark(subject, queries.last_counted_visit(subject))

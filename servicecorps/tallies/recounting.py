"""Count anew: what the counters should hold, straight from the records."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import String, cast, func, select

from servicecorps.counters.model import CategoryCount, CommunityCount, MemberCount
from servicecorps.counters.rules import SERVICE_MINUTES, VISITS, reached
from servicecorps.extensions import db
from servicecorps.records.model import Record, RecordMember
from servicecorps.repairs.rules import FOUND_BY_US
from servicecorps.tallies.queries import BY_US, REPAIR


def recount(table: type[Any], first: str = "", last: str = "~") -> dict[tuple[Any, ...], int]:
    """Count a counter's rows anew from the records, for periods between two slugs."""
    found: Counter[tuple[Any, ...]] = Counter()
    for name, query in _recounts(table):
        for measure, period, *rest, total in db.session.execute(query).all():
            for slug in (period, period[:4]):
                found[slug, name or measure, *rest] += int(total)
    if table is CategoryCount:
        for months in _months_by_home():
            for period, figure in reached(months):
                found[period, figure, "", 0] += 1
    return {key: amount for key, amount in found.items() if amount and first <= key[0] <= last}


def _recounts(table: type[Any]) -> Iterable[tuple[str, Any]]:
    """Yield (figure, query): every measure by its own name, then what stands beside them."""
    month, keys = _month(), _recount_keys(table)

    def summed(amount: Any, *, credited: bool = table is MemberCount) -> Any:
        query = select(Record.measure, month, *keys, func.sum(amount)).group_by(
            Record.measure, month, *keys
        )
        whose = RecordMember.record_id == Record.id
        return query.join(RecordMember, whose) if credited else query

    yield "", summed(Record.quantity).where(Record.measure.is_not(None))
    worked = (Record.state == "done") & (Record.minutes > 0)
    yield SERVICE_MINUTES, summed(Record.minutes, credited=True).where(worked)
    yield FOUND_BY_US, summed(Record.quantity).join(*REPAIR).where(*BY_US)


def _months_by_home() -> Iterable[set[str]]:
    """Yield the months of a year in which a household was visited, for each of both."""
    rows = db.session.execute(
        select(Record.household_id, _month()).where(Record.measure == VISITS).distinct()
    )
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for household_id, month in rows:
        found[household_id or 0, month[:4]].add(month)
    return found.values()


def _month() -> Any:
    return func.substr(cast(Record.happened_on, String), 1, 7)


def _recount_keys(table: type[Any]) -> list[Any]:
    if table is MemberCount:
        return [RecordMember.member_id]
    if table is CommunityCount:
        return [func.coalesce(Record.community_id, 0)]
    return [Record.category, func.coalesce(Record.team_id, 0)]


def stored(table: type[Any], first: str = "", last: str = "~") -> dict[tuple[Any, ...], int]:
    """Return a counter's rows as they stand, without zeros."""
    columns = list(table.__table__.columns)
    rows = db.session.execute(
        select(*columns).where(table.period.between(first, last), table.amount != 0)
    ).all()
    return {tuple(row[:-1]): row[-1] for row in rows}


def recounted_marks(subject: str) -> dict[int, Any]:
    """Find the day of the last counted visit anew, by community or household."""
    key = Record.community_id if subject == "community" else Record.household_id
    rows = db.session.execute(
        select(key, func.max(Record.happened_on))
        .where(Record.kind == "visit", Record.measure.is_not(None), key.is_not(None))
        .group_by(key)
    )
    return {number: day for number, day in rows.all() if number is not None}


def double_counted() -> list[int]:
    """Return visits whose measure breaks the rule of one a household and day."""
    rows = db.session.execute(
        select(func.min(Record.id))
        .where(Record.kind == "visit", Record.measure.is_not(None))
        .group_by(Record.household_id, Record.happened_on)
        .having(func.count() > 1)
    )
    return [row[0] for row in rows]

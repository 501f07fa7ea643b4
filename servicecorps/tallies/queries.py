"""The one place figures come from: tallies, map, exports and pages all ask here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import String, bindparam, cast, func, literal, select, text

from servicecorps.clock import Span
from servicecorps.counters.model import CategoryCount, CommunityCount, MemberCount
from servicecorps.counters.rules import (
    HOUSEHOLDS,
    NEW_HOUSEHOLDS,
    SERVICE_MINUTES,
    VISITS,
    reached,
)
from servicecorps.extensions import db
from servicecorps.places.model import Community, Subdistrict
from servicecorps.records import kinds
from servicecorps.records.model import Record, RecordMember
from servicecorps.repairs.model import Repair
from servicecorps.repairs.rules import FOUND_BY_US
from servicecorps.tallies.model import OpeningBalance
from servicecorps.tallies.rules import MEASURES, Balance, Parts, parts_of

Key = int | str
Figures = dict[tuple[str, Key], int]

# Repairs the team found itself: the kind's own table, not its model, which holds the record too.
_REPAIR = (Repair.__table__, Repair.__table__.c.id == Record.id)
_BY_US = (Record.measure == "repairs", Repair.__table__.c.found_by == "team")


def amounts(spans: Sequence[Span], by: str = "", measures: tuple[str, ...] = ()) -> list[Figures]:
    """Return for each span {(measure, key): amount}, of some measures or all.

    The key is 0 without `by`, else a member's, team's, community's or district's id (0 for none)
    or a category ("" for none). Service time stands under service_minutes, repairs the team found
    itself under repairs_found.
    """
    wanted = [parts_of(span) for span in spans]
    by_period = _from_counters({p for parts in wanted for p in parts.periods}, by, measures)
    ragged = {days: _from_records(days, by, measures) for parts in wanted for days in parts.days}
    return [_added(parts, by_period, ragged) for parts in wanted]


def _added(parts: Parts, by_period: dict[str, Figures], ragged: dict[Span, Figures]) -> Figures:
    total: Counter[tuple[str, Key]] = Counter()
    for period in parts.periods:
        total.update(by_period.get(period, {}))
    for days in parts.days:
        total.update(ragged[days])
    return {key: amount for key, amount in total.items() if amount}


def _from_counters(periods: set[str], by: str, measures: tuple[str, ...]) -> dict[str, Figures]:
    found: dict[str, Figures] = defaultdict(dict)
    if not periods:
        return found
    asked = {"periods": sorted(periods)} | ({"measures": measures} if measures else {})
    counting = _counting(by, bool(measures))
    for period, name, value, amount in db.session.connection().execute(counting, asked):
        found[period][name, value] = int(amount)
    return found


# Statements that every page asks are made once: that takes as long as answering them.
@cache
def _counting(by: str, some: bool) -> Any:  # noqa: FBT001 – part of the key it is kept under
    table: Any = {"member": MemberCount, "community": CommunityCount, "district": CommunityCount}
    table = table.get(by, CategoryCount)
    key = _counter_key(by, table)
    # In all, the key is no column: grouped by too, it would sort what comes in order.
    groups = (table.period, table.measure, key) if by else (table.period, table.measure)
    query = (
        select(table.period, table.measure, key, func.sum(table.amount))
        .where(table.period.in_(bindparam("periods", expanding=True)))
        .group_by(*groups)
    )
    if by == "district":
        query = query.outerjoin(Community, Community.id == table.community_id).outerjoin(
            Subdistrict, Subdistrict.id == Community.subdistrict_id
        )
    return query.where(table.measure.in_(bindparam("measures", expanding=True))) if some else query


def _counter_key(by: str, table: Any) -> Any:
    return {
        "": literal(0),
        "member": getattr(table, "member_id", None),
        "team": getattr(table, "team_id", None),
        "category": getattr(table, "category", None),
        "community": getattr(table, "community_id", None),
        "district": func.coalesce(Subdistrict.district_id, 0),
    }[by]


def _from_records(days: Span, by: str, measures: tuple[str, ...]) -> Figures:
    """Count a few days straight from the records; counters hold whole months only."""
    found: Figures = {}
    for name, key, amount in _measured(days, by, measures):
        found[name, key] = int(amount)
    if not measures or SERVICE_MINUTES in measures:
        for key, minutes in _minutes(days, by):
            found[SERVICE_MINUTES, key] = int(minutes)
    if not measures or FOUND_BY_US in measures:
        for key, amount in _found_by_us(days, by):
            found[FOUND_BY_US, key] = int(amount)
    return found


def _measured(days: Span, by: str, measures: tuple[str, ...]) -> Iterable[Any]:
    key = _record_key(by)
    query = (
        select(Record.measure, key, func.sum(Record.quantity))
        # Every measure by name: "whatever has one" would read the index from end to end.
        .where(Record.measure.in_(measures or MEASURES))
        .where(Record.happened_on.between(days.first, days.last))
        .group_by(Record.measure, key)
    )
    return db.session.execute(_joined(query, by))


def _found_by_us(days: Span, by: str) -> Iterable[Any]:
    key = _record_key(by)
    query = (
        select(key, func.sum(Record.quantity))
        .join(*_REPAIR)
        .where(*_BY_US, Record.happened_on.between(days.first, days.last))
        .group_by(key)
    )
    return db.session.execute(_joined(query, by))


def _minutes(days: Span, by: str) -> Iterable[Any]:
    key = _record_key(by)
    query = (
        select(key, func.sum(Record.minutes))
        .join(RecordMember, RecordMember.record_id == Record.id)
        .where(
            # Every kind by name, so that the days are found in ix_records_kind_day.
            Record.kind.in_([kind.slug for kind in kinds.every()]),
            Record.happened_on.between(days.first, days.last),
            Record.state == "done",
            Record.minutes > 0,
        )
        .group_by(key)
    )
    return db.session.execute(_joined(query, "" if by == "member" else by))


def _record_key(by: str) -> Any:
    return {
        "": literal(0),
        "member": RecordMember.member_id,
        "team": func.coalesce(Record.team_id, 0),
        "category": Record.category,
        "community": func.coalesce(Record.community_id, 0),
        "district": func.coalesce(Subdistrict.district_id, 0),
    }[by]


def _joined(query: Any, by: str) -> Any:
    if by == "member":
        return query.join(RecordMember, RecordMember.record_id == Record.id)
    if by == "district":
        return query.outerjoin(Community, Community.id == Record.community_id).outerjoin(
            Subdistrict, Subdistrict.id == Community.subdistrict_id
        )
    return query


def households(span: Span, by: str = "", counted: Figures | None = None) -> dict[Key, int]:
    """Count the distinct households among the visits of a span.

    In all and for a month, or January to the end of one, `counted` holds the figure already: what
    `amounts` found for the span. Everything else is read from ix_records_measure.
    """
    if counted is not None and not by and (figure := _figure_of(span)):
        return {0: counted.get((figure, 0), 0)}
    asked = {"first": span.first, "last": span.last}
    return dict(db.session.execute(_visiting(by), asked).all())


def _figure_of(span: Span) -> str:
    if span.is_month:
        return HOUSEHOLDS
    first = Span.month(span.first.year, 1).first
    within = span.first == first and span.last.year == first.year
    return NEW_HOUSEHOLDS if within and not parts_of(span).days else ""


@cache
def _visiting(by: str) -> Any:
    key = _record_key(by)
    query = (
        select(key, func.count(Record.household_id.distinct()))
        .where(Record.measure == VISITS)
        .where(Record.happened_on.between(bindparam("first"), bindparam("last")))
    )
    # All in one is no group: grouping by nothing sorts all the same.
    return _joined(query.group_by(key) if by else query, by)


def balances() -> Sequence[OpeningBalance]:
    """Return the opening balances by measure and day."""
    return db.session.scalars(
        select(OpeningBalance).order_by(OpeningBalance.measure, OpeningBalance.as_of)
    ).all()


def hold_balances() -> None:
    """Let one writer at a time compare openings with each other; SQLite has one anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE opening_balances IN SHARE ROW EXCLUSIVE MODE"))


def plain_balances() -> dict[str, list[Balance]]:
    """Return the opening balances by measure, as plain values."""
    found: dict[str, list[Balance]] = defaultdict(list)
    for balance in balances():
        found[balance.measure].append(balance.plain())
    return found


def community_amounts(community_id: int, spans: Sequence[Span]) -> list[dict[str, int]]:
    """Return for each span of whole months or years a community's figures by measure."""
    wanted = [parts_of(span) for span in spans]
    periods = {period for parts in wanted for period in parts.periods}
    rows = db.session.execute(
        select(CommunityCount.period, CommunityCount.measure, CommunityCount.amount).where(
            CommunityCount.period.in_(sorted(periods)),
            CommunityCount.measure.in_(MEASURES),
            CommunityCount.community_id == community_id,
        )
    )
    by_period: dict[str, Counter[str]] = defaultdict(Counter)
    for period, measure, amount in rows:
        by_period[period][measure] += amount
    return [dict(sum((by_period[p] for p in parts.periods), Counter())) for parts in wanted]


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
    yield FOUND_BY_US, summed(Record.quantity).join(*_REPAIR).where(*_BY_US)


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

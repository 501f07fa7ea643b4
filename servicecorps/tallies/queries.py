"""The one place figures come from: tallies, map, exports and pages all ask here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, literal, select, text

from servicecorps.clock import Span
from servicecorps.counters.model import CategoryCount, CommunityCount, MemberCount
from servicecorps.counters.rules import (
    HOUSEHOLDS,
    NEW_HOUSEHOLDS,
    SERVICE_MINUTES,
    VISITS,
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


class Only(NamedTuple):
    """Whose records of which category are counted; 0 and "" stand for all."""

    member: int = 0
    team: int = 0
    category: str = ""


EVERYTHING = Only()

# Repairs the team found itself: the kind's own table, not its model, which holds the record too.
REPAIR = (Repair.__table__, Repair.__table__.c.id == Record.id)
BY_US = (Record.measure == "repairs", Repair.__table__.c.found_by == "team")


def amounts(
    spans: Sequence[Span], by: str = "", measures: tuple[str, ...] = (), only: Only = EVERYTHING
) -> list[Figures]:
    """Return for each span {(measure, key): amount}, of some measures or all.

    The key is 0 without `by`, else a member's, team's, community's or district's id (0 for none)
    or a category ("" for none). Service time stands under service_minutes, repairs the team found
    itself under repairs_found. `only` narrows named measures to what no counter holds: these are
    counted from the records of the days asked for.
    """
    if only != EVERYTHING:
        return [_counted(_measured(span, by, measures, only)) for span in spans]
    wanted = [parts_of(span) for span in spans]
    by_period = _from_counters({p for parts in wanted for p in parts.periods}, by, measures)
    ragged = {days: _from_records(days, by, measures) for parts in wanted for days in parts.days}
    return [_added(parts, by_period, ragged) for parts in wanted]


def _counted(rows: Iterable[Any]) -> Figures:
    return {(name, key): int(amount) for name, key, amount in rows}


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
    found = _counted(_measured(days, by, measures))
    if not measures or SERVICE_MINUTES in measures:
        for key, minutes in _minutes(days, by):
            found[SERVICE_MINUTES, key] = int(minutes)
    if not measures or FOUND_BY_US in measures:
        for key, amount in _found_by_us(days, by):
            found[FOUND_BY_US, key] = int(amount)
    return found


def _measured(
    days: Span, by: str, measures: tuple[str, ...], only: Only = EVERYTHING
) -> Iterable[Any]:
    key = _record_key(by)
    query = (
        select(Record.measure, key, func.sum(Record.quantity))
        # Every measure by name: "whatever has one" would read the index from end to end.
        .where(Record.measure.in_(measures or MEASURES))
        .where(Record.happened_on.between(days.first, days.last), *_narrowed(only))
        .group_by(Record.measure, key)
    )
    return db.session.execute(_joined(query, by))


def _narrowed(only: Only) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if only.team:
        conditions.append(Record.team_id == only.team)
    if only.category:
        conditions.append(Record.category == only.category)
    if only.member:
        theirs = select(RecordMember.record_id).where(
            RecordMember.record_id == Record.id, RecordMember.member_id == only.member
        )
        conditions.append(theirs.exists())
    return conditions


def _found_by_us(days: Span, by: str) -> Iterable[Any]:
    key = _record_key(by)
    query = (
        select(key, func.sum(Record.quantity))
        .join(*REPAIR)
        .where(*BY_US, Record.happened_on.between(days.first, days.last))
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


def households(
    span: Span, by: str = "", counted: Figures | None = None, only: Only = EVERYTHING
) -> dict[Key, int]:
    """Count the distinct households among the visits of a span.

    In all and for a month, or January to the end of one, `counted` holds the figure already: what
    `amounts` found for the span. Everything else is read from ix_records_measure.
    """
    if counted is not None and not by and (figure := _figure_of(span)):
        return {0: counted.get((figure, 0), 0)}
    asked = {"first": span.first, "last": span.last}
    query = _visiting(by) if only == EVERYTHING else _visiting(by).where(*_narrowed(only))
    return dict(db.session.execute(query, asked).all())


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

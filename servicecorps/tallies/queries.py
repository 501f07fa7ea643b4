"""The one place figures come from: tallies, map, exports and pages all ask here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import String, bindparam, cast, func, literal, literal_column, select, text

from servicecorps.clock import Span
from servicecorps.counters.model import CategoryCount, CommunityCount, CommunityMark, MemberCount
from servicecorps.counters.rules import SERVICE_MINUTES
from servicecorps.extensions import db
from servicecorps.places.model import Community, Subdistrict
from servicecorps.records.model import Record, RecordMember
from servicecorps.repairs.model import Repair
from servicecorps.tallies.model import OpeningBalance
from servicecorps.tallies.rules import MEASURES, Balance, Parts, parts_of

Key = int | str
Figures = dict[tuple[str, Key], int]


def amounts(spans: Sequence[Span], by: str = "", measure: str = "") -> list[Figures]:
    """Return for each span {(measure, key): amount}.

    The key is 0 without `by`, else a member's, team's, community's or district's id (0 for none)
    or a category ("" for none). Service time stands under service_minutes.
    """
    wanted = [parts_of(span) for span in spans]
    by_period = _from_counters({p for parts in wanted for p in parts.periods}, by, measure)
    ragged = {days: _from_records(days, by, measure) for parts in wanted for days in parts.days}
    return [_added(parts, by_period, ragged) for parts in wanted]


def _added(parts: Parts, by_period: dict[str, Figures], ragged: dict[Span, Figures]) -> Figures:
    total: Counter[tuple[str, Key]] = Counter()
    for period in parts.periods:
        total.update(by_period.get(period, {}))
    for days in parts.days:
        total.update(ragged[days])
    return {key: amount for key, amount in total.items() if amount}


def _from_counters(periods: set[str], by: str, measure: str) -> dict[str, Figures]:
    found: dict[str, Figures] = defaultdict(dict)
    if not periods:
        return found
    asked = {"periods": sorted(periods)} | ({"measure": measure} if measure else {})
    for period, name, value, amount in db.session.execute(_counting(by, bool(measure)), asked):
        found[period][name, value] = int(amount)
    return found


# Statements that every page asks are made once: that takes as long as answering them.
@cache
def _counting(by: str, one_measure: bool) -> Any:  # noqa: FBT001 – part of the key it is kept under
    table: Any = {"member": MemberCount, "community": CommunityCount, "district": CommunityCount}
    table = table.get(by, CategoryCount)
    key = _counter_key(by, table)
    query = (
        select(table.period, table.measure, key, func.sum(table.amount))
        .where(table.period.in_(bindparam("periods", expanding=True)))
        .group_by(table.period, table.measure, key)
    )
    if by == "district":
        query = query.outerjoin(Community, Community.id == table.community_id).outerjoin(
            Subdistrict, Subdistrict.id == Community.subdistrict_id
        )
    return query.where(table.measure == bindparam("measure")) if one_measure else query


def _counter_key(by: str, table: Any) -> Any:
    return {
        "": literal(0),
        "member": getattr(table, "member_id", None),
        "team": getattr(table, "team_id", None),
        "category": getattr(table, "category", None),
        "community": getattr(table, "community_id", None),
        "district": func.coalesce(Subdistrict.district_id, 0),
    }[by]


def _from_records(days: Span, by: str, measure: str) -> Figures:
    """Count a few days straight from the records; counters hold whole months only."""
    found: Figures = {}
    for name, key, amount in _measured(days, by, measure):
        found[name, key] = int(amount)
    if measure in ("", SERVICE_MINUTES):
        for key, minutes in _minutes(days, by):
            found[SERVICE_MINUTES, key] = int(minutes)
    return found


def _measured(days: Span, by: str, measure: str) -> Iterable[Any]:
    key = _record_key(by)
    query = (
        select(Record.measure, key, func.sum(Record.quantity))
        .where(Record.measure.is_not(None), Record.happened_on.between(days.first, days.last))
        .group_by(Record.measure, key)
    )
    if measure:
        query = query.where(Record.measure == measure)
    return db.session.execute(_joined(query, by))


def _minutes(days: Span, by: str) -> Iterable[Any]:
    key = _record_key(by)
    query = (
        select(key, func.sum(Record.minutes))
        .join(RecordMember, RecordMember.record_id == Record.id)
        .where(
            Record.state == "done",
            Record.minutes > 0,
            Record.happened_on.between(days.first, days.last),
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


def households(span: Span, by: str = "") -> dict[Key, int]:
    """Count the distinct households among the visits of a span, read from ix_records_visited."""
    asked = {"first": span.first, "last": span.last}
    return dict(db.session.execute(_visiting(by), asked).all())


@cache
def _visiting(by: str) -> Any:
    key = _record_key(by)
    query = (
        select(key, func.count(Record.household_id.distinct()))
        # Written out: the index holds visits only, and SQLite must see that they are asked for.
        .where(Record.measure == literal_column("'visits'"))
        .where(Record.happened_on.between(bindparam("first"), bindparam("last")))
        # Left alone it takes ix_records_measure and looks every visit up: four times as long.
        .with_hint(Record, "INDEXED BY ix_records_visited", "sqlite")
    )
    # All in one is no group: grouping by nothing sorts all the same.
    return _joined(query.group_by(key) if by else query, by)


def repairs_found_by_us(span: Span) -> int:
    """Count the repairs of a span that the team found itself (主动发现)."""
    return int(
        db.session.scalar(
            select(func.coalesce(func.sum(Repair.quantity), 0)).where(
                Repair.measure == "repairs",
                Repair.happened_on.between(span.first, span.last),
                Repair.found_by == "team",
            )
        )
        or 0
    )


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


def marks() -> dict[int, Any]:
    """Return the day of the last counted visit by community."""
    rows = db.session.execute(select(CommunityMark.community_id, CommunityMark.last_visit_on))
    return dict(rows.all())


def recount(table: type[Any], first: str = "", last: str = "~") -> dict[tuple[Any, ...], int]:
    """Count a counter's rows anew from the records, for periods between two slugs."""
    month = func.substr(cast(Record.happened_on, String), 1, 7)
    found: Counter[tuple[Any, ...]] = Counter()
    for measure, amount, condition in (
        (Record.measure, Record.quantity, Record.measure.is_not(None)),
        (
            literal(SERVICE_MINUTES),
            Record.minutes,
            (Record.state == "done") & (Record.minutes > 0),
        ),
    ):
        keys = _recount_keys(table)
        query = select(month, measure, *keys, func.sum(amount)).where(condition)
        if table is MemberCount or measure is not Record.measure:
            query = query.join(RecordMember, RecordMember.record_id == Record.id)
        rows = db.session.execute(query.group_by(month, measure, *keys)).all()
        for period, name, *rest, total in rows:
            for slug in (period, period[:4]):
                found[slug, name, *rest] += int(total)
    return {key: amount for key, amount in found.items() if amount and first <= key[0] <= last}


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


def recounted_marks() -> dict[int, Any]:
    """Find the day of every community's last counted visit anew from the records."""
    rows = db.session.execute(
        select(Record.community_id, func.max(Record.happened_on))
        .where(
            Record.kind == "visit",
            Record.measure.is_not(None),
            Record.community_id.is_not(None),
        )
        .group_by(Record.community_id)
    )
    return {key: day for key, day in rows.all() if key is not None}


def double_counted() -> list[int]:
    """Return visits whose measure breaks the rule of one a household and day."""
    rows = db.session.execute(
        select(func.min(Record.id))
        .where(Record.kind == "visit", Record.measure.is_not(None))
        .group_by(Record.household_id, Record.happened_on)
        .having(func.count() > 1)
    )
    return [row[0] for row in rows]

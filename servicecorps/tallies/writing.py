"""Opening balances, and bringing the counters back in line with the records."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, insert

from servicecorps import clock
from servicecorps.counters import queries as counters
from servicecorps.counters.model import CategoryCount, CommunityCount, MemberCount, VisitMark
from servicecorps.errors import Invalid, Missing
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.tallies import queries, recounting
from servicecorps.tallies.model import MAX_SOURCE, OpeningBalance
from servicecorps.tallies.rules import BEGINNING, MOST, Balance, overlaps

MARKED = ("community", "household")
COUNTERS: tuple[type[Any], ...] = (CategoryCount, CommunityCount, MemberCount)


@dataclass(frozen=True)
class Difference:
    """A counter that does not equal its records."""

    counter: str
    key: tuple[Any, ...]
    stored: Any
    counted: Any


def add_balance(
    balance: Balance, source: str, *, at_least: bool = False, by: int | None = None
) -> int:
    """Enter an opening balance and return its id.

    Raises:
        Invalid: it would count some day twice with another one of the measure, or cannot be.
    """
    _check(balance, source)
    with transaction():
        queries.hold_balances()
        for other in queries.balances():
            if overlaps(balance, other.plain()):
                raise Invalid(
                    _("这一项已有 %(day)s 的期初，日期重叠", day=other.as_of), field="as_of"
                )
        entry = OpeningBalance(
            measure=balance.measure,
            amount=balance.amount,
            as_of=balance.as_of,
            since=balance.since,
            at_least=at_least,
            source=source,
            added_by=by,
            added_at=clock.now(),
        )
        db.session.add(entry)
        db.session.flush()
        history.note(
            "balance", entry.id, by, "add", changes={balance.measure: [None, balance.amount]}
        )
        return entry.id


def _check(balance: Balance, source: str) -> None:
    if not 0 <= balance.amount <= MOST:
        raise Invalid(_("数量要是 0 以上的整数"), field="amount")
    if balance.as_of < BEGINNING:
        raise Invalid(_("日期太早了，请看看年份"), field="as_of")
    if balance.since and balance.since > balance.as_of:
        raise Invalid(_("起始日期晚于截至日期"), field="since")
    if len(source) > MAX_SOURCE:
        raise Invalid(_("最多 500 字"), field="source")


def remove_balance(balance_id: int, by: int) -> None:
    """Take an opening balance out; the history keeps what it was.

    Raises:
        Missing: there is none.
    """
    with transaction():
        entry = db.session.get(OpeningBalance, balance_id)
        if entry is None:
            raise Missing
        old: dict[str, list[Any]] = {
            entry.measure: [entry.amount, None],
            "as_of": [entry.as_of.isoformat(), None],
        }
        history.note("balance", entry.id, by, "remove", reason=entry.source, changes=old)
        db.session.delete(entry)


def check(first: str = "", last: str = "~") -> list[Difference]:
    """Count everything anew and return what the counters have different."""
    found = []
    for table in COUNTERS:
        stored, counted = (
            recounting.stored(table, first, last),
            recounting.recount(table, first, last),
        )
        found += [
            Difference(table.__tablename__, key, stored.get(key, 0), counted.get(key, 0))
            for key in sorted({*stored, *counted}, key=str)
            if stored.get(key, 0) != counted.get(key, 0)
        ]
    for subject in MARKED:
        marks, again = counters.last_visits(subject), recounting.recounted_marks(subject)
        found += [
            Difference("visit_marks", (subject, key), marks.get(key), again.get(key))
            for key in sorted({*marks, *again})
            if marks.get(key) != again.get(key)
        ]
    return found + [
        Difference("visits", (visit_id,), "counted twice", "once a household and day")
        for visit_id in recounting.double_counted()
    ]


def rebuild() -> None:
    """Write the counters anew from the records."""
    with transaction():
        for table in COUNTERS:
            names = [column.name for column in table.__table__.columns]
            rows = [
                dict(zip(names, (*key, amount), strict=True))
                for key, amount in recounting.recount(table).items()
            ]
            db.session.execute(delete(table))
            if rows:
                db.session.execute(insert(table.__table__), rows)
        marks = [
            {"subject": subject, "subject_id": key, "last_visit_on": day}
            for subject in MARKED
            for key, day in recounting.recounted_marks(subject).items()
        ]
        db.session.execute(delete(VisitMark))
        if marks:
            db.session.execute(insert(VisitMark), marks)

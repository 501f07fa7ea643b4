"""Seal the books day by day, and see whether every seal holds.

Digests are computed here, a day later, and not when a line is added: saving a record has a budget,
a cron job has none. The price: a line of today can be changed by whoever may drop a trigger.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import takewhile

from sqlalchemy import bindparam, text, update

from servicecorps import clock
from servicecorps.extensions import db, transaction
from servicecorps.history import queries, rules
from servicecorps.history.model import Seal
from servicecorps.history.queries import BOOKS, Book
from servicecorps.history.rules import Line, Stretch

# Nobody can save while a seal is made: a busy day is sealed in several short ones.
LINES_A_SEAL = 1000
_LOCKS = {
    book.name: text(f"LOCK TABLE seals, {book.name} IN SHARE ROW EXCLUSIVE MODE") for book in BOOKS
}


def seal() -> int:
    """Seal every day that is over; return how many lines were sealed."""
    return sum(count for book in BOOKS for count in iter(partial(_seal_next, book), 0))


def _seal_next(book: Book) -> int:
    midnight = clock.stored(datetime.combine(clock.today(), time()))
    with transaction() as session:
        if db.engine.dialect.name == "postgresql":
            # Waits for whoever is adding a line: ids are given before they are seen.
            session.execute(_LOCKS[book.name])
        last = queries.last_of(book.name)
        after = last.last_id if last else 0
        # Ids lead, not the clock, which may have been wrong for a while.
        to = queries.last_before(book, after, midnight) or 0
        waiting = queries.lines(book, after, to, limit=LINES_A_SEAL)
        found = list(takewhile(lambda line: _day(line) == _day(waiting[0]), waiting))
        if found:
            _store(book, _day(found[0]), found)
        return len(found)


def _day(line: Line) -> date:
    return clock.local(line.at).date()


def _store(book: Book, day: date, found: list[Line]) -> None:
    columns = book.table.c
    sealed = [_sealed(book, line) for line in found]
    stretch = Stretch(book.name, day, found[0].id, found[-1].id, len(found))
    previous = queries.last_hash()
    db.session.connection().execute(
        update(book.table)
        .where(columns.id == bindparam("line_id"))
        .values(salt=bindparam("a"), value_digest=bindparam("b"), digest=bindparam("c")),
        [{"line_id": line.id, "a": line.salt, "b": line.value_digest, "c": line.digest}
         for line in sealed],
    )  # fmt: skip
    whole = rules.seal_hash(previous, stretch, (line.digest or b"" for line in sealed))
    db.session.add(Seal(**vars(stretch), previous=previous, hash=whole))
    db.session.flush()


def _sealed(book: Book, line: Line) -> Line:
    salt = rules.new_salt()
    of_values = rules.value_digest(salt, line.values)
    digest = rules.line_digest(book.name, line.fields, of_values)
    return Line(line.id, line.at, line.fields, line.values, salt, None, digest)


@dataclass
class Verdict:
    """What looking at every seal came to; `broken` names the first thing that does not hold."""

    lines: int = 0
    erased: int = 0
    seals: int = 0
    head: str = rules.NOTHING
    broken: str = ""


def verify(known: str = "") -> Verdict:
    """Check every sealed line and every seal, and that the seal `known` is one of them."""
    verdict = Verdict()
    known_missing = bool(known) and known != rules.NOTHING
    reached: dict[str, int] = {}
    for found in queries.seals():
        verdict.broken = _broken_seal(found, reached.get(found.book, 0), verdict)
        if verdict.broken:
            return verdict
        verdict.head, reached[found.book] = found.hash, found.last_id
        verdict.seals += 1
        known_missing = known_missing and found.hash != known
    verdict.broken = next(_left_open(reached), "")
    if known_missing and not verdict.broken:
        verdict.broken = f"seal {known}"
    return verdict


def _broken_seal(found: Seal, after: int, verdict: Verdict) -> str:
    name = f"seal {found.id}"
    books = {book.name: book for book in BOOKS}
    if found.previous != verdict.head or found.book not in books:
        return name
    stood = queries.lines(books[found.book], after, to=found.last_id)
    for line in stood:
        if not rules.holds(found.book, line):
            return f"{found.book} {line.id}"
        verdict.lines += 1
        verdict.erased += line.is_erased
    stretch = Stretch(found.book, found.day, found.first_id, found.last_id, found.count)
    whole = rules.seal_hash(found.previous, stretch, (line.digest or b"" for line in stood))
    first_and_count = (stood[0].id if stood else 0, len(stood))
    if first_and_count != (found.first_id, found.count):
        return _gap(stood, found)
    return "" if whole == found.hash else name


def _gap(stood: list[Line], found: Seal) -> str:
    # Ids of lines that were rolled back are gaps too: only the seal can be named for certain.
    span, count = f"{found.first_id}-{found.last_id}", f"{len(stood)}/{found.count}"
    return f"seal {found.id} ({found.book} {span}, {count})"


def _left_open(reached: dict[str, int]) -> Iterator[str]:
    for book in BOOKS:
        line_id = queries.sealed_beyond(book, reached.get(book.name, 0))
        if line_id is not None:
            yield f"{book.name} {line_id}"
    yield from sorted(queries.missing_guards())

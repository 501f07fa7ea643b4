"""Log, amend, withdraw, restore: each is one transaction, one line of history, right figures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from servicecorps import clock
from servicecorps.attachments import storage
from servicecorps.attachments import writing as attachments
from servicecorps.attachments.rules import Encoded
from servicecorps.counters.rules import Contribution
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.records import kinds, queries
from servicecorps.records.model import Record, RecordMember
from servicecorps.records.settling import settle
from servicecorps.submissions import writing as submissions

# What a record that opens another hands on to it.
HANDED_ON = ("happened_on", "team_id", "community_id", "household_id")


@dataclass
class Draft:
    """A record as it was typed, with the records it opens in the same save."""

    kind: str
    values: dict[str, Any]
    member_ids: list[int]
    opens: list["Draft"] = field(default_factory=list)
    pictures: list[Encoded] = field(default_factory=list)
    twin_id: int | None = None


@dataclass(frozen=True)
class Stamp:
    """Who sends a form, with its key and the digest of its content."""

    by: int
    client_key: str
    content_hash: str
    source: str = "web"
    typed_at: datetime | None = None


def log(drafts: list[Draft], stamp: Stamp) -> int:
    """Store records and everything they open; return the id of the first.

    The same form sent again returns the first result and stores nothing.

    Raises:
        Stale: the form's key was used for other content.
    """
    kept = [[(storage.keep(picture), picture) for picture in draft.pictures] for draft in drafts]
    stored = False
    try:
        with transaction():
            earlier = submissions.first_result(stamp.by, stamp.client_key, stamp.content_hash)
            if earlier is not None:
                return earlier
            records: list[Record] = []
            for draft, pictures in zip(drafts, kept, strict=True):
                record = _store(draft, stamp, None, records)
                attachments.attach(record.id, pictures, stamp.by)
            settle(records, {})
            submissions.store(stamp.by, stamp.client_key, stamp.content_hash, records[0].id)
        stored = True
        return records[0].id
    finally:
        if not stored:
            _discard(kept)


def amend(
    record_id: int,
    version: int,
    draft: Draft,
    by: int,
    sent: Stamp | None = None,
) -> None:
    """Change a record and everything that is counted from it.

    Where it is said how the form was `sent`, sending it again changes nothing.

    Raises:
        Stale: somebody changed it after this version was shown.
    """
    kept = [(storage.keep(picture), picture) for picture in draft.pictures]
    stored = False
    try:
        with transaction():
            if sent and submissions.first_result(by, sent.client_key, sent.content_hash):
                return
            moves_to = draft.values.get("household_id")
            record = queries.for_change(record_id, version, moves_to)
            before, facts = record.contribution(), record.facts()
            partner = queries.partner_of(record)
            _take_over(record, draft)
            _credit(record, draft.member_ids)
            record.version += 1
            attachments.attach(record.id, kept, by)
            changes = history.differences(facts, record.facts()) | _added(kept)
            history.note("record", record.id, by, "amend", changes=changes)
            changed = [record]
            for opened in draft.opens:
                _store(_handed(record, opened), Stamp(by, "", ""), record, changed)
            _settle_pair(changed, before, partner, by)
            _remember(sent, record_id)
        stored = True
    finally:
        if not stored:
            _discard([kept])


def _take_over(record: Record, draft: Draft) -> None:
    is_withdrawn = record.status == "withdrawn"
    for name, value in draft.values.items():
        setattr(record, name, value)
    if is_withdrawn and record.status != "withdrawn":
        # Bringing it back is a step of its own.
        record.status_before, record.status = record.status, "withdrawn"
    record.become(record.status)


def _added(pictures: list[Any]) -> dict[str, Any]:
    return {"photos": [None, len(pictures)]} if pictures else {}


def _remember(sent: Stamp | None, record_id: int) -> None:
    if sent:
        submissions.store(sent.by, sent.client_key, sent.content_hash, record_id)


def withdraw(record_id: int, version: int, by: int, reason: str) -> None:
    """Take a record out of every figure, keeping it readable.

    Raises:
        Stale: somebody changed the record after this version was shown.
    """
    with transaction():
        record = queries.for_change(record_id, version)
        if record.status == "withdrawn":
            return
        before = record.contribution()
        _take_out(record, by, reason)
        _settle_pair([record], before, queries.partner_of(record), by, reason)


def restore(record_id: int, version: int, by: int) -> None:
    """Bring a withdrawn record back to the status it had.

    Raises:
        Stale: somebody changed the record after this version was shown.
    """
    with transaction():
        record = queries.for_change(record_id, version)
        if record.status != "withdrawn":
            return
        before = record.contribution()
        _bring_back(record, by)
        _settle_pair([record], before, queries.partner_of(record), by)


def _take_out(record: Record, by: int, reason: str) -> None:
    record.status_before = record.status
    record.become("withdrawn")
    record.version += 1
    history.note("record", record.id, by, "withdraw", reason=reason)


def _bring_back(record: Record, by: int) -> None:
    record.become(record.status_before)
    record.version += 1
    history.note("record", record.id, by, "restore")


def _settle_pair(
    changed: list[Record],
    before: Contribution,
    partner: Record | None,
    by: int,
    reason: str = "",
) -> None:
    """Settle a changed record and what it opened; what was made together with it follows.

    The changed record comes first; `before` is what it was worth.
    """
    record = changed[0]
    contributions = {record.id: before}
    partner = partner or queries.partner_of(record)
    wanted = record.companions()
    if partner is not None:
        contributions[partner.id] = partner.contribution()
        _follow(partner, record, by)
        if wanted and partner.status == "withdrawn":
            _bring_back(partner, by)
        elif not wanted and partner.status != "withdrawn":
            _take_out(partner, by, reason)
        changed.append(partner)
    elif not record.opened_from_id:
        for slug, values in wanted:
            _store(_handed(record, Draft(slug, values, [])), Stamp(by, "", ""), record, changed)
    settle(changed, contributions)


def _follow(partner: Record, record: Record, by: int) -> None:
    """Give the partner the day, the place and the people of a record: they are one thing."""
    before = partner.facts()
    for name in HANDED_ON:
        setattr(partner, name, getattr(record, name))
    _credit(partner, record.member_ids())
    changes = history.differences(before, partner.facts())
    if changes:
        partner.version += 1
        history.note("record", partner.id, by, "amend", changes=changes)


def _store(draft: Draft, stamp: Stamp, opener: Record | None, into: list[Record]) -> Record:
    now = clock.now()
    record = kinds.of(draft.kind).model(
        **draft.values,
        source=stamp.source,
        typed_at=stamp.typed_at or now,
        received_at=now,
        recorded_by=stamp.by,
        opened_from_id=opener.id if opener else None,
    )
    record.become(record.status)
    # Right already unless another record of its group stands before it.
    record.measure = record.counts_as()
    db.session.add(record)
    _credit(record, draft.member_ids)
    db.session.flush()
    into.append(record)
    known_twin = {"twin": [draft.twin_id, record.id]} if draft.twin_id else {}
    history.note("record", record.id, stamp.by, "log", changes=known_twin)
    companions = [] if opener else [Draft(*one, member_ids=[]) for one in record.companions()]
    for opened in [*draft.opens, *companions]:
        _store(_handed(record, opened), stamp, record, into)
    return record


def _handed(record: Record, opened: Draft) -> Draft:
    """Give a record that is opened from another what the other hands on."""
    opened.values = {name: getattr(record, name) for name in HANDED_ON} | opened.values
    opened.member_ids = opened.member_ids or list(record.member_ids())
    return opened


def _credit(record: Record, member_ids: Iterable[int]) -> None:
    wanted = set(member_ids)
    record.members = [credit for credit in record.members if credit.member_id in wanted]
    known = {credit.member_id for credit in record.members}
    for member_id in sorted(wanted - known):
        record.members.append(RecordMember(member_id=member_id))
    kind = record.__mapper_args__["polymorphic_identity"]
    for credit in record.members:
        credit.kind, credit.happened_on = kind, record.happened_on


def _discard(kept: list[list[tuple[str, Encoded]]]) -> None:
    for pictures in kept:
        for name, _ in pictures:
            storage.discard(name)

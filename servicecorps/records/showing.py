"""Put records into the words and names a page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from servicecorps import clock, formats, words
from servicecorps.attachments import queries as attachments
from servicecorps.attachments.model import Attachment
from servicecorps.errors import Missing
from servicecorps.history import queries as history
from servicecorps.people import queries as people
from servicecorps.people.model import SignedIn
from servicecorps.people.permits import may_change
from servicecorps.places import naming
from servicecorps.places import queries as places
from servicecorps.places.queries import CommunityName
from servicecorps.records import kinds, listing, queries, seeing
from servicecorps.records.filters import Filters, cursor_of
from servicecorps.records.form import RecordForm
from servicecorps.records.kinds import Kind
from servicecorps.records.model import Record
from servicecorps.records.rules import row_number
from servicecorps.records.telling import actions, fact, field_label, joined, told

# A form is on its way for less; what took longer waited for a signal.
STORED_AT_ONCE = timedelta(minutes=2)


@dataclass
class Line:
    """One record as a row of a list shows it."""

    record: Record
    kind: Kind
    household: str
    community: CommunityName | None
    members: str

    @property
    def category(self) -> str:
        """The label of its category."""
        return self.kind.categories.label(self.record.category)

    @property
    def result(self) -> str:
        """How it ended, in a word."""
        record, slug = self.record, self.record.result_slug()
        if record.state != "done" or not slug:
            return self.kind.statuses.label(record.status)
        return self.kind.results.label(slug)

    @property
    def heading(self) -> str:
        """What it was, where records of all kinds stand together: 维修，水龙头."""
        what = self.result if self.record.kind == "visit" else self.category
        if str(what) == str(self.kind.label):
            return str(what)
        return str(_("%(kind)s，%(what)s", kind=self.kind.label, what=what))

    @property
    def counted(self) -> str:
        """The measure it counts in, "" if none."""
        return str(words.MEASURES[self.record.measure].label) if self.record.measure else ""

    @property
    def endpoint(self) -> str:
        """The endpoint of its page."""
        return f"{self.kind.room}.show"


def named(record: Record) -> str:
    """Return what a record was and how it ended, without anybody's name."""
    line = Line(record, kinds.of(record.kind), "", None, "")
    return str(_("%(kind)s，%(what)s", kind=line.category, what=line.result))


def lines(records: Sequence[Record]) -> list[Line]:
    """Return rows for records of any kinds: three more queries, however many there are."""
    homes = places.households_by_ids({r.household_id for r in records if r.household_id})
    communities = places.community_names({r.community_id for r in records if r.community_id})
    names = people.names({m for r in records for m in r.member_ids()})
    return [
        Line(
            record=record,
            kind=kinds.of(record.kind),
            household=naming.masked(homes[record.household_id]) if record.household_id else "",
            community=communities.get(record.community_id or 0),
            members=joined(record.member_ids(), names),
        )
        for record in records
    ]


@dataclass
class ListPage:
    """A page of a list, with what narrows it and what it sums up to."""

    lines: list[Line]
    older: str
    count: int | None
    figures: dict[str, int]
    choices: dict[str, Any]


def list_page(kind: Kind, filters: Filters) -> ListPage:
    """Return one page of a kind's list."""
    found = listing.page(kind.model, kind.slug, filters)
    more = len(found) > listing.PAGE
    found = found[: listing.PAGE]
    count, figures = (
        listing.summed(kind.model, kind.slug, filters) if filters.has_period() else (None, {})
    )
    return ListPage(
        lines=lines(found),
        older=cursor_of(found[-1].happened_on, found[-1].id) if more else "",
        count=count,
        figures=figures,
        choices=choices(kind, filters),
    )


def choices(kind: Kind, filters: Filters) -> dict[str, Any]:
    """Return what each filter offers, as (value, label) pairs."""
    month, months = clock.Span.month(clock.today().year, clock.today().month), []
    for _number in range(36):
        months.append((month.slug, month_label(month.slug)))
        month = month.before()
    if filters.month and filters.month not in dict(months):
        months.append((filters.month, month_label(filters.month)))
    return {
        "month": months,
        "district": [(d.id, d.name) for d in places.districts(served_only=True)],
        "member": list(people.all_names().items()),
        "category": kind.categories.choices(),
        "result": kind.results.choices(),
        "community": places.community_label(filters.community) if filters.community else "",
        "household": filters.household,
    }


def month_label(slug: str) -> str:
    """Return a month as pages write it."""
    year, _dash, month = slug.partition("-")
    if formats.is_chinese():
        return f"{year}年{int(month)}月"
    return f"{format_date(date(int(year), int(month), 1), 'MMM yyyy')}"


@dataclass
class Shown:
    """Everything the page of one record shows."""

    line: Line
    # Whether note, reasons and addresses may be read, and the pictures seen.
    clear: bool
    facts: list[tuple[str, Any]]
    pictures: Sequence[Attachment]
    may_see_pictures: bool
    changes: list["ChangeLine"]
    opener: Line | None
    opened: list[Line]
    twin: int | None
    # The record that is withdrawn and moved together with this one.
    partner: int | None
    may_change: bool
    # Why the household's care plan asks to be ended, "" if it does not.
    ending: str
    recorded_by: str
    source: str
    # When it was written on a device that could not send it at once, else None.
    written_at: datetime | None


@dataclass
class ChangeLine:
    """One line of the history in words."""

    who: str
    at: Any
    action_slug: str
    action: str
    reason: str
    changes: list[tuple[str, str, str]]


def one(kind: Kind, record: Record, viewer: SignedIn) -> Shown:
    """Gather what the page of one record shows."""
    opener = queries.get(record.opened_from_id) if record.opened_from_id else None
    related = lines([record, *([opener] if opener else []), *queries.opened_by(record.id)])
    names = people.all_names()
    clear = seeing.texts(record, viewer)
    return Shown(
        line=related[0],
        clear=clear,
        facts=_facts(kind, record, clear=clear),
        pictures=attachments.of_record(record.id),
        may_see_pictures=seeing.pictures(record, viewer),
        changes=_history(kind, record.id, names, clear=clear),
        opener=related[1] if opener else None,
        opened=related[2 if opener else 1 :],
        twin=queries.counted_twin(record),
        partner=partner.id if (partner := queries.partner_of(record)) else None,
        may_change=may_change(viewer.role, viewer.id, record.recorded_by, record.member_ids()),
        ending=ending(kind, record, viewer),
        recorded_by=names.get(record.recorded_by, ""),
        source=words.SOURCES.label(record.source),
        written_at=record.typed_at if _waited(record) else None,
    )


def ending(kind: Kind, record: Record, viewer: SignedIn) -> str:
    """Return why the care plan asks to be ended after a record, "" if it does not."""
    reason = str(getattr(record, "outcome", ""))
    if record.state != "done" or reason not in kind.ends:
        return ""
    home = places.household_or_none(record.household_id)
    if home is None or home.ended_on or not seeing.may_plan(home, viewer):
        return ""
    return reason


def _waited(record: Record) -> bool:
    return record.received_at - record.typed_at >= STORED_AT_ONCE


def _facts(kind: Kind, record: Record, *, clear: bool) -> list[tuple[str, Any]]:
    found = []
    for name, (label, _vocabulary) in kind.facts.items():
        value = getattr(record, name)
        if value not in (None, "", False):
            found.append((str(label), fact(kind, name, value, clear=clear)))
    return found


def _history(
    kind: Kind, record_id: int, names: Mapping[int, str], *, clear: bool
) -> list[ChangeLine]:
    return [
        ChangeLine(
            who=names.get(change.actor_id or 0, ""),
            at=change.at,
            action_slug=change.action,
            action=actions().get(change.action, change.action),
            reason=change.reason if clear else "",
            changes=[
                (
                    field_label(kind, name),
                    told(kind, name, old, names, clear=clear),
                    told(kind, name, new, names, clear=clear),
                )
                for name, (old, new) in change.changes.items()
            ],
        )
        for change in history.changes_of("record", record_id)
    ]


def typed_from(record: Record) -> dict[str, Any]:
    """Return what the form of an existing record starts with."""
    return record.values() | {
        "members": list(record.member_ids()),
        "version": str(record.version),
        "household_id": str(record.household_id or ""),
    }


def start_from(kind: Kind, form: RecordForm, args: Mapping[str, str]) -> None:
    """Start a new form from its address: household, community, a plan, what it is to be like."""
    household = row_number(args.get("household", ""))
    if household:
        form.household_id.data = str(household)
        home = places.household_or_none(household)
        form.community_id.data = home.community_id if home else None
    community = row_number(args.get("community", ""))
    if community:
        form.community_id.data = community
    if args.get("plan") == "1":
        form.take_as_planned()
    form.start_with(args)
    like = row_number(args.get("like", ""))
    if like:
        form.take_after(_earlier(like, kind))


def _earlier(record_id: int, kind: Kind) -> Record | None:
    """Return the record another is to be like; an address may name one that is gone."""
    try:
        return queries.get(record_id, kind.model)
    except Missing:
        return None


def differences(kind: Kind, form: RecordForm, stored: Record) -> list[tuple[str, str, str]]:
    """Return (field, what is stored, what was typed) of everything that differs.

    Only who may change the record is shown this.
    """
    names = people.all_names()
    typed = form.values() | {"members": sorted(form.members.data or [])}
    if typed["household_id"] and not typed["community_id"]:
        del typed["community_id"]  # the form of a household does not ask for it
    facts = stored.facts()
    return [
        (
            field_label(kind, name),
            told(kind, name, facts[name], names, clear=True),
            told(kind, name, value, names, clear=True),
        )
        for name, value in typed.items()
        if name in facts and facts[name] != value
    ]

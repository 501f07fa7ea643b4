"""A record: one thing the team did. Each kind adds a small table of its own."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from servicecorps import clock
from servicecorps.counters.rules import Contribution
from servicecorps.extensions import OPEN, SENSITIVE, Base
from servicecorps.people.model import Team
from servicecorps.places.model import Community, Household
from servicecorps.records import rules

# Written out, not bound: only so a database knows that its index of open records answers.
OPEN_STATE = text("state = 'planned'")


class Record(Base):
    """What tally, map, search and export of every kind need.

    `measure` names the one measure the record counts in now, or nothing.
    """

    __tablename__ = "records"
    __table_args__: tuple[Any, ...] = (
        # A kind's list, newest first.
        Index("ix_records_kind_day", "kind", "happened_on", "id"),
        # A community's records, and the day of its last counted visit.
        Index("ix_records_community", "community_id", "kind", "happened_on", "id"),
        # A household's history, and which of its visits count.
        Index("ix_records_household", "household_id", "happened_on", "id", "kind", "measure"),
        # The list behind a figure; figures of part months and distinct households need no more.
        Index(
            "ix_records_measure",
            "measure",
            "happened_on",
            "id",
            "household_id",
            "community_id",
            "team_id",
            "category",
            "quantity",
        ),
        Index("ix_records_opened_from", "opened_from_id"),
        # What is still open, however old it is: a few rows among a million.
        Index(
            "ix_records_open",
            "kind",
            "happened_on",
            "id",
            sqlite_where=OPEN_STATE,
            postgresql_where=OPEN_STATE,
        ),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        CheckConstraint("state IN ('planned', 'done', 'withdrawn')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    kind: Mapped[str] = mapped_column(String(16), info=OPEN)
    status: Mapped[str] = mapped_column(String(16), info=OPEN)
    state: Mapped[str] = mapped_column(String(16), info=OPEN)
    status_before: Mapped[str] = mapped_column(String(16), default="", info=OPEN)
    measure: Mapped[str | None] = mapped_column(String(24), info=OPEN)
    # A date: a visit at 23:50 belongs to that day in Qingdao, whatever UTC says.
    happened_on: Mapped[date] = mapped_column(Date, info=OPEN)
    began_at: Mapped[datetime | None] = mapped_column(info=OPEN)
    minutes: Mapped[int | None] = mapped_column(info=OPEN)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=OPEN)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"), info=OPEN)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), info=OPEN)
    category: Mapped[str] = mapped_column(String(32), default="", info=OPEN)
    quantity: Mapped[int] = mapped_column(default=1, info=OPEN)
    note: Mapped[str] = mapped_column(String(rules.MAX_NOTE), default="", info=SENSITIVE)
    source: Mapped[str] = mapped_column(String(8), default="web", info=OPEN)
    typed_at: Mapped[datetime] = mapped_column(info=OPEN)
    received_at: Mapped[datetime] = mapped_column(info=OPEN)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("members.id"), info=OPEN)
    opened_from_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), info=OPEN)
    version: Mapped[int] = mapped_column(default=1, info=OPEN)

    team: Mapped[Team | None] = relationship(lazy="raise")
    community: Mapped[Community | None] = relationship(lazy="raise")
    household: Mapped[Household | None] = relationship(lazy="raise")
    members: Mapped[list["RecordMember"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="RecordMember.member_id"
    )

    __mapper_args__ = {"polymorphic_on": "kind"}

    # What a kind says about itself.
    STATES: ClassVar[dict[str, str]] = {}
    # Of several in one household on one day only the first counts.
    COUNTS_ONCE_A_DAY: ClassVar[bool] = False
    TWIN_BY: ClassVar[tuple[str, ...]] = ()
    OWN_FACTS: ClassVar[tuple[str, ...]] = ()
    # Whether its free texts may tell of somebody.
    ABOUT_PEOPLE: ClassVar[bool] = True
    # Own category → (kind, category) of the record that is made together with this one.
    PARTNERS: ClassVar[dict[str, tuple[str, str]]] = {}
    # The column that says how it ended.
    RESULT: ClassVar[str] = "status"

    def counts_as(self) -> str | None:
        """Return the measure this record would count in if no twin stood before it."""
        raise NotImplementedError

    def of_which(self) -> str:
        """Return the figure this record adds to beside its measure, "" for none."""
        return ""

    def result_slug(self) -> str:
        """Return the slug that says how it ended."""
        return str(getattr(self, self.RESULT) or "")

    def companions(self) -> list[tuple[str, dict[str, Any]]]:
        """Return (kind, values) of records that are to stand beside this one now."""
        return []

    @classmethod
    def derive(cls, household: Household | None) -> dict[str, Any]:
        """Return what follows from the household when a record is tied to it."""
        return {"community_id": household.community_id} if household else {}

    def become(self, status: str) -> None:
        """Set the status and the state that follows from it."""
        self.status = status
        self.state = rules.state_of(status, self.STATES)

    def member_ids(self) -> tuple[int, ...]:
        """Return who was there."""
        return tuple(sorted(credit.member_id for credit in self.members))

    def contribution(self) -> Contribution:
        """Return what this record adds to the figures now."""
        return Contribution(
            happened_on=self.happened_on,
            measure=self.measure or "",
            quantity=self.quantity,
            minutes=(self.minutes or 0) if self.state == "done" else 0,
            category=self.category,
            team_id=self.team_id or 0,
            community_id=self.community_id or 0,
            household_id=self.household_id or 0,
            member_ids=self.member_ids(),
            of_which=self.of_which(),
        )

    def values(self) -> dict[str, Any]:
        """Return what a form shows and changes, by field name."""
        return {name: getattr(self, name) for name in (*SHARED_FACTS, *self.OWN_FACTS)}

    def facts(self) -> dict[str, Any]:
        """Return what the history compares."""
        return self.values() | {"members": list(self.member_ids())}

    @property
    def is_late(self) -> bool:
        """Whether it was typed more than 48 hours after its day."""
        return rules.is_late(self.happened_on, clock.local(self.typed_at), self.source)


SHARED_FACTS = (
    "status",
    "happened_on",
    "began_at",
    "minutes",
    "team_id",
    "community_id",
    "household_id",
    "category",
    "quantity",
    "note",
)


class RecordMember(Base):
    """Somebody was there. Day and kind stand here too: a member's list is one index walk."""

    __tablename__ = "record_members"
    __table_args__ = (
        Index("ix_record_members_list", "member_id", "kind", "happened_on", "record_id"),
        {"sqlite_with_rowid": False},
    )

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, info=OPEN)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=OPEN)
    kind: Mapped[str] = mapped_column(String(16), info=OPEN)
    happened_on: Mapped[date] = mapped_column(Date, info=OPEN)

"""A call, or several of one topic in a busy shift."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.calls import rules
from servicecorps.extensions import OPEN, PERSONAL
from servicecorps.records.model import Record


class Call(Record):
    """A call; its category is the topic."""

    __tablename__ = "calls"
    # What else this caller said, today or before.
    __table_args__ = (Index("ix_calls_caller_phone", "caller_phone"),)
    __mapper_args__ = {"polymorphic_identity": "call"}

    STATES: ClassVar = rules.STATES
    TWIN_BY: ClassVar = ("caller_phone", "category")
    OWN_FACTS: ClassVar = ("direction", "call_source", "outcome", "caller_phone", "call_back_on")
    RESULT: ClassVar = "outcome"
    PARTNERS: ClassVar = {"praise": ("commendation", "praise_call")}

    id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, info=OPEN)
    direction: Mapped[str] = mapped_column(String(8), default="in", info=OPEN)
    call_source: Mapped[str] = mapped_column(String(16), info=OPEN)
    outcome: Mapped[str] = mapped_column(String(24), info=OPEN)
    caller_phone: Mapped[str] = mapped_column(String(32), default="", info=PERSONAL)
    call_back_on: Mapped[date | None] = mapped_column(info=OPEN)

    def counts_as(self) -> str | None:
        """Return calls for one that came in by telephone and was answered."""
        return rules.measure(self.state, self.direction, self.call_source, self.outcome)

    def companions(self) -> list[tuple[str, dict[str, Any]]]:
        """A praise call is entered once and makes a commendation too."""
        if self.category != "praise" or not self.counts_as():
            return []
        values = {"status": "done", "category": "praise_call", "note": self.note}
        return [("commendation", values)]

"""A service at an agreed time."""

from datetime import time
from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.appointments import rules
from servicecorps.extensions import OPEN, SENSITIVE
from servicecorps.records.model import Record


class Appointment(Record):
    """An appointment; its day is happened_on, its window is local time."""

    __tablename__ = "appointments"
    __mapper_args__ = {"polymorphic_identity": "appointment"}

    STATES: ClassVar = rules.STATES
    TWIN_BY: ClassVar = ("household_id", "category")
    OWN_FACTS: ClassVar = ("from_time", "until_time", "address")

    id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, info=OPEN)
    from_time: Mapped[time | None] = mapped_column(info=OPEN)
    until_time: Mapped[time | None] = mapped_column(info=OPEN)
    address: Mapped[str] = mapped_column(String(200), default="", info=SENSITIVE)

    def counts_as(self) -> str | None:
        """Return appointments for one that was kept."""
        return rules.measure(self.state)

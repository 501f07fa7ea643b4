"""A repair at one place (处)."""

from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, SENSITIVE
from servicecorps.records.model import Record
from servicecorps.repairs import rules


class Repair(Record):
    """A repair: before the meter it is the utility's duty, after it help is voluntary."""

    __tablename__ = "repairs"
    __mapper_args__ = {"polymorphic_identity": "repair"}

    STATES: ClassVar = rules.STATES
    TWIN_BY: ClassVar = ("household_id", "category")
    OWN_FACTS: ClassVar = ("found_by", "before_meter", "charge", "address")

    id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, info=OPEN)
    found_by: Mapped[str] = mapped_column(String(16), info=OPEN)
    before_meter: Mapped[bool | None] = mapped_column(info=OPEN)
    charge: Mapped[str] = mapped_column(String(16), default="free", info=OPEN)
    # Where, for a customer who is not registered; personal.
    address: Mapped[str] = mapped_column(String(200), default="", info=SENSITIVE)

    def counts_as(self) -> str | None:
        """Return repairs for one that is done."""
        return rules.measure(self.state)

    def of_which(self) -> str:
        """Tell repairs the team found itself (主动发现) beside all of them."""
        return rules.FOUND_BY_US if self.found_by == "team" else ""

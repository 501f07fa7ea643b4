"""A visit names a household and has an outcome once it is done."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN
from servicecorps.places.model import Household
from servicecorps.places.rules import report_group
from servicecorps.records.model import Record
from servicecorps.visits import rules


class Visit(Record):
    """A visit; its category is the household's main category of that day."""

    __tablename__ = "visits"
    __mapper_args__ = {"polymorphic_identity": "visit"}

    STATES: ClassVar = rules.STATES
    COUNTS_ONCE_A_DAY: ClassVar = True
    TWIN_BY: ClassVar = ("household_id",)
    OWN_FACTS: ClassVar = ("purpose", "outcome")
    RESULT: ClassVar = "outcome"

    id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, info=OPEN)
    purpose: Mapped[str] = mapped_column(String(24), info=OPEN)
    outcome: Mapped[str] = mapped_column(String(24), default="", info=OPEN)
    report_group: Mapped[str] = mapped_column(String(1), info=OPEN)

    def counts_as(self) -> str | None:
        """Return visits or other_visits for a visit that counts."""
        return rules.measure(self.state, self.outcome, self.report_group)

    @classmethod
    def derive(cls, household: Household | None) -> dict[str, Any]:
        """Copy what the household is on this day: later changes must not move past figures."""
        if household is None:
            return {}
        return super().derive(household) | {
            "category": household.main_category,
            "report_group": report_group(household.main_category),
        }

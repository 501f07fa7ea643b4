"""A water-use difficulty (项次)."""

from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, SENSITIVE
from servicecorps.problems import rules
from servicecorps.records.model import Record


class Problem(Record):
    """A difficulty with water; its category is its kind."""

    __tablename__ = "problems"
    __mapper_args__ = {"polymorphic_identity": "problem"}

    STATES: ClassVar = rules.STATES
    TWIN_BY: ClassVar = ("household_id", "category")
    OWN_FACTS: ClassVar = ("raised_by", "address", "solution")

    id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, info=OPEN)
    raised_by: Mapped[str] = mapped_column(String(16), info=OPEN)
    address: Mapped[str] = mapped_column(String(200), default="", info=SENSITIVE)
    solution: Mapped[str] = mapped_column(String(1000), default="", info=SENSITIVE)

    def counts_as(self) -> str | None:
        """Return problems or hot_issues for one that is solved."""
        return rules.measure(self.state, self.raised_by)

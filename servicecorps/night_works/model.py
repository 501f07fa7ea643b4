"""A planned work, most of them at night."""

from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN
from servicecorps.night_works import rules
from servicecorps.records.model import Record


class NightWork(Record):
    """A work; its category is its kind, its day the one it began on."""

    __tablename__ = "night_works"
    __mapper_args__ = {"polymorphic_identity": "night_work"}

    STATES: ClassVar = rules.STATES
    ABOUT_PEOPLE: ClassVar = False
    TWIN_BY: ClassVar = ("community_id", "category")
    OWN_FACTS: ClassVar = ("reason", "streets", "households_spared")

    id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, info=OPEN)
    reason: Mapped[str] = mapped_column(String(16), info=OPEN)
    streets: Mapped[str] = mapped_column(String(300), default="", info=OPEN)
    households_spared: Mapped[int | None] = mapped_column(info=OPEN)

    def counts_as(self) -> str | None:
        """Return night_works for a midnight action that was carried out."""
        return rules.measure(self.state, self.category)

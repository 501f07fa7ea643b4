"""Thanks, with the members who earned them."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.commendations import rules
from servicecorps.extensions import OPEN, PERSONAL
from servicecorps.records.model import Record


class Commendation(Record):
    """A thank-you; its category is its kind. Two days of press are two mentions."""

    __tablename__ = "commendations"
    __mapper_args__ = {"polymorphic_identity": "commendation"}

    STATES: ClassVar = rules.STATES
    TWIN_BY: ClassVar = ("household_id", "category")
    OWN_FACTS: ClassVar = (
        "from_whom",
        "media_kind",
        "outlet",
        "front_page",
        "link",
        "letter_may_be_shown",
        "case_may_be_told",
    )
    PARTNERS: ClassVar = {"praise_call": ("call", "praise")}

    id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, info=OPEN)
    # Who thanked us; personal.
    from_whom: Mapped[str] = mapped_column(String(64), default="", info=PERSONAL)
    media_kind: Mapped[str] = mapped_column(String(16), default="", info=OPEN)
    outlet: Mapped[str] = mapped_column(String(64), default="", info=OPEN)
    front_page: Mapped[bool] = mapped_column(default=False, info=OPEN)
    link: Mapped[str] = mapped_column(String(300), default="", info=OPEN)
    # Outside the team: the letter itself, and what it tells.
    letter_may_be_shown: Mapped[bool] = mapped_column(default=False, info=OPEN)
    case_may_be_told: Mapped[bool] = mapped_column(default=False, info=OPEN)

    def counts_as(self) -> str | None:
        """Return the counter of its own kind, if it has one."""
        return rules.measure(self.state, self.category)

    def companions(self) -> list[tuple[str, dict[str, Any]]]:
        """A praise call is entered once and makes a call too."""
        if self.category != "praise_call" or not self.counts_as():
            return []
        values = {
            "status": "done",
            "category": "praise",
            "call_source": "96111",
            "outcome": "praise_recorded",
            "note": self.note,
        }
        return [("call", values)]

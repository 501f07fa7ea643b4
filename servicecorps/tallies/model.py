"""Opening balances: dated entries, never a setting."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, Base
from servicecorps.tallies.rules import Balance

MAX_SOURCE = 500


class OpeningBalance(Base):
    """An amount brought in from before the logbook, with where it was read."""

    __tablename__ = "opening_balances"
    __table_args__ = (
        Index(None, "measure"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    measure: Mapped[str] = mapped_column(String(24), info=OPEN)
    amount: Mapped[int] = mapped_column(info=OPEN)
    as_of: Mapped[date] = mapped_column(info=OPEN)
    since: Mapped[date | None] = mapped_column(info=OPEN)
    at_least: Mapped[bool] = mapped_column(default=False, info=OPEN)
    source: Mapped[str] = mapped_column(String(MAX_SOURCE), info=OPEN)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=OPEN)
    added_at: Mapped[datetime] = mapped_column(info=OPEN)

    def plain(self) -> Balance:
        """Return what the rules need."""
        return Balance(self.measure, self.amount, self.as_of, self.since, self.at_least)

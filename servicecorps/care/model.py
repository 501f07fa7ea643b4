"""Campaigns: a list of households that are all to be seen within some days."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, SENSITIVE, Base


class Campaign(Base):
    """A round of visits with a name and an end, such as 寒潮防冻."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    name: Mapped[str] = mapped_column(String(60), info=OPEN)
    # The purpose a visit of it starts with.
    purpose: Mapped[str] = mapped_column(String(24), info=OPEN)
    first_on: Mapped[date] = mapped_column(info=OPEN)
    last_on: Mapped[date] = mapped_column(info=OPEN)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=OPEN)
    created_at: Mapped[datetime] = mapped_column(info=OPEN)
    withdrawn_on: Mapped[date | None] = mapped_column(info=OPEN)


class CampaignHousehold(Base):
    """A household on the list of a campaign.

    A visit that counts within its days ticks it by itself; what is ticked by hand stands here.
    """

    __tablename__ = "campaign_households"
    __table_args__ = {"sqlite_with_rowid": False}

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaigns.id"), primary_key=True, autoincrement=False, info=OPEN
    )
    household_id: Mapped[int] = mapped_column(
        ForeignKey("households.id"), primary_key=True, autoincrement=False, info=OPEN
    )
    ticked_on: Mapped[date | None] = mapped_column(info=OPEN)
    ticked_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=OPEN)
    word: Mapped[str] = mapped_column(String(200), default="", info=SENSITIVE)

"""Places and households. Positions are WGS-84 degrees."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from servicecorps.extensions import OPEN, PERSONAL, SENSITIVE, Base
from servicecorps.places.rules import Plan, later


class District(Base):
    """A district or county-level city; served is all, part or no."""

    __tablename__ = "districts"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    code: Mapped[str] = mapped_column(String(12), unique=True, info=OPEN)
    name: Mapped[str] = mapped_column(String(64), info=OPEN)
    served: Mapped[str] = mapped_column(String(8), default="no", info=OPEN)
    lat_deg: Mapped[float | None] = mapped_column(info=OPEN)
    lon_deg: Mapped[float | None] = mapped_column(info=OPEN)


class Subdistrict(Base):
    """A street office, town or development zone; some zones have no point of their own."""

    __tablename__ = "subdistricts"
    __table_args__ = (Index(None, "district_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    code: Mapped[str] = mapped_column(String(12), unique=True, info=OPEN)
    district_id: Mapped[int] = mapped_column(ForeignKey("districts.id"), info=OPEN)
    name: Mapped[str] = mapped_column(String(64), info=OPEN)
    lat_deg: Mapped[float | None] = mapped_column(info=OPEN)
    lon_deg: Mapped[float | None] = mapped_column(info=OPEN)

    district: Mapped[District] = relationship(lazy="joined", innerjoin=True)


class Community(Base):
    """A community or village; without a position it is shown near its sub-district's point."""

    __tablename__ = "communities"
    __table_args__ = (Index(None, "subdistrict_id"), Index(None, "in_charge_id"))

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    code: Mapped[str | None] = mapped_column(String(12), unique=True, info=OPEN)
    subdistrict_id: Mapped[int] = mapped_column(ForeignKey("subdistricts.id"), info=OPEN)
    name: Mapped[str] = mapped_column(String(500), info=OPEN)
    # Name, aliases and pinyin initials, for the search.
    search_text: Mapped[str] = mapped_column(String(2000), default="", info=OPEN)
    lat_deg: Mapped[float | None] = mapped_column(info=OPEN)
    lon_deg: Mapped[float | None] = mapped_column(info=OPEN)
    # Whose area of responsibility (责任区) it is.
    in_charge_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=OPEN)
    # When the team was last there before it kept this logbook: starts the clock, counts nowhere.
    visited_before_on: Mapped[date | None] = mapped_column(info=OPEN)
    version: Mapped[int] = mapped_column(default=1, info=OPEN)

    subdistrict: Mapped[Subdistrict] = relationship(lazy="joined", innerjoin=True)
    aliases: Mapped[list["CommunityAlias"]] = relationship(cascade="all, delete-orphan")


class CommunityAlias(Base):
    """Another name of a community: its official or a former one."""

    __tablename__ = "community_aliases"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("communities.id"), primary_key=True, info=OPEN
    )
    alias: Mapped[str] = mapped_column(String(128), primary_key=True, info=OPEN)


class Household(Base):
    """A home the team cares for. Everything in it is personal, most of it sensitive."""

    __tablename__ = "households"
    __table_args__ = (Index(None, "community_id"), Index(None, "in_charge_id"))

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), info=OPEN)
    contact_name: Mapped[str] = mapped_column(String(64), info=PERSONAL)
    initials: Mapped[str] = mapped_column(String(64), default="", info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(32), default="", info=PERSONAL)
    other_phone: Mapped[str] = mapped_column(String(32), default="", info=SENSITIVE)
    street: Mapped[str] = mapped_column(String(128), default="", info=PERSONAL)
    # Building, unit and door stand apart from the street, so that the street alone can be shown.
    door: Mapped[str] = mapped_column(String(128), default="", info=SENSITIVE)
    water_account: Mapped[str] = mapped_column(String(32), default="", info=SENSITIVE)
    preferences: Mapped[str] = mapped_column(String(1000), default="", info=SENSITIVE)
    # Alone, beside a masked name, it stands in every list.
    main_category: Mapped[str] = mapped_column(String(32), info=OPEN)
    in_charge_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=OPEN)
    own_care_days: Mapped[int | None] = mapped_column(info=OPEN)
    # The care plan rests until this day, or has ended; why may tell of an illness or a death.
    paused_until: Mapped[date | None] = mapped_column(info=OPEN)
    pause_reason: Mapped[str] = mapped_column(String(16), default="", info=SENSITIVE)
    ended_on: Mapped[date | None] = mapped_column(info=OPEN)
    end_reason: Mapped[str] = mapped_column(String(16), default="", info=SENSITIVE)
    consent_on: Mapped[date | None] = mapped_column(info=OPEN)
    consent_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=OPEN)
    consent_way: Mapped[str] = mapped_column(String(16), default="", info=OPEN)
    photos_allowed: Mapped[bool] = mapped_column(default=False, info=OPEN)
    withdrawn_on: Mapped[date | None] = mapped_column(info=OPEN)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=OPEN)
    withdrawn_way: Mapped[str] = mapped_column(String(16), default="", info=OPEN)
    # From then on nothing here tells who they were.
    erased_at: Mapped[datetime | None] = mapped_column(info=OPEN)
    registered_on: Mapped[date] = mapped_column(info=OPEN)
    # When somebody was last there before this logbook: starts the clock, counts nowhere.
    visited_before_on: Mapped[date | None] = mapped_column(info=OPEN)
    created_at: Mapped[datetime] = mapped_column(info=OPEN)
    version: Mapped[int] = mapped_column(default=1, info=OPEN)

    community: Mapped[Community] = relationship(lazy="joined", innerjoin=True)
    categories: Mapped[list["HouseholdCategory"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )

    def plan(self, last_visit: date | None) -> Plan:
        """Return what decides when it is due, with the day of its last visit that counts."""
        return Plan(
            category=self.main_category,
            own_days=self.own_care_days,
            registered_on=self.registered_on,
            visited_on=later(last_visit, self.visited_before_on),
            paused_until=self.paused_until,
            ended_on=self.ended_on or (self.erased_at and self.erased_at.date()),
        )


class HouseholdCategory(Base):
    """A further category of a household beside its main one."""

    __tablename__ = "household_categories"

    household_id: Mapped[int] = mapped_column(
        ForeignKey("households.id"), primary_key=True, info=OPEN
    )
    category: Mapped[str] = mapped_column(String(32), primary_key=True, info=SENSITIVE)

"""Places and households. Positions are WGS-84 degrees."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from servicecorps.extensions import Base


class District(Base):
    """A district or county-level city; served is all, part or no."""

    __tablename__ = "districts"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    served: Mapped[str] = mapped_column(String(8), default="no")
    lat_deg: Mapped[float | None]
    lon_deg: Mapped[float | None]


class Subdistrict(Base):
    """A street office, town or development zone; some zones have no point of their own."""

    __tablename__ = "subdistricts"
    __table_args__ = (Index(None, "district_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("districts.id"))
    name: Mapped[str] = mapped_column(String(64))
    lat_deg: Mapped[float | None]
    lon_deg: Mapped[float | None]

    district: Mapped[District] = relationship(lazy="joined", innerjoin=True)


class Community(Base):
    """A community or village; without a position it is shown near its sub-district's point."""

    __tablename__ = "communities"
    __table_args__ = (Index(None, "subdistrict_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(12), unique=True)
    subdistrict_id: Mapped[int] = mapped_column(ForeignKey("subdistricts.id"))
    name: Mapped[str] = mapped_column(String(500))
    # Name, aliases and pinyin initials, for the search.
    search_text: Mapped[str] = mapped_column(String(2000), default="")
    lat_deg: Mapped[float | None]
    lon_deg: Mapped[float | None]
    # Whose area of responsibility (责任区) it is.
    in_charge_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    # When the team was last there before it kept this logbook: starts the clock, counts nowhere.
    visited_before_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    subdistrict: Mapped[Subdistrict] = relationship(lazy="joined", innerjoin=True)
    aliases: Mapped[list["CommunityAlias"]] = relationship(cascade="all, delete-orphan")


class CommunityAlias(Base):
    """Another name of a community: its official or a former one."""

    __tablename__ = "community_aliases"

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    alias: Mapped[str] = mapped_column(String(128), primary_key=True)


class Household(Base):
    """A home the team cares for. Everything in it is personal, most of it sensitive."""

    __tablename__ = "households"
    __table_args__ = (Index(None, "community_id"), Index(None, "in_charge_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    contact_name: Mapped[str] = mapped_column(String(64))
    initials: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    other_phone: Mapped[str] = mapped_column(String(32), default="")
    street: Mapped[str] = mapped_column(String(128), default="")
    # Building, unit and door stand apart from the street, so that the street alone can be shown.
    door: Mapped[str] = mapped_column(String(128), default="")
    water_account: Mapped[str] = mapped_column(String(32), default="")
    preferences: Mapped[str] = mapped_column(String(1000), default="")
    main_category: Mapped[str] = mapped_column(String(32))
    in_charge_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    own_care_days: Mapped[int | None]
    consent_on: Mapped[date | None]
    consent_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    consent_way: Mapped[str] = mapped_column(String(16), default="")
    photos_allowed: Mapped[bool] = mapped_column(default=False)
    registered_on: Mapped[date]
    # When somebody was last there before this logbook: starts the clock, counts nowhere.
    visited_before_on: Mapped[date | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    community: Mapped[Community] = relationship(lazy="joined", innerjoin=True)
    categories: Mapped[list["HouseholdCategory"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )


class HouseholdCategory(Base):
    """A further category of a household beside its main one."""

    __tablename__ = "household_categories"

    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), primary_key=True)
    category: Mapped[str] = mapped_column(String(32), primary_key=True)

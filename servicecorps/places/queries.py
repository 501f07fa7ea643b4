"""Questions about districts, communities and households."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import lazyload, selectinload

from servicecorps.errors import Missing, Stale
from servicecorps.extensions import db
from servicecorps.people import rules as people_rules
from servicecorps.places.model import (
    Community,
    CommunityAlias,
    District,
    Household,
    Subdistrict,
)

_LABEL = re.compile(r"(?P<name>[^（(]+?)\s*[（(](?P<where>[^）)]*)[）)]?$")


class CommunityName(NamedTuple):
    """How a community is called and where it lies."""

    id: int
    name: str
    subdistrict: str
    district: str

    @property
    def label(self) -> str:
        """The name with its place: 30 names occur more than once in the city."""
        return f"{self.name}（{self.district} {self.subdistrict}）"


def districts(*, served_only: bool = False) -> Sequence[District]:
    """Return the districts by code."""
    query = select(District).order_by(District.code)
    if served_only:
        query = query.where(District.served != "no")
    return db.session.scalars(query).all()


def subdistricts() -> Sequence[Subdistrict]:
    """Return the sub-districts by code, each with its district."""
    return db.session.scalars(select(Subdistrict).order_by(Subdistrict.code)).all()


def community_names(only: Collection[int] | None = None) -> dict[int, CommunityName]:
    """Return the names of communities by id, all of them if `only` is not given."""
    query = (
        select(Community.id, Community.name, Subdistrict.name, District.name)
        .join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
        .join(District, District.id == Subdistrict.district_id)
        .order_by(Subdistrict.code, Community.id)
    )
    if only is not None:
        if not only:
            return {}
        query = query.where(Community.id.in_(only))
    return {row[0]: CommunityName(*row) for row in db.session.execute(query)}


def community_label(community_id: int) -> str:
    """Return the name of a community with its place, "" if there is none."""
    found = community_names([community_id]).get(community_id)
    return found.label if found else ""


def communities_called(typed: str) -> list[int]:
    """Return the communities a typed name stands for: by name, alias or the suggested label."""
    label = _LABEL.match(typed)
    name, where = (label["name"], label["where"]) if label else (typed, "")
    wanted = {name, f"{name}社区"}
    query = (
        select(Community.id)
        .join(Subdistrict, Subdistrict.id == Community.subdistrict_id)
        .join(District, District.id == Subdistrict.district_id)
        .where(
            or_(
                Community.name.in_(wanted),
                Community.id.in_(
                    select(CommunityAlias.community_id).where(CommunityAlias.alias.in_(wanted))
                ),
            )
        )
        .order_by(Community.id)
    )
    for word in where.split():
        query = query.where(or_(District.name == word, Subdistrict.name == word))
    return list(db.session.scalars(query))


def community(community_id: int) -> Community:
    """Return a community with its aliases.

    Raises:
        Missing: there is none.
    """
    found = db.session.scalar(
        select(Community)
        .options(selectinload(Community.aliases))
        .where(Community.id == community_id)
    )
    if found is None:
        raise Missing
    return found


def community_for_change(community_id: int, version: int) -> Community:
    """Return a community to be changed, locked.

    Raises:
        Missing: there is none.
        Stale: somebody changed it after this version was shown.
    """
    locked = select(Community).where(Community.id == community_id)
    found = db.session.scalar(locked.with_for_update(of=Community))
    if found is None:
        raise Missing
    if found.version != version:
        raise Stale
    return found


def communities_page(
    district_id: int | None, words: str, after: int, limit: int
) -> Sequence[Community]:
    """Return a page of communities in the order of their ids, filtered by district and words."""
    query = select(Community).order_by(Community.id).where(Community.id > after).limit(limit)
    if district_id:
        query = query.join(Subdistrict).where(Subdistrict.district_id == district_id)
    if words:
        pattern = like_pattern(words.lower())
        query = query.where(Community.search_text.like(pattern, escape="\\"))
    return db.session.scalars(query).all()


def count_communities() -> int:
    """Return how many communities there are."""
    return db.session.scalar(select(func.count(Community.id))) or 0


def community_ids_in(district_id: int) -> list[int]:
    """Return the communities of a district."""
    return list(
        db.session.scalars(
            select(Community.id).join(Subdistrict).where(Subdistrict.district_id == district_id)
        )
    )


def like_pattern(words: str) -> str:
    """Return a LIKE pattern that finds the words as they are."""
    escaped = re.sub(r"([\\%_])", r"\\\1", words)
    return f"%{escaped}%"


def household(household_id: int) -> Household:
    """Return a household.

    Raises:
        Missing: there is none.
    """
    found = db.session.get(Household, household_id)
    if found is None:
        raise Missing
    return found


def household_or_none(household_id: int | None) -> Household | None:
    """Return a household if the id names one; its further categories are read when asked for."""
    if not household_id:
        return None
    found: Household | None = db.session.scalar(_household(), {"id": household_id})
    return found


# Made once: every save about a household asks for it.
@cache
def _household() -> Any:
    some = select(Household).where(Household.id == bindparam("id"))
    return some.options(lazyload(Household.categories))


def household_for_change(household_id: int, version: int) -> Household:
    """Return a household to be changed, locked.

    Raises:
        Missing: there is none.
        Stale: somebody changed it after this version was shown.
    """
    found = household_locked(household_id)
    if found.version != version:
        raise Stale
    return found


def household_locked(household_id: int) -> Household:
    """Return a household to be changed, locked, as it stands now.

    Raises:
        Missing: there is none.
    """
    found = db.session.scalar(
        select(Household).where(Household.id == household_id).with_for_update(of=Household)
    )
    if found is None:
        raise Missing
    return found


def lock_households(household_ids: Collection[int]) -> None:
    """Let one writer at a time settle which visit of a household-day counts.

    Taken before any record of the household is locked, else two writers wait for each other. It
    does not stand in the way of new rows that refer to the household. SQLite has one writer anyway.
    """
    if household_ids and db.session.get_bind().dialect.name != "sqlite":
        db.session.execute(
            select(Household.id)
            .where(Household.id.in_(household_ids))
            .order_by(Household.id)
            .with_for_update(key_share=True)
        )


def households_page(
    *,
    after: int = 0,
    limit: int = 30,
    in_charge_id: int | None = None,
    community_id: int | None = None,
    category: str = "",
) -> Sequence[Household]:
    """Return a page of households by id, filtered."""
    query = select(Household).where(Household.id > after).order_by(Household.id).limit(limit)
    query = query.where(*_narrowed(in_charge_id, community_id, category))
    return db.session.scalars(query).all()


def count_households(
    *, in_charge_id: int | None = None, community_id: int | None = None, category: str = ""
) -> int:
    """Return how many households are registered, filtered like their pages."""
    query = select(func.count(Household.id))
    query = query.where(*_narrowed(in_charge_id, community_id, category))
    return db.session.scalar(query) or 0


def _narrowed(
    in_charge_id: int | None, community_id: int | None, category: str
) -> list[ColumnElement[bool]]:
    # Of an erased household there is nothing to be read or planned.
    conditions: list[ColumnElement[bool]] = [Household.erased_at.is_(None)]
    if in_charge_id:
        conditions.append(Household.in_charge_id == in_charge_id)
    if community_id:
        conditions.append(Household.community_id == community_id)
    if category:
        conditions.append(Household.main_category == category)
    return conditions


def households_by_ids(household_ids: Collection[int]) -> dict[int, Household]:
    """Return households by id."""
    if not household_ids:
        return {}
    rows = db.session.scalars(select(Household).where(Household.id.in_(household_ids)))
    return {row.id: row for row in rows}


def contact_names(household_ids: Collection[int]) -> dict[int, str]:
    """Return the contacts' names of households by id."""
    if not household_ids:
        return {}
    rows = db.session.execute(
        select(Household.id, Household.contact_name).where(Household.id.in_(household_ids))
    )
    return dict(rows.all())


def households_of_phone(phone: str, limit: int = 5) -> Sequence[Household]:
    """Return the households that are reached under a phone number as it is stored."""
    return db.session.scalars(
        select(Household)
        .where(
            Household.erased_at.is_(None),
            or_(Household.phone == phone, Household.other_phone == phone),
        )
        .order_by(Household.id)
        .limit(limit)
    ).all()


def find_households(words: str, *, limit: int = 30) -> Sequence[Household]:
    """Return households whose name, initials, phone, account or street answer to the words.

    Whoever searches by a name knows it already; what is shown stays masked. One letter alone finds
    family names, which are not masked: else every letter of a name could be found out by trying.
    """
    phone = people_rules.normal_phone(words)
    pattern = like_pattern(words.lower())
    name = like_pattern(words) if len(words) > 1 else like_pattern(words).removeprefix("%")
    matches = [
        Household.contact_name == words,
        Household.contact_name.like(name, escape="\\"),
        Household.initials.like(f"{words.lower()}%")
        if words.isascii() and words.isalpha()
        else None,
        Household.street.like(pattern, escape="\\"),
        Household.water_account == words,
        Household.phone == phone if phone else None,
        Household.other_phone == phone if phone else None,
    ]
    return db.session.scalars(
        select(Household)
        .where(
            Household.erased_at.is_(None), or_(*(match for match in matches if match is not None))
        )
        .order_by(Household.id)
        .limit(limit)
    ).all()

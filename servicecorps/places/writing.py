"""Changes to places and households; each is one transaction and one line of history."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from servicecorps import clock
from servicecorps.attachments import storage
from servicecorps.errors import Invalid
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.people.hashing import initials
from servicecorps.people.masking import STARS, masked
from servicecorps.places import erasing, queries
from servicecorps.places.model import (
    Community,
    CommunityAlias,
    Household,
    HouseholdCategory,
)
from servicecorps.submissions import writing as submissions

_OF_COMMUNITY = ("lat_deg", "lon_deg", "in_charge_id", "visited_before_on")
_FACTS = (
    "contact_name",
    "community_id",
    "street",
    "door",
    "phone",
    "other_phone",
    "water_account",
    "main_category",
    "in_charge_id",
    "own_care_days",
    "preferences",
    "consent_on",
    "consent_by_id",
    "consent_way",
    "photos_allowed",
    "visited_before_on",
)


class Withdrawal(NamedTuple):
    """Consent taken back: the day, who was told, and how."""

    on: date
    told_to_id: int
    way: str


def register(
    values: Mapping[str, Any], more_categories: Iterable[str], by: int, client_key: str
) -> int:
    """Register a household and return its id; the same form sent again registers nothing.

    Raises:
        Stale: the form's key was used for other content.
    """
    more = sorted(set(more_categories) - {values["main_category"]})
    digest = submissions.content_hash({**values, "more": more})
    with transaction():
        earlier = submissions.first_result(by, client_key, digest)
        if earlier is not None:
            return earlier
        home = Household(registered_on=clock.today(), created_at=clock.now())
        _fill(home, values, more)
        db.session.add(home)
        db.session.flush()
        history.note("household", home.id, by, "register")
        submissions.store(by, client_key, digest, home.id)
        return home.id


def amend_household(
    household_id: int, version: int, values: Mapping[str, Any], more: Iterable[str], by: int
) -> None:
    """Change a household; figures already counted keep the category they were counted with.

    Raises:
        Stale: somebody changed it after this version was shown.
    """
    with transaction():
        home = queries.household_for_change(household_id, version)
        before = _facts(home)
        _fill(home, values, sorted(set(more) - {values["main_category"]}))
        home.version += 1
        db.session.flush()
        changes = history.differences(before, _facts(home))
        history.note("household", home.id, by, "amend", changes=_discreet(changes))


def withdraw_consent(household_id: int, version: int, withdrawal: Withdrawal, by: int) -> None:
    """Write down that a household no longer agrees to be on file, and erase who it was.

    Raises:
        Stale: somebody changed it after this version was shown.
    """
    with transaction():
        home = queries.household_for_change(household_id, version)
        home.withdrawn_on, home.withdrawn_by_id, home.withdrawn_way = withdrawal
        gone = erasing.take_out(home, by, "withdrawn")
    _discard(gone)


def erase(household_id: int, by: int | None, reason: str) -> None:
    """Erase who a household was; its records stay, so that every figure stays.

    Gone are its name, phones, address, water account, wishes, further categories, the free texts
    and pictures of its records, and what the history kept of them; it is on no care plan any more,
    and what was planned with it is withdrawn. `reason` is a word of words.ERASE_REASONS. Erasing
    twice changes nothing. Call it with no transaction open: files go when the rows are gone.

    Raises:
        Missing: there is no such household.
    """
    with transaction():
        home = queries.household_locked(household_id)
        gone = erasing.take_out(home, by, reason)
    _discard(gone)


def _discard(pictures: Iterable[str]) -> None:
    for name in pictures:
        storage.discard(name)


def add_community(name: str, subdistrict_id: int, by: int, **more: Any) -> int:
    """Add a community and return its id.

    Raises:
        Invalid: the sub-district already has one of this name.
    """
    with transaction():
        taken = db.session.scalar(
            select(Community.id).where(
                Community.name == name, Community.subdistrict_id == subdistrict_id
            )
        )
        if taken:
            raise Invalid("", field="name")
        found = Community(subdistrict_id=subdistrict_id, name=name)
        db.session.add(found)
        db.session.flush()
        _fill_community(found, name, subdistrict_id, **more)
        history.note("community", found.id, by, "add", changes={"name": ["", name]})
        return found.id


def amend_community(
    community_id: int, version: int, name: str, subdistrict_id: int, by: int | None, **more: Any
) -> None:
    """Change a community.

    Raises:
        Stale: somebody changed it after this version was shown.
    """
    with _changing(community_id, version, by) as found:
        _fill_community(found, name, subdistrict_id, **more)


def place_community(
    community_id: int, version: int, position: tuple[float, float], by: int
) -> None:
    """Say where a community is, in WGS-84 degrees.

    Raises:
        Stale: somebody changed it after this version was shown.
    """
    with _changing(community_id, version, by) as found:
        found.lat_deg, found.lon_deg = position


@contextmanager
def _changing(community_id: int, version: int, by: int | None) -> Iterator[Community]:
    """Hand out a community to be changed, in a transaction; what differs goes into the history."""
    with transaction():
        found = queries.community_for_change(community_id, version)
        before = _community_facts(found)
        yield found
        found.version += 1
        changes = history.differences(before, _community_facts(found))
        history.note("community", found.id, by, "amend", changes=changes)


def search_text(name: str, aliases: Iterable[str]) -> str:
    """Return what the search looks at: name, aliases and pinyin initials, in lower case."""
    names = dict.fromkeys([name, *aliases, initials(name)])
    return " ".join(names).lower()[:2000]


def _fill(home: Household, values: Mapping[str, Any], more: list[str]) -> None:
    for name in _FACTS:
        setattr(home, name, values.get(name))
    home.initials = initials(home.contact_name)
    kept = [row for row in home.categories if row.category in more]
    known = {row.category for row in kept}
    added = [HouseholdCategory(category=slug) for slug in more if slug not in known]
    home.categories = kept + added


def _fill_community(
    found: Community,
    name: str,
    subdistrict_id: int,
    aliases: Iterable[str] = (),
    **more: Any,
) -> None:
    wanted = list(aliases)
    found.name, found.subdistrict_id = name, subdistrict_id
    for fact in _OF_COMMUNITY:
        setattr(found, fact, more.get(fact))
    kept = [row for row in found.aliases if row.alias in wanted]
    known = {row.alias for row in kept}
    found.aliases = kept + [CommunityAlias(alias=word) for word in wanted if word not in known]
    found.search_text = search_text(name, wanted)


def _facts(home: Household) -> dict[str, Any]:
    more = sorted(row.category for row in home.categories)
    return {name: getattr(home, name) for name in _FACTS} | {"more_categories": more}


def _community_facts(found: Community) -> dict[str, Any]:
    return {
        "name": found.name,
        "subdistrict_id": found.subdistrict_id,
        "aliases": sorted(row.alias for row in found.aliases),
    } | {fact: getattr(found, fact) for fact in _OF_COMMUNITY}


def _discreet(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return changes as the history may keep them: personal values masked, sensitive ones not."""
    told = {
        name: [masked(Household, name, value) for value in pair] for name, pair in changes.items()
    }
    if erasing.FURTHER in told:
        told[erasing.FURTHER] = [STARS if value else "" for value in told[erasing.FURTHER]]
    return told

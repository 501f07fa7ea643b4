"""From what a row says to a household, a member, a community; the same rules as on the forms."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from servicecorps import clock
from servicecorps.imports.known import Said
from servicecorps.imports.line import Item, Line
from servicecorps.people import rules as people_rules

_ACCOUNT = re.compile(r"[0-9A-Za-z-]{4,32}")
_CARE_DAYS = 365
_LONGEST_STREET = 128
_DOOR = re.compile(r"[0-9０-９一二三四五六七八九十]+\s*(号|楼|栋|幢|单元|室|户|#|-).*$")
# Nobody now alive was visited before.
_FIRST_DAY = date(1950, 1, 1)
_OF_COMMUNITY = (
    "code",
    "name",
    "official_name",
    "subdistrict_code",
    "subdistrict",
    "district_code",
    "district",
)


def household(line: Line) -> Item:
    """A household; one that is known already is a twin."""
    for slug in ("visited_before_on", "registered_on", "consent_on"):
        line.check_day(slug, _FIRST_DAY)
    line.check_range("own_care_days", 1, _CARE_DAYS)
    account = line.text("water_account")
    if account and not _ACCOUNT.fullmatch(account):
        line.refuse("water_account", "account")
    street, door = _address(line)
    consent = (line.get("consent_on"), line.person("consent_by"), line.get("consent_way"))
    if any(consent) and not all(consent) and not _is_refused(line, "consent"):
        line.refuse("consent_on", "consent")
    if not consent[0]:
        _refuse_without_consent(line)
    community_id, main = line.community(), line.get("category", "")
    values = {
        "community_id": community_id,
        "contact_name": line.text("contact"),
        "phone": line.text("phone"),
        "other_phone": line.text("other_phone"),
        "street": street,
        "door": door,
        "water_account": account,
        "preferences": line.text("preferences"),
        "main_category": main,
        "in_charge_id": line.person("in_charge"),
        "own_care_days": line.get("own_care_days"),
        "consent_on": consent[0],
        "consent_by_id": consent[1],
        "consent_way": consent[2] or "",
        "photos_allowed": bool(line.get("photos_allowed")),
        "registered_on": line.get("registered_on") or clock.today(),
        "visited_before_on": line.get("visited_before_on"),
        "more": sorted(set(line.get("more_categories") or ()) - {main}),
    }
    told = values["phone"] or account or f"{street}{door}"
    identity = (community_id, "".join(values["contact_name"].split()), told)
    return Item(line.number, values, [], identity, _known_home(line, community_id))


def _refuse_without_consent(line: Line) -> None:
    if line.get("photos_allowed"):
        line.refuse("photos_allowed", "photos")
    # The same fields as on the form: more than is needed to find the household again.
    for slug in ("other_phone", "water_account", "preferences", "more_categories"):
        if line.get(slug):
            line.refuse(slug, "without_consent")


def _is_refused(line: Line, start: str) -> bool:
    return any(one.column.startswith(start) for one in line.refused)


def _address(line: Line) -> tuple[str, str]:
    """Return street and door; an address in one piece is parted where its numbers begin."""
    street, door = line.text("street"), line.text("door")
    whole = line.text("address")
    if whole and not street and not door:
        found = _DOOR.search(whole)
        cut = found.start() if found else len(whole)
        street, door = whole[:cut].strip(), whole[cut:].strip()
    if max(len(street), len(door)) > _LONGEST_STREET:
        line.refuse("address", "too_long")
    return street, door


def _known_home(line: Line, community_id: int | None) -> int | None:
    said = Said(
        community_id,
        line.text("contact"),
        line.text("phone"),
        line.text("water_account"),
        line.text("address") or f"{line.text('street')} {line.text('door')}".strip(),
    )
    match = line.setting.known.homes.called(said, by_name=True)
    # A warning may be wrong, unlike a visit's household: whoever looks alike is named.
    return match.id or next(iter(match.candidates), None)


def member(line: Line) -> Item:
    """A person; nobody is given a password, so nobody can sign in yet."""
    people = line.setting.known.people
    username = people_rules.normal_username(line.text("username"))
    if username and not people_rules.is_username(username):
        line.refuse("username", "username")
    joined, left = line.get("joined_on"), line.get("left_on")
    line.check_day("joined_on", _FIRST_DAY)
    if joined and left and left < joined:
        line.refuse("left_on", "days_reversed")
    match = people.called(line.text("name"))
    same = people.usernames.get(username) if username else None
    if same and people.names[same] != line.text("name"):
        line.refuse("username", "username_taken")
    teams = line.get("teams") or []
    values = {
        "name": line.text("name"),
        "username": username or None,
        "role": line.get("role", "member"),
        "phone": line.text("phone"),
        "public_name": line.text("public_name"),
        "joined_on": joined,
        "left_on": left,
        "active": left is None or left > clock.today(),
        "teams": [line.setting.known.team_ids[slug] for slug in teams],
        "titles": sorted(set(line.get("titles") or ())),
    }
    named = match.id or (match.candidates[0] if match.reason == "member_several" else None)
    return Item(line.number, values, [], (username or values["name"],), same or named)


def care(line: Line) -> Item:
    """When a community, or a household of it, was last visited, and who looks after it."""
    line.check_day("visited_before_on", _FIRST_DAY)
    community_id = line.community()
    household_id = line.household(community_id, needed=True)
    values = {
        "visited_before_on": line.get("visited_before_on"),
        "in_charge_id": line.person("in_charge"),
    }
    subject = "household" if household_id else "community"
    number = household_id or community_id
    return Item(line.number, values | {"subject": subject}, [], (subject, number), number)


def community(line: Line) -> Item:
    """A community by its code; one that is known already is brought up to date."""
    values: dict[str, Any] = {slug: line.text(slug) for slug in _OF_COMMUNITY}
    values |= line.position(values["district_code"])
    known = line.setting.known.places.by_code.get(values["code"])
    return Item(line.number, values, [], ("community", values["code"]), known)


def position(line: Line) -> Item:
    """Where a known community lies; known by its number, its code, or its name and district."""
    places = line.setting.known.places
    by_number = {"id": places.by_number, "code": places.by_code}
    slug = next((slug for slug in by_number if line.text(slug)), "")
    number = _numbered(line, slug, by_number[slug]) if slug else line.community()
    where = line.position(places.by_id[number].district_code) if number else {}
    values = {"subject": "community", **where}
    return Item(line.number, values, [], ("community", number), number)


def _numbered(line: Line, slug: str, known: Mapping[str, int]) -> int | None:
    said = line.text(slug)
    if said and said not in known:
        line.refuse(slug, "community_unknown")
    return known.get(said)

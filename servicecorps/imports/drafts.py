"""From what a row says to what is stored, kind by kind; the same rules as on the forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from servicecorps import clock
from servicecorps.imports.known import Said
from servicecorps.imports.line import Line
from servicecorps.people import rules as people_rules
from servicecorps.places.rules import report_group
from servicecorps.records.rules import EARLIEST, MAX_MINUTES, MAX_QUANTITY

_ACCOUNT = re.compile(r"[0-9A-Za-z-]{4,32}")
_CARE_DAYS = 365
_LONGEST_ADDRESS, _LONGEST_STREET = 200, 128
_DOOR = re.compile(r"[0-9０-９一二三四五六七八九十]+\s*(号|楼|栋|幢|单元|室|户|#|-).*$")
# Nobody now alive was visited before.
_FIRST_DAY = date(1950, 1, 1)


@dataclass
class Item:
    """A row that can go in: its values by column, who was there, and what tells a twin."""

    row: int
    values: dict[str, Any]
    members: list[int] = field(default_factory=list)
    identity: tuple[Any, ...] = ()
    # The household, member or community that is there already.
    same_id: int | None = None


def visit(line: Line) -> Item:
    """A visit to a registered household that was made."""
    shared, members = _shared(line)
    household_id = line.household(shared["community_id"], needed=True)
    home = line.setting.known.homes.by_id.get(household_id or 0)
    if home is None and not line.refused:
        line.refuse("contact", "missing")
    category = line.get("category") or (home.category if home else "")
    values = shared | {
        "community_id": home.community_id if home else None,
        "household_id": household_id,
        "category": category,
        "status": "done",
        "purpose": line.get("purpose", "care"),
        "outcome": line.get("outcome", ""),
        "report_group": report_group(category),
    }
    return Item(line.number, values, members)


def repair(line: Line) -> Item:
    """A repair; a customer who is not registered stays in its own words."""
    shared, members = _shared(line)
    household_id = line.household(shared["community_id"], needed=False)
    home = line.setting.known.homes.by_id.get(household_id or 0)
    where = [line.text("address")]
    if home is None:
        where += [line.text("contact"), line.text("phone"), line.text("water_account")]
    address = " ".join(part for part in where if part)
    if len(address) > _LONGEST_ADDRESS:
        line.refuse("address", "too_long")
    before = line.get("before_meter")
    values = shared | {
        "community_id": home.community_id if home else shared["community_id"],
        "household_id": household_id,
        "category": line.get("category", ""),
        "status": line.get("status", "done"),
        "found_by": line.get("found_by", "customer"),
        "before_meter": None if before is None else before == "1",
        "charge": line.get("charge", "free"),
        "address": address,
    }
    if values["status"] == "withdrawn":
        line.refuse("status", "choice")
    return Item(line.number, values, members)


def call(line: Line) -> Item:
    """A call of a list, or a line of what a telephone system wrote."""
    began = line.get("began_at")
    if isinstance(began, datetime):
        line.values["happened_on"] = line.get("happened_on") or began.date()
        line.check_day("began_at", EARLIEST)
    shared, members = _shared(line)
    direction, outcome = line.get("direction", "in"), line.get("outcome", "answered")
    if direction == "missed":
        outcome = "no_answer"
    elif direction == "in" and outcome == "no_answer":
        direction = "missed"
    timed = isinstance(began, datetime) and began.time() != time()
    values = shared | {
        "began_at": clock.stored(began) if timed else None,
        "minutes": line.get("duration"),
        "household_id": None,
        "category": line.get("category", "other"),
        "status": "done",
        "direction": direction,
        "call_source": line.get("call_source", "96111"),
        "outcome": outcome,
        "caller_phone": line.text("caller_phone"),
        "call_back_on": line.get("call_back_on"),
    }
    line.check_range("duration", 0, MAX_MINUTES)
    return Item(line.number, values, members)


def commendation(line: Line) -> Item:
    """A thank-you."""
    shared, members = _shared(line)
    category = line.get("category", "")
    if category == "media" and not line.text("outlet"):
        line.refuse("outlet", "outlet")
    values = shared | {
        "household_id": None,
        "category": category,
        "status": "done",
        "from_whom": line.text("from_whom"),
        "media_kind": line.get("media_kind", ""),
        "outlet": line.text("outlet"),
        "front_page": bool(line.get("front_page")),
        "link": line.text("link"),
    }
    return Item(line.number, values, members)


def _shared(line: Line) -> tuple[dict[str, Any], list[int]]:
    """Return what every kind of record has, and who was there."""
    line.check_day("happened_on", EARLIEST)
    line.check_range("minutes", 0, MAX_MINUTES)
    line.check_range("quantity", 1, MAX_QUANTITY)
    members = line.people()
    return {
        "happened_on": line.get("happened_on"),
        "began_at": None,
        "minutes": line.get("minutes"),
        "team_id": line.team(members),
        "community_id": line.community(),
        "quantity": line.get("quantity", 1),
        "note": line.text("note"),
    }, members


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


DRAFTS: dict[str, Callable[[Line], Item]] = {
    "households": household,
    "visits": visit,
    "repairs": repair,
    "calls": call,
    "commendations": commendation,
    "members": member,
    "care": care,
}

"""From what a row says to a record, kind by kind; the same rules as on the forms."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from servicecorps import clock
from servicecorps.imports import register_drafts as registers
from servicecorps.imports.line import Item, Line
from servicecorps.places.rules import report_group
from servicecorps.records.rules import EARLIEST, MAX_MINUTES, MAX_QUANTITY

_LONGEST_ADDRESS = 200


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


DRAFTS: dict[str, Callable[[Line], Item]] = {
    "households": registers.household,
    "visits": visit,
    "repairs": repair,
    "calls": call,
    "commendations": commendation,
    "members": registers.member,
    "care": registers.care,
    "communities": registers.community,
    "positions": registers.position,
}

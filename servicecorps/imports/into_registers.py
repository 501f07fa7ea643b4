"""Put checked rows into the registers: households, members, and facts of known places."""

import secrets
from typing import Any

from sqlalchemy import select

from servicecorps import clock
from servicecorps.extensions import db
from servicecorps.history import writing as history
from servicecorps.imports import bulk, queries
from servicecorps.imports.bulk import Put, Tell, Values
from servicecorps.imports.model import ImportedRow
from servicecorps.people.hashing import initials
from servicecorps.people.model import Member, MemberTeam, MemberTitle
from servicecorps.places.model import Community, Household, HouseholdCategory

_FACTS = ("visited_before_on", "in_charge_id", "lat_deg", "lon_deg")


def put_households(items: Values, import_id: int, by: int | None, tell: Tell) -> Put:
    """Register households; return how many."""
    added, now = 0, clock.now()
    for some in bulk.pieces(items):
        ids = queries.new_ids(Household, len(some))
        bulk.pour(
            Household,
            [
                bulk.whole(Household, values)
                | {
                    "id": number,
                    "initials": initials(values["contact_name"]),
                    "created_at": now,
                    "version": 1,
                }
                for number, values in zip(ids, some, strict=True)
            ],
        )
        bulk.pour(
            HouseholdCategory,
            [
                {"household_id": number, "category": slug}
                for number, values in zip(ids, some, strict=True)
                for slug in values["more"]
            ],
        )
        bulk.tie(import_id, "household", ids, by)
        added += len(some)
        tell(added)
    return Put(added)


def put_members(items: Values, import_id: int, by: int | None, tell: Tell) -> Put:
    """Add people; nobody can sign in before being given a password. Return how many."""
    added, now = 0, clock.now()
    for some in bulk.pieces(items):
        ids = queries.new_ids(Member, len(some))
        numbered = list(zip(ids, some, strict=True))
        bulk.pour(
            Member,
            [
                bulk.whole(Member, values)
                | {
                    "id": number,
                    "initials": initials(values["name"]),
                    "stamp": secrets.token_hex(8),
                    "created_at": now,
                }
                for number, values in numbered
            ],
        )
        bulk.pour(
            MemberTeam,
            [
                {"member_id": number, "team_id": team_id}
                for number, values in numbered
                for team_id in sorted(set(values["teams"]))
            ],
        )
        bulk.pour(
            MemberTitle,
            [
                {"member_id": number, "title": slug}
                for number, values in numbered
                for slug in values["titles"]
            ],
        )
        bulk.tie(import_id, "member", ids, by)
        added += len(some)
        tell(added)
    return Put(added)


def put_facts(items: Values, import_id: int, by: int | None, tell: Tell) -> Put:
    """Note of places that are known when somebody was last there, who looks after them, where."""
    changed = 0
    for some in bulk.pieces(items):
        models: tuple[tuple[str, Any], ...] = (("community", Community), ("household", Household))
        for subject, model in models:
            wanted = {one["id"]: one for one in some if one["subject"] == subject}
            found = db.session.scalars(
                select(model)
                .where(model.id.in_(wanted))
                .order_by(model.id)
                .with_for_update(of=model)
            )
            for place in found:
                changed += _put_facts(place, subject, wanted[place.id], import_id, by)
        tell(changed)
    return Put(changed=changed)


def _put_facts(
    place: Any, subject: str, wanted: dict[str, Any], import_id: int, by: int | None
) -> bool:
    new = {name: wanted[name] for name in _FACTS if wanted.get(name) is not None}
    changes = history.differences({name: getattr(place, name) for name in new}, new)
    if not changes:
        return False
    for name, value in new.items():
        setattr(place, name, value)
    place.version += 1
    # Old and new: undone only where nobody has changed it since.
    row = ImportedRow(import_id=import_id, subject=subject, subject_id=place.id, before=changes)
    db.session.add(row)
    db.session.flush()
    history.note(subject, place.id, by, "amend", changes=changes)
    return True

"""Undo what an import registered: what somebody used stays; what it changed is put back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, select, union

from servicecorps.extensions import db
from servicecorps.history import writing as history
from servicecorps.history.model import Change, Look
from servicecorps.imports import into_places, queries
from servicecorps.imports.model import ImportedFile, ImportedRow
from servicecorps.imports.tied import Undone, delete_of, forget, rows_of
from servicecorps.people.model import Member, MemberTeam, MemberTitle
from servicecorps.places.model import (
    Community,
    CommunityAlias,
    District,
    Household,
    HouseholdCategory,
    Subdistrict,
)
from servicecorps.records.model import Record, RecordMember


def _households(stored: ImportedFile, by: int) -> Undone:
    ours = rows_of(stored.id, "household")
    used = set(
        db.session.scalars(
            union(
                select(Record.household_id).where(Record.household_id.in_(ours)),
                select(Look.household_id).where(Look.household_id.in_(ours)),
                _changed("household", ours),
                select(Household.id).where(Household.id.in_(ours), Household.version > 1),
            )
        )
    )
    gone = sorted(set(db.session.scalars(ours)) - used)
    delete_of(HouseholdCategory, HouseholdCategory.household_id, gone)
    forget(stored.id, Household.__table__, gone, by)
    return Undone(len(gone), len(used))


def _members(stored: ImportedFile, by: int) -> Undone:
    ours = rows_of(stored.id, "member")
    used = set(
        db.session.scalars(
            union(
                select(RecordMember.member_id).where(RecordMember.member_id.in_(ours)),
                select(Record.recorded_by).where(Record.recorded_by.in_(ours)),
                select(Household.in_charge_id).where(Household.in_charge_id.in_(ours)),
                select(Household.consent_by_id).where(Household.consent_by_id.in_(ours)),
                select(Community.in_charge_id).where(Community.in_charge_id.in_(ours)),
                _changed("member", ours),
                select(Member.id).where(
                    Member.id.in_(ours), (Member.version > 1) | Member.password_hash.is_not(None)
                ),
            )
        )
    )
    gone = sorted(set(db.session.scalars(ours)) - used)
    delete_of(MemberTeam, MemberTeam.member_id, gone)
    delete_of(MemberTitle, MemberTitle.member_id, gone)
    forget(stored.id, Member.__table__, gone, by)
    return Undone(len(gone), len(used))


def _changed(subject: str, ours: Select[Any]) -> Any:
    return select(Change.subject_id).where(
        Change.subject_type == subject,
        Change.subject_id.in_(ours),
        # A number of SQLite's may have been another row's, imported and removed again.
        Change.action.not_in(("import", "remove")),
    )


def _facts(stored: ImportedFile, by: int) -> Undone:
    """Put back what stood there, where nobody has changed it since."""
    gone = kept = 0
    rows = db.session.scalars(select(ImportedRow).where(ImportedRow.import_id == stored.id)).all()
    for row in rows:
        model: Any = Household if row.subject == "household" else Community
        place = db.session.get(model, row.subject_id)
        changes = row.before or {}
        if place is None or any(_plain(place, name) != pair[1] for name, pair in changes.items()):
            kept += 1
            continue
        for name, (old, _new) in changes.items():
            setattr(place, name, date.fromisoformat(old) if old and name.endswith("_on") else old)
        place.version += 1
        gone += 1
        back = {name: [new, old] for name, (old, new) in changes.items()}
        history.note(row.subject, row.subject_id, by, "amend", changes=back)
    return Undone(gone, kept)


def _plain(place: Any, name: str) -> Any:
    value = getattr(place, name)
    return value.isoformat() if isinstance(value, date) else value


def _communities(stored: ImportedFile, by: int) -> Undone:
    """Take out new ones nobody used; put back what stood in those that were known."""
    query = select(ImportedRow).where(
        ImportedRow.import_id == stored.id, ImportedRow.subject == "community"
    )
    rows = {row.subject_id: row.before for row in db.session.scalars(query)}
    made = {number for number, before in rows.items() if not before}
    used = _used_communities(made)
    gone = sorted(made - used)
    delete_of(CommunityAlias, CommunityAlias.community_id, gone)
    forget(stored.id, Community.__table__, gone, by)
    _empty_zones(stored.id)
    kept = len(used)
    for number, changes in rows.items():
        if not changes:
            continue
        back = _put_community_back(number, changes, by)
        kept += not back
        gone += [number] * back
    return Undone(len(gone), kept)


def _used_communities(made: set[int]) -> set[int]:
    used: set[int] = set()
    for some in queries.in_pieces(made):
        query: Any = union(
            select(Household.community_id).where(Household.community_id.in_(some)),
            select(Record.community_id).where(Record.community_id.in_(some)),
            select(Community.id).where(Community.id.in_(some), Community.version > 1),
        )
        used |= set(db.session.scalars(query))
    return used


def _put_community_back(number: int, changes: dict[str, list[Any]], by: int) -> bool:
    """Put a community back as it stood, unless somebody has changed it since."""
    found = db.session.get(Community, number)
    if found is None:
        return False
    now = into_places.facts(found, {row.alias for row in found.aliases})
    if any(now[name] != new for name, (_old, new) in changes.items()):
        return False
    old = {name: pair[0] for name, pair in changes.items()}
    into_places.amend(found, now | old, by)
    return True


def _empty_zones(import_id: int) -> None:
    """Take out the sub-districts, then the districts, that came with communities now gone."""
    belonging: dict[str, tuple[Any, Any]] = {
        "subdistrict": (Subdistrict, select(Community.subdistrict_id)),
        "district": (District, select(Subdistrict.district_id)),
    }
    for subject, (zone, in_use) in belonging.items():
        ids = db.session.scalars(rows_of(import_id, subject)).all()
        db.session.execute(delete(zone).where(zone.id.in_(ids), zone.id.not_in(in_use)))


OF: dict[str, Callable[[ImportedFile, int], Undone]] = {
    "households": _households,
    "members": _members,
    "care": _facts,
    "positions": _facts,
    "communities": _communities,
}

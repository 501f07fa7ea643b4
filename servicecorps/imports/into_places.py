"""Put communities in by their code: new ones are added, known ones brought up to date."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select

from servicecorps.extensions import db
from servicecorps.history import writing as history
from servicecorps.imports import bulk, queries
from servicecorps.imports.bulk import Put, Tell, Values
from servicecorps.imports.model import ImportedRow
from servicecorps.places import writing as places
from servicecorps.places.model import Community, CommunityAlias, District, Subdistrict

_KEPT = ("in_charge_id", "visited_before_on")
_POSITION = ("lat_deg", "lon_deg")
Zone = TypeVar("Zone", District, Subdistrict)


def put_communities(items: Values, import_id: int, by: int | None, tell: Tell) -> Put:
    """Add communities, their sub-districts and districts; return how many are new and changed."""
    zones, total = _Zones(import_id), Put()
    aliases: defaultdict[int, set[str]] = defaultdict(set)
    for community_id, alias in queries.aliases():
        aliases[community_id].add(alias)
    for some in bulk.pieces(items):
        codes = [values["code"] for values in some]
        query = select(Community).where(Community.code.in_(codes))
        known = {one.code: one for one in db.session.scalars(query)}
        fresh = [values for values in some if values["code"] not in known]
        _add(fresh, zones, import_id, by)
        changed = 0
        for values in some:
            if found := known.get(values["code"]):
                wanted = _wanted(found, values, zones.of(values), aliases[found.id])
                changed += _bring_up_to_date(found, wanted, aliases[found.id], import_id, by)
        total = Put(total.added + len(fresh), total.changed + changed)
        tell(total.rows)
    return total


def _add(some: list[dict[str, Any]], zones: "_Zones", import_id: int, by: int | None) -> None:
    ids = queries.new_ids(Community, len(some))
    made, names = [], []
    for number, values in zip(ids, some, strict=True):
        more = _other_names(values)
        row = values | {
            "id": number,
            "subdistrict_id": zones.of(values).id,
            "search_text": places.search_text(values["name"], more),
        }
        made.append(bulk.whole(Community, row))
        names += [{"community_id": number, "alias": alias} for alias in more]
    bulk.pour(Community, made)
    bulk.pour(CommunityAlias, names)
    bulk.tie(import_id, "community", ids, by)


def _other_names(values: dict[str, Any]) -> set[str]:
    return {values["official_name"]} - {"", values["name"]}


def _wanted(
    found: Community, values: dict[str, Any], zone: Subdistrict, aliases: set[str]
) -> dict[str, Any]:
    # Without a position in the file a community stays where somebody placed it.
    where = {name: values.get(name, getattr(found, name)) for name in _POSITION}
    names = sorted(aliases | _other_names(values))
    return {"name": values["name"], "subdistrict_id": zone.id, "aliases": names, **where}


def _bring_up_to_date(
    found: Community, wanted: dict[str, Any], aliases: set[str], import_id: int, by: int | None
) -> bool:
    changes = history.differences(facts(found, aliases), wanted)
    if not changes:
        return False
    amend(found, wanted, by)
    # Old and new: undone only where nobody has changed it since.
    row = ImportedRow(import_id=import_id, subject="community", subject_id=found.id, before=changes)
    db.session.add(row)
    return True


def facts(found: Community, aliases: set[str]) -> dict[str, Any]:
    """Return what an import changes of a community."""
    return {
        "name": found.name,
        "subdistrict_id": found.subdistrict_id,
        "aliases": sorted(aliases),
        **{name: getattr(found, name) for name in _POSITION},
    }


def amend(found: Community, wanted: dict[str, Any], by: int | None) -> None:
    """Change a community as its form would; the history says what."""
    more = {name: getattr(found, name) for name in _KEPT}
    places.amend_community(found.id, found.version, by=by, **wanted, **more)


@dataclass
class _Zones:
    """Districts and sub-districts by their code; those that are missing are added and tied."""

    import_id: int

    def __post_init__(self) -> None:
        self._districts = {one.code: one for one in db.session.scalars(select(District))}
        self._zones = {one.code: one for one in db.session.scalars(select(Subdistrict))}

    def of(self, values: dict[str, Any]) -> Subdistrict:
        """Return the sub-district a row names by its code."""
        code = values["subdistrict_code"]
        if code not in self._zones:
            self._zones[code] = self._made(
                Subdistrict(code=code, name=values["subdistrict"], district=self._district(values))
            )
        return self._zones[code]

    def _district(self, values: dict[str, Any]) -> District:
        code = values["district_code"]
        if code not in self._districts:
            self._districts[code] = self._made(District(code=code, name=values["district"]))
        return self._districts[code]

    def _made(self, zone: Zone) -> Zone:
        db.session.add(zone)
        db.session.flush()
        subject = type(zone).__name__.lower()
        db.session.add(ImportedRow(import_id=self.import_id, subject=subject, subject_id=zone.id))
        db.session.flush()
        return zone

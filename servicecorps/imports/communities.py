"""Bring communities in, in one transaction."""

import hashlib
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from servicecorps import clock
from servicecorps.errors import Invalid
from servicecorps.extensions import db, transaction
from servicecorps.imports import rules
from servicecorps.imports.model import ImportedFile
from servicecorps.imports.positions import question
from servicecorps.imports.reading import read_table
from servicecorps.imports.rules import Outcome, Rejected
from servicecorps.places.coordinates import WGS84, Position
from servicecorps.places.model import Community, CommunityAlias, District, Subdistrict
from servicecorps.places.writing import search_text

COMMUNITY_COLUMNS = {
    "code": "code",
    "代码": "code",
    "name": "name",
    "社区": "name",
    "名称": "name",
    "official_name": "official_name",
    "正式名称": "official_name",
    "subdistrict_code": "subdistrict_code",
    "街道代码": "subdistrict_code",
    "subdistrict": "subdistrict",
    "街道": "subdistrict",
    "district_code": "district_code",
    "区市代码": "district_code",
    "district": "district",
    "区市": "district",
    "lat": "lat",
    "纬度": "lat",
    "lon": "lon",
    "经度": "lon",
}
NEEDED = ("code", "name", "subdistrict_code", "subdistrict", "district_code", "district")
# What the columns hold; SQLite would take any length, PostgreSQL none beyond.
LONGEST = {
    "code": 12,
    "name": 500,
    "official_name": 128,
    "subdistrict_code": 12,
    "subdistrict": 64,
    "district_code": 12,
    "district": 64,
}


def bring(
    content: bytes,
    name: str,
    *,
    dry_run: bool = False,
    again: bool = False,
    crs: str = WGS84,
    outside: bool = False,
) -> Outcome:
    """Bring communities in by their code: new ones are added, known ones brought up to date.

    Nothing goes in unless every row can; places outside their district only if `outside` is set.
    Positions are in the named system of coordinates.

    Raises:
        Invalid: the file was brought in before and `again` is not set, or cannot be read, or
            there is nothing in it.
    """
    digest = hashlib.sha256(content).hexdigest()
    rows = list(rules.by_header(read_table(content, name), COMMUNITY_COLUMNS))
    if not rows:
        raise Invalid(
            _("文件里没有社区。第一行写代码、社区、街道代码、街道、区市代码、区市，下面一行一个")
        )
    outcome = Outcome(len(rows), outside_allowed=outside)
    outcome.rejected = [*_missing_columns(rows), *_too_long(rows)]
    with transaction():
        known = select(ImportedFile.id).where(ImportedFile.sha256 == digest)
        if db.session.scalar(known.limit(1)) and not again:
            raise Invalid(_("这个文件已经导入过；要再导一次，请加 --again"))
        if not outcome.rejected:
            _put_in(rows, crs, outcome)
        if dry_run or outcome.refused:
            db.session.rollback()
            return outcome
        db.session.add(
            ImportedFile(
                kind="communities",
                sha256=digest,
                rows=len(rows),
                imported_at=clock.now(),
                asked={},
                found={"added": outcome.added, "changed": outcome.changed},
            )
        )
    return outcome


def _too_long(rows: Sequence[tuple[int, dict[str, str]]]) -> list[Rejected]:
    return [
        Rejected(number, column, cells[column][:40], _("最多 %(most)d 字", most=most))
        for number, cells in rows
        for column, most in LONGEST.items()
        if len(cells.get(column, "")) > most
    ]


def _missing_columns(rows: Sequence[tuple[int, dict[str, str]]]) -> list[Rejected]:
    return [
        Rejected(number, column, cells.get(column, ""), _("这一列是空的"))
        for number, cells in rows
        for column in NEEDED
        if not cells.get(column)
    ]


def _put_in(rows: Sequence[tuple[int, dict[str, str]]], crs: str, outcome: Outcome) -> None:
    districts = {row.code: row for row in db.session.scalars(select(District))}
    zones = {row.code: row for row in db.session.scalars(select(Subdistrict))}
    found = {row.code: row for row in db.session.scalars(select(Community))}
    pairs = select(CommunityAlias.community_id, CommunityAlias.alias)
    aliases: set[tuple[int, str]] = {(key, alias) for key, alias in db.session.execute(pairs)}
    for number, cells in rows:
        zone = _zone(cells, districts, zones)
        try:
            position = rules.position(cells.get("lat", ""), cells.get("lon", ""), crs)
        except ValueError:
            outcome.rejected.append(Rejected(number, "lat", cells.get("lat", ""), _("不是度数")))
            continue
        if position:
            question(outcome, number, zone.district, position)
        _one(cells, zone, position, found, outcome)
    if outcome.rejected:
        return
    db.session.flush()
    for _number, cells in rows:
        official, community = cells.get("official_name", ""), found[cells["code"]]
        if official and official != cells["name"] and (community.id, official) not in aliases:
            aliases.add((community.id, official))
            db.session.add(CommunityAlias(community_id=community.id, alias=official))


def _zone(
    cells: dict[str, str], districts: dict[str, District], zones: dict[str, Subdistrict]
) -> Subdistrict:
    if cells["subdistrict_code"] not in zones:
        if cells["district_code"] not in districts:
            district = District(code=cells["district_code"], name=cells["district"])
            districts[district.code] = district
            db.session.add(district)
            db.session.flush()
        zone = Subdistrict(
            code=cells["subdistrict_code"],
            name=cells["subdistrict"],
            district_id=districts[cells["district_code"]].id,
        )
        zones[zone.code] = zone
        db.session.add(zone)
        db.session.flush()
    return zones[cells["subdistrict_code"]]


def _one(
    cells: dict[str, str],
    zone: Subdistrict,
    position: Position | None,
    found: dict[str | None, Community],
    outcome: Outcome,
) -> None:
    community = found.get(cells["code"])
    if community is None:
        community = Community(code=cells["code"], name=cells["name"], subdistrict_id=zone.id)
        found[cells["code"]] = community
        db.session.add(community)
        outcome.added += 1
        if position:
            community.lat_deg, community.lon_deg = position
    else:
        before = community.name, community.subdistrict_id, community.lat_deg, community.lon_deg
        # Without a position in the file a community stays where somebody placed it.
        after = cells["name"], zone.id, *(position or before[2:])
        if before != after:
            (community.name, community.subdistrict_id, community.lat_deg, community.lon_deg) = after
            community.version += 1
            outcome.changed += 1
    community.search_text = search_text(cells["name"], [cells.get("official_name", "")])

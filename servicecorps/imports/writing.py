"""Bring communities in, in one transaction."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select

from servicecorps import clock
from servicecorps.errors import Invalid
from servicecorps.extensions import db, transaction
from servicecorps.imports import rules
from servicecorps.imports.model import ImportedFile
from servicecorps.imports.rules import Rejected
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
MAX_ROWS, MAX_COLUMNS = 200_000, 100
MOST_DEGREES = 180


@dataclass
class Outcome:
    """What an import did, or would do."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def read_table(content: bytes, name: str) -> list[list[str]]:
    """Return the cells of a CSV or XLSX file as text.

    Raises:
        Invalid: the file cannot be read.
    """
    if name.lower().endswith(".xlsx"):
        return _xlsx_rows(content)
    try:
        return rules.csv_rows(rules.decoded(content))
    except ValueError as problem:
        raise Invalid(_("读不懂这个文件，请存成 UTF-8 或 GB18030 的 CSV")) from problem


def _xlsx_rows(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 – only needed here

    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as problem:
        raise Invalid(_("读不懂这个文件，请存成 UTF-8 或 GB18030 的 CSV")) from problem
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def communities(
    content: bytes, name: str, *, dry_run: bool = False, again: bool = False
) -> Outcome:
    """Bring communities in by their code: new ones are added, known ones brought up to date.

    Nothing goes in unless every row can.

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
    outcome = Outcome(rows=len(rows), rejected=[*_missing_columns(rows), *_too_long(rows)])
    with transaction():
        known = select(ImportedFile.id).where(ImportedFile.sha256 == digest)
        if db.session.scalar(known.limit(1)) and not again:
            raise Invalid(_("这个文件已经导入过；要再导一次，请加 --again"))
        if not outcome.rejected:
            _put_in(rows, outcome)
        if dry_run or outcome.rejected:
            db.session.rollback()
            return outcome
        db.session.add(
            ImportedFile(kind="communities", sha256=digest, rows=len(rows), imported_at=clock.now())
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


def _put_in(rows: Sequence[tuple[int, dict[str, str]]], outcome: Outcome) -> None:
    districts = {row.code: row for row in db.session.scalars(select(District))}
    zones = {row.code: row for row in db.session.scalars(select(Subdistrict))}
    found = {row.code: row for row in db.session.scalars(select(Community))}
    pairs = select(CommunityAlias.community_id, CommunityAlias.alias)
    aliases: set[tuple[int, str]] = {(key, alias) for key, alias in db.session.execute(pairs)}
    for number, cells in rows:
        zone = _zone(cells, districts, zones)
        try:
            lat, lon = _degrees(cells.get("lat", "")), _degrees(cells.get("lon", ""))
        except ValueError:
            outcome.rejected.append(Rejected(number, "lat", cells.get("lat", ""), _("不是度数")))
            continue
        _one(cells, zone, (lat, lon), found, outcome)
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
    position: tuple[float | None, float | None],
    found: dict[str | None, Community],
    outcome: Outcome,
) -> None:
    community = found.get(cells["code"])
    if community is None:
        community = Community(code=cells["code"], name=cells["name"], subdistrict_id=zone.id)
        found[cells["code"]] = community
        db.session.add(community)
        outcome.added += 1
    elif (community.name, community.subdistrict_id) != (cells["name"], zone.id):
        community.name, community.subdistrict_id = cells["name"], zone.id
        outcome.changed += 1
    if position != (None, None):
        community.lat_deg, community.lon_deg = position
    community.search_text = search_text(cells["name"], [cells.get("official_name", "")])


def _degrees(text: str) -> float | None:
    degrees = float(text) if text else None
    if degrees is not None and not abs(degrees) <= MOST_DEGREES:
        raise ValueError(text)
    return degrees

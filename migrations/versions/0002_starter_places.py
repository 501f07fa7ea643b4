"""The two teams, and the districts and communities the utility serves."""

import csv
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from pypinyin import Style, lazy_pinyin

revision = "0002"
down_revision = "0001"

STARTER = Path(__file__).resolve().parents[2] / "servicecorps" / "places" / "starter"
TEAMS = ("run_wanjia", "community_helpers")


def upgrade() -> None:
    connection = op.get_bind()
    meta = sa.MetaData()
    meta.reflect(
        connection, only=["teams", "districts", "subdistricts", "communities", "community_aliases"]
    )
    teams, districts, zones, communities, aliases = (
        meta.tables[name]
        for name in ("teams", "districts", "subdistricts", "communities", "community_aliases")
    )
    add_missing(
        connection, teams, "slug", [{"slug": s, "position": n} for n, s in enumerate(TEAMS)]
    )
    add_missing(
        connection,
        districts,
        "code",
        [point(row) | {"served": row["served"]} for row in rows("districts.csv")],
    )
    district_ids = ids(connection, districts)
    add_missing(
        connection,
        zones,
        "code",
        [
            point(row) | {"district_id": district_ids[row["district_code"]]}
            for row in rows("subdistricts.csv")
        ],
    )
    zone_ids = ids(connection, zones)
    places = rows("communities.csv")
    add_missing(
        connection,
        communities,
        "code",
        [
            {
                "code": row["code"],
                "name": row["name"],
                "subdistrict_id": zone_ids[row["subdistrict_code"]],
                "search_text": search_text(row),
                "version": 1,
            }
            for row in places
        ],
    )
    community_ids = ids(connection, communities)
    known = set(connection.execute(sa.select(aliases.c.community_id, aliases.c.alias)).all())
    official = [
        {"community_id": community_ids[row["code"]], "alias": row["official_name"]}
        for row in places
        if row["official_name"] != row["name"]
    ]
    official = [row for row in official if tuple(row.values()) not in known]
    if official:
        connection.execute(sa.insert(aliases), official)


def downgrade() -> None:
    # Places stay: records may refer to them. Going up again adds only what is missing.
    pass


def rows(file: str) -> list[dict[str, str]]:
    with (STARTER / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def point(row: dict[str, str]) -> dict[str, object]:
    return {
        "code": row["code"],
        "name": row["name"],
        "lat_deg": float(row["lat"]) if row["lat"] else None,
        "lon_deg": float(row["lon"]) if row["lon"] else None,
    }


def search_text(row: dict[str, str]) -> str:
    initials = "".join(lazy_pinyin(row["name"], style=Style.FIRST_LETTER, errors="default"))
    names = dict.fromkeys([row["name"], row["official_name"], initials])
    return " ".join(names).lower()


def ids(connection: sa.Connection, table: sa.Table) -> dict[str, int]:
    return dict(connection.execute(sa.select(table.c.code, table.c.id)).all())


def add_missing(connection, table: sa.Table, key: str, wanted: list[dict]) -> None:
    known = set(connection.scalars(sa.select(table.c[key])))
    fresh = [row for row in wanted if row[key] not in known]
    if fresh:
        connection.execute(sa.insert(table), fresh)

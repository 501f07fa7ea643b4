"""One index for every figure, one for callers; two more figures among the counters."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

COUNTED = sa.text("measure IS NOT NULL")
VISITS = sa.text("measure = 'visits'")
FIGURES = ["household_id", "community_id", "team_id", "category", "quantity"]

# Every month and year: how many repairs the team found itself.
FOUND_BY_US = """
    FROM (
        SELECT {period} AS period, r.category, coalesce(r.team_id, 0) AS team_id,
            coalesce(r.community_id, 0) AS community_id, {member} AS member_id, r.quantity
        FROM records r JOIN repairs k ON k.id = r.id {credits}
        WHERE r.measure = 'repairs' AND k.found_by = 'team'
    ) found
"""
TABLES = {
    "count_categories": ("category, team_id", "NULL", ""),
    "count_communities": ("community_id", "NULL", ""),
    "count_members": (
        "member_id",
        "c.member_id",
        "JOIN record_members c ON c.record_id = r.id",
    ),
}


def upgrade() -> None:
    op.drop_index("ix_records_visited", "records", sqlite_where=VISITS, postgresql_where=VISITS)
    op.drop_index("ix_records_measure", "records", sqlite_where=COUNTED, postgresql_where=COUNTED)
    op.drop_index("ix_records_household", "records")
    op.create_index("ix_records_measure", "records", ["measure", "happened_on", "id", *FIGURES])
    op.create_index(
        "ix_records_household",
        "records",
        ["household_id", "happened_on", "id", "kind", "measure"],
    )
    op.create_index("ix_calls_caller_phone", "calls", ["caller_phone"])
    for length in (7, 4):
        count_found_by_us(f"substr(CAST(r.happened_on AS varchar), 1, {length})")
    count_households()


def count_found_by_us(period: str) -> None:
    for table, (keys, member, credits) in TABLES.items():
        found = FOUND_BY_US.format(period=period, member=member, credits=credits)
        op.execute(
            f"INSERT INTO {table} (period, measure, {keys}, amount)"
            f" SELECT period, 'repairs_found', {keys}, sum(quantity) {found}"
            f" GROUP BY period, {keys}"
        )


def count_households() -> None:
    month = "substr(CAST(happened_on AS varchar), 1, 7)"
    visits = "FROM records WHERE measure = 'visits'"
    year = "substr(CAST(happened_on AS varchar), 1, 4)"
    first = f"SELECT min({month}) AS month {visits} GROUP BY household_id, {year}"
    into = "INSERT INTO count_categories (period, measure, category, team_id, amount)"
    op.execute(
        f"{into} SELECT month, 'households', '', 0, count(*)"
        f" FROM (SELECT DISTINCT household_id, {month} AS month {visits}) seen GROUP BY month"
    )
    for period in ("month", "substr(month, 1, 4)"):
        op.execute(
            f"{into} SELECT {period}, 'new_households', '', 0, count(*)"
            f" FROM ({first}) firsts GROUP BY {period}"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(
            f"DELETE FROM {table} WHERE measure IN ('households', 'new_households', 'repairs_found')"
        )
    op.drop_index("ix_calls_caller_phone", "calls")
    op.drop_index("ix_records_household", "records")
    op.drop_index("ix_records_measure", "records")
    op.create_index("ix_records_household", "records", ["household_id", "happened_on", "id"])
    op.create_index(
        "ix_records_measure",
        "records",
        ["measure", "happened_on", "id"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )
    op.create_index(
        "ix_records_visited",
        "records",
        ["happened_on", "household_id", "community_id", "team_id", "category"],
        sqlite_where=VISITS,
        postgresql_where=VISITS,
    )

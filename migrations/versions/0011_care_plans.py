"""Care plans that rest or end, campaigns, settings on the screen, an index of what is open."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

REASONS = ("pause_reason", "end_reason")
OPEN = sa.text("state = 'planned'")


def upgrade() -> None:
    with op.batch_alter_table("households") as batch_op:
        batch_op.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        for name in REASONS:
            batch_op.add_column(
                sa.Column(name, sa.String(length=16), nullable=False, server_default="")
            )
    with op.batch_alter_table("households") as batch_op:
        for name in REASONS:
            batch_op.alter_column(name, server_default=None)
    op.create_index(op.f("ix_communities_in_charge_id"), "communities", ["in_charge_id"])
    op.create_index(
        "ix_records_open",
        "records",
        ["kind", "happened_on", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("key", name=op.f("uq_settings_key")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["members.id"], name=op.f("fk_campaigns_created_by_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "campaign_households",
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ticked_on", sa.Date(), nullable=True),
        sa.Column("ticked_by_id", sa.Integer(), nullable=True),
        sa.Column("word", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_households_campaign_id_campaigns"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["households.id"],
            name=op.f("fk_campaign_households_household_id_households"),
        ),
        sa.ForeignKeyConstraint(
            ["ticked_by_id"],
            ["members.id"],
            name=op.f("fk_campaign_households_ticked_by_id_members"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "household_id", name=op.f("pk_campaign_households")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("campaign_households", "campaigns", "settings"):
        op.drop_table(table)
    op.drop_index("ix_records_open", "records")
    op.drop_index(op.f("ix_communities_in_charge_id"), "communities")
    with op.batch_alter_table("households") as batch_op:
        for name in ("end_reason", "pause_reason", "ended_on", "paused_until"):
            batch_op.drop_column(name)

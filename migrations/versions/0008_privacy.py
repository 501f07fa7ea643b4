"""Consent that was withdrawn, households that were erased, what may be shown outside the team."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

FLAGS = (
    ("attachments", "may_be_shown"),
    ("commendations", "letter_may_be_shown"),
    ("commendations", "case_may_be_told"),
)
LOOKED = ["at", "member_id", "household_id"]


def upgrade() -> None:
    with op.batch_alter_table("households") as batch_op:
        batch_op.add_column(sa.Column("withdrawn_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("withdrawn_way", sa.String(length=16), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_households_withdrawn_by_id_members"),
            "members",
            ["withdrawn_by_id"],
            ["id"],
        )
    with op.batch_alter_table("households") as batch_op:
        batch_op.alter_column("withdrawn_way", server_default=None)
    op.create_index(op.f("ix_looks_at_member_id_household_id"), "looks", LOOKED)
    for table, flag in FLAGS:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(
                sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false())
            )
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(flag, server_default=None)


def downgrade() -> None:
    for table, flag in reversed(FLAGS):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(flag)
    op.drop_index(op.f("ix_looks_at_member_id_household_id"), "looks")
    with op.batch_alter_table("households") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_households_withdrawn_by_id_members"), type_="foreignkey"
        )
        for column in ("erased_at", "withdrawn_way", "withdrawn_by_id", "withdrawn_on"):
            batch_op.drop_column(column)

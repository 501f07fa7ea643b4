"""Last visits by household too; whose a community is, and when it was visited before."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

COUNTED = "FROM records WHERE kind = 'visit' AND measure IS NOT NULL"
INTO = "INSERT INTO visit_marks (subject, subject_id, last_visit_on)"


def upgrade() -> None:
    op.create_table(
        "visit_marks",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_visit_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("subject", "subject_id", name=op.f("pk_visit_marks")),
        sqlite_with_rowid=False,
    )
    for subject in ("community", "household"):
        op.execute(
            f"{INTO} SELECT '{subject}', {subject}_id, max(happened_on)"
            f" {COUNTED} AND {subject}_id IS NOT NULL GROUP BY {subject}_id"
        )
    op.drop_table("community_marks")
    with op.batch_alter_table("communities") as batch_op:
        batch_op.add_column(sa.Column("in_charge_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("visited_before_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_communities_in_charge_id_members"), "members", ["in_charge_id"], ["id"]
        )


def downgrade() -> None:
    op.create_table(
        "community_marks",
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_visit_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_community_marks")),
    )
    op.execute(
        "INSERT INTO community_marks (community_id, last_visit_on)"
        " SELECT subject_id, last_visit_on FROM visit_marks WHERE subject = 'community'"
    )
    op.drop_table("visit_marks")
    with op.batch_alter_table("communities") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_communities_in_charge_id_members"), type_="foreignkey"
        )
        batch_op.drop_column("visited_before_on")
        batch_op.drop_column("in_charge_id")

"""What a file brought in, so that it can be undone; columns once mapped; homes visited before."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "import_maps",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "signature", name=op.f("pk_import_maps")),
    )
    with op.batch_alter_table("imported_files") as batch_op:
        batch_op.add_column(
            sa.Column("state", sa.String(length=8), nullable=False, server_default="done")
        )
        batch_op.add_column(sa.Column("by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("token", sa.String(length=32), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("name", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("asked", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("found", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.create_foreign_key(
            batch_op.f("fk_imported_files_by_id_members"), "members", ["by_id"], ["id"]
        )
    with op.batch_alter_table("imported_files") as batch_op:
        for name in ("state", "token", "name", "asked", "found"):
            batch_op.alter_column(name, server_default=None)
    op.create_table(
        "imported_rows",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imported_files.id"],
            name=op.f("fk_imported_rows_import_id_imported_files"),
        ),
        sa.PrimaryKeyConstraint(
            "import_id", "subject", "subject_id", name=op.f("pk_imported_rows")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("households") as batch_op:
        batch_op.add_column(sa.Column("visited_before_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("households") as batch_op:
        batch_op.drop_column("visited_before_on")
    op.drop_table("imported_rows")
    op.execute("DELETE FROM imported_files WHERE state <> 'done'")
    with op.batch_alter_table("imported_files") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_imported_files_by_id_members"), type_="foreignkey")
        for name in ("found", "asked", "name", "token", "by_id", "state"):
            batch_op.drop_column(name)
    op.drop_table("import_maps")

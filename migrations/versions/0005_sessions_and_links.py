"""Who is signed in, on which phone, with what codes; links that open one account."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "own_phones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        whose("own_phones"),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_phones")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_own_phones_token_hash")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        whose("sign_ins"),
        sa.Column(
            "phone_id",
            sa.Integer(),
            sa.ForeignKey(
                "own_phones.id", name=op.f("fk_sign_ins_phone_id_own_phones"), ondelete="CASCADE"
            ),
            nullable=True,
        ),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.Column("coded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_table(
        "wrong_tries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_wrong_tries")),
    )
    op.create_table(
        "second_factors",
        whose("second_factors"),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "backup_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        whose("backup_codes"),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_codes")),
    )
    for table in ("own_phones", "sign_ins", "backup_codes"):
        op.create_index(op.f(f"ix_{table}_member_id"), table, ["member_id"])
    op.create_index(op.f("ix_wrong_tries_last_at"), "wrong_tries", ["last_at"])
    with op.batch_alter_table("one_time_links") as batch_op:
        batch_op.add_column(sa.Column("member_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_one_time_links_member_id_members"),
            "members",
            ["member_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_index(batch_op.f("ix_one_time_links_member_id"), ["member_id"])


def whose(table: str) -> sa.Column:
    name = op.f(f"fk_{table}_member_id_members")
    key = sa.ForeignKey("members.id", name=name, ondelete="CASCADE")
    return sa.Column("member_id", sa.Integer(), key, autoincrement=False, nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM one_time_links WHERE member_id IS NOT NULL")
    with op.batch_alter_table("one_time_links") as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_links_member_id"))
        batch_op.drop_constraint(
            batch_op.f("fk_one_time_links_member_id_members"), type_="foreignkey"
        )
        batch_op.drop_column("member_id")
    for table in ("backup_codes", "second_factors", "wrong_tries", "sign_ins", "own_phones"):
        op.drop_table(table)

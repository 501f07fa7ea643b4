"""History and looks append-only and sealed day by day; files in clear and whom they held."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# Written out here, not taken from the models: a migration means the same for ever.
FIELDS = {
    "history": ("id", "subject_type", "subject_id", "actor_id", "action", "at"),
    "looks": ("id", "member_id", "household_id", "at"),
}
# What may be erased: a text altogether, of changes the old and new value of each field.
VALUES = {"history": ("reason", "changes"), "looks": ("reason",)}
EXPORT = ("id", "member_id", "at", "kind", "filters", "ending", "reason")
TABLES = ("history", "looks", "exports", "export_households", "seals")


def upgrade() -> None:
    for table in FIELDS:
        op.add_column(table, sa.Column("salt", sa.LargeBinary(length=16), nullable=True))
        op.add_column(table, sa.Column("value_digest", sa.LargeBinary(length=32), nullable=True))
        op.add_column(table, sa.Column("digest", sa.LargeBinary(length=32), nullable=True))
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("filters", sa.String(length=300), nullable=False),
        sa.Column("ending", sa.String(length=4), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_table(
        "export_households",
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["exports.id"], name=op.f("fk_export_households_export_id_exports")
        ),
        sa.PrimaryKeyConstraint("export_id", "household_id", name=op.f("pk_export_households")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
    )
    op.create_index(op.f("ix_seals_book_last_id"), "seals", ["book", "last_id"])
    if op.get_bind().dialect.name == "sqlite":
        guard_sqlite()
    else:
        guard_postgresql()


def allowed(table: str, same: str, as_text: str) -> str:
    """Return what an update may do: seal a line, or erase its values; finish a file."""

    def kept(names: tuple[str, ...]) -> str:
        return " AND ".join(f"NEW.{one} {same} OLD.{one}" for one in names)

    if table == "exports":
        return f"OLD.sha256 = '' AND NEW.sha256 <> '' AND {kept(EXPORT)}"
    if table not in FIELDS:
        return "1 = 0"
    values = VALUES[table]
    unchanged = " AND ".join(f"NEW.{one}{as_text} {same} OLD.{one}{as_text}" for one in values)
    each = "json_each_text" if as_text else "json_each"
    blank = f"replace(value, ' ', '') = '[\"\",\"\"]'"
    emptied = "NEW.reason = ''"
    if "changes" in values:
        emptied += f" AND NOT EXISTS (SELECT 1 FROM {each}(NEW.changes) WHERE NOT {blank})"
    seals = (
        f"OLD.digest IS NULL AND NEW.digest IS NOT NULL AND NEW.salt IS NOT NULL AND {unchanged}"
    )
    erases = (
        f"NEW.digest {same} OLD.digest AND NEW.salt IS NULL"
        f" AND (NEW.digest IS NULL) = (NEW.value_digest IS NULL) AND {emptied}"
    )
    return f"{kept(FIELDS[table])} AND (({seals}) OR ({erases}))"


def guard_sqlite() -> None:
    for table in TABLES:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(
            f"CREATE TRIGGER {table}_keeps_lines BEFORE UPDATE ON {table}"
            f" WHEN NOT coalesce({allowed(table, 'IS', '')}, 0) {refuse}"
        )
        op.execute(f"CREATE TRIGGER {table}_keeps_all BEFORE DELETE ON {table} {refuse}")


def guard_postgresql() -> None:
    for table in TABLES:
        may = allowed(table, "IS NOT DISTINCT FROM", "::text")
        op.execute(
            f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'UPDATE' THEN IF {may} THEN RETURN NEW; END IF; END IF;"
            f" RAISE EXCEPTION '{table} is append-only'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_keeps_lines BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION keep_{table}()"
        )


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        of_table = f" ON {table}" if on_postgresql else ""
        for what in ("lines", "all"):
            op.execute(f"DROP TRIGGER {table}_keeps_{what}{of_table}")
        if on_postgresql:
            op.execute(f"DROP FUNCTION keep_{table}()")
    op.drop_table("seals")
    op.drop_table("export_households")
    op.drop_table("exports")
    for table in FIELDS:
        with op.batch_alter_table(table) as batch_op:
            for column in ("digest", "value_digest", "salt"):
                batch_op.drop_column(column)

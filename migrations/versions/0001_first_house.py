"""The first house: people, places, the logbook, counters."""

from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade() -> None:

    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("name", name=op.f("uq_attachments_name")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_record_id"), ["record_id"], unique=False)

    op.create_table(
        "community_marks",
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_visit_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_community_marks")),
    )
    op.create_table(
        "count_categories",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "period", "measure", "category", "team_id", name=op.f("pk_count_categories")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "count_communities",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "period", "measure", "community_id", name=op.f("pk_count_communities")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "count_members",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", "measure", "member_id", name=op.f("pk_count_members")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "districts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("served", sa.String(length=8), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=True),
        sa.Column("lon_deg", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_districts")),
        sa.UniqueConstraint("code", name=op.f("uq_districts_code")),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_history_subject_type_subject_id"),
            ["subject_type", "subject_id"],
            unique=False,
        )

    op.create_table(
        "imported_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_files")),
    )
    with op.batch_alter_table("imported_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imported_files_sha256"), ["sha256"], unique=False)

    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
    )
    with op.batch_alter_table("looks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_looks_household_id_at"), ["household_id", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_looks_member_id_at"), ["member_id", "at"], unique=False
        )

    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("initials", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=32), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("stamp", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("public_name", sa.String(length=64), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("username", name=op.f("uq_members_username")),
    )
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_links_token_hash")),
    )
    with op.batch_alter_table("one_time_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_links_purpose"), ["purpose"], unique=False)

    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint(
            "member_id", "client_key", name=op.f("uq_submissions_member_id_client_key")
        ),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("slug", name=op.f("uq_teams_slug")),
    )
    op.create_table(
        "member_teams",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_teams_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_member_teams_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("member_id", "team_id", name=op.f("pk_member_teams")),
    )
    op.create_table(
        "member_titles",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_titles_member_id_members")
        ),
        sa.PrimaryKeyConstraint("member_id", "title", name=op.f("pk_member_titles")),
    )
    op.create_table(
        "opening_balances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("at_least", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_opening_balances_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["added_by"], ["members.id"], name=op.f("fk_opening_balances_added_by_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_balances")),
    )
    with op.batch_alter_table("opening_balances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_balances_measure"), ["measure"], unique=False)

    op.create_table(
        "subdistricts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=True),
        sa.Column("lon_deg", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["district_id"], ["districts.id"], name=op.f("fk_subdistricts_district_id_districts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subdistricts")),
        sa.UniqueConstraint("code", name=op.f("uq_subdistricts_code")),
    )
    with op.batch_alter_table("subdistricts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subdistricts_district_id"), ["district_id"], unique=False
        )

    op.create_table(
        "communities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("subdistrict_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("search_text", sa.String(length=2000), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=True),
        sa.Column("lon_deg", sa.Double(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"],
            ["subdistricts.id"],
            name=op.f("fk_communities_subdistrict_id_subdistricts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
        sa.UniqueConstraint("code", name=op.f("uq_communities_code")),
    )
    with op.batch_alter_table("communities", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_communities_subdistrict_id"), ["subdistrict_id"], unique=False
        )

    op.create_table(
        "community_aliases",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_community_aliases_community_id_communities"),
        ),
        sa.PrimaryKeyConstraint("community_id", "alias", name=op.f("pk_community_aliases")),
    )
    op.create_table(
        "households",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.String(length=64), nullable=False),
        sa.Column("initials", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("other_phone", sa.String(length=32), nullable=False),
        sa.Column("street", sa.String(length=128), nullable=False),
        sa.Column("door", sa.String(length=128), nullable=False),
        sa.Column("water_account", sa.String(length=32), nullable=False),
        sa.Column("preferences", sa.String(length=1000), nullable=False),
        sa.Column("main_category", sa.String(length=32), nullable=False),
        sa.Column("in_charge_id", sa.Integer(), nullable=True),
        sa.Column("own_care_days", sa.Integer(), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_by_id", sa.Integer(), nullable=True),
        sa.Column("consent_way", sa.String(length=16), nullable=False),
        sa.Column("photos_allowed", sa.Boolean(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_households_community_id_communities"),
        ),
        sa.ForeignKeyConstraint(
            ["consent_by_id"], ["members.id"], name=op.f("fk_households_consent_by_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["in_charge_id"], ["members.id"], name=op.f("fk_households_in_charge_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_households_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_households_in_charge_id"), ["in_charge_id"], unique=False
        )

    op.create_table(
        "household_categories",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["households.id"],
            name=op.f("fk_household_categories_household_id_households"),
        ),
        sa.PrimaryKeyConstraint("household_id", "category", name=op.f("pk_household_categories")),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("status_before", sa.String(length=16), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("typed_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("opened_from_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'done', 'withdrawn')", name=op.f("ck_records_state_known")
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_records_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_records_community_id_communities")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_records_household_id_households")
        ),
        sa.ForeignKeyConstraint(
            ["opened_from_id"], ["records.id"], name=op.f("fk_records_opened_from_id_records")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["members.id"], name=op.f("fk_records_recorded_by_members")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_records_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.create_index(
            "ix_records_community", ["community_id", "kind", "happened_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_records_household", ["household_id", "happened_on", "id"], unique=False
        )
        batch_op.create_index("ix_records_kind_day", ["kind", "happened_on", "id"], unique=False)
        batch_op.create_index(
            "ix_records_measure",
            ["measure", "happened_on", "id"],
            unique=False,
            sqlite_where=sa.text("measure IS NOT NULL"),
            postgresql_where=sa.text("measure IS NOT NULL"),
        )
        batch_op.create_index("ix_records_opened_from", ["opened_from_id"], unique=False)
        batch_op.create_index(
            "ix_records_visited",
            ["happened_on", "household_id", "community_id", "team_id", "category"],
            unique=False,
            sqlite_where=sa.text("measure = 'visits'"),
            postgresql_where=sa.text("measure = 'visits'"),
        )

    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=True),
        sa.Column("until_time", sa.Time(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_appointments_id_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("call_source", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("caller_phone", sa.String(length=32), nullable=False),
        sa.Column("call_back_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_calls_id_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_table(
        "commendations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_whom", sa.String(length=64), nullable=False),
        sa.Column("media_kind", sa.String(length=16), nullable=False),
        sa.Column("outlet", sa.String(length=64), nullable=False),
        sa.Column("front_page", sa.Boolean(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_commendations_id_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commendations")),
    )
    op.create_table(
        "night_works",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("streets", sa.String(length=300), nullable=False),
        sa.Column("households_spared", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_night_works_id_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_night_works")),
    )
    op.create_table(
        "problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raised_by", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("solution", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_problems_id_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_table(
        "record_members",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_record_members_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_record_members_record_id_records")
        ),
        sa.PrimaryKeyConstraint("record_id", "member_id", name=op.f("pk_record_members")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("record_members", schema=None) as batch_op:
        batch_op.create_index(
            "ix_record_members_list",
            ["member_id", "kind", "happened_on", "record_id"],
            unique=False,
        )

    op.create_table(
        "repairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("found_by", sa.String(length=16), nullable=False),
        sa.Column("before_meter", sa.Boolean(), nullable=True),
        sa.Column("charge", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_repairs_id_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repairs")),
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("report_group", sa.String(length=1), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_visits_id_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )


def downgrade() -> None:

    op.drop_table("visits")
    op.drop_table("repairs")
    with op.batch_alter_table("record_members", schema=None) as batch_op:
        batch_op.drop_index("ix_record_members_list")

    op.drop_table("record_members")
    op.drop_table("problems")
    op.drop_table("night_works")
    op.drop_table("commendations")
    op.drop_table("calls")
    op.drop_table("appointments")
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_records_visited",
            sqlite_where=sa.text("measure = 'visits'"),
            postgresql_where=sa.text("measure = 'visits'"),
        )
        batch_op.drop_index("ix_records_opened_from")
        batch_op.drop_index(
            "ix_records_measure",
            sqlite_where=sa.text("measure IS NOT NULL"),
            postgresql_where=sa.text("measure IS NOT NULL"),
        )
        batch_op.drop_index("ix_records_kind_day")
        batch_op.drop_index("ix_records_household")
        batch_op.drop_index("ix_records_community")

    op.drop_table("records")
    op.drop_table("household_categories")
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_households_in_charge_id"))
        batch_op.drop_index(batch_op.f("ix_households_community_id"))

    op.drop_table("households")
    op.drop_table("community_aliases")
    with op.batch_alter_table("communities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_communities_subdistrict_id"))

    op.drop_table("communities")
    with op.batch_alter_table("subdistricts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subdistricts_district_id"))

    op.drop_table("subdistricts")
    with op.batch_alter_table("opening_balances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opening_balances_measure"))

    op.drop_table("opening_balances")
    op.drop_table("member_titles")
    op.drop_table("member_teams")
    op.drop_table("teams")
    op.drop_table("submissions")
    with op.batch_alter_table("one_time_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_links_purpose"))

    op.drop_table("one_time_links")
    op.drop_table("members")
    with op.batch_alter_table("looks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_looks_member_id_at"))
        batch_op.drop_index(batch_op.f("ix_looks_household_id_at"))

    op.drop_table("looks")
    with op.batch_alter_table("imported_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_files_sha256"))

    op.drop_table("imported_files")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_subject_type_subject_id"))

    op.drop_table("history")
    op.drop_table("districts")
    op.drop_table("count_members")
    op.drop_table("count_communities")
    op.drop_table("count_categories")
    op.drop_table("community_marks")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_record_id"))

    op.drop_table("attachments")

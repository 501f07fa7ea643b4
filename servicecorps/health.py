"""Is the process alive, and can it work?"""

import shutil

from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from servicecorps.extensions import MIGRATIONS, db

bp = Blueprint("health", __name__)
LEAST_FREE_BYTES = 200 * 1024 * 1024


@bp.get("/healthz")
def process() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say whether database, migrations and disk allow work, or what a person must do."""
    reason = _reason()
    return jsonify(
        status="ok" if not reason else "not ready", reason=reason
    ), 503 if reason else 200


def _reason() -> str:
    try:
        at = database_revision()
    except SQLAlchemyError:
        return "数据库连不上 / the database cannot be reached"
    if at != head_revision(current_app):
        return "数据库要升级，请重新启动 / the database needs an upgrade, please restart"
    if shutil.disk_usage(current_app.config["INSTANCE"]).free < LEAST_FREE_BYTES:
        return "磁盘快满了 / the disk is nearly full"
    return ""


def database_revision() -> str | None:
    """Return the migration the database is at."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 – loads slowly

    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision(app: Flask) -> str | None:
    """Return the migration the code expects."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 – loads slowly

    with app.app_context():
        return ScriptDirectory(str(MIGRATIONS)).get_current_head()

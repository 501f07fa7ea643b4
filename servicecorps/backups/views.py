"""The administrator's page: the last backup, one more, and taking one away."""

import sqlite3

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps.backups import making, queries, showing, writing
from servicecorps.backups.form import MakeForm
from servicecorps.errors import Missing, Problem
from servicecorps.people.confirming import fresh
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.submissions import queries as submissions

bp = Blueprint("backups", __name__, url_prefix="/admin/backups")


@bp.get("")
@needs(Permission.BACKUPS)
def index() -> Answer:
    """Show the last good backup, how large and how many records, and the ones before."""
    return _page(MakeForm())


@bp.post("/new")
@needs(Permission.BACKUPS)
def make() -> Answer:
    """Make a backup now, once however often the button was pressed."""
    form, me = MakeForm(), signed_in().id
    if not form.validate_on_submit():
        return _page(form), 422
    if not submissions.was_stored(me, form.text("client_key")):
        try:
            making.make_and_note(
                None, making.passphrase_from_file(), by=me, client_key=form.text("client_key")
            )
        except (OSError, Problem, sqlite3.Error) as problem:
            current_app.logger.error("backup: %s", type(problem).__name__)  # noqa: TRY400
            flash(_("没有备成：磁盘可能满了，或文件夹不能写。上一份还在"), "error")
            return redirect(url_for(".index"))
    flash(_("已备份，打开核对过"), "saved")
    return redirect(url_for(".index"))


@bp.post("/<int:backup_id>/file")
@needs(Permission.BACKUPS)
@fresh
def download(backup_id: int) -> Answer:
    """Hand out the file of a backup; everything is in it, so this is written down."""
    backup = queries.one(backup_id)
    path = making.folder() / backup.name if backup else None
    if path is None or not path.is_file():
        raise Missing(_("这份备份的文件已不在这里"))
    writing.note_fetched(backup_id, signed_in().id)
    answer = send_file(path, as_attachment=True, download_name=path.name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(form: MakeForm) -> str:
    lines = showing.lines()
    sealed = bool(current_app.config["SETTINGS"].backup_passphrase_file)
    return render_template(
        "backups/index.html", form=form, lines=lines, warning=showing.warning(), sealed=sealed
    )

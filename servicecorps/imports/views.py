"""Bring in what the team has in files: upload, map, check, put in, undo."""

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps.errors import Invalid, Missing, Stale
from servicecorps.formats import count
from servicecorps.imports import asked, blanks, mending, showing, steps, storage
from servicecorps.imports.form import AnswersForm, PutForm, UploadForm
from servicecorps.imports.kinds import TABLES
from servicecorps.imports.model import ImportedFile
from servicecorps.people.confirming import fresh
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs

bp = Blueprint("imports", __name__, url_prefix="/imports")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@needs(Permission.IMPORT)
def index() -> Answer:
    """Choose what to bring in; see what was brought in, and undo it."""
    return render_template("imports/index.html", shown=showing.index(signed_in()))


@bp.get("/<table>/template.xlsx")
@needs(Permission.IMPORT)
def template(table: str) -> Answer:
    """Send an empty table with headings, drop-downs, an example and notes."""
    kind = steps.table_for(table, signed_in())
    file = blanks.workbook(kind)
    return send_file(file, _XLSX, as_attachment=True, download_name=f"{kind.slug}.xlsx")


@bp.route("/<table>/new", methods=["GET", "POST"])
@needs(Permission.IMPORT)
def new(table: str) -> Answer:
    """Upload a file."""
    kind, form = steps.table_for(table, signed_in()), UploadForm()
    if form.validate_on_submit():
        try:
            import_id = steps.upload(kind, form.file.data, signed_in().id, form.text("client_key"))
            return redirect(url_for(".columns", import_id=import_id))
        except Invalid as problem:
            form.file.errors = [problem.message]
        except Stale as earlier:
            return redirect(url_for(".columns", import_id=earlier.facts["result_id"]))
    page = render_template("imports/new.html", form=form, table=kind)
    return page, 422 if form.errors else 200


@bp.route("/<int:import_id>/columns", methods=["GET", "POST"])
@needs(Permission.IMPORT)
def columns(import_id: int) -> Answer:
    """Say which column is which; then the file is checked."""
    stored = steps.own(import_id, signed_in())
    if stored.state != "waiting":
        return redirect(url_for(".show", import_id=import_id))
    if request.method == "GET":
        return _columns_page(stored)
    sheet, typed = request.form.get("sheet", ""), _typed_columns(stored)
    try:
        if sheet and sheet != stored.asked.get("sheet"):
            steps.choose_sheet(stored, sheet)
            return redirect(url_for(".columns", import_id=import_id))
        steps.map_columns(stored, {place: slug for place, slug in typed.items() if slug})
    except Invalid as problem:
        return _columns_page(stored, typed, problem.message)
    return redirect(url_for(".show", import_id=import_id))


def _typed_columns(stored: ImportedFile) -> dict[int, str]:
    known = TABLES[stored.kind].by_slug
    typed = {
        one.place: request.form.get(f"column-{one.place}", "") for one in showing.headings(stored)
    }
    return {place: slug if slug in known else "" for place, slug in typed.items()}


def _columns_page(
    stored: ImportedFile, typed: dict[int, str] | None = None, problem: str = ""
) -> Answer:
    page = render_template(
        "imports/columns.html",
        stored=stored,
        table=TABLES[stored.kind],
        headings=showing.headings(stored, typed),
        sheets=steps.sheets_of(stored),
        problem=problem,
    )
    return page, 422 if problem else 200


@bp.get("/<int:import_id>")
@needs(Permission.IMPORT)
def show(import_id: int) -> Answer:
    """Show what a check found, or what came of the import."""
    stored = steps.own(import_id, signed_in())
    outcome = steps.outcome_of(stored)
    if stored.state == "waiting" and outcome is None:
        return redirect(url_for(".columns", import_id=import_id))
    if stored.state != "waiting" or outcome is None:
        return render_template(
            "imports/done.html",
            stored=stored,
            table=TABLES[stored.kind],
            link=showing.result_link(stored),
            has_bad=storage.bad(stored.token) is not None,
        )
    said = asked.restored(stored.asked)
    answers = AnswersForm(None, **vars(said) | {"year": said.year or None})
    preview = showing.preview(stored, outcome)
    return render_template(
        "imports/check.html", stored=stored, shown=preview, answers=answers, form=PutForm(None)
    )


@bp.post("/<int:import_id>/answers")
@needs(Permission.IMPORT)
def answers(import_id: int) -> Answer:
    """Take what was said about uncertain days, homes and words, and check again."""
    stored, form = steps.own(import_id, signed_in()), AnswersForm()
    outcome = steps.outcome_of(stored)
    if outcome is not None and form.validate():
        chosen = {key: request.form.get(key, "") for key in outcome.offers}
        kept = stored.asked.get("choices", {}) | chosen
        choices = {key: value for key, value in kept.items() if value}
        try:
            steps.answer(stored, form.answers() | {"choices": choices})
        except Invalid as problem:
            flash(problem.message, "warning")
    elif form.errors:
        flash(_("写四位年份"), "warning")
    return redirect(url_for(".show", import_id=import_id))


@bp.post("/<int:import_id>/put")
@needs(Permission.IMPORT)
def put(import_id: int) -> Answer:
    """Put a file in: all of it, or its good rows. Sent twice, it goes in once."""
    stored, form = steps.own(import_id, signed_in()), PutForm()
    try:
        done = steps.put_in(
            stored,
            good_rows=request.form.get("rows") == "good",
            twins=form.twins.data or "",
            again=bool(form.again.data),
        )
        flash(_("已导入 %(n)s 行", n=count(done.rows)), "saved")
    except Invalid as problem:
        flash(problem.message, "warning")
    return redirect(url_for(".show", import_id=import_id))


@bp.post("/<int:import_id>/drop")
@needs(Permission.IMPORT)
def drop(import_id: int) -> Answer:
    """Let an upload go."""
    steps.drop(steps.own(import_id, signed_in()))
    flash(_("上传的文件已删掉，什么都没导入"), "saved")
    return redirect(url_for(".index"))


@bp.post("/<int:import_id>/undo")
@needs(Permission.IMPORT)
@fresh
def undo(import_id: int) -> Answer:
    """Undo a whole import."""
    try:
        undone = steps.undo(import_id, signed_in())
    except Invalid as problem:
        flash(problem.message, "warning")
    else:
        if undone.kept:
            told = {"gone": count(undone.gone), "kept": count(undone.kept)}
            flash(_("已撤销，%(gone)s 行拿掉了，%(kept)s 行后来有人用过或改过", **told), "saved")
        else:
            flash(_("已撤销，%(n)s 行拿掉了", n=count(undone.gone)), "saved")
    return redirect(url_for(".index"))


@bp.get("/<int:import_id>/mend.<ending>")
@needs(Permission.IMPORT)
def mend(import_id: int, ending: str) -> Answer:
    """Send the rows that could not go in to whoever uploaded them."""
    stored = steps.own(import_id, signed_in())
    bad, table = storage.bad(stored.token), TABLES[stored.kind]
    if bad is None or ending not in ("csv", "xlsx"):
        raise Missing
    cells, name = stored.asked.get("headings", []), f"{table.slug}-mend.{ending}"
    if ending == "xlsx":
        file = mending.as_xlsx(table, cells, bad)
        return send_file(file, _XLSX, as_attachment=True, download_name=name)
    told = {"Content-Disposition": f"attachment; filename={name}"}
    pieces = list(mending.as_csv(table, cells, bad))
    return Response(pieces, mimetype="text/csv", headers=told)


@bp.get("/<int:import_id>/progress.json")
@needs(Permission.IMPORT)
def progress(import_id: int) -> Answer:
    """Say how far a file is."""
    stored = steps.own(import_id, signed_in())
    return jsonify(storage.progress(stored.token) | {"state": stored.state})

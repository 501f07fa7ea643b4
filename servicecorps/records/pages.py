"""The standard pages of any kind: list, new, show, amend, withdraw, restore, export."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_babel import pgettext

from servicecorps import answers, clock
from servicecorps.errors import Invalid, Refused, Stale
from servicecorps.people.confirming import fresh
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, may_change, needs
from servicecorps.records import clear, exports, outcomes, queries, seeing, showing, writing
from servicecorps.records.composing import Sheet, offer, sheet_for
from servicecorps.records.filters import Filters
from servicecorps.records.form import ClearForm, ReasonForm, RecordForm
from servicecorps.records.kinds import Kind
from servicecorps.records.model import Record
from servicecorps.records.rules import row_number
from servicecorps.submissions import queries as submissions


def pages_for(kind: Kind) -> Blueprint:
    """Return a blueprint with the standard pages of a kind."""
    bp = Blueprint(kind.room, kind.model.__module__, url_prefix=f"/{kind.path}")
    pages = Pages(kind)
    add = _adder(bp)
    add("/", "index", pages.index, Permission.RECORDS)
    add("/new", "new", pages.new, Permission.LOG, post=True)
    add("/<int:record_id>", "show", pages.show, Permission.RECORDS)
    add("/<int:record_id>/amend", "amend", pages.amend, Permission.AMEND_OWN, post=True)
    add("/<int:record_id>/withdraw", "withdraw", pages.withdraw, Permission.AMEND_OWN, post=True)
    add("/<int:record_id>/restore", "restore", pages.restore, Permission.AMEND_OWN, only_post=True)
    add("/export.csv", "export_csv", pages.export_csv, Permission.RECORDS)
    add("/export.xlsx", "export_xlsx", pages.export_xlsx, Permission.RECORDS)
    clear = fresh(needs(Permission.EXPORT_CLEAR)(_view_of(pages.export_clear)))
    bp.add_url_rule("/export-clear", "export_clear", clear, methods=["GET", "POST"])
    return bp


def _adder(bp: Blueprint) -> Callable[..., None]:
    def add(
        rule: str,
        endpoint: str,
        method: Callable[..., Answer],
        permission: Permission,
        *,
        post: bool = False,
        only_post: bool = False,
    ) -> None:
        methods = ["POST"] if only_post else ["GET", "POST"] if post else ["GET"]
        bp.add_url_rule(rule, endpoint, needs(permission)(_view_of(method)), methods=methods)

    return add


def _view_of(method: Callable[..., Answer]) -> Callable[..., Answer]:
    # A method cannot be marked.
    def view(**arguments: Any) -> Answer:
        return method(**arguments)

    return view


class Pages:
    """The views of one kind."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.blueprint = kind.room

    def url(self, endpoint: str, **arguments: Any) -> str:
        """Return the address of one of this kind's pages."""
        return url_for(f"{self.blueprint}.{endpoint}", **arguments)

    def index(self) -> Answer:
        """List records, newest first, narrowed by what stands in the address."""
        filters = Filters.read(request.args)
        shown = showing.list_page(self.kind, filters)
        return self._page("index", filters=filters, shown=shown, url=self.url)

    def new(self) -> Answer:
        """Log one record, and what the same save opens."""
        form: RecordForm = self.kind.form()
        if request.method == "GET":
            showing.start_from(self.kind, form, request.args)
        sheet = sheet_for(self.kind, form)
        if self.kind.needs_household and sheet.household is None:
            return redirect(url_for("registers.pick", kind=self.kind.slug))
        offer(form, signed_in().id)
        if not sheet.is_valid():
            return self._form_page(sheet, 422 if form.is_submitted() else 200)
        if sheet.household and sheet.household.erased_at:
            return self._refused(sheet, Invalid(_("这一户的资料已清除，不能再登记")))
        if sheet.has_unconfirmed_twin() and not self._was_sent(form):
            return self._form_page(sheet, 409)
        return self._save_new(sheet)

    def _was_sent(self, form: RecordForm) -> bool:
        # A form sent twice must meet its own record as its result, not as a doubt.
        return submissions.was_stored(signed_in().id, str(form.client_key.data or ""))

    def _save_new(self, sheet: Sheet) -> Answer:
        try:
            record_id = writing.log([sheet.draft()], sheet.stamp(signed_in().id))
        except Invalid as problem:
            return self._refused(sheet, problem)
        except Stale as earlier:
            # The form's key has been used: show both, and let this one be saved under a new key.
            replaces = sheet.form.client_key.data
            sheet.form.client_key.data = secrets.token_hex(16)
            stored_url = self.url("show", record_id=earlier.facts["result_id"])
            return self._form_page(sheet, 409, stored_url=stored_url, replaces=replaces)
        return answers.saved(self._after(record_id), self._said(sheet, record_id))

    def _after(self, record_id: int) -> str:
        if self.kind.stays:
            return self.url("new", like=record_id)
        if self.kind.needs_household and "round" in request.args:
            return url_for("care.next_home", record_id=record_id)
        return self.url("show", record_id=record_id)

    def typed_again(self, **facts: Any) -> Answer:
        """Show a new form with what is typed in it, not yet looked at, and further facts."""
        sheet = sheet_for(self.kind, facts.pop("form"))
        offer(sheet.form, signed_in().id)
        return self._form_page(sheet, 200, **facts)

    def blank(self) -> Answer:
        """Show the form as a phone keeps it: of no household and no day yet."""
        form: RecordForm = self.kind.form()
        sheet = sheet_for(self.kind, form)
        offer(form, signed_in().id)
        return self._form_page(sheet, 200, blank=True)

    def _said(self, sheet: Sheet, record_id: int) -> str | dict[str, Any]:
        """Return that it is saved; what opened nothing else can be taken back at once."""
        said: dict[str, Any] = {"text": _("已存")}
        if self.kind.stays:
            # The page goes on to the next one: name the one just saved, and lead to it.
            named = showing.named(queries.get(record_id, self.kind.model))
            url = self.url("show", record_id=record_id)
            said = {"text": _("已存：%(what)s", what=named), "url": url}
        if sheet.opens_something():
            return said if self.kind.stays else said["text"]
        then = "new" if self.kind.stays else None
        return said | {
            "undo_url": self.url("withdraw", record_id=record_id, then=then),
            "undo_label": pgettext("undo", "撤回"),
            "fields": {"version": 1, "reason": _("刚存下就撤回")},
        }

    def show(self, record_id: int) -> Answer:
        """Show one record with its history, pictures and what it opened."""
        record = queries.get(record_id, self.kind.model)
        return self._page("show", shown=showing.one(self.kind, record, signed_in()), url=self.url)

    def amend(self, record_id: int) -> Answer:
        """Change a record; if somebody was quicker, both texts are shown."""
        record = self._changeable(record_id)
        form: RecordForm = self.kind.form(data=showing.typed_from(record))
        # Whoever says how a plan went may open what follows from it, as on the day itself.
        sheet = sheet_for(self.kind, form, opens=record.state == "planned")
        offer(form, signed_in().id, record.member_ids())
        form.show(record)
        if request.method == "GET" and "done" in request.args:
            form.take_as_done()
        if not sheet.is_valid():
            return self._form_page(sheet, 422 if form.is_submitted() else 200, record=record)
        if sheet.has_unconfirmed_twin(but=record_id):
            return self._form_page(sheet, 409, record=record)
        version, sent = form.number("version"), sheet.sent_once(signed_in().id)
        try:
            writing.amend(record_id, version, sheet.draft(record), signed_in().id, sent)
        except Invalid as problem:
            return self._refused(sheet, problem, record=record)
        except Stale:
            return self._conflict(sheet, record_id)
        return answers.saved(self.url("show", record_id=record_id), _("已存"))

    def _conflict(self, sheet: Sheet, record_id: int) -> Answer:
        stored = queries.get(record_id, self.kind.model)
        differences = showing.differences(self.kind, sheet.form, stored)
        sheet.form.version.data = str(stored.version)
        return self._form_page(sheet, 409, record=stored, differences=differences)

    def withdraw(self, record_id: int) -> Answer:
        """Take a record out of every figure, with a reason."""
        record = self._changeable(record_id)
        form = ReasonForm(version=record.version)
        if not form.validate_on_submit():
            return self._withdraw_page(record, form, 422 if form.errors else 200)
        version = form.number("version")
        try:
            writing.withdraw(record_id, version, signed_in().id, form.text("reason"))
        except Stale:
            record = queries.get(record_id, self.kind.model)
            form.version.data = str(record.version)
            form.form_errors.append(_("刚才有人改过这一条，请看看再撤回"))
            return self._withdraw_page(record, form, 409)
        undo = {
            "text": _("已撤回，各项统计不再计入"),
            "undo_url": self.url("restore", record_id=record_id),
            "fields": {"version": version + 1},
        }
        flash(undo, "withdrawn")  # type: ignore[arg-type]  # the notice bar knows mappings
        if request.args.get("then") == "new":
            return redirect(self.url("new"))
        return redirect(self.url("show", record_id=record_id))

    def _withdraw_page(self, record: Record, form: ReasonForm, status: int) -> Answer:
        shown = showing.one(self.kind, record, signed_in())
        return self._page("withdraw", shown=shown, form=form, url=self.url), status

    def restore(self, record_id: int) -> Answer:
        """Bring a withdrawn record back."""
        self._changeable(record_id)
        version = row_number(request.form.get("version", "")) or 0
        writing.restore(record_id, version, signed_in().id)
        flash(_("已恢复，重新计入统计"), "saved")
        return redirect(self.url("show", record_id=record_id))

    def export_csv(self) -> Answer:
        """Send exactly the filtered rows as CSV."""
        rows = exports.rows(self.kind, Filters.read(request.args))
        pieces = stream_with_context(exports.as_csv(exports.header(), rows, exports.PLAIN))
        answer = Response(pieces, mimetype="text/csv")
        answer.headers["Content-Disposition"] = f"attachment; filename={self._file_name('csv')}"
        return answer

    def export_xlsx(self) -> Answer:
        """Send exactly the filtered rows as an Excel workbook."""
        rows = exports.rows(self.kind, Filters.read(request.args))
        file = exports.as_xlsx(exports.header(), rows)
        return send_file(file, download_name=self._file_name("xlsx"), as_attachment=True)

    def export_clear(self) -> Answer:
        """Send the filtered rows in clear as a numbered file, after a reason."""
        filters, form = Filters.read(request.args), ClearForm()
        if not form.validate_on_submit():
            page = self._page("clear", form=form, filters=filters, url=self.url)
            return page, 422 if form.errors else 200
        taken = clear.take(
            self.kind, filters, signed_in(), form.text("ending"), form.text("reason")
        )
        return send_file(taken.file, download_name=taken.name, as_attachment=True)

    def _file_name(self, ending: str) -> str:
        return f"{self.kind.path}-{clock.today()}.{ending}"

    def _changeable(self, record_id: int) -> Record:
        record = queries.get(record_id, self.kind.model)
        me = signed_in()
        if not may_change(me.role, me.id, record.recorded_by, record.member_ids()):
            raise Refused
        return record

    def _refused(self, sheet: Sheet, problem: Invalid, **facts: Any) -> Answer:
        field = sheet.form[problem.field if problem.field in sheet.form else "note"]
        field.errors = [*field.errors, problem.message]
        return self._form_page(sheet, 422, **facts)

    def _form_page(self, sheet: Sheet, status: int, **facts: Any) -> Answer:
        if status != 200 and answers.wanted():  # noqa: PLR2004
            return outcomes.rejected(sheet, status, **facts)
        if status != 200 and any(file.filename for file in request.files.getlist("photos")):  # noqa: PLR2004
            flash(_("照片请再选一次"), "photos")
        home = sheet.household
        clear = home is not None and seeing.in_clear(home, signed_in())
        page = self._page(
            "form",
            sheet=sheet,
            form=sheet.form,
            url=self.url,
            clear=clear,
            last=self._last() if home else None,
            **facts,
        )
        return page, status

    def _last(self) -> int | None:
        """Return my last record of a kind that a household needs, to log another like it."""
        asked = self.kind.needs_household and "record_id" not in (request.view_args or {})
        if not asked or request.args.get("like"):
            return None
        return queries.last_of_member(self.kind.slug, signed_in().id)

    def _page(self, name: str, **facts: Any) -> str:
        own = f"{self.blueprint}/{name}.html"
        template = current_app.jinja_env.select_template([own, f"records/{name}.html"])
        return render_template(template, kind=self.kind, **facts)

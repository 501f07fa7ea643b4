"""The tallies of a month or a range, and the opening balances."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _

from servicecorps import clock, words
from servicecorps.clock import Span
from servicecorps.counters.rules import HOUSEHOLDS
from servicecorps.errors import Invalid
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.records import exports as spreadsheets
from servicecorps.records import kinds
from servicecorps.records.filters import NO_CATEGORY
from servicecorps.tallies import exports, figures, queries, rules, sentence, showing, writing
from servicecorps.tallies.figures import Row, Table
from servicecorps.tallies.form import BalanceForm

bp = Blueprint("tallies", __name__, url_prefix="/tallies")


@bp.get("/")
@needs(Permission.TALLIES)
def index() -> Answer:
    """Show the figures of a month, a year or a range, in all or broken down."""
    span, by, measure = _asked(request.args)
    found = figures.table(span, by, measure)
    totals = figures.table(span, "", measure) if by else found
    return render_template(
        "tallies/index.html",
        found=found,
        span=span,
        measure=measure,
        today=clock.today(),
        names=showing.names(span),
        showing=showing,
        rows=rules.ROWS,
        groups=showing.groups(found, totals, measure) if by else [],
        sentences=[] if by else sentence.sentences(found),
        pieces=sentence.pieces,
        link=_linker(found),
        totals_link=_linker(totals),
        label=figures.key_label,
    )


@bp.get("/<month>.<ending>")
@needs(Permission.TALLIES)
def month_file(month: str, ending: str) -> Answer:
    """Send a month's figures as CSV or Excel, as the contract says."""
    span, by, measure = _asked(request.args.to_dict() | {"month": month})
    return _file(figures.table(span, by, measure), ending, "month")


@bp.get("/export.<ending>")
@needs(Permission.TALLIES)
def period_file(ending: str) -> Answer:
    """Send what the page with the same parameters shows."""
    span, by, measure = _asked(request.args)
    return _file(figures.table(span, by, measure), ending, "period")


@bp.get("/meaning")
@needs(Permission.TALLIES)
def meaning() -> Answer:
    """Say how each figure is counted."""
    return render_template("tallies/meaning.html", words=words)


@bp.route("/balances", methods=["GET", "POST"])
@needs(Permission.BALANCES)
def balances() -> Answer:
    """Show and enter opening balances."""
    form = BalanceForm()
    if form.validate_on_submit():
        try:
            writing.add_balance(
                form.balance(),
                form.text("source"),
                at_least=bool(form.at_least.data),
                by=signed_in().id,
            )
        except Invalid as problem:
            form[problem.field].errors = [problem.message]
        else:
            flash(_("已存"), "saved")
            return redirect(url_for(".balances"))
    page = render_template(
        "tallies/balances.html", form=form, entries=queries.balances(), words=words
    )
    return page, 422 if form.errors else 200


@bp.post("/balances/<int:balance_id>/remove")
@needs(Permission.BALANCES)
def remove_balance(balance_id: int) -> Answer:
    """Take an opening balance out."""
    writing.remove_balance(balance_id, signed_in().id)
    flash(_("已去掉这条期初"))
    return redirect(url_for(".balances"))


def _asked(args: Mapping[str, str]) -> tuple[Span, str, str]:
    by, measure = args.get("by", ""), args.get("measure", "")
    if by not in ("", *rules.BREAKDOWNS) or measure not in ("", *rules.ROWS):
        abort(404)
    return _span(args), by, measure


def _span(args: Mapping[str, str]) -> Span:
    span = _span_asked(args)
    # Every span has one before it and one after it.
    if not rules.BEGINNING <= span.first <= span.last <= rules.END:
        abort(404)
    return span


def _span_asked(args: Mapping[str, str]) -> Span:
    today = clock.today()
    try:
        if args.get("month"):
            return Span.parse_month(args["month"])
        if args.get("year"):
            return Span.year(int(args["year"]))
        if args.get("from") and args.get("to"):
            first, last = date.fromisoformat(args["from"]), date.fromisoformat(args["to"])
            return Span(min(first, last), max(first, last))
    except (ValueError, OverflowError):
        abort(404)
    return Span.month(today.year, today.month)


def _linker(found: Table) -> Any:
    """Return a function from row and column to the list of exactly its records."""
    columns = {
        "now": found.span,
        "before": found.span.before(),
        "year_ago": found.span.year_ago(),
        "to_date": found.span.year_to_date(),
    }
    if not signed_in().may(Permission.RECORDS):
        return lambda _row, _column: ""

    lists: dict[str, str] = {}

    def link(row: Row, column: str) -> str:
        # The households of a period stand in its visits.
        measure = "visits" if row.measure == HOUSEHOLDS else row.measure
        if row.key == figures.OPENING:
            return ""
        if measure not in lists:
            lists[measure] = _list_of(measure)
        if not lists[measure]:
            return ""
        days = _days(columns.get(column) or found.logged_span(measure))
        key = urlencode({found.by: row.key if row.key != "" else NO_CATEGORY}) if found.by else ""
        return f"{lists[measure]}&{days}{'&' if key else ''}{key}"

    return link


def _list_of(measure: str) -> str:
    kind = kinds.by_measure(measure)
    return url_for(f"{kind.room}.index", measure=measure) if kind else ""


@lru_cache(maxsize=64)
def _days(span: Span) -> str:
    return f"month={span.slug}" if span.is_month else f"from={span.first}&to={span.last}"


def _file(found: Table, ending: str, first: str) -> Answer:
    name = f"tallies-{found.span.slug}{'-' + found.by if found.by else ''}.{ending}"
    head, body = exports.header(found, first), exports.rows(found)
    if ending == "csv":
        answer = Response(b"".join(spreadsheets.as_csv(head, body)), mimetype="text/csv")
        answer.headers["Content-Disposition"] = f"attachment; filename={name}"
        return answer
    if ending != "xlsx":
        abort(404)
    file = spreadsheets.as_xlsx(head, body, exports.notes(found))
    return send_file(file, download_name=name, as_attachment=True)

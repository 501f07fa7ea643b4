"""What matters today, and one button a kind."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_babel import ngettext

from servicecorps import clock, words
from servicecorps.formats import count
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.records import kinds
from servicecorps.tallies import figures
from servicecorps.today import showing

bp = Blueprint("today", __name__)


@bp.get("/")
@needs(Permission.TODAY)
def index() -> Answer:
    """Show the start page: log, what is agreed, due and open, what I logged last, the month."""
    me, today = signed_in(), clock.today()
    month = clock.Span.month(today.year, today.month)
    day, found = showing.day_of(me, today), figures.table(month)
    return render_template(
        "today/index.html",
        today=today,
        kinds=kinds.every(),
        day=day,
        plan=day.plan,
        latest=day.latest,
        month=found,
        headline=headline(len(day.plan.now), day.due_count, found),
        many_looks=showing.many_looks(me.id) if me.may(Permission.SEE_ANY_CLEAR) else [],
        showing=showing,
        words=words,
    )


def headline(plans: int, due: int, month: figures.Table) -> str:
    """Return the day in one sentence: what a member has to do, the month for the others."""
    me = signed_in()
    if not me.may(Permission.LOG) or me.may(Permission.AMEND_ANY):
        return str(_("本月走访 %(visits)s 户次", visits=count(month.row("visits").now)))
    if plans and due:
        return str(_("今天有 %(plans)s 件安排，%(due)s 户该走访了", plans=plans, due=due))
    if plans:
        return str(_("今天有 %(plans)s 件安排", plans=plans))
    if due:
        return str(ngettext("今天有 %(due)s 户该走访了", "今天有 %(due)s 户该走访了", due, due=due))
    return str(_("今天没有到期的走访"))


@bp.get("/log")
@needs(Permission.LOG)
def log() -> Answer:
    """Choose what to log."""
    return render_template("today/log.html", kinds=kinds.every())


@bp.get("/more")
@needs(Permission.TODAY)
def more() -> Answer:
    """Show everything else on a phone."""
    return render_template("today/more.html")

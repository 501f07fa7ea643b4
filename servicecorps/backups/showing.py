"""What the page and the start page say of backups."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from servicecorps import clock
from servicecorps.backups import making, queries, rules
from servicecorps.backups.model import Backup
from servicecorps.people import queries as people


@dataclass(frozen=True)
class Line:
    """A backup of the list: who made it, and whether its file is still here."""

    backup: Backup
    who: str
    size: str
    here: bool


def lines() -> list[Line]:
    """Return the newest backups, latest first."""
    found = queries.newest()
    names = people.names({one.made_by for one in found if one.made_by})
    return [
        Line(
            one,
            names.get(one.made_by or 0, _("定时任务或命令")),
            rules.size_words(one.size_bytes),
            (making.folder() / one.name).is_file(),
        )
        for one in found
    ]


def warning() -> str:
    """Return what to tell an administrator who waits too long, or nothing."""
    if current_app.config["DEMO"]:  # made-up people need no copy
        return ""
    last = queries.last()
    made_at, now = last.made_at if last else None, clock.now()
    if not rules.is_stale(made_at, now):
        return ""
    if made_at is None:
        return str(_("还没有备份过"))
    days = (now - made_at).days
    return str(ngettext("%(num)s 天没有备份了", "%(num)s 天没有备份了", days))

"""Bring a file in without a browser: check, tell, put in, write what is to be mended."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from servicecorps.errors import Invalid
from servicecorps.imports import checking, mending, reasons, writing
from servicecorps.imports.asked import Asked
from servicecorps.imports.checking import Checked
from servicecorps.imports.outcome import Outcome
from servicecorps.imports.tables import Table
from servicecorps.imports.writing import Done, Parcel
from servicecorps.people import queries as people
from servicecorps.people.rules import normal_username

Say = Callable[[str], object]
_PIECE = 1 << 20


def bring(table: Table, path: Path, options: dict[str, Any], say: Say) -> int:
    """Bring a file in; return 0 only if every row went in.

    Raises:
        Invalid: it cannot be read, or is in already.
    """
    by = _who(options["by"], needed=not table.updates)
    with path.open("rb") as file:
        given = {name: options[name] for name in vars(Asked()) if options.get(name)}
        asked = Asked(**given)
        checked = checking.check(file, path.name, table, asked)
        try:
            return _decide(checked, path, by, options, say)
        finally:
            checked.close()


def _decide(checked: Checked, path: Path, by: int | None, options: dict[str, Any], say: Say) -> int:
    outcome = checked.outcome
    _tell_rows(checked, say)
    if outcome.rejected:
        _write_bad_rows(checked, options["mend"] or path.with_name(f"{path.stem}.mend.csv"), say)
    undecided = bool(outcome.twins_in_all and not options.get("twins"))
    refused = undecided or bool(outcome.rejected and not options["good_rows"])
    done = None
    if not (options["dry_run"] or refused):
        parcel = Parcel(
            path.name,
            digest(path),
            by,
            again=options["again"],
            good_rows=options["good_rows"],
            twins=options.get("twins") or "",
        )
        done = writing.put_in(checked, parcel)
    if checked.table.updates:
        _tell_updated(outcome, done, say)
    else:
        _tell_added(outcome, done, say, undecided=undecided)
    return 1 if outcome.rejected or undecided or (done and done.skipped) else 0


def _tell_rows(checked: Checked, say: Say) -> None:
    outcome, table = checked.outcome, checked.table
    for title in checked.sheets.hidden:
        say(_("隐藏的工作表没有读：%(title)s", title=title))
    others = [title for title in checked.sheets.visible if title != checked.sheet]
    if others:
        say(_("只读了这一张：%(title)s", title=checked.sheet))
    for row, slug, value, reason in outcome.listed:
        # Files of places are written by programs, which look for their own word.
        told = slug if table.updates else table.by_slug[slug].label
        column = "lat, lon" if reason == "outside" else told
        say(f"第 {row} 行 / row {row}, {column}: {value!r} {reasons.sentence(reason)}")
    for row, what, number in outcome.twins:
        twin = f"第 {number} 行 / row {number}" if what == "row" else f"{what} {number}"
        say(f"第 {row} 行像是 / row {row} looks like {twin}")


def _tell_updated(outcome: Outcome, done: Done | None, say: Say) -> None:
    added, changed = outcome.good - outcome.known, outcome.known
    if done:
        added, changed = done.added, done.changed
    say(
        f"行 / rows {outcome.rows}，新增 / added {added}，"
        f"更新 / changed {changed}，退回 / rejected {outcome.rejected}"
    )
    if outcome.outside:
        say(f"在区外 / outside their district {outcome.outside}")
    if ("outside", "lat") in outcome.groups:
        say(
            "请先核对区外的位置（坐标系写对了吗）；确定没错就加 --outside / "
            "check the positions outside (is --crs right?); if they are right, add --outside"
        )


def _tell_added(outcome: Outcome, done: Done | None, say: Say, *, undecided: bool) -> None:
    say(
        f"行 / rows {outcome.rows}，可导入 / good {outcome.good}，"
        f"像是重复 / likely twins {outcome.twins_in_all}，退回 / rejected {outcome.rejected}"
    )
    if undecided:
        say(_("像是重复的，用 --twins skip 跳过，或 --twins take 照样导入"))
    if done:
        say(f"已导入 / brought in {done.added}，跳过 / skipped {done.skipped}")


def _write_bad_rows(checked: Checked, path: Path, say: Say) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        for piece in mending.as_csv(checked.table, checked.heading.cells, checked.bad):
            file.write(piece)
    say(f"要改的行 / rows to mend: {path}")


def _who(username: str | None, *, needed: bool) -> int | None:
    """Return who brings a file in: the named account, else the first manager or administrator.

    Places may come in before there is anybody.
    """
    if username:
        found = people.by_username(normal_username(username))
        if found is None:
            raise Invalid(_("没有这个用户"))
        return found.id
    first = people.first_with_role("manager") or people.first_with_role("admin")
    if first is None and needed:
        raise Invalid(_("还没有管理者或管理员，先用 flask member add 添一位"))
    return first.id if first else None


def digest(path: Path) -> str:
    """Return the hash by which a file is known again."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()

"""The steps of a file on the pages: kept, mapped, checked, put in, undone."""

from collections.abc import Mapping
from functools import partial
from typing import IO, Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from servicecorps import clock
from servicecorps.errors import Invalid, Missing
from servicecorps.extensions import db, transaction
from servicecorps.imports import asked as asked_as
from servicecorps.imports import checking, queries, storage, undoing, writing
from servicecorps.imports.kinds import TABLES
from servicecorps.imports.model import ImportedFile
from servicecorps.imports.outcome import Outcome, restored
from servicecorps.imports.reading import Heading
from servicecorps.imports.tables import Table
from servicecorps.imports.tied import Undone
from servicecorps.imports.workbook import Sheets
from servicecorps.imports.writing import Done, Parcel
from servicecorps.people.model import SignedIn
from servicecorps.submissions import writing as submissions


def table_for(slug: str, viewer: SignedIn) -> Table:
    """Return a kind of table for somebody who may bring it in.

    Raises:
        Missing: there is no such kind, or not for them.
    """
    table = TABLES.get(slug)
    if table is None or not viewer.may(table.permission):
        raise Missing
    return table


def own(import_id: int, viewer: SignedIn) -> ImportedFile:
    """Return a file to whoever uploaded it.

    Raises:
        Missing: there is none, or it is somebody else's.
    """
    stored = queries.file(import_id)
    if stored.by_id != viewer.id:
        raise Missing
    table_for(stored.kind, viewer)
    return stored


def upload(table: Table, file: FileStorage, by: int, client_key: str) -> int:
    """Keep a file and look at its heading; return its id. The same form sent again keeps one.

    Raises:
        Invalid: it cannot be read.
    """
    storage.sweep()
    token, sha256 = storage.keep(file.stream)
    fresh = _looked_at(table, file.filename or "", token)
    fresh.sha256, fresh.by_id = sha256, by
    content = submissions.content_hash({"sha256": sha256, "kind": table.slug})
    with storage.kept_only_if_stored(token), transaction():
        earlier = submissions.first_result(by, client_key, content)
        if earlier is not None:
            storage.discard(token)
            return earlier
        db.session.add(fresh)
        db.session.flush()
        submissions.store(by, client_key, content, fresh.id)
    return fresh.id


def _looked_at(table: Table, name: str, token: str) -> ImportedFile:
    """Return the row of a file that waits, with what its heading says."""
    with storage.kept_only_if_stored(token), storage.opened(token) as stream:
        heading, sheets, sheet = checking.peek(stream, name, table)
    asked = {
        "columns": _mapped(table, heading),
        "sheet": sheet,
        "headings": heading.cells,
        "signature": heading.signature,
        "sheets": sheets.visible,
        "hidden": sheets.hidden,
    }
    return ImportedFile(
        kind=table.slug,
        rows=0,
        imported_at=clock.now(),
        state="waiting",
        token=token,
        name=name[:200],
        asked=asked,
        found={},
    )


def _mapped(table: Table, heading: Heading) -> dict[str, str]:
    """Return which column is which: as last time for such a heading, else by its words."""
    used = queries.columns_used(table.slug, heading.signature)
    if used and set(used.values()) <= set(table.by_slug):
        return used
    return {str(place): slug for place, slug in heading.columns.items()}


def choose_sheet(stored: ImportedFile, sheet: str) -> None:
    """Read another sheet of the file.

    Raises:
        Invalid: it cannot be read.
    """
    table = TABLES[stored.kind]
    with storage.opened(stored.token) as stream:
        heading, _sheets, read = checking.peek(stream, stored.name, table, sheet)
    fresh = {
        "columns": _mapped(table, heading),
        "sheet": read,
        "headings": heading.cells,
        "signature": heading.signature,
    }
    _ask(stored.id, fresh, {})


def map_columns(stored: ImportedFile, columns: Mapping[int, str]) -> None:
    """Say which column is which, remember it, and check the file.

    Raises:
        Invalid: a column is named twice or a needed one not at all, or the file cannot be read.
    """
    slugs = list(columns.values())
    table = TABLES[stored.kind]
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice:
        labels = _("、").join(table.by_slug[slug].label for slug in twice)
        raise Invalid(_("选了两次：%(labels)s", labels=labels))
    plain = {str(place): slug for place, slug in columns.items()}
    found = _check(stored, stored.asked | {"columns": plain})
    _ask(stored.id, {"columns": plain}, found)
    heading = Heading(0, stored.asked["headings"])
    writing.remember_columns(stored.kind, heading, dict(columns))


def answer(stored: ImportedFile, answers: Mapping[str, Any]) -> None:
    """Take answers about a file and check it again.

    Raises:
        Invalid: the file cannot be read.
    """
    _ask(stored.id, dict(answers), _check(stored, stored.asked | dict(answers)))


def _check(stored: ImportedFile, asked: Mapping[str, Any]) -> dict[str, Any]:
    table = TABLES[stored.kind]
    with storage.opened(stored.token) as stream:
        checked = _checked(stream, stored, table, asked)
    try:
        storage.keep_bad(stored.token, checked.bad)
        return {"outcome": checked.outcome.plain(), "heading": checked.heading.cells}
    finally:
        checked.close()


def _checked(
    stream: IO[bytes], stored: ImportedFile, table: Table, asked: Mapping[str, Any]
) -> checking.Checked:
    db.session.rollback()
    told = partial(storage.tell, stored.token, "check")
    told(0)
    return checking.check(stream, stored.name, table, asked_as.restored(asked), told)


def _ask(import_id: int, asked: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    with transaction():
        stored = queries.for_change(import_id)
        if stored.state == "waiting":
            stored.asked, stored.found = stored.asked | dict(asked), dict(found)


def outcome_of(stored: ImportedFile) -> Outcome | None:
    """Return what the last check of a file found, None before it."""
    plain = stored.found.get("outcome")
    return restored(plain) if plain else None


def sheets_of(stored: ImportedFile) -> Sheets:
    """Return the sheets of a file."""
    return Sheets(stored.asked.get("sheets", []), stored.asked.get("hidden", []))


def put_in(stored: ImportedFile, *, good_rows: bool, twins: str, again: bool) -> Done:
    """Check a file once more and put it in; one that is in already changes nothing.

    Raises:
        Invalid: nothing went in, with why.
    """
    if stored.state != "waiting":
        return writing.done_of(stored)
    try:
        return _put_in(stored, good_rows=good_rows, twins=twins, again=again)
    except Invalid:
        # Another sending of the step may have been quicker and let the file go.
        if earlier := _put_meanwhile(stored.id):
            return earlier
        raise


def _put_in(stored: ImportedFile, *, good_rows: bool, twins: str, again: bool) -> Done:
    table, token = TABLES[stored.kind], stored.token
    parcel = Parcel(
        stored.name,
        stored.sha256,
        stored.by_id or 0,
        stored.id,
        again=again,
        good_rows=good_rows,
        twins=twins,
    )
    with storage.opened(token) as stream:
        checked = _checked(stream, stored, table, stored.asked)
    try:
        storage.keep_bad(token, checked.bad)
        done = writing.put_in(checked, parcel, partial(storage.tell, token, "put"))
    finally:
        checked.close()
    storage.discard(token, but_bad=bool(done.left_out))
    return done


def _put_meanwhile(import_id: int) -> Done | None:
    """Return what another sending of the last step did in the meantime."""
    db.session.rollback()
    db.session.expire_all()
    stored = queries.file(import_id)
    return writing.done_of(stored) if stored.state == "done" else None


def drop(stored: ImportedFile) -> None:
    """Let an uploaded file go without putting it in."""
    with transaction():
        fresh = queries.for_change(stored.id)
        if fresh.state == "waiting":
            fresh.state, fresh.found = "dropped", {}
    storage.discard(stored.token)


def undo(import_id: int, viewer: SignedIn) -> Undone:
    """Undo an import of a kind the viewer may bring in.

    Raises:
        Missing: there is none, or not for them.
        Invalid: a month it touches is signed.
    """
    stored = queries.file(import_id)
    table_for(stored.kind, viewer)
    return undoing.undo(import_id, viewer.id)

"""What is to be mended in a form of a record, as the queue of a phone is told."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from wtforms import Form as PlainForm

from servicecorps import answers
from servicecorps.records.composing import Sheet
from servicecorps.records.form import RecordForm


def rejected(sheet: Sheet, status: int, **facts: Any) -> Answer:
    """Answer with the reasons at the fields of a sheet and its openings."""
    parts = [opening.form for opening in sheet.openings]
    if sheet.twin_id and not sheet.form.twin_known.data:
        facts["twin_url"] = url_for(f"{sheet.kind.room}.show", record_id=sheet.twin_id)
    return of_form(sheet.form, status, parts, **facts)


def of_form(form: RecordForm, status: int, parts: Sequence[Any] = (), **facts: Any) -> Answer:
    """Answer with the reasons at the fields; facts as the page of the form would be told."""
    record = facts.pop("record", None)
    if "stored_url" in facts:
        facts["whole"] = [_("这张表已经存过一次，内容和现在的不一样")]
    if "differences" in facts:
        facts |= {"whole": [_("刚才有人改过这一条")], "version": record.version}
    if "twin_url" in facts:
        facts["whole"] = [_("这一天已经有一条很像的")]
    fields = dict(pair for one in (form, *parts) for pair in _reasons(one))
    whole = [*form.form_errors, *facts.pop("whole", [])]
    facts.pop("replaces", None)
    return answers.rejected(fields, whole, status, **facts)


def _reasons(form: PlainForm) -> Iterator[tuple[str, list[Any]]]:
    for field in form:
        if field.errors:
            yield field.name, _flat(field.errors)


def _flat(errors: Any) -> list[Any]:
    # The lines of a shift have errors by field, one mapping a line.
    if isinstance(errors, dict):
        return [one for under in errors.values() for one in _flat(under)]
    if isinstance(errors, (list, tuple)):
        return [one for under in errors for one in _flat(under)]
    return [errors]

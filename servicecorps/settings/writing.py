"""Change settings; called inside the transaction that notes it."""

from collections.abc import Mapping

from flask import g
from sqlalchemy import select

from servicecorps.extensions import db
from servicecorps.settings.model import ChosenSetting
from servicecorps.settings.queries import KEPT
from servicecorps.settings.rules import SETTINGS


def store(values: Mapping[str, int]) -> dict[int, tuple[str, int, int]]:
    """Store numbers by key; return (key, before, after) of what differs by the row's id."""
    rows = db.session.scalars(select(ChosenSetting).where(ChosenSetting.key.in_(values)))
    stored = {row.key: row for row in rows}
    changed = {}
    for key, number in sorted(values.items()):
        row = stored.get(key)
        before = row.number if row else SETTINGS[key].default
        if before == number:
            continue
        if row is None:
            row = ChosenSetting(key=key, number=number)
            db.session.add(row)
        row.number = number
        db.session.flush()
        changed[row.id] = (key, before, number)
    g.pop(KEPT, None)
    return changed

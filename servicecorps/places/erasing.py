"""Which columns tell who a household was: everything the models do not class as open.

The records of a household lie in rooms above this one; what they hold is found by the classes of
their columns, so that a new kind needs nothing here.
"""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import Table, select, update

from servicecorps import clock
from servicecorps.attachments import writing as attachments
from servicecorps.extensions import OPEN, Base, db
from servicecorps.history import writing as history
from servicecorps.places.model import Household

RECORDS = "records"
# History keeps the further categories of a household under this name.
FURTHER = "more_categories"


def take_out(home: Household, by: int | None, reason: str) -> list[str]:
    """Take everything out that tells who a locked household was; runs in its transaction.

    Returns the names of its pictures, whose files are still to be discarded.
    """
    if home.erased_at is not None:
        return []
    record_ids = _record_ids(home.id)
    for record_id in _withdraw_planned(home.id):
        history.note("record", record_id, by, "withdraw")
    _blank_records(home.id)
    _blank_beside(home.id)
    for name in told_by(Household):
        setattr(home, name, "")
    home.categories = []
    home.in_charge_id = home.own_care_days = home.paused_until = None
    home.ended_on = home.ended_on or clock.today()
    home.photos_allowed, home.erased_at = False, clock.now()
    home.version += 1
    db.session.flush()
    history.forget("household", [home.id], {*told_by(Household), FURTHER})
    history.forget("record", record_ids, _told_by_records())
    history.note("household", home.id, by, "erase", reason=reason)
    return attachments.detach(record_ids)


def told_by(model: type[Base]) -> list[str]:
    """Return the columns of a model that are personal or sensitive."""
    return _told_by(Base.metadata.tables[model.__tablename__])


def _told_by(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.info != OPEN]


@cache
def _told_by_records() -> frozenset[str]:
    return frozenset(name for table in _of_records() for name in _told_by(table))


def _record_ids(household_id: int) -> list[int]:
    """Return the records of a household, locked, lowest first."""
    records = Base.metadata.tables[RECORDS]
    query = select(records.c.id).where(records.c.household_id == household_id)
    return list(db.session.scalars(query.order_by(records.c.id).with_for_update()))


def _blank_records(household_id: int) -> None:
    """Take out of a household's records what tells who it was; what is counted stays."""
    records = Base.metadata.tables[RECORDS]
    theirs = select(records.c.id).where(records.c.household_id == household_id)
    for table in _of_records():
        blank = dict.fromkeys(_told_by(table), "")
        if blank:
            db.session.execute(update(table).where(table.c.id.in_(theirs)).values(blank))
    # A form that is open somewhere still holds the old text: it must not be saved over this.
    newer = {"version": records.c.version + 1}
    db.session.execute(update(records).where(records.c.household_id == household_id).values(newer))


def _blank_beside(household_id: int) -> None:
    """Take out what other rooms say of a household, such as a word beside a list it stands on."""
    for table in Base.metadata.tables.values():
        whose = table.columns.get("household_id")
        told = [name for name in _told_by(table) if not table.columns[name].primary_key]
        if whose is not None and table.name != RECORDS and told:
            blank = dict.fromkeys(told, "")
            db.session.execute(update(table).where(whose == household_id).values(blank))


def _withdraw_planned(household_id: int) -> list[int]:
    """Take out what was planned with a household and return its ids; nothing of it is counted."""
    records = Base.metadata.tables[RECORDS]
    planned = (records.c.household_id == household_id) & (records.c.state == "planned")
    ids = list(db.session.scalars(select(records.c.id).where(planned).order_by(records.c.id)))
    if ids:
        gone = {"status_before": records.c.status, "status": "withdrawn", "state": "withdrawn"}
        db.session.execute(update(records).where(records.c.id.in_(ids)).values(gone))
    return ids


def _of_records() -> Iterator[Table]:
    """Yield the table of records and those of its kinds."""
    for table in Base.metadata.tables.values():
        key = table.columns.get("id")
        if table.name == RECORDS or (
            key is not None and any(one.column.table.name == RECORDS for one in key.foreign_keys)
        ):
            yield table

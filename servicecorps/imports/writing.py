"""Put a checked file in, once; remember how its columns were mapped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from servicecorps import clock, formats
from servicecorps.clock import Span
from servicecorps.errors import Invalid
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.imports import (
    bulk,
    into_logbook,
    into_places,
    into_registers,
    queries,
    reasons,
)
from servicecorps.imports.bulk import Put, Tell, nobody
from servicecorps.imports.checking import Checked
from servicecorps.imports.into_logbook import Batch
from servicecorps.imports.model import ImportedFile, ImportMap
from servicecorps.imports.reading import Heading

_REGISTERS = {
    "households": into_registers.put_households,
    "members": into_registers.put_members,
    "care": into_registers.put_facts,
    "positions": into_registers.put_facts,
    "communities": into_places.put_communities,
}


@dataclass(frozen=True)
class Parcel:
    """A file and who brings it; `import_id` is its row if it was uploaded on a page."""

    name: str
    sha256: str
    by: int | None
    import_id: int = 0
    again: bool = False
    good_rows: bool = False
    twins: str = ""


@dataclass(frozen=True)
class Done:
    """What an import did."""

    import_id: int
    added: int
    left_out: int
    skipped: int
    changed: int = 0

    @property
    def rows(self) -> int:
        """How many rows went in."""
        return self.added + self.changed


def put_in(checked: Checked, parcel: Parcel, tell: Tell = nobody) -> Done:
    """Put in what can go in, in one transaction; a file that is in already changes nothing.

    Raises:
        Invalid: rows are rejected and not only the good ones are wanted, twins are not decided
            on, or this very file was brought in before.
    """
    outcome = checked.outcome
    if outcome.rejected and not parcel.good_rows:
        raise Invalid(_("有 %(n)s 行进不来，一行都没导入", n=outcome.rejected))
    if outcome.twins_in_all and parcel.twins not in ("skip", "take"):
        raise Invalid(_("有 %(n)s 行像是重复的，先决定跳过还是照样导入", n=outcome.twins_in_all))
    with transaction():
        queries.one_at_a_time()
        stored = queries.for_change(parcel.import_id) if parcel.import_id else None
        if stored is not None and stored.state != "waiting":
            return done_of(stored)
        _refuse_known(parcel)
        stored = stored or _new(checked, parcel)
        db.session.flush()
        skipped = outcome.twins_in_all if parcel.twins == "skip" else 0
        with bulk.room_to_write():
            put = _put(checked, stored.id, parcel, tell)
        done = Done(stored.id, put.added, outcome.rejected, skipped, put.changed)
        stored.state, stored.rows, stored.imported_at = "done", put.rows, clock.now()
        stored.found = stored.found | {
            "added": put.added,
            "changed": put.changed,
            "left_out": outcome.rejected,
            "skipped": skipped,
            "first": outcome.first,
            "last": outcome.last,
        }
        told: dict[str, list[Any]] = {"rows": [None, put.rows], "sha256": [None, parcel.sha256]}
        history.note("import", stored.id, parcel.by, "import", changes=told)
    return done


def done_of(stored: ImportedFile) -> Done:
    """Return what an import did, from its row."""
    names = ("added", "left_out", "skipped", "changed")
    return Done(stored.id, *(stored.found.get(name, 0) for name in names))


def _refuse_known(parcel: Parcel) -> None:
    earlier = queries.imported_before(parcel.sha256)
    if earlier is not None and not parcel.again:
        local = clock.local(earlier.imported_at).date()
        raise reasons.brought_in_before(formats.long_day(local))


def _new(checked: Checked, parcel: Parcel) -> ImportedFile:
    stored = ImportedFile(
        kind=checked.table.slug,
        sha256=parcel.sha256,
        rows=0,
        imported_at=clock.now(),
        state="waiting",
        by_id=parcel.by,
        name=parcel.name[:200],
        asked={},
        found={},
    )
    db.session.add(stored)
    return stored


def _put(checked: Checked, import_id: int, parcel: Parcel, tell: Tell) -> Put:
    wanted = _wanted(checked, take_twins=parcel.twins != "skip")
    if store := _REGISTERS.get(checked.table.slug):
        return store((values for values, _members in wanted), import_id, parcel.by, tell)
    batch = Batch(import_id, parcel.by)
    outcome = checked.outcome
    if checked.households and outcome.first:
        days = Span(date.fromisoformat(outcome.first), date.fromisoformat(outcome.last))
        into_logbook.hold(checked.households, days, batch)
    return Put(into_logbook.put(checked.table.record, wanted, batch, tell))


def _wanted(checked: Checked, *, take_twins: bool) -> Iterator[tuple[dict[str, Any], list[int]]]:
    for _row, values, members, is_twin in checked.items():
        if take_twins or not is_twin:
            yield values, members


def remember_columns(kind: str, heading: Heading, columns: dict[int, str]) -> None:
    """Remember how the columns of such a heading are mapped."""
    plain = {str(place): slug for place, slug in columns.items()}
    with transaction():
        found = db.session.get(ImportMap, (kind, heading.signature))
        if found is None:
            found = ImportMap(kind=kind, signature=heading.signature)
            db.session.add(found)
        found.columns, found.used_at = plain, clock.now()

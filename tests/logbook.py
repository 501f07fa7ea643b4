"""Records logged the way the team logs them."""

import io
import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from PIL import Image

from servicecorps.attachments import queries as pictures
from servicecorps.attachments import storage
from servicecorps.attachments import writing as attachments
from servicecorps.attachments.encoding import encode
from servicecorps.extensions import transaction
from servicecorps.places import queries as places
from servicecorps.records import kinds, queries, writing
from servicecorps.records.model import Record
from servicecorps.records.writing import Draft, Stamp
from servicecorps.submissions.writing import content_hash
from tests.factories import Cast, Home, Somebody


def drawn() -> io.BytesIO:
    """Return the file of a small picture, light above and dark below."""
    image = Image.new("RGB", (400, 300), "#f2f2f2")
    image.paste("#2244aa", (0, 150, 400, 300))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    out.seek(0)
    return out


DAY = date(2026, 10, 5)
_keys = itertools.count(1)


@dataclass
class Log:
    """Logs records through the writing functions, each in a context of its own.

    Every method returns the id. `by` is who sends the form, `members` who was there.
    """

    app: Flask
    cast: Cast

    def visit(self, *, household: Home | None = None, outcome: str = "ok", **more: Any) -> int:
        """Log a visit; planned without outcome by status="planned"."""
        home = household or self.cast.alone
        planned = more.get("status", "done") != "done"
        return self.record(
            "visit",
            household_id=home.id,
            outcome="" if planned else outcome,
            **({"purpose": "care"} | more),
        )

    def call(self, **more: Any) -> int:
        """Log an answered call."""
        usual = {"category": "bill", "call_source": "96111", "outcome": "answered"}
        return self.record("call", **(usual | more))

    def repair(self, **more: Any) -> int:
        """Log a repair that is done."""
        return self.record("repair", **({"category": "tap", "found_by": "customer"} | more))

    def commendation(self, category: str = "letter", **more: Any) -> int:
        """Log thanks."""
        return self.record("commendation", category=category, **more)

    def problem(self, **more: Any) -> int:
        """Log a solved problem."""
        usual = {"status": "solved", "category": "pressure", "raised_by": "visit"}
        return self.record("problem", **(usual | more))

    def appointment(self, **more: Any) -> int:
        """Log an appointment that was kept."""
        return self.record("appointment", **({"status": "kept", "category": "repair"} | more))

    def night_work(self, **more: Any) -> int:
        """Log a midnight action."""
        return self.record("night_work", **({"category": "midnight", "reason": "valve"} | more))

    def record(
        self,
        kind: str,
        *,
        on: date = DAY,
        members: list[Somebody] | None = None,
        by: Somebody | None = None,
        client_key: str = "",
        opens: list[Draft] | None = None,
        **values: Any,
    ) -> int:
        """Log a record of a kind with these values."""
        by = by or self.cast.member
        with self.app.app_context():
            draft = Draft(
                kind,
                self._values(kind, on, by, values),
                [somebody.id for somebody in members or [by]],
                opens or [],
            )
            key = client_key or f"key-{next(_keys)}"
            return writing.log([draft], Stamp(by.id, key, content_hash(draft.values)))

    def _values(self, kind: str, on: date, by: Somebody, typed: dict[str, Any]) -> dict[str, Any]:
        usual = {"happened_on": on, "status": "done", "team_id": by.team_id}
        household_id = typed.get("household_id")
        home = places.household_or_none(household_id)
        return usual | kinds.of(kind).model.derive(home) | typed

    def amend(
        self,
        record_id: int,
        *,
        by: Somebody | None = None,
        members: list[Somebody] | None = None,
        version: int | None = None,
        **values: Any,
    ) -> None:
        """Change some values of a record."""
        with self.app.app_context():
            record = queries.get(record_id)
            ids = [somebody.id for somebody in members] if members else list(record.member_ids())
            if "on" in values:
                values["happened_on"] = values.pop("on")
            draft = Draft(record.kind, record.values() | values, ids)
            writing.amend(record_id, version or record.version, draft, (by or self.cast.member).id)

    def withdraw(
        self, record_id: int, by: Somebody | None = None, reason: str = "登记重复"
    ) -> None:
        """Withdraw a record."""
        with self.app.app_context():
            version = queries.get(record_id).version
            writing.withdraw(record_id, version, (by or self.cast.member).id, reason)

    def restore(self, record_id: int, by: Somebody | None = None) -> None:
        """Bring a withdrawn record back."""
        with self.app.app_context():
            version = queries.get(record_id).version
            writing.restore(record_id, version, (by or self.cast.member).id)

    def picture(self, record_id: int) -> int:
        """Add a picture to a record."""
        with self.app.test_request_context():
            encoded = encode(drawn())
        with self.app.app_context(), transaction() as session:
            by = self.cast.member.id
            attachments.attach(record_id, [(storage.keep(encoded), encoded)], by)
            session.flush()
            return next(iter(pictures.of_record(record_id))).id

    def get(self, record_id: int) -> Record:
        """Return a record as it stands now, with what its kind adds."""
        with self.app.app_context():
            return queries.get(record_id, kinds.of(queries.get(record_id).kind).model)

    def measure(self, record_id: int) -> str | None:
        """Return the measure a record counts in now."""
        return self.get(record_id).measure

    def noise(self) -> None:
        """Log what no figure may contain, and what belongs to other months."""
        other = self.cast.helper
        self.visit(household=self.cast.ill, outcome="not_home", by=other)
        self.visit(household=self.cast.ill, status="planned", on=date(2026, 10, 25), by=other)
        self.withdraw(self.visit(household=self.cast.ill, by=other), by=other)
        self.visit(household=self.cast.ill, on=date(2026, 8, 31), by=other)
        self.call(outcome="wrong", by=other)
        self.call(on=date(2026, 11, 1), by=other)
        self.repair(status="new", by=other)

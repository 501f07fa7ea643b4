"""Log a visit."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from servicecorps import words
from servicecorps.records.form import BriefForm, RecordForm

# What each of these outcomes opens in the same save.
OPENS_BY_OUTCOME = {
    "job_opened": "repair",
    "problem_opened": "problem",
    "appointment_made": "appointment",
}


class VisitForm(RecordForm):
    """A visit that was made, or is planned for a day."""

    planned = RadioField(
        _l("这次走访"),
        choices=[
            ("done", _l("已经去了")),
            ("planned", _l("计划要去")),
            ("cancelled", _l("不去了")),
        ],
        default="done",
    )
    outcome = RadioField(
        _l("走访结果"),
        choices=words.VISIT_OUTCOMES.choices(),
        default="",
        validate_choice=False,  # a planned visit has none; validate_outcome looks
    )
    purpose = SelectField(_l("事由"), choices=words.VISIT_PURPOSES.choices(), default="care")
    OWN = ("purpose",)
    DONE = ("planned", "done")
    PLANNED = ("planned", "planned")

    def is_planned(self) -> bool:
        """A planned visit may lie ahead."""
        return str(self.planned.data) != "done"

    def validate_outcome(self, field: RadioField) -> None:
        """A visit that was made has an outcome."""
        if not self.is_planned() and field.data not in words.VISIT_OUTCOMES:
            raise ValidationError(_l("还没选走访结果"))

    def validate_household_id(self, field: Any) -> None:
        """A visit names a household."""
        if not field.data:
            raise ValidationError(_l("还没选走访哪一户"))

    def own_values(self) -> dict[str, Any]:
        """Return purpose, status and outcome."""
        outcome = "" if self.is_planned() else self.outcome.data
        return super().own_values() | {"status": self.planned.data, "outcome": outcome}

    def start_with(self, args: Mapping[str, str]) -> None:
        """A campaign says what for."""
        if args.get("purpose", "") in words.VISIT_PURPOSES:
            self.purpose.data = args["purpose"]

    def take_after(self, record: Any) -> None:
        """The same purpose, and the same outcome unless it opened something."""
        super().take_after(record)
        if record is not None:
            self.purpose.data = record.purpose
            if record.state == "done" and record.outcome not in OPENS_BY_OUTCOME:
                self.outcome.data = record.outcome

    def implied(self) -> set[str]:
        """A repair, a problem or an appointment follows from the outcome."""
        opened = OPENS_BY_OUTCOME.get(str(self.outcome.data))
        return {opened} if opened and not self.is_planned() else set()

    def show(self, record: Any) -> None:
        """Fill what is not named as in the record."""
        if not self.planned.raw_data:
            withdrawn = record.status == "withdrawn"
            self.planned.data = record.status_before if withdrawn else record.status
        # A plan has no outcome: whoever says how it went has been there.
        went = self.outcome.data in words.VISIT_OUTCOMES and record.status == "planned"
        if went and self.planned.data == "planned":
            self.planned.data = "done"


class VisitBrief(BriefForm):
    """A repair in a registered home may be logged as a visit as well."""

    outcome = RadioField(
        _l("走访结果"),
        [InputRequired(_l("还没选走访结果"))],
        choices=[(slug, words.VISIT_OUTCOMES[slug]) for slug in ("ok", "solved")],
        default="solved",
    )

    def values(self) -> dict[str, Any]:
        """Return a visit for repair that was made."""
        return {"status": "done", "purpose": "repair_visit", "outcome": self.outcome.data}

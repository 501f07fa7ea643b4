"""Log a call, or a busy shift by topic."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from servicecorps import words
from servicecorps.calls import rules
from servicecorps.forms import WholeNumberField
from servicecorps.people.rules import normal_phone
from servicecorps.records.form import RecordForm
from servicecorps.records.rules import MAX_QUANTITY


class CallForm(RecordForm):
    """One call."""

    category = RadioField(
        _l("来电事项"),
        [InputRequired(_l("还没选来电事项"))],
        choices=words.CALL_TOPICS.choices(),
    )
    outcome = RadioField(_l("怎么办的"), choices=words.CALL_OUTCOMES.choices(), default="answered")
    call_source = SelectField(_l("来自"), choices=words.CALL_SOURCES.choices(), default="96111")
    direction = RadioField(_l("方向"), choices=words.CALL_DIRECTIONS.choices(), default="in")
    caller_phone = StringField(_l("来电号码"), [Optional()])
    call_back_on = DateField(_l("哪天回电"), [Optional()])
    quantity = WholeNumberField(
        _l("几个"),
        [
            InputRequired(_l("写明几个")),
            NumberRange(1, MAX_QUANTITY, _l("在 1 到 999 之间")),
        ],
        default=1,
    )
    TOPIC_KEYS = rules.keys(words.CALL_TOPICS, rules.LETTERS)
    OUTCOME_KEYS = rules.keys(words.CALL_OUTCOMES, rules.DIGITS)
    OWN = ("category", "outcome", "call_source", "direction", "call_back_on", "quantity")

    def validate_caller_phone(self, field: StringField) -> None:
        """Understand the number, so that the same caller is found again."""
        if field.data and normal_phone(field.data) is None:
            raise ValidationError(_l("这个号码不对，请数一数有几位"))

    def take_after(self, record: Any) -> None:
        """The next call comes to the same people, the same way; how long it lasts is its own."""
        super().take_after(record)
        self.minutes.data = None
        if record is not None:
            self.call_source.data = record.call_source

    def implied(self) -> set[str]:
        """A repair, a problem or an appointment follows from the outcome."""
        opened = rules.OPENS_BY_OUTCOME.get(str(self.outcome.data))
        return {opened} if opened else set()

    def own_values(self) -> dict[str, Any]:
        """Return the values of a call, which is always done."""
        phone = normal_phone(self.caller_phone.data or "") or ""
        return super().own_values() | {"status": "done", "caller_phone": phone}


class ShiftForm(RecordForm):
    """A busy shift: how many calls of each topic, one record a topic."""

    call_source = SelectField(_l("来自"), choices=words.CALL_SOURCES.choices(), default="96111")

    @classmethod
    def with_topics(cls) -> type["ShiftForm"]:
        """Return the form with one number a topic."""
        for slug, label in words.CALL_TOPICS.items():
            if slug != "praise":
                setattr(cls, f"topic_{slug}", _count(label))
        return cls

    def topics(self) -> list[WholeNumberField]:
        """Return the number fields in the order of the topics."""
        return [field for field in self if field.name.startswith("topic_")]

    def validate_call_source(self, _field: SelectField) -> None:
        """A shift has at least one call."""
        if not any(field.data for field in self.topics()):
            raise ValidationError(_l("至少填一类的个数"))

    def lines(self) -> list[dict[str, Any]]:
        """Return the values of one record a topic; the first holds the minutes of all."""
        shared = self.values() | {
            "status": "done",
            "direction": "in",
            "outcome": "answered",
            "call_source": self.call_source.data,
        }
        lines = [
            shared | {"category": field.name.removeprefix("topic_"), "quantity": field.data}
            for field in self.topics()
            if field.data
        ]
        # A shift lasts once, however many topics were asked about.
        return [lines[0], *(line | {"minutes": None} for line in lines[1:])]


def _count(label: Any) -> Any:
    limit = NumberRange(0, MAX_QUANTITY, _l("在 0 到 999 之间"))
    return WholeNumberField(label, [Optional(), limit])

"""What the forms of all kinds share."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import (
    Form as PlainForm,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from servicecorps import clock
from servicecorps.attachments.rules import Region
from servicecorps.forms import Form, WholeNumberField
from servicecorps.places.form import CommunityField
from servicecorps.records import rules
from servicecorps.records.model import Record
from servicecorps.words import Vocabulary


def no_zero(value: Any) -> int | None:
    """Read a choice whose 0 means none."""
    return rules.row_number(str(value or "")) or None


def check_year(day: date) -> None:
    """Explain a day whose year cannot be meant.

    Raises:
        ValidationError: it lies before every logbook or further ahead than anybody plans.
    """
    if day < rules.EARLIEST:
        raise ValidationError(_l("日期太早了，请看看年份"))
    if day > clock.today() + rules.FARTHEST_AHEAD:
        raise ValidationError(_l("日期太远了，请看看年份"))


class BriefForm(PlainForm):
    """The few fields with which another record opens one of this kind."""

    wanted = BooleanField()
    # The slug of the kind that opens this one.
    opener = ""

    def values(self) -> dict[str, Any]:
        """Return the values of the record's own kind."""
        raise NotImplementedError


class RecordForm(Form):
    """Who, when, where, how long and the note of any record."""

    client_key = HiddenField("", default=lambda: secrets.token_hex(16))
    version = HiddenField("", default="0")
    household_id = HiddenField("", default="")
    twin_known = BooleanField(_l("不是同一件事，照样保存"))
    happened_on = DateField(_l("日期"), [InputRequired(_l("还没填日期"))], default=clock.today)
    minutes = WholeNumberField(
        _l("用时"),
        [Optional(), NumberRange(0, rules.MAX_MINUTES, _l("用时在 0 到 1440 分钟之间"))],
    )
    members = SelectMultipleField(_l("队员"), [InputRequired(_l("至少选一位队员"))], coerce=int)
    team_id = SelectField(_l("队伍"), coerce=no_zero)
    community_id = CommunityField(_l("社区"), [Optional()])
    note = TextAreaField(_l("备注"), [Length(max=rules.MAX_NOTE, message=_l("备注最多 2000 字"))])
    photos = MultipleFileField(_l("照片"))

    # Fields of a kind's own that go into the record as they are.
    OWN: tuple[str, ...] = ()
    # The field that says a planned thing is done, and what it says then; and so for a plan.
    DONE: tuple[str, str] | None = None
    PLANNED: tuple[str, str] | None = None

    def validate_happened_on(self, field: DateField) -> None:
        """A day that lies ahead can only be planned."""
        day = field.data
        if day is None:
            return
        check_year(day)
        if day > clock.today() and not self.is_planned():
            raise ValidationError(_l("这一天还没到，最晚填今天"))

    def is_planned(self) -> bool:
        """Tell whether what is typed is a plan, so that its day may lie ahead."""
        return False

    def values(self) -> dict[str, Any]:
        """Return the values of the record by column."""
        return {
            "happened_on": self.happened_on.data,
            "minutes": self.minutes.data,
            "team_id": self.team_id.data,
            "community_id": self.community_id.data,
            "household_id": no_zero(self.household_id.data),
            "note": (self.note.data or "").strip(),
        } | self.own_values()

    def own_values(self) -> dict[str, Any]:
        """Return the values only this kind has."""
        return {name: clean(self[name].data) for name in self.OWN}

    def show(self, record: Record) -> None:
        """Fill what is not named as in the record."""

    def take_as_done(self) -> None:
        """Start from the planned thing being done: somebody came to say how it went."""
        if self.DONE:
            name, value = self.DONE
            self[name].data = value

    def take_as_planned(self) -> None:
        """Start from a plan: somebody came to say when it is to be."""
        if self.PLANNED:
            name, value = self.PLANNED
            self[name].data = value

    def start_with(self, args: Mapping[str, str]) -> None:
        """Start from what an address says about this kind's own fields."""

    def take_after(self, record: Record | None) -> None:
        """Start like an earlier record: the same people and length, and its day if it is fresh."""
        if record is None:
            return
        self.members.data = list(record.member_ids())
        self.team_id.data, self.minutes.data = record.team_id, record.minutes
        # A round is logged in one go, perhaps the evening after; anything older is of another day.
        if clock.local(record.received_at).date() == clock.today():
            self.happened_on.data = record.happened_on

    def implied(self) -> set[str]:
        """Return the kinds this form opens by what was chosen, without a tick."""
        return set()


class ReasonForm(Form):
    """Why a record is withdrawn."""

    version = HiddenField()
    reason = StringField(
        _l("为什么撤回"),
        [InputRequired(_l("写一句为什么撤回")), Length(max=200, message=_l("最多 200 字"))],
    )


class ShownForm(Form):
    """Whether a picture may be shown outside the team."""

    may_be_shown = BooleanField(_l("可以给外面看"))


class RegionForm(PlainForm):
    """A part of a picture in whole per cent; all four numbers or none."""

    left = WholeNumberField(_l("左"), [Optional(), NumberRange(0, 99, _l("在 0 到 99 之间"))])
    top = WholeNumberField(_l("上"), [Optional(), NumberRange(0, 99, _l("在 0 到 99 之间"))])
    width = WholeNumberField(_l("宽"), [Optional(), NumberRange(1, 100, _l("在 1 到 100 之间"))])
    height = WholeNumberField(_l("高"), [Optional(), NumberRange(1, 100, _l("在 1 到 100 之间"))])

    def typed(self) -> list[int]:
        """Return the numbers that were typed."""
        fields = (self.left, self.top, self.width, self.height)
        return [field.data for field in fields if field.data is not None]


class BlackOutForm(Form):
    """What of a picture is to be blacked out."""

    region: Any = FieldList(FormField(RegionForm), min_entries=4, max_entries=4)

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one region, each with all its numbers."""
        if not super().validate(extra_validators):
            return False
        typed = [len(entry.form.typed()) for entry in self.region]
        if not any(typed):
            self.form_errors.append(_l("在照片上拖一块，或填四个数"))
            return False
        if not set(typed) <= {0, len(Region._fields)}:
            self.form_errors.append(_l("四个数要写全"))
            return False
        return True

    def regions(self) -> list[Region]:
        """Return the regions, once they are valid."""
        typed = (entry.form.typed() for entry in self.region)
        return [Region(*numbers) for numbers in typed if numbers]


class ClearForm(Form):
    """Why a list is taken in clear, and as what."""

    reason = StringField(
        _l("为什么要明文"),
        [DataRequired(_l("写一句为什么要明文")), Length(max=200, message=_l("最多 200 字"))],
    )
    ending = RadioField(_l("文件"), choices=[("xlsx", "Excel"), ("csv", "CSV")], default="xlsx")


def clean(value: Any) -> Any:
    """Trim typed text; leave everything else."""
    return value.strip() if isinstance(value, str) else value


def chosen_bool(value: Any) -> bool | None:
    """Read a choice of yes, no or not known."""
    return {"1": True, "0": False, "True": True, "False": False}.get(str(value))


def done_or_open(
    field: RadioField, offered: dict[str, Any], record: Record, labels: Vocabulary
) -> None:
    """Offer the stored status too if the simple form does not know it."""
    stored = record.status if record.status != "withdrawn" else record.status_before
    if stored not in offered:
        field.choices = [*offered.items(), (stored, labels[stored])]
    if not field.raw_data:
        field.data = stored

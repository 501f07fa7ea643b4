"""Log an appointment."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from servicecorps import words
from servicecorps.records.form import BriefForm, RecordForm, check_year, done_or_open

_NO_KIND = _l("还没选预约什么")
_KINDS = [("", _l("请选择")), *words.APPOINTMENT_KINDS.choices()]
OFFERED = {"kept": _l("已完成"), "requested": _l("约好要去")}


class AppointmentForm(RecordForm):
    """An appointment that was kept, or is agreed for a day."""

    status = RadioField(_l("去了吗"), choices=list(OFFERED.items()), default="kept")
    category = SelectField(_l("预约事项"), [InputRequired(_NO_KIND)], choices=_KINDS, default="")
    from_time = TimeField(_l("从几点"), [Optional()])
    until_time = TimeField(_l("到几点"), [Optional()])
    address = StringField(_l("地点"), [Optional(), Length(max=200, message=_l("地点最多 200 字"))])
    OWN = ("status", "category", "from_time", "until_time", "address")
    DONE = ("status", "kept")

    def is_planned(self) -> bool:
        """An appointment that is not kept yet may lie ahead."""
        return str(self.status.data) not in ("kept", "late")

    def validate_until_time(self, field: TimeField) -> None:
        """The window ends after it begins."""
        if field.data and self.from_time.data and field.data <= self.from_time.data:
            raise ValidationError(_l("结束时间要晚于开始时间"))

    def show(self, record: Any) -> None:
        """Offer the stored status too if the simple form does not know it."""
        done_or_open(self.status, OFFERED, record, words.APPOINTMENT_STATUSES)


class AppointmentBrief(BriefForm):
    """An appointment agreed on the telephone."""

    category = SelectField(_l("预约事项"), [InputRequired(_NO_KIND)], choices=_KINDS, default="")

    happened_on = DateField(_l("约在哪天"), [InputRequired(_l("还没填约在哪天"))])

    def validate_happened_on(self, field: DateField) -> None:
        """Nobody agrees on a day of another century."""
        if field.data:
            check_year(field.data)

    def values(self) -> dict[str, Any]:
        """Return a requested appointment for its day."""
        return {
            "category": self.category.data,
            "status": "requested",
            "happened_on": self.happened_on.data,
        }

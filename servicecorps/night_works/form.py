"""Log a night work."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from servicecorps import words
from servicecorps.forms import WholeNumberField
from servicecorps.records.form import RecordForm, done_or_open

OFFERED = {"done": _l("通水完成"), "planned": _l("计划")}
_MAX_SPARED = 1_000_000


class NightWorkForm(RecordForm):
    """A work that was carried out, or is planned."""

    status = RadioField(_l("做完了吗"), choices=list(OFFERED.items()), default="done")
    category = SelectField(
        _l("作业类型"), choices=words.PLANNED_WORK_KINDS.choices(), default="midnight"
    )
    reason = SelectField(_l("原因"), choices=words.WORK_REASONS.choices(), default="valve")
    streets = StringField(_l("路段"), [Optional(), Length(max=300, message=_l("路段最多 300 字"))])
    households_spared = WholeNumberField(
        _l("少停水的户数"),
        [Optional(), NumberRange(0, _MAX_SPARED, _l("户数在 0 到 100 万之间"))],
    )
    OWN = ("status", "category", "reason", "streets", "households_spared")
    DONE = ("status", "done")

    def is_planned(self) -> bool:
        """A work that is not done yet may lie ahead."""
        return str(self.status.data) != "done"

    def show(self, record: Any) -> None:
        """Offer the stored status too if the simple form does not know it."""
        done_or_open(self.status, OFFERED, record, words.WORK_STATUSES)

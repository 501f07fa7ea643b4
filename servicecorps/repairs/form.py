"""Log a repair."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from servicecorps import words
from servicecorps.records.form import BriefForm, RecordForm, chosen_bool, done_or_open

_NO_CATEGORY = _l("还没选是哪一类维修")
_CATEGORIES = [("", _l("请选择")), *words.REPAIR_CATEGORIES.choices()]
OFFERED = {"done": _l("当场修好"), "new": _l("另派人修")}


class RepairForm(RecordForm):
    """A repair that is done, or a request that waits for one."""

    status = RadioField(_l("修好了吗"), choices=list(OFFERED.items()), default="done")
    category = SelectField(
        _l("维修类别"), [InputRequired(_NO_CATEGORY)], choices=_CATEGORIES, default=""
    )
    found_by = RadioField(
        _l("怎么发现的"), choices=words.REPAIR_FOUND_BY.choices(), default="customer"
    )
    before_meter = SelectField(
        _l("表前表后"),
        choices=[("", _l("未定")), ("1", _l("表前")), ("0", _l("表后"))],
        default="",
        coerce=chosen_bool,
    )
    charge = SelectField(_l("收费"), choices=words.REPAIR_CHARGES.choices(), default="free")
    address = StringField(_l("地点"), [Optional(), Length(max=200, message=_l("地点最多 200 字"))])
    OWN = ("status", "category", "found_by", "before_meter", "charge", "address")

    def show(self, record: Any) -> None:
        """Offer the stored status too if the simple form does not know it."""
        done_or_open(self.status, OFFERED, record, words.REPAIR_STATUSES)


class RepairBrief(BriefForm):
    """A repair opened from a visit or a call."""

    category = SelectField(
        _l("维修类别"), [InputRequired(_NO_CATEGORY)], choices=_CATEGORIES, default=""
    )
    # Not done beforehand: a hurried save must not count a repair that waits for somebody.
    status = RadioField(_l("修好了吗"), choices=list(OFFERED.items()), default="new")

    def values(self) -> dict[str, Any]:
        """Return a repair found by us."""
        return {"category": self.category.data, "status": self.status.data, "found_by": "team"}

"""Log a water-use difficulty."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from servicecorps import words
from servicecorps.records.form import BriefForm, RecordForm, done_or_open

_NO_KIND = _l("还没选是哪一类问题")
_KINDS = [("", _l("请选择")), *words.PROBLEM_KINDS.choices()]
_RAISED_BY = {"visit": "visit", "call": "call"}
OFFERED = {"solved": _l("已解决"), "open": _l("待处理")}


class ProblemForm(RecordForm):
    """A difficulty that is solved, or waits to be."""

    status = RadioField(_l("解决了吗"), choices=list(OFFERED.items()), default="solved")
    category = SelectField(_l("问题类别"), [InputRequired(_NO_KIND)], choices=_KINDS, default="")
    raised_by = SelectField(
        _l("从哪里来"), choices=words.PROBLEM_RAISED_BY.choices(), default="visit"
    )
    address = StringField(_l("地点"), [Optional(), Length(max=200, message=_l("地点最多 200 字"))])
    solution = TextAreaField(
        _l("怎么解决的"), [Optional(), Length(max=1000, message=_l("最多 1000 字"))]
    )
    OWN = ("status", "category", "raised_by", "address", "solution")

    def show(self, record: Any) -> None:
        """Offer the stored status too if the simple form does not know it."""
        done_or_open(self.status, OFFERED, record, words.PROBLEM_STATUSES)


class ProblemBrief(BriefForm):
    """A difficulty noted during a visit or a call."""

    category = SelectField(_l("问题类别"), [InputRequired(_NO_KIND)], choices=_KINDS, default="")
    status = RadioField(_l("解决了吗"), choices=list(OFFERED.items()), default="open")

    def values(self) -> dict[str, Any]:
        """Return a problem raised where it was noted."""
        raised_by = _RAISED_BY.get(self.opener, "staff")
        return {
            "category": self.category.data,
            "status": self.status.data,
            "raised_by": raised_by,
        }

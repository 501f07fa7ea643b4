"""Log a thank-you."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from servicecorps import words
from servicecorps.records.form import BriefForm, RecordForm

_NO_KIND = _l("还没选是哪一种表扬")


class CommendationForm(RecordForm):
    """A praise call, a letter, a pennant, the press, or thanks of another kind."""

    category = RadioField(
        _l("哪一种表扬"),
        [InputRequired(_NO_KIND)],
        choices=words.COMMENDATION_KINDS.choices(),
    )
    from_whom = StringField(_l("谁表扬的"), [Optional(), Length(max=64, message=_l("最多 64 字"))])
    media_kind = SelectField(
        _l("媒体"), choices=[("", _l("未定")), *words.MEDIA_KINDS.choices()], default=""
    )
    outlet = StringField(_l("媒体名称"), [Length(max=64, message=_l("最多 64 字"))])
    front_page = BooleanField(_l("头版"))
    link = StringField(_l("链接"), [Optional(), Length(max=300, message=_l("最多 300 字"))])
    letter_may_be_shown = BooleanField(_l("原信可以给外面看"))
    case_may_be_told = BooleanField(_l("这件事可以对外讲"))
    OWN = (
        "category", "from_whom", "media_kind", "outlet", "front_page", "link",
        "letter_may_be_shown", "case_may_be_told",
    )  # fmt: skip

    def validate_outlet(self, field: StringField) -> None:
        """A press mention names where it stood."""
        if self.category.data == "media" and not (field.data or "").strip():
            raise ValidationError(_l("写明是哪家媒体"))

    def own_values(self) -> dict[str, Any]:
        """Return the values of a thank-you, which is always done."""
        return super().own_values() | {"status": "done"}


class CommendationBrief(BriefForm):
    """Thanks noted while something else is logged."""

    category = SelectField(
        _l("哪一种表扬"),
        [InputRequired(_NO_KIND)],
        choices=[
            (slug, words.COMMENDATION_KINDS[slug])
            for slug in ("visit_thanks", "letter", "pennant", "gift_returned")
        ],
        default="visit_thanks",
    )
    note = TextAreaField(_l("怎么说的"), [Optional(), Length(max=500, message=_l("最多 500 字"))])

    def values(self) -> dict[str, Any]:
        """Return a thank-you with its words."""
        note = (self.note.data or "").strip()
        return {"category": self.category.data, "status": "done", "note": note}

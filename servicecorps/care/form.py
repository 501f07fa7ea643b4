"""Forms about the care plan and campaigns."""

import secrets
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from servicecorps import clock, words
from servicecorps.forms import Form
from servicecorps.places.form import CommunityField

LONGEST_PAUSE = timedelta(days=366)
LONGEST_CAMPAIGN = timedelta(days=366)
_USUAL_PAUSE, _USUAL_CAMPAIGN = timedelta(days=30), timedelta(days=30)
# So far back frost is looked for unless somebody says otherwise: three winters.
_WINTERS = timedelta(days=3 * 365)
_CHOOSE = ("", _l("请选择"))


class PauseForm(Form):
    """Until when a household is not to be visited, and why."""

    version = HiddenField(default="0")
    until = DateField(
        _l("哪天起再去"),
        [InputRequired(_l("还没填日期"))],
        default=lambda: clock.today() + _USUAL_PAUSE,
    )
    reason = SelectField(
        _l("为什么先不去"),
        [InputRequired(_l("选一个原因"))],
        choices=[_CHOOSE, *words.PAUSE_REASONS.choices()],
        default="",
    )

    def validate_until(self, field: DateField) -> None:
        """A pause ends on a day to come, within a year."""
        if field.data and field.data <= clock.today():
            raise ValidationError(_l("填明天或以后的一天"))
        if field.data and field.data > clock.today() + LONGEST_PAUSE:
            raise ValidationError(_l("最多停一年；不再去了，就结束走访"))


class EndForm(Form):
    """Why a household is not visited any more."""

    version = HiddenField(default="0")
    on = DateField(_l("从哪天起不再去"), [InputRequired(_l("还没填日期"))], default=clock.today)
    reason = SelectField(
        _l("为什么不再去"),
        [InputRequired(_l("选一个原因"))],
        choices=[_CHOOSE, *words.END_REASONS.choices()],
        default="",
    )

    def validate_on(self, field: DateField) -> None:
        """An end is written down when it has come."""
        if field.data and field.data > clock.today():
            raise ValidationError(_l("这一天还没到，最晚填今天"))


class CampaignForm(Form):
    """A campaign: its name, its days, and whom it is for."""

    client_key = HiddenField(default=lambda: secrets.token_hex(16))
    name = StringField(
        _l("名称"), [InputRequired(_l("还没填名称")), Length(max=60, message=_l("最多 60 字"))]
    )
    purpose = SelectField(_l("事由"), choices=words.VISIT_PURPOSES.choices(), default="care")
    first_on = DateField(_l("从哪天"), [InputRequired(_l("还没填日期"))], default=clock.today)
    last_on = DateField(
        _l("到哪天"),
        [InputRequired(_l("还没填日期"))],
        default=lambda: clock.today() + _USUAL_CAMPAIGN,
    )
    district_id = SelectField(_l("区市"), coerce=int, default=0)
    community_id = CommunityField(_l("社区"), [Optional()])
    categories = SelectMultipleField(_l("类别"), choices=words.HOUSEHOLD_CATEGORIES.choices())
    mended = BooleanField(_l("冻过水表、水管的也选上"))
    mended_since = DateField(
        _l("从哪天起修过算"), [Optional()], default=lambda: clock.today() - _WINTERS
    )

    def validate_last_on(self, field: DateField) -> None:
        """It ends after it began, within a year."""
        first: Any = self.first_on.data
        if not (field.data and first):
            return
        if field.data < first:
            raise ValidationError(_l("结束的一天在开始以前"))
        if field.data - first > LONGEST_CAMPAIGN:
            raise ValidationError(_l("最多一年"))


class TickForm(Form):
    """A word about a household that was ticked off without a visit."""

    word = StringField(
        _l("怎么知道的"),
        [InputRequired(_l("写一句怎么知道的")), Length(max=200, message=_l("最多 200 字"))],
    )

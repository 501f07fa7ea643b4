"""Enter an opening balance."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from servicecorps import clock, words
from servicecorps.forms import Form, WholeNumberField
from servicecorps.tallies.model import MAX_SOURCE
from servicecorps.tallies.rules import MOST, Balance


class BalanceForm(Form):
    """What was done before the logbook began."""

    measure = SelectField(
        _l("事项"), choices=[(slug, word.label) for slug, word in words.MEASURES.items()]
    )
    amount = WholeNumberField(
        _l("数量"),
        [InputRequired(_l("还没填数量")), NumberRange(0, MOST, _l("数量要是 0 以上的整数"))],
    )
    as_of = DateField(_l("截至哪天"), [InputRequired(_l("还没填截至哪天"))])
    since = DateField(_l("从哪天起"), [Optional()])
    at_least = BooleanField(_l("是“多”于这个数"))
    source = StringField(
        _l("出处"),
        [InputRequired(_l("写明从哪里来的")), Length(max=MAX_SOURCE, message=_l("最多 500 字"))],
    )

    def validate_as_of(self, field: DateField) -> None:
        """An opening lies behind us."""
        if field.data and field.data > clock.today():
            raise ValidationError(_l("这一天还没到，最晚填今天"))

    def validate_since(self, field: DateField) -> None:
        """It begins before it ends."""
        if field.data and self.as_of.data and field.data > self.as_of.data:
            raise ValidationError(_l("起始日期晚于截至日期"))

    def balance(self) -> Balance:
        """Return what was typed."""
        as_of = self.as_of.data or clock.today()
        return Balance(self.text("measure"), self.amount.data or 0, as_of, self.since.data)

"""The form of the settings: one whole number each."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired, NumberRange

from servicecorps import words
from servicecorps.forms import Form, WholeNumberField
from servicecorps.settings.rules import CARE_DAYS, SETTINGS, care_key, community_key


class SettingsForm(Form):
    """All settings; what was shown comes back too, so that nobody overwrites another unseen."""

    shown = HiddenField(default="")

    def values(self) -> dict[str, int]:
        """Return the numbers typed, by key."""
        return {key: int(self[key].data) for key in SETTINGS}

    def start_from(self, stored: Mapping[str, int]) -> None:
        """Fill in what is stored."""
        self.take_over(stored)
        for key in SETTINGS:
            self[key].data = stored[key]

    def take_over(self, stored: Mapping[str, int]) -> None:
        """Let what is typed be saved over what is stored now."""
        self.shown.data = _as_text(stored)

    def was_shown(self, stored: Mapping[str, int]) -> bool:
        """Tell whether the form was made from what is stored now."""
        return bool(self.shown.data == _as_text(stored))


def _as_text(stored: Mapping[str, int]) -> str:
    return ",".join(str(stored[key]) for key in SETTINGS)


def _number(label: Any, key: str) -> WholeNumberField:
    one = SETTINGS[key]
    told = _l("在 %(least)s 到 %(most)s 之间", least=one.least, most=one.most)
    return WholeNumberField(
        label, [InputRequired(_l("还没填天数")), NumberRange(one.least, one.most, told)]
    )


CARE = [care_key(category) for category in CARE_DAYS]
for _category in CARE_DAYS:
    _key = care_key(_category)
    setattr(SettingsForm, _key, _number(words.HOUSEHOLD_CATEGORIES[_category], _key))
COMMUNITIES = [community_key("vulnerable"), community_key("others")]
SettingsForm.community_vulnerable = _number(_l("有困难住户的社区"), COMMUNITIES[0])
SettingsForm.community_others = _number(_l("其他有住户、有负责人的社区"), COMMUNITIES[1])

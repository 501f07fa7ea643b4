"""Forms about places and households."""

import secrets
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from servicecorps import clock, words
from servicecorps.forms import Form, WholeNumberField
from servicecorps.people.rules import normal_phone
from servicecorps.places import queries

# A community's name with its place; nothing longer is looked for.
_LONGEST_LABEL = 700


class CommunityField(StringField):
    """A community typed by name, with suggestions; its data is the community's id.

    A name that several communities share must be written with its district, as suggested.
    """

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return queries.community_label(self.data) if isinstance(self.data, int) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Find the community by what was typed."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data: int | None = None  # type: ignore[assignment]  # an id, not the text
        self._matches: list[int] = []
        if 0 < len(typed) <= _LONGEST_LABEL:
            self._matches = queries.communities_called(typed)
            if len(self._matches) == 1:
                self.data = self._matches[0]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 – WTForms hands the form in
        """Explain a name that is unknown or stands for several communities."""
        if not self.raw_data or not str(self.raw_data[0]).strip() or self.data:
            return
        if self._matches:
            known = [queries.community_label(found) for found in self._matches[:4]]
            labels = str(_l("、")).join(known)
            raise ValidationError(_l("有几个社区都叫这个名字：%(labels)s", labels=labels))
        raise ValidationError(_l("没有找到这个社区，请从提示里选"))


class HouseholdForm(Form):
    """A household with its consent."""

    client_key = HiddenField(default=lambda: secrets.token_hex(16))
    version = HiddenField(default="0")
    contact_name = StringField(
        _l("联系人"), [InputRequired(_l("还没填联系人")), Length(max=64, message=_l("最多 64 字"))]
    )
    community_id = CommunityField(_l("社区"), [InputRequired(_l("还没填社区"))])
    street = StringField(_l("路名、小区"), [Length(max=128, message=_l("最多 128 字"))])
    door = StringField(_l("楼、单元、门牌"), [Length(max=128, message=_l("最多 128 字"))])
    phone = StringField(_l("电话"), [Optional()])
    other_phone = StringField(_l("另一个电话"), [Optional()])
    water_account = StringField(
        _l("用水户号"),
        [
            Optional(),
            Regexp(r"^\s*[0-9０-９A-Za-z-]{4,32}\s*$", message=_l("户号是 4 到 32 位数字或字母")),
        ],
    )
    main_category = SelectField(
        _l("主要类别"),
        [InputRequired(_l("还没选类别"))],
        choices=[("", _l("请选择")), *words.HOUSEHOLD_CATEGORIES.choices()],
        default="",
    )
    more_categories = SelectMultipleField(
        _l("还属于"), choices=words.HOUSEHOLD_CATEGORIES.choices()
    )
    in_charge_id = SelectField(_l("负责人"), coerce=int, default=0)
    own_care_days = WholeNumberField(
        _l("几天走访一次"),
        [Optional(), NumberRange(1, 365, _l("在 1 到 365 天之间"))],
    )
    preferences = TextAreaField(_l("上门请留意"), [Length(max=1000, message=_l("最多 1000 字"))])
    consent_on = DateField(_l("哪天同意建档"), [Optional()])
    consent_by_id = SelectField(_l("谁问的"), coerce=int, default=0)
    consent_way = SelectField(
        _l("怎么同意的"), choices=[("", _l("未定")), *words.CONSENT_WAYS.choices()], default=""
    )
    photos_allowed = BooleanField(_l("同意拍照"))
    visited_before_on = DateField(_l("建台账以前最后一次去"), [Optional()])
    # Whether consent stands written already: taking it back is more than emptying three fields.
    had_consent = False

    def validate_phone(self, field: StringField) -> None:
        """A phone must be one."""
        if field.data and normal_phone(field.data) is None:
            raise ValidationError(_l("这个号码不对，请数一数有几位"))

    def validate_other_phone(self, field: StringField) -> None:
        """A second phone must be one, and be allowed."""
        self.validate_phone(field)
        self.validate_preferences(field)

    def validate_preferences(self, field: Any) -> None:
        """What goes beyond finding the household again is kept only with consent."""
        if field.data and not self.consent_on.data:
            raise ValidationError(_l("住户同意建档以后才能留这一项"))

    validate_water_account = validate_more_categories = validate_preferences

    def validate_consent_on(self, field: DateField) -> None:
        """Neither consent nor an earlier visit can lie ahead."""
        if field.data and field.data > clock.today():
            raise ValidationError(_l("这一天还没到，最晚填今天"))

    validate_visited_before_on = validate_consent_on

    def validate_consent_way(self, field: SelectField) -> None:
        """Consent has a day, somebody who asked, and a way."""
        told = (self.consent_on.data, self.consent_by_id.data, field.data)
        if self.had_consent and not self.consent_on.data:
            raise ValidationError(_l("撤回同意在住户那一页上办，资料会一并清除"))
        # Who asked stands there beforehand; without day and way nobody has said anything.
        if (self.consent_on.data or field.data) and not all(told):
            raise ValidationError(_l("同意建档要写全：哪天、谁问的、怎么同意的"))

    def validate_photos_allowed(self, field: BooleanField) -> None:
        """Nobody is photographed without having agreed to be on file."""
        if field.data and not self.consent_on.data:
            raise ValidationError(_l("先写明哪天同意建档"))

    def values(self) -> dict[str, Any]:
        """Return what was typed, by column."""
        names = (
            "community_id",
            "main_category",
            "own_care_days",
            "consent_on",
            "consent_way",
            "visited_before_on",
        )
        texts = ("contact_name", "street", "door", "preferences")
        return (
            {name: self[name].data for name in names}
            | {name: (self[name].data or "").strip() for name in texts}
            | {name: normal_phone(self[name].data or "") or "" for name in ("phone", "other_phone")}
            | {
                "water_account": unicodedata.normalize(
                    "NFKC", self.water_account.data or ""
                ).strip(),
                "in_charge_id": self.in_charge_id.data or None,
                "consent_by_id": (self.consent_on.data and self.consent_by_id.data) or None,
                "photos_allowed": bool(self.photos_allowed.data),
            }
        )


class RevealForm(Form):
    """Why somebody opens a household in clear."""

    reason = SelectField(
        _l("为什么要看"),
        [InputRequired(_l("选一个原因"))],
        choices=[("", _l("请选择")), *words.LOOK_REASONS.choices()],
        default="",
    )


class WithdrawalForm(Form):
    """Consent taken back: when, told to whom, how."""

    version = HiddenField(default="0")
    on = DateField(_l("哪天撤回的"), [InputRequired(_l("还没填日期"))], default=clock.today)
    told_to_id = SelectField(_l("告诉了谁"), coerce=int)
    way = SelectField(
        _l("怎么说的"),
        [InputRequired(_l("选一种"))],
        choices=[("", _l("请选择")), *words.CONSENT_WAYS.choices()],
        default="",
    )
    sure = BooleanField(_l("知道清除以后找不回来"), [InputRequired(_l("请先勾上"))])

    def validate_on(self, field: DateField) -> None:
        """Nobody takes back tomorrow."""
        if field.data and field.data > clock.today():
            raise ValidationError(_l("这一天还没到，最晚填今天"))


class FindForm(Form):
    """Find a household; sent by POST, so that no name stands in an address."""

    q = StringField(
        _l("找住户"),
        [
            InputRequired(_l("写姓名、电话、户号或路名")),
            Length(max=128, message=_l("最多 128 字")),
        ],
    )


LATITUDE = NumberRange(35, 38, _l("青岛的纬度在 35 到 38 之间"))
LONGITUDE = NumberRange(119, 122, _l("青岛的经度在 119 到 122 之间"))


class NearForm(Form):
    """Where a phone is, for the households near it; sent by POST and kept nowhere.

    Nobody types it: one sentence of the page says that it is missing or none of ours.
    """

    lat_deg = FloatField(_l("纬度（WGS-84）"), [InputRequired(), LATITUDE])
    lon_deg = FloatField(_l("经度（WGS-84）"), [InputRequired(), LONGITUDE])

    def position(self) -> tuple[float, float]:
        """Return latitude and longitude, in degrees of WGS-84."""
        return float(self.lat_deg.data or 0), float(self.lon_deg.data or 0)


class CommunityForm(Form):
    """A community, its other names and its position."""

    version = HiddenField(default="0")
    name = StringField(
        _l("社区名"),
        [InputRequired(_l("还没填社区名")), Length(max=128, message=_l("最多 128 字"))],
    )
    subdistrict_id = SelectField(_l("街道"), coerce=int)
    aliases = TextAreaField(
        _l("别的叫法，一行一个"), [Length(max=1000, message=_l("最多 1000 字"))]
    )
    lat_deg = FloatField(_l("纬度（WGS-84）"), [Optional(), LATITUDE])
    lon_deg = FloatField(_l("经度（WGS-84）"), [Optional(), LONGITUDE])

    in_charge_id = SelectField(_l("负责人"), coerce=int, default=0)
    visited_before_on = DateField(_l("建台账以前最后一次去"), [Optional()])

    def validate_visited_before_on(self, field: DateField) -> None:
        """Nobody was there on a day that has not come."""
        if field.data and field.data > clock.today():
            raise ValidationError(_l("这一天还没到，最晚填今天"))

    def validate_lon_deg(self, _field: FloatField) -> None:
        """A position has both numbers or none."""
        if (self.lon_deg.data is None) != (self.lat_deg.data is None):
            raise ValidationError(_l("经度和纬度要一起填"))

    # An empty field is not looked at: whichever is filled asks for the other.
    validate_lat_deg = validate_lon_deg

    def alias_list(self) -> list[str]:
        """Return the other names, each once."""
        lines = (line.strip()[:128] for line in (self.aliases.data or "").splitlines())
        return sorted({line for line in lines if line} - {self.text("name")})

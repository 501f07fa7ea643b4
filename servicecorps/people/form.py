"""Forms about people."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import (
    EqualTo,
    InputRequired,
    Length,
    Optional,
    ValidationError,
)

from servicecorps import words
from servicecorps.forms import Form
from servicecorps.people import rules
from servicecorps.people.writing import Person

_PASSWORD = Length(rules.MIN_PASSWORD, rules.MAX_PASSWORD, _l("密码要 8 到 128 个字"))


class SignInForm(Form):
    """User name and password."""

    username = StringField(_l("用户名"), [InputRequired(_l("还没填用户名"))])
    password = PasswordField(_l("密码"), [InputRequired(_l("还没填密码"))])


class PasswordForm(Form):
    """Change one's own password."""

    old = PasswordField(_l("现在的密码"), [InputRequired(_l("还没填现在的密码"))])
    password = PasswordField(_l("新密码"), [InputRequired(_l("还没填新密码")), _PASSWORD])
    again = PasswordField(_l("再写一遍"), [EqualTo("password", _l("两遍写得不一样"))])


class SetPasswordForm(Form):
    """Set somebody's password, as an administrator."""

    password = PasswordField(_l("新密码"), [InputRequired(_l("还没填新密码")), _PASSWORD])
    again = PasswordField(_l("再写一遍"), [EqualTo("password", _l("两遍写得不一样"))])


class WelcomeForm(Form):
    """The first administrator."""

    name = StringField(
        _l("姓名"),
        [InputRequired(_l("还没填姓名")), Length(max=rules.MAX_NAME, message=_l("最多 64 字"))],
    )
    username = StringField(_l("用户名"), [InputRequired(_l("还没填用户名"))])
    password = PasswordField(_l("密码"), [InputRequired(_l("还没填密码")), _PASSWORD])
    again = PasswordField(_l("再写一遍"), [EqualTo("password", _l("两遍写得不一样"))])


class PersonForm(Form):
    """A member and their account."""

    client_key = HiddenField(default=lambda: secrets.token_hex(16))
    version = HiddenField(default="0")
    name = StringField(
        _l("姓名"),
        [InputRequired(_l("还没填姓名")), Length(max=rules.MAX_NAME, message=_l("最多 64 字"))],
    )
    role = SelectField(_l("身份"), choices=words.ROLES.choices(), default="member")
    team_ids = SelectMultipleField(_l("队伍"), coerce=int)
    titles = SelectMultipleField(_l("称号"), choices=words.TITLES.choices())
    public_name = StringField(
        _l("服务品牌名"), [Optional(), Length(max=rules.MAX_NAME, message=_l("最多 64 字"))]
    )
    phone = StringField(_l("电话"), [Optional()])
    joined_on = DateField(_l("加入日期"), [Optional()])
    left_on = DateField(_l("离开日期"), [Optional()])
    username = StringField(_l("用户名"), [Optional()])
    password = PasswordField(_l("密码"), [Optional(), _PASSWORD])
    active = BooleanField(_l("在用"), default=True)

    def validate_phone(self, field: StringField) -> None:
        """A phone must be one."""
        if field.data and rules.normal_phone(field.data) is None:
            raise ValidationError(_l("这个号码不对，请数一数有几位"))

    def validate_left_on(self, field: DateField) -> None:
        """Nobody leaves before joining."""
        if field.data and self.joined_on.data and field.data < self.joined_on.data:
            raise ValidationError(_l("离开日期早于加入日期"))

    def person(self) -> Person:
        """Return what was typed."""
        return Person(
            name=self.text("name"),
            role=self.text("role"),
            username=self.text("username"),
            phone=self.text("phone"),
            public_name=self.text("public_name"),
            joined_on=self.joined_on.data,
            left_on=self.left_on.data,
            active=bool(self.active.data),
            team_ids=self.ids("team_ids"),
            titles=self.chosen("titles"),
        )

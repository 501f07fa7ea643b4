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
from servicecorps.people import passwords, rules
from servicecorps.people.writing import Person

_PASSWORD = Length(passwords.SHORTEST, passwords.LONGEST, _l("密码要 8 到 128 个字"))
_TWICE = EqualTo("password", _l("两遍写得不一样"))


class SignInForm(Form):
    """User name and password, and whether this is one's own phone."""

    username = StringField(_l("用户名"), [InputRequired(_l("还没填用户名"))])
    password = PasswordField(_l("密码"), [InputRequired(_l("还没填密码"))])
    own_phone = BooleanField(_l("这是我自己的手机"))


class CodeForm(Form):
    """Six digits of one's phone, or a backup code."""

    code = StringField(_l("验证码"), [InputRequired(_l("还没填验证码"))])


class CodeSetUpForm(Form):
    """The first code of a key that was just put into one's phone."""

    sealed = HiddenField()
    code = StringField(_l("验证码"), [InputRequired(_l("还没填验证码"))])


class ConfirmForm(Form):
    """The password, or a code, before a sensitive act; named so that no other form has it."""

    confirm_secret = PasswordField(_l("您的密码"))


class AgainForm(Form):
    """Sign in before a form goes on; named so that no other form has these fields."""

    again_username = StringField(_l("用户名"), [InputRequired(_l("还没填用户名"))])
    again_password = PasswordField(_l("密码"), [InputRequired(_l("还没填密码"))])
    again_code = StringField(_l("验证码"))


class NewPasswordForm(Form):
    """The password of an account a link opens."""

    password = PasswordField(_l("新密码"), [InputRequired(_l("还没填新密码")), _PASSWORD])
    again = PasswordField(_l("再写一遍"), [_TWICE])


class PasswordForm(Form):
    """Change one's own password."""

    old = PasswordField(_l("现在的密码"), [InputRequired(_l("还没填现在的密码"))])
    password = PasswordField(_l("新密码"), [InputRequired(_l("还没填新密码")), _PASSWORD])
    again = PasswordField(_l("再写一遍"), [_TWICE])


class CardsForm(Form):
    """Who gets a card with a link."""

    member_ids = SelectMultipleField(
        _l("发给谁"), [InputRequired(_l("还没选人"))], coerce=int, choices=[]
    )


class WelcomeForm(Form):
    """The first administrator."""

    name = StringField(
        _l("姓名"),
        [InputRequired(_l("还没填姓名")), Length(max=rules.MAX_NAME, message=_l("最多 64 字"))],
    )
    username = StringField(_l("用户名"), [InputRequired(_l("还没填用户名"))])
    password = PasswordField(_l("密码"), [InputRequired(_l("还没填密码")), _PASSWORD])
    again = PasswordField(_l("再写一遍"), [_TWICE])


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

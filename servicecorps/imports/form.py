"""The forms of the import pages."""

import secrets

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import NumberRange, Optional

from servicecorps.forms import Form, WholeNumberField


class UploadForm(Form):
    """A file to bring in."""

    client_key = HiddenField("", default=lambda: secrets.token_hex(16))
    file = FileField(_l("表格文件"), [FileRequired(_l("还没选文件"))])


class AnswersForm(Form):
    """What must be said about a file before it can be read for certain."""

    order = RadioField(
        _l("5/11/2026 是哪天"),
        choices=[
            ("", _l("先不定，这些行进不来")),
            ("dmy", _l("先日后月：11月5日")),
            ("mdy", _l("先月后日：5月11日")),
        ],
        default="",
    )
    year = WholeNumberField(
        _l("没写年份的，是哪一年"), [Optional(), NumberRange(2000, 2100, _l("写四位年份"))]
    )
    by_name = BooleanField(_l("名字和社区对上就算这一户"))


class PutForm(Form):
    """The last step: which rows go in, and what becomes of likely duplicates."""

    twins = RadioField(
        _l("像是重复的"),
        choices=[("skip", _l("跳过")), ("take", _l("照样导入"))],
        validate_choice=False,
    )
    again = BooleanField(_l("这个文件导入过，仍要再导一次"))

"""The forms of the import pages."""

import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import NumberRange, Optional

from servicecorps.forms import Form, WholeNumberField
from servicecorps.places.coordinates import GCJ02, WGS84


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
    crs = RadioField(
        _l("经纬度是哪种坐标"),
        choices=[
            ("", _l("先不定，这些行进不来")),
            (WGS84, _l("WGS-84：手机定位、天地图")),
            (GCJ02, _l("GCJ-02：高德、腾讯地图")),
        ],
        default="",
    )
    outside = BooleanField(_l("核对过，区外的位置没错"))

    def answers(self) -> dict[str, Any]:
        """Return what was answered, as a file's row keeps it."""
        return {
            "order": self.order.data or "",
            "year": self.year.data or 0,
            "by_name": bool(self.by_name.data),
            "crs": self.crs.data or "",
            "outside": bool(self.outside.data),
        }


class PutForm(Form):
    """The last step: which rows go in, and what becomes of likely duplicates."""

    twins = RadioField(
        _l("像是重复的"),
        choices=[("skip", _l("跳过")), ("take", _l("照样导入"))],
        validate_choice=False,
    )
    again = BooleanField(_l("这个文件导入过，仍要再导一次"))

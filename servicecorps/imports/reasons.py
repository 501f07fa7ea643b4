"""Why a row cannot be brought in, in words; the slugs are what files and figures keep."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from servicecorps.errors import Invalid

SENTENCES: Mapping[str, LazyString] = {
    "missing": _l("这一列是空的"),
    "formula": _l("公式没有算出的值。请在 Excel 里存一次，或改成值"),
    "error_value": _l("表格里是错误值"),
    "digits_lost": _l("号码被存成科学计数，丢了位数。请把这一列设成文本，重新填"),
    "day": _l("不是日期"),
    "day_order": _l("分不清哪个是月、哪个是日"),
    "day_year": _l("没写年份"),
    "day_ahead": _l("这一天还没到"),
    "day_early": _l("日期太早了，请看看年份"),
    "days_reversed": _l("离开早于加入"),
    "clock": _l("不是时间"),
    "phone": _l("号码的位数不对"),
    "number": _l("不是整数"),
    "range": _l("数太大或太小"),
    "degrees": _l("不是度数"),
    "crs": _l("没说是哪种坐标"),
    "outside": _l("不在所属的区市里"),
    "yes_no": _l("要写 是 或 否"),
    "choice": _l("不在选项里"),
    "too_long": _l("字太多，存不下"),
    "community_unknown": _l("没有这个社区"),
    "community_several": _l("有几个社区都叫这个名字，请写区市和街道"),
    "household_unknown": _l("没有这一户，先导入走访户"),
    "household_several": _l("有几户都对得上，请写电话或户号"),
    "household_differs": _l("名字或号码和已有的一户只对上一半"),
    "household_by_name": _l("只有名字和社区对得上"),
    "member_unknown": _l("没有这位队员"),
    "member_several": _l("有几位同名的队员，请写用户名"),
    "username": _l("用户名用 2 到 32 个小写字母、数字、点或横线"),
    "username_taken": _l("这个用户名已经有人用了"),
    "account": _l("户号是 4 到 32 位数字或字母"),
    "without_consent": _l("住户同意建档以后才能留这一项"),
    "consent": _l("同意建档要写全：哪天、谁问的、怎么同意的"),
    "photos": _l("先写明哪天同意建档"),
    "outlet": _l("写明是哪家媒体"),
    "already": _l("这一行和前面一行说的是同一个"),
}
# What the person may answer instead of mending the file.
ASKED = frozenset({"day_order", "day_year", "household_by_name", "crs", "outside"})
OFFERED = frozenset(
    {
        "community_unknown",
        "community_several",
        "household_several",
        "household_differs",
        "member_unknown",
        "member_several",
        "choice",
    }
)


def sentence(reason: str, **facts: Any) -> str:
    """Return a reason in the language of the page."""
    if reason == "phone" and facts.get("digits"):
        return str(_("号码的位数不对，现在是 %(digits)s 位", digits=facts["digits"]))
    return str(SENTENCES[reason])


def no_encoding() -> Invalid:
    """Return the refusal of what is no text."""
    return Invalid(_("读不懂这个文件，请存成 UTF-8 或 GB18030 的 CSV"))


def nothing_in_it() -> Invalid:
    """Return the refusal of an empty table."""
    return Invalid(_("文件里没有内容"))


def columns_missing(labels: list[str]) -> Invalid:
    """Return the refusal of a table without the columns its kind needs."""
    return Invalid(_("没有找到这些列：%(labels)s", labels=_("、").join(labels)))


def brought_in_before(day: str) -> Invalid:
    """Return the refusal of a file that is in already."""
    return Invalid(_("这个文件 %(day)s 已经导入过", day=day))

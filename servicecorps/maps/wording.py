"""What the script writes on the map, in the reader's language, and where its links lead."""

from datetime import date

from flask import url_for
from flask_babel import gettext as _

from servicecorps import formats
from servicecorps.maps.care import LEVELS
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission


def level_name(level: str) -> str:
    """Return what a drop's level is called."""
    called = {
        "in": _("按期"),
        "soon": _("快到期"),
        "over": _("已超期"),
        "far": _("久未到"),
        "never": _("无记录"),
    }
    return str(called[level])


def shared() -> dict[str, str]:
    """Return what is written on every map of communities."""
    return {
        "near": _("大致位置"),
        "page": _("看这个社区"),
        "close": _("关上"),
        "last": _("上次走访 {day}"),
        "unoutlined": _("{count} 个街道没有边界"),
        "rest": _("其他社区"),
    }


def of_figures() -> dict[str, str]:
    """Return what is written about figures, and about playing them month by month."""
    return {
        "figure": _("{label} {amount} {unit}"),
        "none": _("没有"),
        "none_shown": _("没有，或不到 5"),
        "never": _("还没有走访过"),
        "records": _("看这些记录"),
        "span": _("{from} 至 {to}"),
        "above": _("{from} 以上"),
        "counted": _("{count} 个社区有{label}"),
        "one_counted": _("1 个社区有{label}"),
        "none_counted": _("这段时间还没有{label}"),
        "period": _("{period}，{amount} {unit}"),
        "beside": _("没写社区的 {amount} {unit}，不在图上"),
        "few": _("不到 5 的社区合计 {amount} {unit}，不单独显示"),
        "by_area": _("圆的面积按数量"),
        "months": _("看哪个月"),
        "play": _("逐月播放"),
        "pause": _("暂停"),
        "back": _("前一个月"),
        "on": _("后一个月"),
    }


def made(on: date) -> str:
    """Return what a saved or printed map says of its own day."""
    return str(_("%(day)s制图", day=formats.long_day(on)))


def of_areas(layer: str) -> str:
    """Return what the colours of districts and sub-districts tell about a layer."""
    told = {
        "visits": _("每户走访次数（在册 5 户起）"),
        "households": _("走访过的户占多少（在册 5 户起）"),
    }
    return str(told.get(layer) or _("这一片合计"))


def of_care() -> dict[str, str]:
    """Return what is written about freshness."""
    return {level: level_name(level) for level in LEVELS} | {
        "share": _("该去的占多少"),
        "rest_why": _("没有在册的走访户"),
        "over_by": _("超 {days} 天"),
        "left": _("还有 {days} 天"),
        "due_today": _("今天到期"),
        "not_yet": _("还没去过"),
        "since": _("还没去过（{day}以来）"),
        "home": _("1 户"),
        "homes": _("{count} 户"),
        "registered": _("在册 {homes}"),
        "pressing_few": _("有该走访的户，不到 5 户"),
        "pressing": _("{count} 户该走访"),
        "plan": _("安排走访"),
        "records": _("看走访记录"),
        "due": _("{count} 个社区该去了"),
        "one_due": _("1 个社区该去了"),
        "none_due": _("没有到期的社区"),
        "own": _("各社区自己的期限"),
        "days": _("{days} 天"),
        "counted_by": _("，{days} 天没去算超期"),
        "slider": _("多久没去算超期"),
        "back_to_own": _("用各社区自己的期限"),
        "copy": _("复制这段话"),
        "copied": _("已复制"),
        "selected": _("已选中，长按复制"),
        "whose_key": _("责任区"),
    }


def links() -> dict[str, str]:
    """Return the addresses behind a community that every map has, as far as they may be opened."""
    if not signed_in().may(Permission.COMMUNITIES):
        return {}
    page = url_for("registers.community", community_id=0)
    return {"community": page.removesuffix("0") + "{id}"}

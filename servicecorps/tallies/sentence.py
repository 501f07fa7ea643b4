"""One paragraph to copy, in the shape of the team's own report."""

import re

from flask_babel import format_date
from flask_babel import gettext as _

from servicecorps import formats, words
from servicecorps.clock import Span
from servicecorps.tallies.figures import Row, Table

SPACE = "\u00a0"
_NUMBER = re.compile(rf"([\d.,]+)(?={SPACE})")


def period_name(span: Span) -> str:
    """Return a span as headings write it: 2026年10月, 2026年, 2026年10月3日至10月9日."""
    if span.is_month:
        if formats.is_chinese():
            return f"{span.first.year}年{span.first.month}月"
        return str(format_date(span.first, "MMMM yyyy"))
    if span.is_year:
        return f"{span.first.year}年" if formats.is_chinese() else f"{span.first.year}"
    days = {"first": formats.long_day(span.first), "last": formats.long_day(span.last)}
    return str(_("%(first)s至%(last)s", **days))


def to_date_name(span: Span) -> str:
    """Return January to the last day of a span as headings write it: 1至10月."""
    last = span.last
    if last == Span.month(last.year, last.month).last:
        if formats.is_chinese():
            return f"1至{last.month}月" if last.month > 1 else "1月"
        month = str(format_date(last, "MMM"))
        return f"Jan–{month}" if last.month > 1 else "Jan"
    return str(_("1月1日至%(last)s", last=formats.day(last)))


def sentences(found: Table) -> list[tuple[str, str, str]]:
    """Return (id, heading, paragraph) for the period, January to date, and cumulative."""
    span = found.span
    to_date = Span(span.year_to_date().first, span.last)
    months, year = to_date_name(span), span.last.year
    so_far = f"{year}年{months}" if formats.is_chinese() else f"{months} {year}"
    told = [("now", _("这一期"), _("%(period)s，", period=period_name(span)), "now")]
    if to_date != span:
        told.append(("to-date", _("今年以来"), _("%(period)s，", period=so_far), "to_date"))
    day = formats.long_day(span.last)
    told.append(("cumulative", _("建队以来"), _("建队以来至%(day)s，", day=day), "cumulative"))
    return [(key, heading, start + _body(found, column)) for key, heading, start, column in told]


def _body(found: Table, column: str) -> str:
    figure = {row.measure: _with_unit(row, column) for row in found.rows}
    first = _(
        "“润万家”金牌员工服务队走访孤寡老人、生活贫困、弱势群体家庭 %(visits)s，"
        "接听客户服务咨询电话 %(calls)s，主动为客户服务维修 %(repairs)s，"
        "解决用水难问题 %(problems)s；",
        **figure,
    )
    thanks = _(
        "收到表扬电话 %(praise_calls)s、感谢信 %(letters)s、锦旗 %(pennants)s，"
        "新闻媒体表扬 %(media)s；",
        **figure,
    )
    works = _("开展零点行动 %(night_works)s、预约服务 %(appointments)s", **figure)
    hot = found.row("hot_issues")
    more = _("，解决热点难点 %(hot_issues)s", **figure) if getattr(hot, column) else ""
    return "".join([first, thanks, works, more, _("。")])


def _with_unit(row: Row, column: str) -> str:
    number = getattr(row, column) or 0
    text: str = f"{formats.count(number)}{SPACE}{words.measure_word(row.measure).unit_for(number)}"
    if column != "cumulative" or not row.opening:
        return text
    amount = formats.count(row.opening)
    if row.at_least:
        text += _("（其中期初至少 %(opening)s）", opening=amount)
    else:
        text += _("（其中期初 %(opening)s）", opening=amount)
    return text


def pieces(text: str) -> list[str]:
    """Part a paragraph so that every second piece is a number, to be set in bold."""
    return _NUMBER.split(text)

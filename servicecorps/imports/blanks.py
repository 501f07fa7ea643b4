"""An empty table to fill in: headings, drop-downs, an example that is skipped, notes."""

import tempfile
from typing import IO, TYPE_CHECKING, Any

from flask_babel import gettext as _

from servicecorps.formats import is_chinese
from servicecorps.imports import queries
from servicecorps.imports.tables import Column, Table
from servicecorps.people import queries as people
from servicecorps.places import queries as places

if TYPE_CHECKING:
    from collections.abc import Callable

_ROWS = 5000
_WIDTH = 18
_SHAPES = {"day": "2026-11-03", "moment": "2026-11-03 09:15", "clock": "09:15"}


def workbook(table: Table) -> IO[bytes]:
    """Return the empty table of a kind as an .xlsx, in the language of the page."""
    import xlsxwriter  # noqa: PLC0415 – only needed here

    file = tempfile.TemporaryFile()  # noqa: SIM115 – the answer closes it when it has been sent
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet, options = book.add_worksheet(table.label), book.add_worksheet(_("选项"))
    options.hide()
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    quiet = book.add_format({"italic": True, "font_color": "#666666"})
    sheet.freeze_panes(1, 0)
    sheet.write(0, 0, _("行标"), bold)
    sheet.write(1, 0, _("示例"), quiet)
    for place, column in enumerate(table.columns, 1):
        mark = "*" if column.required else ""
        sheet.write(0, place, f"{column.label}{mark}", bold)
        sheet.write(1, place, _example(column), quiet)
        # As text, so that neither a phone nor a leading zero is turned into a number.
        sheet.set_column(place, place, _WIDTH, text)
        _drop_down(sheet, options, place, column)
    _notes(book.add_worksheet(_("说明")), table, bold)
    book.close()
    file.seek(0)
    return file


def _example(column: Column) -> str:
    said = column.example[0 if is_chinese() else 1]
    if said or column.vocabulary is None:
        return said or _SHAPES.get(column.parse, "") if column.required else said
    return column.vocabulary.label(next(iter(column.vocabulary))) if column.required else ""


def _drop_down(sheet: Any, options: Any, place: int, column: Column) -> None:
    words = _choices(column)
    if not words:
        return
    # A list longer than 255 letters must stand in cells.
    options.write_column(0, place, words)
    letter = _letters(place)
    name = _("选项")
    sheet.data_validation(
        1,
        place,
        _ROWS,
        place,
        {
            "validate": "list",
            "source": f"='{name}'!${letter}$1:${letter}${len(words)}",
            "error_type": "warning",
            "error_title": _("不在选项里"),
            "error_message": _("请从下拉里选"),
        },
    )


def _choices(column: Column) -> list[str]:
    if column.vocabulary is not None:
        return [column.vocabulary.label(slug) for slug in column.vocabulary]
    ways: dict[str, Callable[[], list[str]]] = {
        "yes_no": lambda: [_("是"), _("否")],
        "place": lambda: [name.label for name in places.community_names().values()],
        "people": lambda: [member.name for member in people.serving()],
        "district": queries.district_names,
    }
    return ways.get(column.slug, ways.get(column.parse, list))()


def _letters(place: int) -> str:
    high, low = divmod(place, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


def _notes(sheet: Any, table: Table, bold: Any) -> None:
    sheet.set_column(0, 0, _WIDTH)
    sheet.set_column(1, 2, 60)
    sheet.write_row(0, 0, [_("列"), _("怎么填"), _("也认这些列名")], bold)
    for number, column in enumerate(table.columns, 1):
        other = _("、").join(dict.fromkeys((*column.zh[1:], *column.en)))
        sheet.write_row(number, 0, [column.label, told(column), other])
    sheet.write(len(table.columns) + 2, 0, _("“示例”那一行导入时跳过，可以删掉。"))


def told(column: Column) -> str:
    """Return how a column is filled in, in words."""
    ways = {
        "day": _("日期，比如 2026-11-03、2026年11月3日、2026.11.3"),
        "moment": _("日期和时间，比如 2026-11-03 09:15"),
        "phone": _("手机 11 位，固话带区号；按文本填"),
        "whole": _("整数"),
        "degrees": _("度数，比如 36.0669；导入时再说是哪种坐标"),
        "minutes": _("分钟数，或 1:30、1小时30分"),
        "duration": _("秒数，或 00:03:25"),
        "yes_no": _("是 或 否"),
        "people": _("队员姓名或用户名，几位用顿号隔开"),
        "place": _("社区名；重名的写上区市和街道"),
        "choices": _("从选项里选，几样用顿号隔开"),
        "choice": _("从下拉里选"),
        "code": _("数字和字母，按文本填"),
    }
    parts = [_("必填")] if column.required else []
    parts += [ways.get(column.parse, _("文字"))]
    if column.most:
        parts.append(_("最多 %(most)s 字", most=column.most))
    return str(_("；")).join(parts)

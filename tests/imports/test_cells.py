"""One cell, however an office wrote it: understood, asked about, or named as what it is."""

from datetime import date, time, timedelta

import pytest

from servicecorps.imports.cells import FORMULA, Reading, Unclear
from servicecorps.imports.days import clock, day, moment
from servicecorps.imports.numbers import degrees, duration, minutes, phone, whole, yes_no
from tests.imports.office import moment as at

PLAIN = Reading()
OCTOBER_3 = date(2026, 10, 3)


def reason(parse, cell, reading=PLAIN):
    with pytest.raises(Unclear) as unclear:
        parse(cell, reading)
    return unclear.value.reason


@pytest.mark.parametrize(
    ("parse", "cells", "value"),
    [
        (
            day,
            [
                *("2026.10.3", "2026年10月3日", "2026-10-03", "2026/10/3", "20261003", 20261003),
                *("２０２６．１０．３", " 2026-10-03　", "2026年10月3日 星期六"),
                *(46298, "46298", 46298.0, at("2026-10-03 09:30"), OCTOBER_3),
            ],
            OCTOBER_3,
        ),
        (
            moment,
            ["2026-10-03 9:05", "2026年10月3日 上午9点5分", 46298.3784722],
            at("2026-10-03 09:05"),
        ),
        (clock, ["下午3:05", "15:05", "15点5分", "3:05pm", time(15, 5)], time(15, 5)),
        (
            phone,
            [
                13812341111,
                1.3812341111e10,
                "138 1234 1111",
                "１３８１２３４１１１１",
                "+86 138-1234-1111",
            ],
            "13812341111",
        ),
        (whole, ["3", 3, 3.0, "３", "3个", "3.0"], 3),
        (minutes, ["90", 90, "1:30:00", "1小时30分", timedelta(minutes=90)], 90),
        (duration, [205, "00:03:25", "3分25秒", time(0, 3, 25)], 4),
        (yes_no, [True, "是", "√", "Y", 1], True),
        (yes_no, [False, "否", "x", 0], False),
        (degrees, ["36.0669", 36.0669, "３６．０６６９", "36.0669°"], 36.0669),
    ],
)
def test_a_cell_is_one_value_however_it_is_written(parse, cells, value):
    assert {repr(cell): parse(cell, PLAIN) for cell in cells} == {
        repr(cell): value for cell in cells
    }
    assert parse("", PLAIN) in (None, "")


@pytest.mark.parametrize(
    ("parse", "cells", "why"),
    [
        (day, ["2026-13-01", "昨天", "oben", 3.5], "day"),
        (day, ["5/9/2026"], "day_order"),
        (day, ["9月5日"], "day_year"),
        (day, ["#VALUE!", "#REF!"], "error_value"),
        (day, [FORMULA], "formula"),
        (clock, ["morgens", "25:00"], "clock"),
        (phone, ["1381234", "call"], "phone"),
        (phone, ["1.38123E+10"], "digits_lost"),
        (whole, ["ein", "1.5"], "number"),
        (yes_no, ["vielleicht"], "yes_no"),
        (degrees, ["oben", "361", "nan", "inf"], "degrees"),
    ],
)
def test_what_cannot_be_understood_is_named(parse, cells, why):
    assert {repr(cell): reason(parse, cell) for cell in cells} == dict.fromkeys(
        map(repr, cells), why
    )


def test_an_ambiguous_day_is_read_as_it_was_said():
    assert day("5/9/2026", Reading("dmy")) == date(2026, 9, 5)
    assert day("5/9/2026", Reading("mdy")) == date(2026, 5, 9)
    assert day("13/9/2026", PLAIN) == date(2026, 9, 13)
    assert day("9月5日", Reading(year=2025)) == date(2025, 9, 5)

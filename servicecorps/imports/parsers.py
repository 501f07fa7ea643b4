"""How the cells of a column are read, by the name a column gives."""

from collections.abc import Callable, Mapping
from typing import Any

from servicecorps.imports.cells import Cell, Reading, code, lines, one_line
from servicecorps.imports.days import clock, day, moment
from servicecorps.imports.numbers import degrees, duration, minutes, phone, whole, yes_no

Parser = Callable[[Cell, Reading], Any]
PARSERS: Mapping[str, Parser] = {
    "text": one_line,
    "lines": lines,
    "code": code,
    "day": day,
    "moment": moment,
    "clock": clock,
    "phone": phone,
    "whole": whole,
    "degrees": degrees,
    "minutes": minutes,
    "duration": duration,
    "yes_no": yes_no,
    # Resolved afterwards, by who and what there is.
    "people": one_line,
    "place": one_line,
    "choice": one_line,
    "choices": one_line,
}

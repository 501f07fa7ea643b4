"""Open a file with a table, and keep count of what comes of its rows."""

import io
import zipfile
from dataclasses import dataclass, field

from flask_babel import gettext as _

from servicecorps.errors import Invalid
from servicecorps.imports import rules
from servicecorps.imports.rules import Rejected

MAX_ROWS, MAX_COLUMNS = 200_000, 100


@dataclass
class Outcome:
    """What an import did, or would do; `outside` are rows placed outside their district."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    outside: list[Rejected] = field(default_factory=list)
    outside_allowed: bool = False

    @property
    def refused(self) -> bool:
        """Whether nothing goes in."""
        return bool(self.rejected or (self.outside and not self.outside_allowed))


def read_table(content: bytes, name: str) -> list[list[str]]:
    """Return the cells of a CSV or XLSX file as text.

    Raises:
        Invalid: the file cannot be read.
    """
    if name.lower().endswith(".xlsx"):
        return _xlsx_rows(content)
    try:
        return rules.csv_rows(rules.decoded(content))
    except ValueError as problem:
        raise Invalid(_("读不懂这个文件，请存成 UTF-8 或 GB18030 的 CSV")) from problem


def _xlsx_rows(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 – only needed here

    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as problem:
        raise Invalid(_("读不懂这个文件，请存成 UTF-8 或 GB18030 的 CSV")) from problem
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]

"""What a file may hold, and the sentences that refuse one that holds more."""

import zipfile
from collections.abc import Iterator
from typing import IO

from flask_babel import gettext as _

from servicecorps.errors import Invalid

MAX_BYTES = 30 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 100
MAX_UNZIPPED_BYTES = 250 * 1024 * 1024
# All texts of a workbook lie in memory while it is read.
MAX_TEXT_BYTES = 40 * 1024 * 1024
# A sheet is seldom pressed to a fortieth; a bomb is to a thousandth.
_SUSPICIOUS_RATIO, _SUSPICIOUS_BYTES = 150, 8 * 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LAST_MERGED = 100_000
_PIECE = 1 << 20
_OVERLAP = 96


def check_size(number: int) -> None:
    """Refuse a file that is too large.

    Raises:
        Invalid: it is.
    """
    if number > MAX_BYTES:
        raise Invalid(
            _("文件有 %(size)s MB，最多 %(most)s MB。请分成几个文件",
              size=number >> 20, most=MAX_BYTES >> 20)
        )  # fmt: skip


def too_many_rows() -> Invalid:
    """Return the refusal of a table that is too long."""
    return Invalid(_("超过 %(most)s 行，一次最多这么多。请分成几个文件", most=f"{MAX_ROWS:,}"))


def too_many_columns() -> Invalid:
    """Return the refusal of a table that is too wide."""
    return Invalid(_("超过 %(most)s 列。请只留要导入的列", most=MAX_COLUMNS))


def unreadable() -> Invalid:
    """Return the refusal of a file that is no workbook."""
    return Invalid(_("打不开这个表格，文件可能坏了。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入"))


def is_workbook(file: IO[bytes], name: str) -> bool:
    """Tell an .xlsx from a text; what an office program no longer writes is refused in words.

    Raises:
        Invalid: it is protected by a password, or an old .xls or .et.
    """
    start = file.read(8)
    file.seek(0)
    if start == _OLE:
        # The directory of such a container lies anywhere in it.
        locked = _ENCRYPTED in file.read(MAX_BYTES)
        file.seek(0)
        if locked:
            raise Invalid(_("这个表格有打开密码。请打开后去掉密码，另存为 .xlsx 再导入"))
        raise _old()
    if start[:4] == b"PK\x03\x04":
        return True
    ending = name.lower().rpartition(".")[2]
    if ending in ("xls", "et", "ett", "xlt"):
        raise _old()
    if ending in ("xlsx", "xlsm"):
        raise unreadable()
    return False


def _old() -> Invalid:
    return Invalid(_("这是旧格式（.xls 或 .et）。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入"))


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook that would unfold to more than it should, before unfolding it.

    Raises:
        Invalid: it would, or it is no workbook.
    """
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise unreadable()
    if any(part.flag_bits & 1 for part in parts):
        raise Invalid(_("这个表格有打开密码。请打开后去掉密码，另存为 .xlsx 再导入"))
    texts = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    media = sum(part.file_size for part in parts if part.filename.startswith("xl/media/"))
    if (
        sum(part.file_size for part in parts) > MAX_UNZIPPED_BYTES
        or texts - media > MAX_TEXT_BYTES
        or any(_is_bomb(part) for part in parts)
    ):
        raise Invalid(_("这个文件解压后太大，不像普通表格。请只留要导入的行列，另存一份再导入"))


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    pressed = part.file_size > _SUSPICIOUS_RATIO * max(part.compress_size, 1)
    return part.file_size > _SUSPICIOUS_BYTES and pressed


def glance(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Look through a sheet's XML once, piece by piece; return its merged cells, as A2:A5.

    Raises:
        Invalid: it has too many rows.
    """
    merged, rows, values = list[str](), 0, 0
    with archive.open(part) as source:
        for piece, fresh in _pieces(source):
            rows += fresh.count(b"<row ")
            values += fresh.count(b"<v>") + fresh.count(b"<is>")
            # A million rows that only carry a format are no table; both must be too many.
            if min(rows, values) > MAX_ROWS + 1000:
                raise too_many_rows()
            if b"<mergeCell " in piece:
                merged += _merged(piece)
    return list(dict.fromkeys(merged))[:_LAST_MERGED]


def _pieces(source: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    tail = b""
    while fresh := source.read(_PIECE):
        yield tail + fresh, fresh
        tail = fresh[-_OVERLAP:]


def _merged(piece: bytes) -> list[str]:
    return [
        part.split(b'"', 1)[0].decode("ascii", "ignore")
        for part in piece.split(b'<mergeCell ref="')[1:]
        if b'"' in part[:30]
    ]

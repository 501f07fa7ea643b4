"""Which passwords are refused: too short, too long, or what everybody would try first.

Plain Python. Nothing is asked of how a password is made up: any letters, spaces and signs will do.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SHORTEST = 8
LONGEST = 128
COMMON = Path(__file__).parent / "common" / "passwords.txt"
# What everybody in this house and this town would try.
LOCAL = (
    "润万家", "海润自来水", "海润", "自来水", "青岛水务", "青岛", "水务", "服务队", "金牌员工",
    "好帮手", "台账", "管理员", "密码", "runwanjia", "hairun", "zilaishui", "qingdao", "shuiwu",
    "fuwudui", "jinpai", "haobangshou", "taizhang", "guanliyuan", "mima", "servicecorps",
    "96111", "12345", "0532", "password", "admin",
)  # fmt: skip
# So many letters must be left when those words are taken out.
_OWN_PART = 6
_FEWEST_LETTERS = 3


def weakness(password: str, own: Iterable[str] = ()) -> str:
    """Return why a new password is refused: "length", "common", "local", or "" if it is fine.

    `own` are the words of whoever will use it: user name, name, the name's pinyin.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return "length"
    plain = _plain(password)
    if plain in common() or len(set(plain)) < _FEWEST_LETTERS:
        return "common"
    words = {_plain(word) for word in (*LOCAL, *own)} - {""}
    return "local" if _is_made_of(plain, words) else ""


@cache
def common() -> frozenset[str]:
    """Return the common passwords, read when the first password is set."""
    return frozenset(COMMON.read_text(encoding="utf-8").split())


def _is_made_of(plain: str, words: Iterable[str]) -> bool:
    # Longest first, so that "runwanjia" is gone before a name "wan" tears it apart.
    rest = plain
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 1:
            rest = rest.replace(word, "")
    return rest != plain and len(rest) < _OWN_PART


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()

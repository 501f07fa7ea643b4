"""Which passwords are refused, and which are nobody's business."""

import pytest

from servicecorps.people import passwords
from servicecorps.people.passwords import weakness

LIN = ["林思东", "lin", "linsidong", "sidong"]


@pytest.mark.parametrize(
    "password",
    [
        "geheim-123456",
        "correct horse battery staple",
        "四个不相干的词语",
        "  leading and trailing  ",
        "ÄÖÜ äöü ß",
        "海上生明月天涯共此时",
        "🌊🐟🚰🌧️🧂🧊🪣🚿",
        "aB3$xY9!",
        "lowercaseonlyhere",
        "37204917",
        "润万家的老王会修水管",
        "hairun-correct-horse",
        "lin likes long walks",
        "x7" * 32 + "k" * 64,
    ],
)
def test_any_letters_will_do_as_long_as_nobody_guesses_them(password):
    assert weakness(password, LIN) == ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "length"),
        ("kurz", "length"),
        ("1234567", "length"),
        ("七个字的密码呀", "length"),
        ("x" * 129, "length"),
        ("password", "common"),
        ("PassWord", "common"),
        ("12345678", "common"),
        ("１２３４５６７８", "common"),
        ("qwertyuiop", "common"),
        ("1qaz2wsx", "common"),
        ("woaini1314", "common"),
        ("iloveyou", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("abababababab", "common"),
        ("润万家96111", "local"),
        ("润万家润万家润万家", "local"),
        ("runwanjia2026", "local"),
        ("RunWanJia!", "local"),
        ("Hairun@123", "local"),
        ("qingdaoshuiwu", "local"),
        ("linsidong88", "local"),
        ("sidong1975", "local"),
        ("林思东林思东林思东", "local"),
        ("lin-password", "local"),
    ],
)
def test_what_anybody_would_try_first_is_refused(password, why):
    assert weakness(password, LIN) == why


def test_somebody_elses_name_is_no_reason():
    assert weakness("linsidong88", ["王桂兰", "wang", "wangguilan"]) == ""


def test_the_list_holds_the_commonest_that_are_long_enough():
    common = passwords.common()
    assert len(common) >= 3000
    assert min(map(len, common)) >= passwords.SHORTEST
    assert all(word == word.casefold() for word in common)
    assert (passwords.COMMON.parent / "SOURCES.md").read_text("utf-8").count("passwords.txt")


@pytest.mark.parametrize(("length", "fine"), [(7, False), (8, True), (128, True), (129, False)])
def test_the_length_is_counted_in_letters_not_in_bytes(length, fine):
    assert (weakness(("海上生明月" * 26)[:length]) == "") is fine

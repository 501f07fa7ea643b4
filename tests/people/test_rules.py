"""Names, user names, phones: how they are understood and what is shown of them."""

import phonenumbers
import pytest

from servicecorps.people import rules

PHONES = {
    "13812341111": "13812341111",
    "138 1234 1111": "13812341111",
    "138-1234-1111": "13812341111",
    "＋86 138 1234 1111": "13812341111",
    "008613812341111": "13812341111",
    "１３８１２３４１１１１": "13812341111",
    "0532-85861234": "0532-85861234",
    "（0532）8586 1234": "0532-85861234",
    "85861234": "0532-85861234",
    "+86 532 8586 1234": None,
    "+86 0532 85861234": "0532-85861234",
    "0532-85861234转802": "0532-85861234-802",
    "010-12345678": "010-12345678",
    "96111": "96111",
    "12345": "12345",
    "110": "110",
}
NO_PHONES = ["", "1381234111", "138123411110", "12812341111", "电话没有", "0532-123", "1" * 40]


@pytest.mark.parametrize(("typed", "stored"), [pair for pair in PHONES.items() if pair[1]])
def test_a_number_is_understood_however_it_is_typed(typed, stored):
    assert rules.normal_phone(typed) == stored


@pytest.mark.parametrize("typed", NO_PHONES)
def test_what_is_no_number_is_refused(typed):
    assert rules.normal_phone(typed) is None


@pytest.mark.parametrize(
    "typed", [text for text, stored in PHONES.items() if stored and len(stored) > 6]
)
def test_the_oracle_agrees_that_it_is_a_number(typed):
    stored = rules.normal_phone(typed)
    number = phonenumbers.parse(stored.replace("-802", ""), "CN")
    assert phonenumbers.is_possible_number(number)
    assert rules.normal_phone(phonenumbers.format_number(
        number, phonenumbers.PhoneNumberFormat.NATIONAL
    )) == stored.replace("-802", "")  # fmt: skip


@pytest.mark.parametrize("second", range(3, 10))
def test_the_oracle_knows_the_mobile_numbers_we_know(second):
    typed = f"1{second}812341111"
    number = phonenumbers.parse(typed, "CN")
    assert phonenumbers.is_possible_number(number)
    assert rules.normal_phone(typed) == typed


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812346021", "138****6021"),
        ("0532-85861234", "0532-****1234"),
        ("0532-85861234-802", "0532-****1234"),
        ("96111", "*****"),
        ("", ""),
    ],
)
def test_a_masked_phone_shows_four_digits_at_the_end(phone, shown):
    assert rules.masked_phone(phone) == shown


@pytest.mark.parametrize(("name", "shown"), [("王桂兰", "王**"), ("王兰", "王**"), ("", "")])
def test_a_masked_name_does_not_tell_how_long_it_is(name, shown):
    assert rules.masked_name(name) == shown


@pytest.mark.parametrize("typed", [" Lin ", "ＬＩＮ", "lin"])
def test_a_user_name_is_the_same_however_it_is_typed(typed):
    assert rules.normal_username(typed) == "lin"


@pytest.mark.parametrize("name", ["l", "林思东", "-lin", "lin dong", "a" * 33, "lin\x00"])
def test_what_cannot_be_a_user_name(name):
    assert not rules.is_username(rules.normal_username(name))

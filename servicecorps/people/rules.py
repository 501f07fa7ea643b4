"""Rules about people: names, user names, how a name or phone is masked."""

import re
import unicodedata

MAX_NAME = 64
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})(\d{7,8})(?:-(\d{1,5}))?")
_SERVICE = re.compile(r"\d{3,6}")
_LOCAL = re.compile(r"[2-8]\d{7}")


def normal_username(text: str) -> str:
    """Return a user name as it is stored: half-width, lower case, no spaces around."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def is_username(text: str) -> bool:
    """Tell whether a normalised user name can be used."""
    return _USERNAME.fullmatch(text) is not None


def normal_phone(text: str) -> str | None:
    """Return a mainland phone number as it is stored, or None if it cannot be one.

    Mobiles as 11 digits, land lines as 0532-85861234 with -ext, service numbers as they are;
    full-width digits, spaces, dashes and +86 are understood, eight digits are Qingdao's.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"(?:转|ext\.?|x|#)\s*(\d{1,5})\s*$", r"~\1", plain, flags=re.IGNORECASE)
    extension = ""
    if "~" in plain:
        plain, _, extension = plain.partition("~")
    digits = re.sub(r"[\s()\-.·—–－]", "", plain)
    digits = re.sub(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0\d)", "", digits)
    if not digits.isascii() or not digits.isdigit():
        return None
    if not extension and _MOBILE.fullmatch(digits):
        return digits
    if _LOCAL.fullmatch(digits):
        digits = "0532" + digits
    if found := _split_landline(digits):
        area, number = found
        return f"{area}-{number}" + (f"-{extension}" if extension else "")
    if not extension and _SERVICE.fullmatch(digits):
        return digits
    return None


def _split_landline(digits: str) -> tuple[str, str] | None:
    # 010 and 02x have three digits, all others four.
    area_length = 3 if digits.startswith(("010", "02")) else 4
    area, number = digits[:area_length], digits[area_length:]
    if area.startswith("0") and len(area) == area_length and len(number) in (7, 8):
        return area, number
    return None


def masked_name(name: str) -> str:
    """Return a name as those see it who may not know it: 王**."""
    return f"{name[:1]}**" if name else ""


def masked_phone(phone: str) -> str:
    """Return a phone as those see it who may not know it: 138****6021, 0532-****1234."""
    if len(phone) == 11 and phone.isdigit():  # noqa: PLR2004 – a mobile number
        return f"{phone[:3]}****{phone[-4:]}"
    area, dash, number = phone.partition("-")
    if dash:
        return f"{area}-****{number[:8][-4:]}"
    return "*" * len(phone)

"""How numbers, days and moments are written."""

from datetime import date, datetime

from flask_babel import format_date, format_datetime, get_locale

from servicecorps import clock

MINUS = "\u2212"


def count(number: float | None) -> str:
    """Return a number with thousands commas, "" for none."""
    if number is None:
        return ""
    text = f"{number:,.1f}" if isinstance(number, float) and number % 1 else f"{int(number):,}"
    return text.replace("-", MINUS)


def signed(number: float | None) -> str:
    """Return a difference with its sign: +3, −4, 0."""
    if number is None:
        return ""
    return f"+{count(number)}" if number > 0 else count(number)


def is_chinese() -> bool:
    """Tell whether the page is read in Chinese."""
    locale = get_locale()
    return locale is None or locale.language == "zh"


def day(value: date | None) -> str:
    """Return a day as tables write it: 11月20日, another year 2019年3月14日."""
    if value is None:
        return ""
    this_year = value.year == clock.today().year
    if is_chinese():
        return f"{value.month}月{value.day}日" if this_year else long_day(value)
    return str(format_date(value, "d MMM" if this_year else "d MMM yyyy"))


def long_day(value: date) -> str:
    """Return a day with its year."""
    if is_chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return str(format_date(value, "d MMM yyyy"))


def weekday_day(value: date) -> str:
    """Return a day with its weekday: 11月20日 星期五."""
    weekday = format_date(value, "EEEE")
    return f"{day(value)} {weekday}" if is_chinese() else f"{weekday} {day(value)}"


def moment(value: datetime) -> str:
    """Return a stored moment in Qingdao's time: 11月20日 14:30."""
    local = clock.local(value)
    return f"{day(local.date())} {local:%H:%M}"


def wall_clock(value: datetime) -> str:
    """Return the time of day of a stored moment."""
    return str(format_datetime(clock.local(value), "HH:mm", rebase=False))


FILTERS = {
    "count": count,
    "signed": signed,
    "day": day,
    "long_day": long_day,
    "weekday_day": weekday_day,
    "moment": moment,
    "clock": wall_clock,
}

"""How long things last, whatever the clock does; what a device is called."""

from datetime import datetime, timedelta

import pytest

from servicecorps.people import limits
from servicecorps.people.limits import Lasting

NOW = datetime(2026, 10, 20, 2, 30)  # noqa: DTZ001 – as moments are stored
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DESK, PHONE = Lasting(14 * DAY, 4 * HOUR), Lasting(60 * DAY, None)


@pytest.mark.parametrize(
    ("lasting", "started", "seen", "over"),
    [
        (DESK, HOUR, MINUTE, False),
        (DESK, 5 * HOUR, 4 * HOUR, True),
        (DESK, 5 * HOUR, 4 * HOUR - MINUTE, False),
        (DESK, 14 * DAY, MINUTE, True),
        (PHONE, 59 * DAY, 50 * DAY, False),
        (PHONE, 60 * DAY, MINUTE, True),
        # The clock was set back: both lie ahead of it.
        (DESK, -DAY, -DAY, False),
    ],
)
def test_a_sign_in_ends_with_its_days_or_when_nobody_uses_it(lasting, started, seen, over):
    assert lasting.is_over(NOW - started, NOW - seen, NOW) is over


@pytest.mark.parametrize(
    ("count", "wait_s"),
    [(1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900),
     (5000, 900)],
)  # fmt: skip
def test_waiting_grows_and_is_never_longer_than_a_quarter_of_an_hour(count, wait_s):
    assert limits.wait_left(count, NOW, NOW, 5).total_seconds() == wait_s


def test_waiting_passes():
    left = limits.wait_left(6, NOW - timedelta(seconds=45), NOW, 5)
    assert left == timedelta(seconds=15)
    assert not limits.wait_left(6, NOW - 2 * MINUTE, NOW, 5)


def test_after_an_hour_wrong_tries_are_forgotten():
    assert limits.next_count(9, NOW - HOUR, NOW) == 1
    assert limits.next_count(9, NOW - HOUR + MINUTE, NOW) == 10


def test_a_try_ahead_of_a_clock_that_was_set_back_does_not_count():
    assert not limits.wait_left(50, NOW + DAY, NOW, 5)
    assert limits.next_count(50, NOW + DAY, NOW) == 1


ANDROID = "Mozilla/5.0 (Linux; Android 14; ELS-AN00) AppleWebKit/537.36 Chrome/120.0 Mobile"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


@pytest.mark.parametrize(
    ("said", "slugs"),
    [
        (f"{ANDROID} MicroMessenger/8.0.47", "android/wechat"),
        (f"{ANDROID} wxwork/4.1 MicroMessenger/7.0.1", "android/wxwork"),
        (f"{ANDROID} Safari/537.36", "android/chrome"),
        (f"{IPHONE} Version/17.4 Mobile/15E148 Safari/604.1", "iphone/safari"),
        (f"{IPHONE} MicroMessenger/8.0.47", "iphone/wechat"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Mobile", "harmony/other"),
        (WINDOWS, "windows/chrome"),
        (f"{WINDOWS} Edg/120.0", "windows/edge"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605.1", "mac/safari"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "linux/firefox"),
        ("", "other/other"),
        ("curl/8.0 <script>" * 40, "other/other"),
    ],
)
def test_a_device_is_named_by_what_its_browser_says(said, slugs):
    assert limits.device(said) == slugs

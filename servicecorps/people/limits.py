"""How long a sign-in lasts, how long one waits after wrong passwords, what a device is called.

Plain Python: moments in, answers out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# After so many wrong tries the next ones wait, longer each time; never longer than the last.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 240, 480, 900))
FREE_FOR_ACCOUNT = 5
# A whole office may stand behind one address.
FREE_FOR_ADDRESS = 30
FORGOTTEN_AFTER = timedelta(hours=1)
SYSTEMS = (
    ("harmony", ("openharmony", "harmonyos")),
    ("iphone", ("iphone",)),
    ("ipad", ("ipad",)),
    ("android", ("android",)),
    ("windows", ("windows",)),
    ("mac", ("mac os", "macintosh")),
    ("linux", ("linux", "x11")),
)
# Each names itself before the one it is built on.
BROWSERS = (
    ("wxwork", ("wxwork",)),
    ("wechat", ("micromessenger",)),
    ("dingtalk", ("dingtalk",)),
    ("qq", ("qqbrowser",)),
    ("uc", ("ucbrowser",)),
    ("quark", ("quark",)),
    ("edge", ("edg/", "edga/", "edgios/")),
    ("firefox", ("firefox/", "fxios/")),
    ("chrome", ("chrome/", "crios/")),
    ("safari", ("safari/",)),
)


@dataclass(frozen=True)
class Lasting:
    """How long a sign-in lasts: until the end in any case, and while it is used."""

    end: timedelta
    idle: timedelta | None

    def is_over(self, started: datetime, seen: datetime, now: datetime) -> bool:
        """Tell whether a sign-in has ended by itself.

        A clock that was set back ends nothing: what lies ahead counts as just now.
        """
        return now - started >= self.end or (self.idle is not None and now - seen >= self.idle)


def is_recent(at: datetime | None, now: datetime, within: timedelta) -> bool:
    """Tell whether something happened within a time; what lies ahead of the clock did not."""
    return at is not None and timedelta(0) <= now - at < within


def next_count(count: int, last: datetime, now: datetime) -> int:
    """Return how many wrong tries there are with this one."""
    return count + 1 if is_recent(last, now, FORGOTTEN_AFTER) else 1


def wait_left(count: int, last: datetime, now: datetime, free: int) -> timedelta:
    """Return how long to wait after so many wrong tries.

    A try dated ahead of the clock does not count: a clock set back must lock nobody out.
    """
    if count < free or not is_recent(last, now, FORGOTTEN_AFTER):
        return timedelta(0)
    wait = WAITS[min(count - free, len(WAITS) - 1)]
    return max(wait - (now - last), timedelta(0))


def device(user_agent: str) -> str:
    """Return system and browser as slugs: "android/wechat", "other/other" for what is unknown."""
    text = user_agent.casefold()
    return f"{_named(text, SYSTEMS)}/{_named(text, BROWSERS)}"


def _named(text: str, known: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return next((slug for slug, marks in known if any(mark in text for mark in marks)), "other")

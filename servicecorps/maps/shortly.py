"""What a page has just found, for the question its own script asks at once.

A map is a page and the figures behind it: two questions about the same moment, and to look for ten
thousand communities takes longer than all the rest. So what the page found is handed once to
whoever asks the same within moments; it is kept for nobody else, and for no second time.
"""

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Found = TypeVar("Found")
MOMENTS_S = 2.0
_MOST = 8


class Shortly(Generic[Found]):
    """Hands out once what was left by a key, unless moments have passed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._left: dict[Hashable, tuple[float, Found]] = {}

    def leave(self, key: Hashable, found: Found) -> None:
        """Leave something for whoever asks by the same key."""
        with self._lock:
            self._left.pop(key, None)
            self._left[key] = (self._clock(), found)
            while len(self._left) > _MOST:
                del self._left[next(iter(self._left))]

    def take(self, key: Hashable) -> Found | None:
        """Return what was left, and leave nothing."""
        with self._lock:
            at, found = self._left.pop(key, (float("-inf"), None))
        return found if self._clock() - at <= MOMENTS_S else None

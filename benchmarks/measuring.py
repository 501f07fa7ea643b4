"""Time and memory: what a job costs beside its floor, taken in turns."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Call = Callable[[], object]
_MEMORY_RESET = "5"
_KB_A_MB = 1024


@dataclass(frozen=True)
class Result:
    """A line of the table; a ratio above the limit is over."""

    job: str
    measured: float
    floor: float
    unit: str
    limit: float
    ratio: float

    @property
    def ok(self) -> bool:
        """Whether the limit is kept."""
        return self.ratio <= self.limit


def absolute(job: str, measured: float, limit: float, unit: str) -> Result:
    """Return a line whose limit is a figure itself, not a ratio."""
    return Result(
        job, measured, limit, unit, 1.0, measured / limit if limit else float(measured > 0)
    )


@dataclass(frozen=True)
class Cost:
    """The medians of several rounds, CPU milliseconds a call, and the median of their ratios."""

    measured: float
    floor: float
    ratio: float

    def result(self, job: str, limit: float) -> Result:
        """Return it as a line of the table."""
        return Result(job, self.measured, self.floor, "ms CPU", limit, self.ratio)


def compare(measured: Call, floor: Call, *, rounds: int = 15, calls: int = 20) -> Cost:
    """Call both in turns and return what a call costs.

    The ratio is taken round by round: what else the machine does falls on both alike.
    """
    measured(), floor()
    pairs = []
    for number in range(rounds):
        # Neither always goes first.
        order = (measured, floor) if number % 2 else (floor, measured)
        spent = {call: cpu_ms(call, calls) for call in order}
        pairs.append((spent[measured], spent[floor]))
    return Cost(
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(one / other for one, other in pairs),
    )


def cpu_ms(call: Call, calls: int) -> float:
    """Return the CPU milliseconds a call takes, of `calls` in a row."""
    gc.collect()
    began = time.process_time()
    for _ in range(calls):
        call()
    return (time.process_time() - began) / calls * 1000


def extra_memory_mb(call: Call) -> float | None:
    """Return by how much this process grows at most during a call, None but on Linux."""
    gc.collect()
    try:
        Path("/proc/self/clear_refs").write_text(_MEMORY_RESET, encoding="ascii")
    except OSError:
        return None
    before = _status_kb("VmRSS")
    call()
    return (_status_kb("VmHWM") - before) / _KB_A_MB


def _status_kb(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(f"{name}:")))

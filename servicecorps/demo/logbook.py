"""The whole logbook of the sample years, in the order in which it was typed."""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from typing import Any

from servicecorps.demo import desk, phrases, rounds, works
from servicecorps.demo.entry import Entry, finish
from servicecorps.demo.rules import SHARES, most_visits
from servicecorps.demo.scene import Scene
from servicecorps.records.rules import first_counted

_WITHDRAWN = 0.006
_AHEAD_DAYS, _AHEAD_SHARE, _AHEAD_AT_MOST = 10, 0.06, 40


def write(scene: Scene, total: int, first_id: int) -> list[Entry]:
    """Return exactly `total` records with their ids, measures and all."""
    found = rounds.visits(scene, most_visits(total))
    for kind, share in SHARES.items():
        already = sum(entry.kind == kind for entry in found)
        for entries in _of_kind(scene, kind, max(0, math.ceil(total * share) - already)):
            found += entries
    # Whoever opens stands before what it opened, so the cut leaves nothing without its opener.
    del found[total:]
    found += [desk.call(scene, day) for day in scene.calendar.draw(scene.rng, total - len(found))]
    for entry in found:
        finish(scene.rng, entry, scene.until)
    found.sort(key=lambda entry: entry.typed)
    _withdraw(scene, found)
    for entry, record_id in zip(found, count(first_id), strict=False):
        entry.id = record_id
    _settle(found)
    return found


def _of_kind(scene: Scene, kind: str, number: int) -> Iterator[list[Entry]]:
    make: dict[str, Any] = {
        "repair": works.repair,
        "problem": works.problem,
        "appointment": works.appointment,
        "night_work": works.night_work,
    }
    days = scene.calendar.draw(scene.rng, number)
    if kind in ("appointment", "night_work"):
        ahead = min(math.ceil(number * _AHEAD_SHARE), _AHEAD_AT_MOST)
        days = days[ahead:] + [scene.ahead(_AHEAD_DAYS) for _ in range(ahead)]
    for day in days:
        if kind == "praise":
            yield desk.praise(scene, day)
        elif kind not in make:
            yield [desk.commendation(scene, day, "" if kind == "thanks" else kind)]
        else:
            work = make[kind](scene, day)
            called = desk.began_with_call(scene, work)
            yield [desk.call_before(scene, work), work] if called else [work]


def _withdraw(scene: Scene, entries: list[Entry]) -> None:
    """Take a few back, with a reason; none that opened another or was opened."""
    openers = {id(entry.opener) for entry in entries if entry.opener}
    for entry in entries:
        alone = not entry.opener and id(entry) not in openers
        if alone and entry.state == "done" and scene.chance(_WITHDRAWN):
            entry.withdrawn_because = scene.rng.choice(phrases.WITHDRAWN_BECAUSE)


def _settle(entries: list[Entry]) -> None:
    """Let only the first counted visit of a household's day count."""
    mates: dict[Any, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "visit":
            mates[entry.household_id, entry.happened_on].append(entry)
    for group in mates.values():
        first = first_counted([(entry.id, entry.could_count_as()) for entry in group])
        for entry in group:
            entry.twin_counts = entry.id != first

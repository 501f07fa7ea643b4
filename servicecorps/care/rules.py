"""In which order a round is walked, and how far it is."""

import math
from collections.abc import Sequence
from itertools import pairwise

# Latitude and longitude in WGS-84 degrees.
Position = tuple[float, float]
_M_PER_DEG = 111_320.0
# Straightening stops by itself long before; this is for what nobody thought of.
_MOST_ROUNDS = 50
_SHORTER_M = 1e-6
# Metres from one place to another, by their numbers.
Distances = Sequence[Sequence[float]]


def metres(one: Position, other: Position) -> float:
    """Return the distance of two places as the crow flies; right within a city."""
    east = (other[1] - one[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(other[0] - one[0], east) * _M_PER_DEG


def length_m(points: Sequence[Position]) -> float:
    """Return how long the way through places is, in metres as the crow flies."""
    return sum(metres(one, other) for one, other in pairwise(points))


def nearest_first(points: Sequence[Position], start: Position) -> list[int]:
    """Return the places by their distance from one."""
    return sorted(range(len(points)), key=lambda at: (metres(start, points[at]), at))


def walking_order(points: Sequence[Position]) -> list[int]:
    """Return the order in which places are walked from the first on, without coming back.

    Begun once towards every other place, then always on to the nearest; whatever crosses is turned
    round until nothing gets shorter. The shortest of these ways: for a day's round, hardly longer
    than the best there is.
    """
    if len(points) <= 1:
        return list(range(len(points)))
    apart = [[metres(one, other) for other in points] for one in points]
    ways = [
        _straightened(apart, _from_one_to_the_nearest(apart, second))
        for second in range(1, len(points))
    ]
    return min(ways, key=lambda way: sum(apart[one][other] for one, other in pairwise(way)))


def _from_one_to_the_nearest(apart: Distances, second: int) -> list[int]:
    order, left = [0, second], set(range(1, len(apart))) - {second}
    while left:
        here = apart[order[-1]]
        nearest = min(left, key=lambda at: (here[at], at))
        order.append(nearest)
        left.remove(nearest)
    return order


def _straightened(apart: Distances, order: list[int]) -> list[int]:
    for _round in range(_MOST_ROUNDS):
        shorter = _one_turn(apart, order)
        if shorter is None:
            break
        order = shorter
    return order


def _one_turn(apart: Distances, order: list[int]) -> list[int] | None:
    """Return a shorter order in which one stretch is walked the other way, None if there is none.

    The first place stays: that is where the round begins.
    """
    best, found = -_SHORTER_M, None
    for first in range(1, len(order) - 1):
        for last in range(first + 1, len(order)):
            change = _change(apart, order, first, last)
            if change < best:
                best = change
                found = order[:first] + order[first : last + 1][::-1] + order[last + 1 :]
    return found


def _change(apart: Distances, order: list[int], first: int, last: int) -> float:
    before, start, end = order[first - 1], order[first], order[last]
    change = apart[before][end] - apart[before][start]
    if last + 1 < len(order):
        after = order[last + 1]
        change += apart[start][after] - apart[end][after]
    return change

"""The whole server is killed under writers on a bad line: what was acknowledged is there, once."""

import threading
import time
from collections import Counter

import pytest

from tests.faults.phones import Phone, Seen, all_at_once

WRITERS, DROPPED = 8, 0.15


@pytest.mark.parametrize(
    ("planted", "kills", "least"),
    [
        pytest.param("sqlite", 2, 100, id="sqlite-short"),
        pytest.param("sqlite", 20, 2000, id="sqlite-long", marks=pytest.mark.faults),
        pytest.param("postgresql", 20, 2000, id="postgresql-long", marks=pytest.mark.faults),
    ],
    indirect=["planted"],
)
def test_nothing_is_lost_or_double_and_nobody_is_signed_out(planted, kills, least, request):
    server, seen, end = planted.server, Seen(), threading.Event()
    server.start()
    phones = [Phone(planted.app, planted.cast.member, server.port, seen, n) for n in range(WRITERS)]
    for phone in phones:
        phone.open_form()

    def write(number):
        turn = 0
        while not end.is_set():
            phones[number].log(f"{number}-{turn}", drop=DROPPED)
            turn += 1

    def kill():
        share = least // kills + 1
        for number in range(1, kills + 1):
            wait_for(lambda wanted=number * share: len(seen.acknowledged) >= wanted)
            server.kill()
            server.start()
        wait_for(lambda: len(seen.acknowledged) >= kills * share + WRITERS)
        end.set()

    try:
        all_at_once([kill, *(lambda n=n: write(n) for n in range(WRITERS))], 900)
    finally:
        end.set()
    for phone in phones:
        assert phone.request("GET", "/")[0] == 200
    told = compared(planted, seen)
    print(f"\n{request.node.name}: kills {kills}, {told}")
    assert len(seen.acknowledged) >= least
    assert told.endswith("lost 0, double 0, signed out 0")
    assert seen.wrong == []
    assert planted.differences() == []


def compared(planted, seen):
    """Say what became of everything that was sent."""
    stored = planted.stored()
    ids, notes = {row[0] for row in stored}, Counter(row[1] for row in stored)
    lost = sum(one not in ids for one in seen.acknowledged.values())
    double = sum(times > 1 for times in notes.values())
    return (
        f"acknowledged {len(seen.acknowledged)}, answers dropped {seen.dropped}, "
        f"cut off {len(seen.cut_off)}, lost {lost}, double {double}, signed out {seen.signed_out}"
    )


def wait_for(it_is_so, seconds=120):
    """Wait for something that happens in another process."""
    until = time.monotonic() + seconds
    while not it_is_so():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)

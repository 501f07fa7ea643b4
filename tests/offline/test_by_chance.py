"""Days out by chance, with a server that is killed: nothing lost, nothing double.

The long form is told how many and from which seed on by OFFLINE_RUNS and OFFLINE_SEED.
"""

import os
import time

import pytest

from tests.faults.servers import Server
from tests.offline.carried import Carried
from tests.offline.conftest import Round
from tests.offline.line import laid
from tests.offline.outing import Outing

ALL = (
    "change_line", "log", "log", "kill_server", "two_tabs", "log", "end_session", "mend",
    "restart_phone", "fill_storage", "discard", "shift_clock", "other_member", "log",
)  # fmt: skip
STEPS = 12


@pytest.fixture(scope="session")
def killed(tmp_path_factory, built):
    """The same team served by a process that can be killed."""
    app, cast, folder = built
    server = Server(folder)
    server.start()
    yield app, cast, server
    server.end()


def outing(killed, chromium, folder, seed, steps=()):
    app, cast, server = killed
    with laid(f"http://127.0.0.1:{server.port}", seed) as line:
        phone = Carried(chromium.browser_type, folder, app, line.base)
        day = Round(app, cast, line, phone, made=seed)
        try:
            phone.open()
            phone.sign_in(cast.member)
            out = Outing(day, server, f"chance{seed}", seed)
            for step in steps:
                out.take(step)
            if not steps:
                out.go_on(STEPS)
            out.come_home()
        finally:
            phone.close()
    return out, phone.errors


def test_a_day_on_which_everything_happens_loses_and_doubles_nothing(killed, chromium, tmp_path):
    out, errors = outing(killed, chromium, tmp_path / "phone", 3, ALL)
    assert out.lost_and_double() == ([], []), out.steps
    assert out.out_of_order() == [], out.steps
    assert errors == []


@pytest.mark.faults
def test_many_days_by_chance_lose_and_double_nothing(killed, chromium, tmp_path):
    first, many = (int(os.environ.get(name, usual)) for name, usual in
                   (("OFFLINE_SEED", "1000"), ("OFFLINE_RUNS", "200")))  # fmt: skip
    found, logged = {}, 0
    for seed in range(first, first + many):
        began = time.monotonic()
        out, errors = outing(killed, chromium, tmp_path / f"phone{seed}", seed)
        problems = (out.lost_and_double(), out.out_of_order(), errors)
        logged += len(out.expected) + len(out.others)
        print(seed, len(out.expected), f"{time.monotonic() - began:.1f} s", out.steps, flush=True)
        if problems != (([], []), [], []):
            found[seed] = problems, out.steps
    print(f"{many} days from {first}: {logged} records", flush=True)
    assert not found

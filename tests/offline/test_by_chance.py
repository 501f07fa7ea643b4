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
STEPS = 10


@pytest.fixture(scope="session")
def killed(tmp_path_factory, built):
    """The same team served by a process that can be killed."""
    app, cast, folder = built
    server = Server(folder)
    server.start()
    yield app, cast, server
    server.end()


@pytest.fixture
def day(killed, chromium, tmp_path):
    """A filled phone on a line to the server that can be killed."""
    app, cast, server = killed
    with laid(f"http://127.0.0.1:{server.port}") as line:
        phone = Carried(chromium.browser_type, tmp_path / "phone", app, line.base)
        phone.open()
        phone.sign_in(cast.member)
        phone.fill_up()
        yield Round(app, cast, line, phone)
        phone.close()


def test_a_day_on_which_everything_happens_loses_and_doubles_nothing(killed, day):
    out = Outing(day, killed[2], "everything", 3)
    for step in ALL:
        out.take(step)
    out.come_home()
    assert out.problems() == [], out.steps


@pytest.mark.faults
def test_many_days_by_chance_lose_and_double_nothing(killed, day):
    first, many = (int(os.environ.get(name, usual)) for name, usual in
                   (("OFFLINE_SEED", "1000"), ("OFFLINE_RUNS", "200")))  # fmt: skip
    found, logged = {}, 0
    for seed in range(first, first + many):
        began = time.monotonic()
        out = Outing(day, killed[2], f"chance{seed}", seed)
        out.go_on(STEPS)
        out.come_home()
        logged += len(out.expected) + len(out.others)
        print(seed, len(out.expected), f"{time.monotonic() - began:.1f} s", out.steps, flush=True)
        if out.problems():
            found[seed] = out.problems(), out.steps
            print("WRONG", found[seed], flush=True)
    print(f"{many} days from {first}: {logged} records", flush=True)
    assert not found

"""Saving a record, alone and with seven others.

A form without a photo is sent plain, as the page's script has it.
"""

import secrets
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count, product
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.browser import Browser, Form, urlencoded
from benchmarks.floor import SIGNED_IN, make_floor
from benchmarks.instances import Instance
from benchmarks.measuring import Result, absolute, compare
from servicecorps import clock

WRITERS = 8
SAVES_A_WRITER = 60


def save(instances: list[Instance]) -> Iterator[Result]:
    """A visit and a call, saved as the page's form sends them, beside a bare insert."""
    with TemporaryDirectory() as folder:
        floor = Browser(make_floor(Path(folder)), **SIGNED_IN)
        for instance in instances:
            for kind, send in (("visit", visits(instance)), ("call", calls(instance))):
                cost = compare(send, lambda: insert(floor), rounds=15, calls=12)
                yield cost.result(f"save a {kind}, {instance.records:,} records", 2.5)


def insert(floor: Browser) -> None:
    """Insert one row through the floor's form."""
    typed = [("day", "2026-10-05"), ("topic", "bill"), ("quantity", "1"), ("note", "问水费")]
    floor.post("/insert", *urlencoded([*typed, ("csrf_token", floor.token)]))


def visits(instance: Instance) -> Callable[[], None]:
    """Return what saves another visit with each call: a household and day of its own."""
    homes = [row[0] for row in instance.rows("SELECT id FROM households ORDER BY id")]
    taken = set(instance.rows("SELECT household_id, happened_on FROM records WHERE kind = 'visit'"))
    days = [str(clock.today() - timedelta(days=number)) for number in range(3000)]
    free = ((home, day) for day, home in product(days, homes) if (home, day) not in taken)
    address = f"/visits/new?household={homes[0]}"
    form = Form(instance.browser.get(address))

    def send() -> None:
        home, day = next(free)
        fields = form.changed(
            household_id=str(home),
            happened_on=day,
            outcome="ok",
            minutes="25",
            note="水压正常，老人身体好",
            client_key=secrets.token_hex(16),
            csrf_token=instance.browser.token,
        )
        instance.browser.post(address, *urlencoded(fields))

    return send


def calls(instance: Instance) -> Callable[[], None]:
    """Return what saves another call with each call: a caller of its own."""
    form = Form(instance.browser.get("/calls/new"))
    numbers = count(13_000_000_000 + secrets.randbelow(10**9))

    def send() -> None:
        fields = form.changed(
            category="bill",
            caller_phone=str(next(numbers)),
            note="问水费怎么交",
            client_key=secrets.token_hex(16),
            csrf_token=instance.browser.token,
        )
        instance.browser.post("/calls/new", *urlencoded(fields))

    return send


def writers(instances: list[Instance]) -> Iterator[Result]:
    """Eight at once: the slowest save beside the usual one, and nothing lost."""
    instance = instances[-1]
    senders = [calls(instance) for _ in range(WRITERS)]
    for send in senders:
        send()
    before = _stored(instance)
    waits: list[float] = []
    failed: list[BaseException] = []
    threads = [threading.Thread(target=_save_many, args=(send, waits, failed)) for send in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(waits, n=100)
    yield Result(
        f"{WRITERS} writers, slowest of a hundred saves beside the usual",
        cuts[98],
        cuts[49],
        "ms wall",
        5.0,
        cuts[98] / cuts[49],
    )
    lost = WRITERS * SAVES_A_WRITER - (_stored(instance) - before)
    yield absolute(f"{WRITERS} writers, saves refused or lost", len(failed) + abs(lost), 0, "saves")


def _save_many(send: Callable[[], None], waits: list[float], failed: list[BaseException]) -> None:
    for _ in range(SAVES_A_WRITER):
        began = time.perf_counter()
        try:
            send()
        except BaseException as problem:  # noqa: BLE001 – counted, whatever it was
            failed.append(problem)
        waits.append((time.perf_counter() - began) * 1000)


def _stored(instance: Instance) -> int:
    return int(instance.rows("SELECT count(*) FROM records")[0][0])

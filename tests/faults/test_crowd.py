"""Many at once: nobody meets a lock, every form is stored once, every conflict is shown."""

import contextlib
import statistics
import threading
import time

import pytest

from servicecorps.extensions import db
from servicecorps.records.model import Record
from tests.faults.phones import Phone, Seen, all_at_once

HOW_MANY = [pytest.param(20, id="short"), pytest.param(100, id="long", marks=pytest.mark.faults)]


LONG = {"marks": pytest.mark.faults}
ONE_MOMENT, EVERY_FEW_SECONDS = (0, 0), (1, 5)


@pytest.mark.parametrize(
    ("planted", "turns", "pause_s"),
    [
        pytest.param("sqlite", 2, ONE_MOMENT, id="sqlite-one moment"),
        pytest.param("postgresql", 2, ONE_MOMENT, id="postgresql-one moment", **LONG),
        pytest.param("sqlite", 12, EVERY_FEW_SECONDS, id="sqlite-every few seconds", **LONG),
        pytest.param(
            "postgresql", 12, EVERY_FEW_SECONDS, id="postgresql-every few seconds", **LONG
        ),
    ],
    indirect=["planted"],
)
def test_forty_people_at_once_meet_no_lock(planted, crowd, turns, pause_s, request):
    server, seen = planted.server, Seen()
    server.start()
    phones = [Phone(planted.app, one, server.port, seen, n) for n, one in enumerate(crowd)]
    for phone in phones:
        phone.open_form()

    def work(phone, number):
        for turn in range(turns):
            time.sleep(phone.chance.uniform(*pause_s))  # somebody types
            phone.log(f"{number}-{turn}")

    all_at_once([lambda p=p, n=n: work(p, n) for n, p in enumerate(phones)])
    cuts = statistics.quantiles(seen.waits_ms, n=100)
    print(
        f"\n{request.node.name}: writes {len(seen.waits_ms)}, p50 {cuts[49]:.0f} ms, "
        f"p99 {cuts[98]:.0f} ms, statuses {dict(seen.statuses)}"
    )
    assert seen.wrong == []
    assert seen.statuses == {302: len(crowd) * turns}
    assert seen.cut_off == []
    assert len(planted.stored()) == len(crowd) * turns
    assert planted.differences() == []
    if (
        pause_s == EVERY_FEW_SECONDS
    ):  # how long a crowd in one moment waits is the machine's own speed
        assert cuts[98] < 500


@pytest.mark.parametrize("forms", HOW_MANY)
def test_forms_sent_twice_at_once_are_each_stored_once(app, cast, rows, forms):
    browser = app.test_client().sign_in(cast.member)
    browser.checks = False
    page = browser.get_page("/calls/new")
    cookies = {name: browser.get_cookie(name).value for name in ("session", "signed_in")}
    together, led_to = threading.Barrier(2), [[], []]

    def send(place):
        own = app.test_client()
        own.checks = False
        for name, value in cookies.items():
            own.set_cookie(name, value)
        for number in range(forms):
            together.wait(60)
            typed = {"category": "bill", "note": f"{number}", "client_key": f"{number:032x}"}
            led_to[place].append(own.send(page, **typed).location)

    all_at_once([lambda: send(0), lambda: send(1)])
    assert led_to[0] == led_to[1]
    assert len(set(led_to[0])) == forms
    assert rows(Record) == forms


@pytest.mark.parametrize("edits", HOW_MANY)
def test_every_conflicting_edit_is_shown_with_both_texts(app, cast, log, edits):
    """Two people amend the same version in the same moment: one is stored, the other sees both."""
    record_id, together = log.call(note="原来的"), threading.Barrier(2)
    first = log.get(record_id).version
    answers = [[], []]

    def amend(place, somebody):
        own = app.test_client().sign_in(somebody)
        own.checks = False
        page = own.get_page(f"/calls/{record_id}/amend")
        for number in range(edits):
            together.wait(60)
            typed = {"note": f"{somebody.name}第{number}次", "version": first + number}
            # Each opening of the form has a key of its own.
            typed["client_key"] = f"{place}{number:031x}"
            answers[place].append(own.send(page, **typed))

    all_at_once([lambda: amend(0, cast.member), lambda: amend(1, cast.manager)])
    shown = 0
    for number, pair in enumerate(zip(*answers, strict=True)):
        assert sorted(one.status_code for one in pair) == [302, 409]
        loser = next(one for one in pair if one.status_code == 409).get_data(as_text=True)
        typed = [f"{one.name}第{number}次" for one in (cast.member, cast.manager)]
        shown += all(text in loser for text in typed)
    assert shown == edits


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_every_connection_of_the_pool_is_durable_and_strict(app):
    """Read back from as many as the pool ever gives out at once."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}
    with app.app_context(), contextlib.ExitStack() as held:
        most = db.engine.pool.size() + db.engine.pool._max_overflow
        lines = [held.enter_context(db.engine.connect()) for _ in range(most)]
        assert len({id(line.connection.driver_connection) for line in lines}) == most > 10
        for line in lines:
            told = {name: line.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert told == wanted

"""Asked to end, the server answers what it has begun: nothing acknowledged is lost or doubled."""

import threading

import pytest
import sqlalchemy as sa

from servicecorps.extensions import db
from servicecorps.submissions.model import Submission
from tests.faults.phones import Phone, Seen, all_at_once
from tests.faults.test_killed import compared, wait_for

WRITERS = 8


@pytest.mark.parametrize(
    "times", [pytest.param(1, id="short"), pytest.param(20, id="long", marks=pytest.mark.faults)]
)
@pytest.mark.parametrize("planted", ["sqlite"], indirect=True)
def test_requests_in_progress_are_answered_at_every_restart(planted, times, request):
    server, seen, end = planted.server, Seen(), threading.Event()
    server.start()
    phones = [Phone(planted.app, planted.cast.member, server.port, seen, n) for n in range(WRITERS)]
    for phone in phones:
        phone.open_form()

    def write(number):
        turn = 0
        while not end.is_set():
            phones[number].log(f"{number}-{turn}")
            turn += 1

    codes = []

    def restart():
        for _ in range(times):
            until = len(seen.acknowledged) + 3 * WRITERS
            wait_for(lambda until=until: len(seen.acknowledged) >= until)
            codes.append(server.stop())
            server.start()
        end.set()

    try:
        all_at_once([restart, *(lambda n=n: write(n) for n in range(WRITERS))], 600)
    finally:
        end.set()
    told = compared(planted, seen)
    unanswered = planted.ask(stored_before_cut_off, seen)
    print(f"\n{request.node.name}: restarts {times}, {told}, begun and not answered {unanswered}")
    assert codes == [0] * times
    assert told.endswith("lost 0, double 0, signed out 0")
    assert (unanswered, seen.wrong) == (0, [])


def stored_before_cut_off(seen):
    """Count the forms that were stored, but whose answer never came.

    A line that broke before the server had taken the form in is another thing: it waited in the
    queue of the system when the port was closed, nothing had been begun, and it is sent again.
    """
    found = 0
    for key, moment in seen.cut_off:
        asked = sa.select(Submission.id).where(
            Submission.client_key == key, Submission.stored_at < moment
        )
        found += db.session.scalar(asked) is not None
    return found

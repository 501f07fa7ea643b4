"""Just before and after midnight in Qingdao, on servers set to other zones."""

import time
from datetime import date, datetime, timedelta

import pytest
import time_machine

from servicecorps.clock import QINGDAO

MIDNIGHT = datetime(2026, 10, 21, 0, 0, tzinfo=QINGDAO)
MOMENTS = [
    (MIDNIGHT - timedelta(seconds=1), date(2026, 10, 20)),
    (MIDNIGHT, date(2026, 10, 21)),
    (MIDNIGHT + timedelta(minutes=5), date(2026, 10, 21)),
]


@pytest.fixture(params=["UTC", "America/New_York"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("moment", "day"), MOMENTS)
def test_a_call_of_today_is_of_the_day_in_qingdao(zone, app, cast, log, moment, day):
    with time_machine.travel(moment, tick=False):
        browser = app.test_client().sign_in(cast.member)
        page = browser.get_page("/calls/new")
        assert page.values()["happened_on"] == [day.isoformat()]
        answer = browser.send(page, category="bill")
        assert answer.status_code == 302
        record = log.get(int(answer.location.rsplit("=", 1)[1]))
        assert record.happened_on == day
        assert f"{day.day}日" in browser.get_page("/").text
        tomorrow = (day + timedelta(days=1)).isoformat()
        refused = browser.send(page, category="bill", happened_on=tomorrow, client_key="another")
        assert refused.status_code == 422
        assert "这一天还没到" in refused.get_data(as_text=True)

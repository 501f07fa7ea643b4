"""No page reads the whole logbook: SQLite says beforehand how it would look things up."""

import re

import pytest
import sqlalchemy as sa

from servicecorps.extensions import db
from servicecorps.people.door import PUBLIC
from servicecorps.people.permits import GRANTS, permission_of
from tests.house.test_pages import NO_PAGES

# Tables with a row, or several, for everything the team ever did.
LOGBOOK = [
    "records",
    "record_members",
    "visits",
    "repairs",
    "calls",
    "commendations",
    "problems",
    "appointments",
    "night_works",
    "history",
    "looks",
    "submissions",
    "attachments",
]
# "measure>?" is how SQLite says: whatever counts, of any day.
WHOLE = re.compile(rf"SCAN ({'|'.join(LOGBOOK)})\b|SEARCH records .*\(measure>\?\)")
ODD_DAYS = "from=2026-09-03&to=2026-10-19"
MORE = [
    *(f"/tallies/?{ODD_DAYS}&by={by}" for by in ("", "member", "team", "community", "district")),
    f"/tallies/?{ODD_DAYS}&by=category",
    "/tallies/?month=2026-10&by=community&measure=households",
    f"/map/data.json?measure=visits&{ODD_DAYS}",
    "/visits/?month=2026-10&team=1",
    "/visits/?measure=visits&community=1",
    "/visits/?category=alone_elder&state=done",
    "/calls/?member=2&after=2026-10-19.5",
    f"/repairs/?{ODD_DAYS}&district=1",
    "/households/?community=1",
]


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_no_page_scans_the_logbook(house, app, cast, addresses):
    pages = {one.path: one for one in addresses if "GET" in one.methods}
    wanted = [path for path, one in pages.items() if one.endpoint not in NO_PAGES]
    asked: dict[tuple[str, int], tuple[str, str, object]] = {}
    path = ""

    def listen(_connection, _cursor, statement, parameters, *_more):
        if statement.startswith(("SELECT", "WITH")):
            asked.setdefault((statement, len(parameters)), (path, statement, parameters))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    for path in [*wanted, *MORE]:
        browser = app.test_client()
        browser.sign_in(cast.of_role(role_for(app, pages.get(path))))
        assert browser.get(path).status_code in (200, 302), path
    sa.event.remove(engine, "before_cursor_execute", listen)

    assert len(asked) > 60
    assert scans(engine, asked.values()) == []


def role_for(app, address):
    if address is None or address.endpoint in PUBLIC:
        return "manager"
    permission = permission_of(app.view_functions[address.endpoint])
    return next(one for one in ("manager", "member", "admin") if one in GRANTS[permission])


def scans(engine, asked):
    found = []
    with engine.connect() as connection:
        for path, statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found += [(path, row[-1], statement) for row in plan if WHOLE.match(row[-1])]
    return found

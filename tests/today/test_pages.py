"""The start page: what somebody has before them today, and what they logged last."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from servicecorps.clock import Span
from servicecorps.extensions import db
from servicecorps.today import queries
from tests.factories import home
from tests.pages import text_of

TODAY = date(2026, 10, 20)


@pytest.fixture(autouse=True)
def _others(scene, log, cast):
    scene("noise", log.noise)
    log.visit(household=cast.ill, status="planned", on=TODAY, by=cast.helper)


def section(page, name):
    """Return the rows of a part of the page, without its heading."""
    return [text_of(row) for row in page.all(f"section:has(#h-{name}) li")]


def test_a_quiet_day_says_so_and_shows_no_empty_plan(as_manager, as_member, cast, log):
    log.visit(on=TODAY)
    page = as_member.get_page("/")
    assert page.h1 == "今天没有到期的走访"
    assert section(page, "plan") == []
    assert as_manager.get_page("/").h1 == "本月走访 1 户次"


def test_what_is_agreed_stands_by_its_hour_and_what_was_missed_first(as_member, log, cast):
    log.appointment(status="requested", category="repair", on=TODAY, from_time=time(14, 30))
    log.appointment(
        status="confirmed", category="meter", on=TODAY, from_time=time(9), until_time=time(10)
    )
    log.visit(status="planned", on=date(2026, 10, 18), household=cast.poor)
    log.visit(status="planned", on=date(2026, 10, 22), household=cast.ordinary)
    done = log.appointment(on=TODAY, from_time=time(8))
    page = as_member.get_page("/")
    missed, first, second, later = section(page, "plan")
    assert missed.startswith("10月18日 过了日子 走访 李**")
    assert first.startswith("09:00 至 10:00")
    assert second.startswith("14:30 起")
    assert later.startswith("10月22日 不限时间 走访 刘**")
    assert page.h1.startswith("今天有 3 件安排")
    assert f"/appointments/{done}" in page.links


def test_a_plan_leads_to_its_result_and_leaves_the_list(as_member, log, cast):
    visit = log.visit(status="planned", on=TODAY, household=cast.alone)
    page = as_member.get_page("/")
    path = f"/visits/{visit}/amend"
    assert f"{path}?done=1" in page.links
    as_member.submit(as_member.get_page(f"{path}?done=1"), path, outcome="ok")
    assert section(as_member.get_page("/"), "plan") == []
    assert log.measure(visit) == "visits"


def test_what_is_only_planned_is_not_among_what_i_logged_last(as_member, log):
    log.visit(status="planned", on=TODAY)
    log.call(on=TODAY)
    log.repair(status="new", on=TODAY)
    rows = section(as_member.get_page("/"), "latest")
    assert [row.split("，")[0] for row in rows] == ["维修", "来电"]


def test_nobody_sees_what_others_have_before_them(as_helper, as_member):
    assert len(section(as_helper.get_page("/"), "plan")) == 2
    assert section(as_member.get_page("/"), "plan") == []


@pytest.mark.parametrize("who", ["as_viewer", "as_admin"])
def test_who_logs_nothing_sees_the_month_and_no_household(request, log, who):
    log.visit(on=TODAY)
    page = request.getfixturevalue(who).get_page("/")
    assert page.h1 == "本月走访 1 户次"
    assert "王**" not in page.text
    assert not [link for link in page.links if link.startswith(("/visits", "/households"))]


def test_my_households_stand_longest_not_visited_first(as_member, log, cast, ask):
    mine = cast.member.id
    longest = ask(home, cast.near, "赵久远", "elder_alone", mine, in_charge=mine)
    log.visit(household=cast.alone, on=date(2026, 3, 1))
    log.visit(household=longest, on=date(2026, 2, 1))
    page = as_member.get_page("/")
    assert page.h1 == "今天有 2 户该走访了"
    assert [row[:3] for row in section(page, "due")] == ["赵**", "王**"]
    register = as_member.get_page("/households/?whose=mine")
    assert "2 户，久的在前" in register.text
    names = register.all("section.only-phone .first")
    assert [text_of(name)[:3] for name in names] == ["赵**", "王**"]


def test_a_plan_is_found_by_its_member_not_by_reading_the_logbook(app, cast):
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("SQLite says how it will read; PostgreSQL decides by its statistics")
        asked = []

        def listen(_connection, _cursor, statement, parameters, *_more):
            asked.append((statement, parameters))

        sa.event.listen(db.engine, "before_cursor_execute", listen)
        queries.planned(cast.helper.id, Span(TODAY, TODAY))
        sa.event.remove(db.engine, "before_cursor_execute", listen)
        statement, parameters = next(one for one in asked if "record_members.kind IN" in one[0])
        explained = f"EXPLAIN QUERY PLAN {statement}"
        rows = db.session.connection().exec_driver_sql(explained, parameters)
        steps = [row[-1] for row in rows]
    assert any("ix_record_members_list" in step for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN")], steps


def test_a_manager_reads_out_the_teams_day(as_manager, log, cast, ask):
    day = TODAY - timedelta(days=1)
    log.visit(household=cast.poor, on=day)
    log.commendation(category="pennant", on=day)
    log.visit(household=cast.poor, status="planned", on=TODAY - timedelta(days=3))
    log.repair(status="new", on=date(2026, 10, 2))
    log.visit(household=cast.alone, on=date(2026, 3, 1))
    page = as_manager.get_page("/")
    told = page.one("#briefing").text()
    assert told.startswith("10月20日 星期二，各位早上好。昨天走访 1 户次。收到锦旗 1 面。")
    assert "今天有走访 1 户次。" in told
    assert "1 件过了日子还没有结果" in told
    assert "维修 2 处没办完，最早的是10月2日" in told
    assert told.endswith("本周还没有记过的：王帮手。")
    assert [row[:2] for row in section(page, "unresolved")] == ["走访"]
    assert page.has("[data-copy=briefing]")


def test_open_work_is_mine_or_in_my_communities_and_praise_is_everybodys(
    as_member, as_helper, log, cast
):
    log.repair(status="new", on=date(2026, 10, 2), by=cast.member)
    log.commendation(category="pennant", on=TODAY - timedelta(days=1), by=cast.helper)
    assert len(section(as_member.get_page("/"), "work")) == 1
    assert len(section(as_member.get_page("/"), "praise")) == 1
    # The noise holds one of the helper's own.
    assert len(section(as_helper.get_page("/"), "work")) == 1


@pytest.mark.parametrize("role", ["member", "manager"])
def test_today_never_reads_the_logbook_through(app, cast, role):
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("SQLite says how it will read; PostgreSQL decides by its statistics")
    browser, asked = app.test_client().sign_in(cast.of_role(role)), []

    def listen(_connection, _cursor, statement, parameters, *_more):
        asked.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    browser.get("/")
    sa.event.remove(engine, "before_cursor_execute", listen)
    asked = [one for one in asked if one[0].lstrip().upper().startswith(("SELECT", "WITH"))]
    with engine.connect() as connection:
        steps = [
            row[-1]
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    read_through = [step for step in steps if step.startswith(("SCAN records", "SCAN record_m"))]
    assert [step for step in read_through if "ix_records_open" not in step] == []
    assert any("ix_records_open" in step for step in steps)
    assert len(asked) <= 40

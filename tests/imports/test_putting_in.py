"""What goes in counts as if it had been typed, once, all or nothing; and comes out again."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from servicecorps.calls.model import Call
from servicecorps.clock import Span
from servicecorps.commendations.model import Commendation
from servicecorps.errors import Invalid
from servicecorps.extensions import db
from servicecorps.history.model import Change
from servicecorps.imports import undoing
from servicecorps.imports.model import ImportedFile, ImportedRow
from servicecorps.maps import queries as maps
from servicecorps.people.model import Member
from servicecorps.places.model import Community, Household
from servicecorps.records.households import cards
from servicecorps.records.model import Record
from servicecorps.tallies import figures
from servicecorps.tallies import writing as tallies
from servicecorps.visits.model import Visit
from tests.imports.office import HEADER, csv_file, visit, workbook

OCTOBER = Span.month(2026, 10)
CONSENT = ("同意日期", "谁问的", "怎么同意的")


@pytest.fixture
def undo(ask, cast):
    return lambda done: ask(undoing.undo, done.import_id, cast.manager.id)


@pytest.fixture
def now(ask):
    """Return a figure of October as the tallies show it."""
    return lambda measure: ask(figures.table, OCTOBER).row(measure).now


@pytest.fixture(autouse=True)
def figures_equal_the_records(ask, app):
    yield
    assert ask(tallies.check) == []


def stored(ask, model):
    return ask(lambda: db.session.scalars(select(model).order_by(model.id)).all())


def test_visits_count_as_if_they_had_been_typed(ask, put, cast, places, now):
    rows = [
        visit(cast, places),
        visit(cast, places, on="2026-10-04", home=cast.ordinary),
        visit(cast, places, on="2026-10-05", result="无人在家"),
    ]
    done = put("visits", workbook(HEADER, *rows), by_name=True)
    assert done.added == 3
    assert (now("visits"), now("other_visits"), now("households")) == (1, 1, 1)
    one = stored(ask, Visit)[0]
    assert (one.source, one.category, one.report_group) == ("import", "elder_alone", "E")
    assert not one.is_late
    assert one.member_ids() == (cast.member.id,)
    assert one.team_id == cast.member.team_id


def test_one_visit_a_household_and_day_counts(put, log, cast, places, now, ask):
    log.visit(on=date(2026, 10, 3))
    rows = [
        visit(cast, places),
        visit(cast, places, on="2026-10-04"),
        visit(cast, places, on="2026-10-04"),
    ]
    put("visits", workbook(HEADER, *rows), twins="take")
    assert now("visits") == 2
    assert ask(tallies.check) == []


def test_a_visit_typed_later_waits_behind_the_imported_one_and_takes_its_place(
    put, log, cast, places, now, undo
):
    done = put("visits", workbook(HEADER, visit(cast, places)))
    later = log.visit(on=date(2026, 10, 3))
    assert log.measure(later) is None
    undone = undo(done)
    assert (undone.gone, undone.kept) == (1, 0)
    assert (log.measure(later), now("visits"), now("households")) == ("visits", 1, 1)


def test_one_bad_row_of_a_thousand_and_nothing_goes_in(put, rows, cast, places):
    first = date(2020, 1, 1)
    table = [visit(cast, places, on=(first + timedelta(days=n)).isoformat()) for n in range(1000)]
    table[499][5] = "说不清"
    with pytest.raises(Invalid):
        put("visits", csv_file(HEADER, *table), "a.csv")
    assert (rows(Record), rows(ImportedFile), rows(ImportedRow)) == (0, 0, 0)
    assert put("visits", csv_file(HEADER, *table), "a.csv", good_rows=True).left_out == 1
    assert rows(Record) == 999


def test_likely_duplicates_are_named_and_decided_on(check, put, log, cast, places, rows):
    known = log.visit(on=date(2026, 10, 3))
    content = workbook(
        HEADER,
        visit(cast, places),
        visit(cast, places, on="2026-10-04"),
        visit(cast, places, on="2026-10-04"),
    )
    outcome = check("visits", content)
    assert set(outcome.twins) == {(2, "visit", known), (4, "row", 3)}
    with pytest.raises(Invalid, match="重复"):
        put("visits", content)
    done = put("visits", content, twins="skip")
    assert (done.added, done.skipped, rows(Record)) == (1, 2, 2)


def test_the_same_file_goes_in_once(put, cast, places, rows, undo):
    content = workbook(HEADER, visit(cast, places))
    done = put("visits", content, sha256="a" * 64)
    with pytest.raises(Invalid, match="已经导入过"):
        put("visits", content, sha256="a" * 64, twins="take")
    assert rows(Record) == 1
    put("visits", content, sha256="a" * 64, again=True, twins="skip")
    undo(done)
    assert rows(Record) == 0


def test_calls_of_a_telephone_system(put, ask, cast, now):
    header = ["开始时间", "主叫号码", "呼叫类型", "通话时长(秒)", "坐席", "接听状态"]
    content = workbook(
        header,
        ["2026-10-03 09:15:22", "13812341111", "呼入", 205, "lin", "接通"],
        ["2026-10-03 09:40:00", 13812341111, "呼入", 0, "", "未接"],
        ["2026-10-03 23:58:00", "053285861234", "呼出", "00:01:10", cast.member.name, "接通"],
    )
    assert put("calls", content).added == 3
    answered, missed, ours = stored(ask, Call)
    assert (answered.measure, answered.minutes, answered.direction) == ("calls", 4, "in")
    assert (missed.measure, missed.direction, missed.outcome) == (None, "missed", "no_answer")
    assert (ours.measure, ours.direction, ours.minutes) == (None, "out", 2)
    # 09:15 in Qingdao, and a call before midnight belongs to its day there.
    assert (answered.began_at.hour, ours.happened_on) == (1, date(2026, 10, 3))
    assert now("calls") == 1


def test_a_praise_call_comes_with_its_thanks(put, ask, rows, now, undo):
    header = ["日期", "来电事项", "队员"]
    done = put("calls", workbook(header, ["2026-10-03", "表扬", "林思东"]))
    assert (rows(Call), rows(Commendation), now("praise_calls")) == (1, 1, 1)
    assert stored(ask, Commendation)[0].opened_from_id == stored(ask, Call)[0].id
    undo(done)
    assert (rows(Record), now("praise_calls")) == (0, 0)


def test_repairs_keep_a_stranger_in_their_own_words(put, ask, cast, places, now):
    header = [
        "日期",
        "维修类别",
        "社区",
        "用户姓名",
        "电话",
        "地址",
        "维修人员",
        "发现方式",
        "状态",
    ]
    rows = [
        [
            "2026.10.3",
            "水龙头",
            places[cast.near],
            "查无此人",
            "13900001111",
            "闽江路1号",
            "林思东",
            "主动",
            "",
        ],
        [
            "2026.10.3",
            "爆管",
            places[cast.near],
            "王桂兰",
            "13812341111",
            "",
            "林思东、王帮手",
            "",
            "待受理",
        ],
    ]
    assert put("repairs", workbook(header, *rows)).added == 2
    stranger, known = stored(ask, Record)
    assert (stranger.household_id, known.household_id) == (None, cast.alone.id)
    assert (now("repairs"), known.state) == (1, "planned")


def test_households_are_registered_and_counted_from_their_last_visit(
    put, ask, cast, places, undo, rows
):
    before = rows(Household)
    header = ["姓名", "社区", "类别", "地址", "电话", "负责人", "上次走访", "还属于", *CONSENT]
    content = workbook(
        header,
        [
            "赵大爷",
            places[cast.near],
            "孤寡",
            "江西路9号楼2单元101",
            "8586 1234",
            "lin",
            "2026.9.1",
            "低保、残疾",
            "2026.9.1",
            "lin",
            "口头",
        ],
    )
    done = put("households", content)
    home = stored(ask, Household)[-1]
    assert (home.street, home.door) == ("江西路", "9号楼2单元101")
    assert (home.phone, home.initials, home.main_category) == (
        "0532-85861234",
        "zdy",
        "elder_alone",
    )
    assert sorted(row.category for row in home.categories) == ["dibao", "disabled"]
    (card,) = ask(lambda: cards([db.session.get(Household, home.id)]))
    assert (card.last_visit, card.overdue) == (date(2026, 9, 1), 19)
    on_map = [one.plan for one in ask(maps.homes)[cast.near] if one.plan.visited_on]
    assert [plan.visited_on for plan in on_map] == [date(2026, 9, 1)]
    assert undo(done).gone == 1
    assert rows(Household) == before


def test_without_consent_only_what_finds_a_household_comes_in(sift):
    more = ["用水户号", "还属于", "另一个电话", "上门请留意"]
    columns = ["water_account", "more_categories", "other_phone", "preferences"]
    row = ["赵大爷", "江西路", "孤寡", "0012345", "低保", "13900001111", "慢"]
    refused = sift("households", csv_file(["姓名", "社区", "类别", *more], row), "a.csv")[0]
    assert set(refused.groups) == {("without_consent", column) for column in columns}
    header = ["姓名", "社区", "类别", *more, *CONSENT]
    agreed = csv_file(header, [*row, "2026.9.1", "lin", "口头"])
    assert sift("households", agreed, "a.csv")[0].good == 1


def test_a_household_somebody_used_stays(put, log, ask, cast, places, undo, rows):
    header = ["姓名", "社区", "类别", "电话"]
    content = workbook(
        header,
        ["赵大爷", places[cast.near], "孤寡老人", "13900001111"],
        ["钱大妈", places[cast.near], "孤寡老人", "13900002222"],
    )
    done = put("households", content)
    put(
        "visits",
        workbook(
            HEADER, ["2026-10-03", "钱大妈", places[cast.near], "13900002222", "lin", "ok", ""]
        ),
    )
    undone = undo(done)
    assert (undone.gone, undone.kept) == (1, 1)
    assert [home.contact_name for home in stored(ask, Household)][-1] == "钱大妈"


def test_a_household_that_is_known_is_a_likely_duplicate(check, cast, places):
    header = ["姓名", "社区", "类别", "电话"]
    row = [cast.alone.name, places[cast.near], "孤寡老人", cast.alone.phone]
    outcome = check("households", workbook(header, row))
    assert outcome.twins == [(2, "households", cast.alone.id)]


def test_members_come_without_a_password(put, check, ask, cast, undo):
    header = ["姓名", "用户名", "身份", "队伍", "称号", "手机", "加入"]
    content = workbook(
        header,
        ["新队员", "ＸＩＮ", "队员", "“润万家”金牌员工服务队", "劳模", 13900001111, "2020年1月"],
    )
    assert set(check("members", content).groups) == {("day", "joined_on")}
    content = workbook(
        header, ["新队员", "ＸＩＮ", "队员", "润万家", "劳模", 13900001111, "2020.1.1"]
    )
    assert set(check("members", content).groups) == {("choice", "teams")}
    content = workbook(
        header,
        ["新队员", "ＸＩＮ", "队员", "润万家金牌员工服务队", "劳模", 13900001111, "2020.1.1"],
    )
    done = put("members", content)
    new = stored(ask, Member)[-1]
    assert (new.username, new.password_hash, new.phone) == ("xin", None, "13900001111")
    assert undo(done).gone == 1
    assert check("members", workbook(header[:2], [cast.member.name, "lin"])).twins_in_logbook == 1
    taken = check("members", workbook(header[:2], ["别人", "lin"]))
    assert set(taken.groups) == {("username_taken", "username")}


def test_when_a_place_was_last_visited_and_by_whom_it_is_looked_after(
    put, check, ask, cast, places, undo
):
    header = ["社区", "住户", "电话", "上次走访", "负责人"]
    content = workbook(
        header,
        [places[cast.near], "", "", "2026.8.1", "林思东"],
        [places[cast.near], cast.alone.name, cast.alone.phone, "2026.7.1", ""],
    )
    done = put("care", content)
    assert done.rows == 2
    near, home = ask(
        lambda: (db.session.get(Community, cast.near), db.session.get(Household, cast.alone.id))
    )
    assert (near.visited_before_on, near.in_charge_id) == (date(2026, 8, 1), cast.member.id)
    assert home.visited_before_on == date(2026, 7, 1)
    assert undo(done).gone == 2
    near = ask(lambda: db.session.get(Community, cast.near))
    assert (near.visited_before_on, near.in_charge_id) == (None, None)
    twice = workbook(
        header, *[[places[cast.far], "", "", day, ""] for day in ("2026.8.1", "2026.8.2")]
    )
    assert set(check("care", twice).groups) == {("already", "community")}


def test_undo_keeps_what_somebody_changed_withdrawn_and_readable(
    put, log, ask, cast, places, undo, now
):
    content = workbook(HEADER, visit(cast, places), visit(cast, places, on="2026-10-04"))
    done = put("visits", content)
    first = stored(ask, Record)[0].id
    log.amend(first, note="补充了一句")
    undone = undo(done)
    assert (undone.gone, undone.kept) == (1, 1)
    assert [one.status for one in stored(ask, Record)] == ["withdrawn"]
    assert (now("visits"), undo(done)) == (0, undone)
    log.restore(first)
    assert now("visits") == 1


def test_undo_of_a_signed_month_is_refused(put, cast, places, undo, rows, monkeypatch):
    done = put("visits", workbook(HEADER, visit(cast, places)))
    monkeypatch.setattr(undoing, "SIGNED_MONTHS", [lambda: {"2026-10"}])
    with pytest.raises(Invalid, match="2026-10"):
        undo(done)
    assert rows(Record) == 1


def test_history_says_that_a_record_was_imported(put, ask, cast, places):
    put("visits", workbook(HEADER, visit(cast, places)))
    lines = [(one.subject_type, one.action) for one in stored(ask, Change)][-2:]
    assert lines == [("record", "import"), ("import", "import")]


def test_history_keeps_what_was_imported_and_says_that_it_is_gone(put, ask, cast, places, undo):
    done = put("visits", workbook(HEADER, visit(cast, places)))
    number = stored(ask, Record)[0].id
    undo(done)
    about = [one for one in stored(ask, Change) if one.subject_id == number]
    lines = [one.action for one in about if one.subject_type == "record"]
    assert lines[-2:] == ["import", "remove"]


def test_random_steps_with_imports_leave_no_difference(put, log, ask, cast, places, undo):
    chance, done = random.Random(11), []
    for step in range(14):
        kind = chance.choice(["import", "import", "log", "withdraw", "undo"])
        if kind == "import":
            table = [
                visit(
                    cast,
                    places,
                    on=(date(2026, 9, 27) + timedelta(days=chance.randrange(8))).isoformat(),
                    home=chance.choice(cast.homes()),
                    result=chance.choice(["ok", "无人在家", "solved"]),
                )
                for _ in range(chance.randint(1, 9))
            ]
            done.append(
                put(
                    "visits", workbook(HEADER, *table), by_name=True, twins="take", sha256=f"{step}"
                )
            )
        elif kind == "log":
            log.visit(household=chance.choice(cast.homes()), on=date(2026, 9, 29), minutes=20)
        elif kind == "withdraw":
            standing = [one for one in stored(ask, Record) if one.state == "done"]
            if standing:
                log.withdraw(chance.choice(standing).id)
        elif done:
            undo(done.pop(chance.randrange(len(done))))
        assert ask(tallies.check) == [], step


def test_the_command_says_what_is_wrong_and_exits_by_it(app, cast, places, tmp_path, rows):
    path = tmp_path / "走访.xlsx"
    path.write_bytes(workbook(HEADER, visit(cast, places), visit(cast, places, phone="1381234")))
    run = app.test_cli_runner()
    refused = run.invoke(args=["import", "visits", str(path)])
    assert (refused.exit_code, rows(Record)) == (1, 0)
    assert "第 3 行" in refused.output
    assert "1381234" not in refused.output
    assert cast.alone.name not in refused.output
    mend = tmp_path / "走访.mend.csv"
    assert cast.alone.name in mend.read_text(encoding="utf-8-sig")
    assert run.invoke(args=["import", "visits", str(path), "--good-rows"]).exit_code == 1
    assert rows(Record) == 1
    path.write_bytes(workbook(HEADER, visit(cast, places, on="2026-10-06")))
    assert run.invoke(args=["import", "visits", str(path), "--dry-run"]).exit_code == 0
    assert rows(Record) == 1
    assert run.invoke(args=["import", "visits", str(path), "--by", "sun"]).exit_code == 0
    assert rows(Record) == 2
    again = run.invoke(args=["import", "visits", str(path), "--twins", "take"])
    assert (again.exit_code, rows(Record)) == (1, 2)

"""What an operator reads when a command has run, and the exit code a script goes by."""

import json
from datetime import date

import pytest

from servicecorps.counters.model import CategoryCount
from servicecorps.extensions import transaction
from servicecorps.people import hashing
from servicecorps.people import queries as people
from servicecorps.tallies import queries as tallies
from tests.factories import PASSWORD


@pytest.fixture
def run(app):
    """Run a command as a shell would: run("member", "list") gives (exit code, lines)."""

    def call(*words, typed=""):
        result = app.test_cli_runner().invoke(args=words, input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, result.output.splitlines()

    return call


def test_everybody_is_listed_one_a_line(run):
    code, lines = run("member", "list")
    assert code == 0
    assert "lin\tmember\tactive\t林思东" in lines
    assert "zheng\tmember\tdisabled\t郑退休" in lines
    assert len(lines) == 6


def test_an_account_is_added_with_its_password_and_team(run, ask):
    said = run(
        "member", "add", "neu", "--name", "新来的", "--team", "run_wanjia", "--password-stdin",
        typed=f"{PASSWORD}\n",
    )  # fmt: skip
    assert said == (0, ["已添加 / added: neu"])
    assert ask(hashing.check_password, "neu", PASSWORD).name == "新来的"


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("add", "lin", "--name", "又一个"), "", "已经有人用了"),
        (("add", "neu", "--name", "新来的", "--password-stdin"), "kurz\n", "8 到 128"),
        (("add", "neu", "--name", "新来的", "--password-stdin"), "", "no password"),
        (("reset", "niemand", "--password-stdin"), PASSWORD, "no such user"),
        (("disable", "niemand"), "", "没有这个用户"),
        (("disable", "zhao"), "", "至少要留一位"),
    ],
)
def test_what_cannot_be_done_with_an_account_is_said_and_fails(run, ask, words, typed, told):
    before = [person.username for person in ask(people.everybody)]
    code, lines = run("member", *words, typed=typed)
    assert code == 1
    assert told in lines[-1]
    assert [person.username for person in ask(people.everybody)] == before


def test_a_forgotten_password_is_set_anew_and_a_leaver_is_shut_out(run, ask):
    said = run("member", "reset", "LIN", "--password-stdin", typed="ganz-neu-1234\n")
    assert said[0] == 0
    assert ask(hashing.check_password, "lin", "ganz-neu-1234")
    assert run("member", "disable", "lin") == (0, ["已停用 / disabled: lin"])
    assert ask(hashing.check_password, "lin", "ganz-neu-1234") is None


def test_a_link_is_printed_for_whoever_forgot_or_never_had_a_password(run, ask, client):
    assert run("member", "add", "neu", "--name", "新来的") == (0, ["已添加 / added: neu"])
    for words, heading in ((("invite", "NEU"), "新来的"), (("reset", "lin", "--link"), "林思东")):
        code, [path] = run("member", *words)
        assert code == 0
        assert heading in client.get_page(path).text
    assert ask(hashing.check_password, "lin", PASSWORD)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("invite", "niemand"), "no such user"),
        (("invite", "zheng"), "停用了"),
        (("reset", "niemand", "--link"), "no such user"),
        (("reset", "lin"), "give --password-stdin or --link"),
        (("reset", "lin", "--link", "--password-stdin"), "give --password-stdin or --link"),
    ],
)
def test_no_link_is_printed_for_nobody(run, words, told):
    code, lines = run("member", *words)
    assert (code, told in lines[-1]) == (1, True)


def test_a_password_anybody_would_try_is_refused_here_too(run, ask):
    code, lines = run("member", "reset", "lin", "--password-stdin", typed="password123\n")
    assert (code, "太常见" in lines[-1]) == (1, True)
    assert ask(hashing.check_password, "lin", PASSWORD)


def test_openings_are_entered_and_listed_with_where_they_were_read(run, ask):
    dated = ("--as-of", "2017-05-31", "--source", "2017年总结")
    assert run("balance", "add", "letters", "98", *dated)[0] == 0
    code, _lines = run(
        "balance", "add", "hot_issues", "87", "--from", "2017-01-01", "--at-least", *dated
    )
    assert code == 0
    assert run("balance", "list") == (
        0,
        ["hot_issues\t87+\t2017-01-01\t2017-05-31\t2017年总结",
         "letters\t98\t\t2017-05-31\t2017年总结"],
    )  # fmt: skip
    code, lines = run("balance", "add", "letters", "1", *dated)
    assert (code, "日期重叠" in lines[-1]) == (1, True)
    assert len(ask(tallies.balances)) == 2


def test_a_check_names_every_counter_that_differs_and_rebuilding_mends_it(run, log, ask):
    log.noise()
    log.call(quantity=37, on=date(2026, 10, 5))
    assert run("tallies", "check") == (0, ["不同 / differences: 0"])
    ask(miscount)
    code, lines = run("tallies", "check")
    assert code == 1
    assert any("存 / stored 38，数 / counted 37" in line for line in lines)
    assert lines[-1] == f"不同 / differences: {len(lines) - 1}"
    assert run("tallies", "check", "--month", "2026-08")[0] == 0
    assert run("tallies", "check", "--month", "2026-10")[0] == 1
    assert run("tallies", "rebuild") == (0, ["已重算 / rebuilt"])
    assert run("tallies", "check") == (0, ["不同 / differences: 0"])


def miscount():
    """Write a wrong figure, as nothing in the program does."""
    with transaction() as session:
        wrong = session.query(CategoryCount).filter_by(period="2026-10", measure="calls").one()
        wrong.amount += 1


def test_a_month_that_is_none_is_refused(run):
    code, lines = run("tallies", "check", "--month", "2026-13")
    assert (code, lines[-1]) == (1, "不是月份 / not a month: 2026-13")


def test_an_empty_file_of_communities_fails_and_says_so(run, tmp_path):
    file = tmp_path / "空.csv"
    file.write_text("code,name\n", encoding="utf-8")
    code, lines = run("import", "communities", str(file))
    assert (code, "没有找到这些列" in lines[-1]) == (1, True)


def test_a_file_with_a_bad_row_names_it_and_fails(run, tmp_path):
    file = tmp_path / "社区.csv"
    file.write_text(
        "code,name,subdistrict_code,subdistrict,district_code,district\n"
        "370299001001,,370299001,测试街道,370299,测试区\n",
        encoding="utf-8",
    )
    code, lines = run("import", "communities", str(file))
    assert code == 1
    assert lines[0].startswith("第 2 行 / row 2, name")
    assert lines[-1] == "行 / rows 1，新增 / added 0，更新 / changed 0，退回 / rejected 1"


def test_there_is_no_welcome_where_somebody_administers(run):
    assert run("welcome") == (0, [])


def test_positions_outside_their_district_are_asked_about(run, cast, tmp_path):
    file = tmp_path / "positions.csv"
    file.write_text(f"id,lat,lon\n{cast.near},48.8566,2.3522\n", encoding="utf-8")
    code, lines = run("import", "positions", str(file), "--crs", "gcj02")
    assert code == 1
    assert lines[0].startswith("第 2 行 / row 2, lat, lon: '48.8566, 2.3522' 不在")
    assert "--outside" in lines[-1]
    code, lines = run("import", "positions", str(file), "--outside")
    assert (code, lines[-1]) == (0, "在区外 / outside their district 1")


def test_borders_come_and_go(run, app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    ring = [[120.36, 36.10], [120.40, 36.10], [120.40, 36.14], [120.36, 36.10]]
    file = tmp_path / "a.geojson"
    area = {"type": "Feature", "properties": {"adcode": 370203},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [area]}))
    code, lines = run("basemap", "import", str(file), "--source", "© Somebody")
    assert code == 0
    assert lines[0].startswith("区市 / districts 1，街道 / sub-districts 0，")
    assert lines[0].endswith("来源 / source: © Somebody")
    assert lines[1].startswith("没有边界 / without borders: 市南区、")
    assert run("basemap", "remove") == (0, ["已恢复示意边界 / schematic again"])
    assert run("basemap", "remove") == (0, ["没有导入过 / nothing was imported"])
    file.write_text("{}")
    code, lines = run("basemap", "import", str(file))
    assert (code, "is not GeoJSON" in lines[-1]) == (1, True)

"""Erasing a household takes out who it was and leaves every figure as it is."""

import pytest
import sqlalchemy as sa

from servicecorps.clock import Span
from servicecorps.errors import Missing
from servicecorps.extensions import Base, db
from servicecorps.history import queries as history
from servicecorps.places import queries, writing
from servicecorps.places.model import Household
from servicecorps.records import writing as records
from servicecorps.records.writing import Draft, Stamp
from servicecorps.tallies import figures
from servicecorps.tallies import writing as tallies
from tests.attachments.test_encoding import picture
from tests.logbook import DAY
from tests.places.test_writing import change

YEAR = Span.year(2026)
WAYS = ("", "team", "member", "community", "district", "category")
NAME, PHONE = "王桂兰", "13812341111"
TOLD = ("张女士说门铃坏了", "女儿住二单元", "13655554444", "江西路88号", "不要说出去")


@pytest.fixture
def wanglan(log, cast, ask, app):
    """The household of 王桂兰 with records of every kind, pictures and a changed file."""
    from servicecorps.attachments.encoding import encode

    home = {"household_id": cast.alone.id, "community_id": cast.near}
    change(
        ask, cast, door="7号101", preferences=TOLD[1], phone="13912345670", contact_name="王桂蓝"
    )
    change(ask, cast, contact_name=NAME, phone=PHONE)
    visit = log.visit(note=TOLD[0])
    log.amend(visit, note=f"{TOLD[0]}，{NAME}在家")
    log.visit(note=TOLD[4], on=DAY.replace(day=7))
    log.repair(**home, address=TOLD[3])
    log.call(**home, caller_phone=TOLD[2], category="praise", note=NAME)
    log.commendation(**home, from_whom=NAME)
    log.problem(**home, solution=TOLD[0], address=TOLD[3])
    log.appointment(**home, address=TOLD[3])
    log.visit(status="planned", on=DAY.replace(day=25), note=TOLD[1])
    gone = log.call(**home, caller_phone=TOLD[2])
    with app.app_context():
        records.withdraw(gone, 1, cast.member.id, TOLD[4])
    with app.test_request_context():
        pictures = [encode(picture())]
    values = {**home, "category": "tap", "found_by": "team", "status": "done", "happened_on": DAY}
    draft = Draft("repair", values, [cast.member.id], pictures=pictures)
    ask(records.log, [draft], Stamp(cast.member.id, "picture", "h"))
    log.noise()
    return cast.alone


@pytest.fixture
def everything(app):
    """Read every cell of the database as one text."""

    def read():
        with app.app_context():
            rows = [
                row for table in Base.metadata.sorted_tables
                for row in db.session.execute(sa.select(table)).all()
            ]  # fmt: skip
            # JSON on SQLite is stored with \\u escapes; read through the model it is text.
            return repr(rows)

    return read


def all_figures(ask):
    tables = {by: ask(figures.table, YEAR, by) for by in WAYS}
    return {by: [(row, row.numbers()) for row in found.rows] for by, found in tables.items()}


def test_every_figure_is_what_it_was(ask, wanglan, cast):
    before = all_figures(ask)
    assert any(row.now for row, _numbers in before["category"])
    ask(writing.erase, wanglan.id, cast.manager.id, "withdrawn")
    assert all_figures(ask) == before
    assert ask(tallies.check) == []
    ask(tallies.rebuild)
    assert all_figures(ask) == before


def test_nothing_tells_any_more_who_it_was(ask, wanglan, everything, cast):
    secrets = (NAME, "王桂", "wgl", PHONE, "138****1111", "7号101", "江西路88号", *TOLD)
    told = everything()
    assert [one for one in secrets if one in told] == list(secrets)
    ask(writing.erase, wanglan.id, None, "expired")
    told = everything()
    assert [one for one in secrets if one in told] == []


def test_pictures_go_from_the_disk(app, ask, wanglan):
    folder = app.config["PHOTO_FOLDER"]
    assert [path for path in folder.rglob("*") if path.is_file()]
    ask(writing.erase, wanglan.id, None, "expired")
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_what_was_planned_is_withdrawn_and_the_care_plan_ends(ask, wanglan, app):
    ask(writing.erase, wanglan.id, None, "expired")
    home = ask(queries.household, wanglan.id)
    assert (home.in_charge_id, home.own_care_days, home.erased_at is None) == (None, None, False)
    assert (home.main_category, home.community_id) == (wanglan.category, wanglan.community_id)
    with app.app_context():
        query = "SELECT count(*) FROM records WHERE household_id = :id AND state = 'planned'"
        assert db.session.scalar(sa.text(query), {"id": wanglan.id}) == 0


def test_who_changed_what_when_stays_without_the_values(ask, wanglan, cast):
    before = ask(history.changes_of, "household", wanglan.id)
    ask(writing.erase, wanglan.id, cast.manager.id, "withdrawn")
    *kept, last = ask(history.changes_of, "household", wanglan.id)
    told = [(line.actor_id, line.action, line.at, set(line.changes)) for line in before]
    assert [(line.actor_id, line.action, line.at, set(line.changes)) for line in kept] == told
    assert (last.action, last.reason, last.actor_id) == ("erase", "withdrawn", cast.manager.id)


def test_a_form_that_was_open_cannot_write_it_back(ask, wanglan, log):
    visit = log.visit(note="还在写", on=DAY.replace(day=8))
    version = log.get(visit).version
    ask(writing.erase, wanglan.id, None, "expired")
    assert log.get(visit).version == version + 1


def test_erasing_twice_changes_nothing(ask, wanglan, everything):
    ask(writing.erase, wanglan.id, None, "expired")
    before = everything()
    ask(writing.erase, wanglan.id, None, "expired")
    assert everything() == before


def test_nobody_else_is_touched_and_nobody_unknown_erased(ask, wanglan, cast, log):
    other = log.visit(household=cast.poor, note="李家的事")
    ask(writing.erase, wanglan.id, None, "expired")
    assert log.get(other).note == "李家的事"
    assert ask(queries.household, cast.poor.id).contact_name == cast.poor.name
    with pytest.raises(Missing):
        ask(writing.erase, 999_999, None, "expired")


def test_a_withdrawn_consent_says_when_to_whom_and_how(ask, wanglan, cast):
    version = ask(queries.household, wanglan.id).version
    withdrawal = writing.Withdrawal(DAY, cast.member.id, "spoken")
    ask(writing.withdraw_consent, wanglan.id, version, withdrawal, cast.manager.id)
    home = ask(queries.household, wanglan.id)
    told = (home.withdrawn_on, home.withdrawn_by_id, home.withdrawn_way, home.contact_name)
    assert told == (DAY, cast.member.id, "spoken", "")


def test_every_personal_column_of_a_household_can_be_blanked():
    columns = Household.__table__.columns
    assert [
        c.name for c in columns if c.info["class"] != "open" and c.type.python_type is not str
    ] == []

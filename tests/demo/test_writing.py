import hashlib
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, select

from servicecorps.clock import Span
from servicecorps.demo import writing
from servicecorps.errors import Invalid
from servicecorps.extensions import db
from servicecorps.history.model import Change
from servicecorps.people import queries as people
from servicecorps.people import writing as people_writing
from servicecorps.people.model import Member
from servicecorps.people.writing import Person
from servicecorps.places.model import Community, CommunityAlias, Household
from servicecorps.records.model import Record, RecordMember
from servicecorps.tallies import figures, recounting, sentence
from servicecorps.tallies import queries as tallies
from servicecorps.tallies import writing as tallies_writing
from tests.conftest import NOW, inside, make_app, migrate
from tests.demo.conftest import RECORDS, SEED, UNTIL


def rows(app, *columns):
    with app.app_context():
        return [tuple(row) for row in db.session.execute(select(*columns).order_by(*columns))]


def digest(app):
    """A fingerprint of the counters and of the records but for the moments they were stored."""
    columns = [column for column in Record.__table__.columns if not column.name.endswith("_at")]
    with app.app_context():
        counters = [sorted(recounting.stored(table).items()) for table in tallies_writing.COUNTERS]
    return hashlib.sha256(repr((counters, rows(app, *columns))).encode()).hexdigest()


def again(folder, records=RECORDS, seed=SEED):
    app = make_app(folder)
    migrate(app)
    with time_machine.travel(NOW):
        inside(app, writing.fill, records, seed, UNTIL)
    return app


def test_the_counters_equal_the_records(filled):
    assert inside(filled, tallies_writing.check) == []


def test_the_same_numbers_make_the_same_logbook_on_either_database(filled, tmp_path):
    assert digest(again(tmp_path)) == digest(filled)


def test_another_seed_makes_another_logbook(filled, tmp_path):
    assert digest(again(tmp_path, seed=SEED + 1)) != digest(filled)


def test_there_are_exactly_as_many_records_as_asked_for(filled):
    assert rows(filled, func.count(Record.id)) == [(RECORDS,)]


@pytest.mark.parametrize("records", [0, 1, 7, 40, 333])
def test_few_records_are_few_records(records, tmp_path):
    app = again(tmp_path, records)
    assert rows(app, func.count(Record.id)) == [(records,)]
    assert inside(app, tallies_writing.check) == []


def test_cumulative_is_the_opening_and_what_was_counted_since(filled):
    with filled.test_request_context():
        table = figures.table(Span.month(2026, 10))
        counted = dict(
            db.session.execute(
                select(Record.measure, func.sum(Record.quantity))
                .where(Record.measure.is_not(None))
                .group_by(Record.measure)
            ).all()
        )
        openings = {one.measure: one.amount for one in tallies.balances()}
        assert len(openings) == 11
        for measure, amount in openings.items():
            assert table.row(measure).cumulative == amount + counted.get(measure, 0)
            assert table.row(measure).opening == amount


def test_the_sentence_names_the_openings_of_the_report(filled):
    with filled.test_request_context():
        told = {
            key: text for key, _, text in sentence.sentences(figures.table(Span.month(2026, 10)))
        }
    for opening in ("1,882", "59,967", "2,197", "992", "1,758", "98", "55", "22", "47", "4,117"):
        assert f"其中期初 {opening}）" in told["cumulative"]
        assert f"期初 {opening}）" not in told["now"]


def test_nobody_has_a_password_and_every_role_can_be_entered(filled):
    assert rows(filled, func.count(Member.password_hash)) == [(0,)]
    with filled.app_context():
        for role in ("member", "manager", "viewer", "admin"):
            found = people.first_with_role(role)
            assert found is not None
            assert found.username == f"demo-{role}"


def test_nothing_is_done_in_the_future_or_before_the_first_day(filled):
    done = select(func.min(Record.happened_on), func.max(Record.happened_on)).where(
        Record.state == "done"
    )
    with filled.app_context():
        first, last = db.session.execute(done).one()
    assert date(2017, 6, 1) <= first
    assert last <= UNTIL


def test_what_lies_ahead_is_planned_for_the_next_days(filled):
    ahead = [day for day, state in rows(filled, Record.happened_on, Record.state) if day > UNTIL]
    assert ahead
    assert max(ahead) <= UNTIL + timedelta(days=11)


def test_every_kind_and_every_state_is_there(filled):
    found = rows(filled, Record.kind, Record.state)
    assert {kind for kind, _ in found} == {
        *("visit", "repair", "call", "commendation", "problem", "appointment", "night_work")
    }
    assert {state for _, state in found} == {"planned", "done", "withdrawn"}


def test_what_was_withdrawn_says_why_and_counts_nowhere(filled):
    taken_back = {
        record_id: (measure, before)
        for record_id, status, measure, before in rows(
            filled, Record.id, Record.status, Record.measure, Record.status_before
        )
        if status == "withdrawn"
    }
    told = {
        key
        for key, action in rows(filled, Change.subject_id, Change.action)
        if action == "withdraw"
    }
    assert taken_back
    assert set(taken_back) == told
    assert all(measure is None and before for measure, before in taken_back.values())


def test_a_praise_call_is_a_call_and_a_commendation(filled):
    found = rows(filled, Record.id, Record.kind, Record.category, Record.opened_from_id)
    calls = {
        record_id
        for record_id, kind, category, _ in found
        if (kind, category) == ("call", "praise")
    }
    thanks = {opener for *_, category, opener in found if category == "praise_call"}
    assert calls
    assert calls == thanks


def test_what_is_opened_comes_after_what_opened_it(filled):
    found = rows(filled, Record.id, Record.opened_from_id)
    assert any(opener for _, opener in found)
    assert all(opener is None or opener < record_id for record_id, opener in found)


def test_some_records_are_typed_late(filled):
    with filled.app_context():
        late = [record for record in db.session.scalars(select(Record)) if record.is_late]
    assert late
    assert all(record.typed_at <= NOW.replace(tzinfo=None) for record in late)


def test_members_are_credited_while_they_serve(filled):
    with filled.app_context():
        too_early = db.session.scalar(
            select(func.count())
            .select_from(RecordMember)
            .join(Member)
            .where(RecordMember.happened_on < Member.joined_on)
        )
    assert too_early == 0


def test_the_next_record_and_household_get_the_next_id(filled):
    with filled.app_context():
        most = db.session.scalar(select(func.max(Member.id)))
        added = people_writing.add(Person("赵新来", "member"))
        assert added == most + 1


def test_an_instance_in_use_is_left_alone(filled):
    before = rows(filled, func.count(Record.id), func.count(Record.measure))
    with pytest.raises(Invalid, match="only fills an empty instance"):
        inside(filled, writing.fill, 10, 1, UNTIL)
    answer = filled.test_cli_runner().invoke(args=["demo", "--records", "10"])
    assert answer.exit_code == 1
    assert "演示只能装进空库" in answer.output
    assert rows(filled, func.count(Record.id), func.count(Record.measure)) == before


@pytest.fixture
def fresh(tmp_path):
    app = make_app(tmp_path)
    migrate(app)
    with time_machine.travel(NOW):
        yield app


@pytest.mark.parametrize("until", [date(2026, 10, 21), date(2018, 7, 31)])
def test_a_last_day_ahead_or_too_long_ago_is_refused(fresh, until):
    with pytest.raises(Invalid, match="the last day"):
        inside(fresh, writing.fill, 10, 1, until)


def test_without_communities_it_says_what_to_do(fresh):
    with fresh.app_context():
        db.session.execute(delete(CommunityAlias))
        db.session.execute(delete(Community))
        db.session.commit()
    with pytest.raises(Invalid, match="flask db upgrade"):
        inside(fresh, writing.fill, 10, 1, UNTIL)


def test_the_command_fills_up_to_today(fresh):
    answer = fresh.test_cli_runner().invoke(args=["demo", "--records", "300", "--seed", "2"])
    assert answer.exit_code == 0, answer.output
    assert "records 300" in answer.output
    assert rows(fresh, func.count(Household.id)) == [(24,)]
    assert rows(fresh, func.max(Record.happened_on))[0][0] >= NOW.date()


def test_the_command_takes_a_last_day(fresh):
    answer = fresh.test_cli_runner().invoke(
        args=["demo", "--records", "200", "--until", "2026-05-31"]
    )
    assert answer.exit_code == 0, answer.output
    assert rows(fresh, func.max(Record.happened_on))[0][0] < date(2026, 6, 15)

"""A visit through its pages: logged, mended, doubted, withdrawn, and never lost on the way."""

import io
from datetime import timedelta

import pytest

from servicecorps.extensions import transaction
from servicecorps.records import queries
from servicecorps.records.model import Record
from servicecorps.tallies import writing as tallies
from servicecorps.visits.model import Visit
from tests.attachments.test_encoding import picture


@pytest.fixture
def new(cast):
    return f"/visits/new?household={cast.alone.id}"


def test_a_visit_is_logged_in_one_save(as_member, new, log, rows):
    page = as_member.submit(
        as_member.get_page(new), "/visits/new", outcome="ok", note="水表正常", minutes=25
    )
    assert page.status == 200
    assert "水表正常" in page.text
    assert rows(Visit) == 1


@pytest.mark.parametrize("day", ["9999-12-31", "2029-10-20", "1999-12-31", "0001-01-01"])
def test_a_year_nobody_can_mean_is_explained(as_member, new, day, rows):
    page = as_member.get_page(new)
    assert as_member.submit(page, planned="planned", happened_on=day).status == 422
    opened = {"outcome": "appointment_made", "appointment-category": "repair"}
    again = as_member.submit(page, **opened, **{"appointment-happened_on": day})
    assert again.status == 422
    assert rows(Record) == 0


def test_a_reason_typed_for_an_older_text_is_kept(as_member, log):
    visit = log.visit()
    page = as_member.get_page(f"/visits/{visit}/withdraw")
    log.amend(visit, note="门铃坏了")
    again = as_member.submit(page, reason="登记重复")
    assert again.status == 409
    assert log.get(visit).state == "done"
    as_member.submit(again)
    assert log.get(visit).state == "withdrawn"


def test_what_was_logged_together_is_named_before_one_is_withdrawn(as_member, log, ask):
    call = log.call(category="praise", outcome="praise_recorded")
    (thanks,) = ask(queries.opened_by, call)
    page = as_member.get_page(f"/calls/{call}/withdraw")
    assert f"/commendations/{thanks.id}" in page.links


def test_a_record_says_how_it_came_in_and_when_it_was_written(as_member, log, ask):
    visit = log.visit()
    page = as_member.get_page(f"/visits/{visit}")
    assert "来源 网页" in page.text
    assert "写于" not in page.text
    ask(came_by_phone, visit, waited=timedelta(minutes=90))
    page = as_member.get_page(f"/visits/{visit}")
    assert "来源 手机" in page.text
    assert "10月20日 10:30 写于 10月20日 09:00" in page.text


def came_by_phone(record_id, waited):
    with transaction() as session:
        record = session.get(Visit, record_id)
        record.source, record.typed_at = "phone", record.received_at - waited


def test_the_name_of_the_household_is_masked_and_stands_in_no_title_or_address(
    as_member, log, cast
):
    page = as_member.get_page(f"/visits/{log.visit()}")
    assert "王**" in page.text
    for text in (page.html, page.title, *page.links):
        assert cast.alone.name not in text


def test_an_outcome_that_opens_a_repair_makes_both_in_one_save(as_member, new, rows):
    answer = as_member.send(
        as_member.get_page(new), "/visits/new",
        **{"outcome": "job_opened", "repair-category": "tap", "repair-status": "done"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert (rows(Visit), rows(Record)) == (1, 2)


def test_what_is_missing_is_said_and_what_was_typed_stays(as_member, new, rows):
    page = as_member.submit(
        as_member.get_page(new), "/visits/new", happened_on="2026-10-21", note="门铃坏了，敲门"
    )
    assert page.status == 422
    told = " ".join(page.errors())
    assert "还没选走访结果" in told
    assert "这一天还没到" in told
    assert page.values("/visits/new")["note"] == ["门铃坏了，敲门"]
    assert rows(Record) == 0


def test_what_an_opened_part_lacks_is_linked_to_its_field(as_member, new, rows):
    page = as_member.get_page(new)
    told = as_member.submit(page, "/visits/new", outcome="job_opened", minutes="x")
    assert told.status == 422
    for place in (".error-top", ".actionbar .need"):
        links = [link.attributes["href"] for link in told.all(f"{place} a")]
        assert links == ["#minutes", "#repair-category"]
        assert all(told.has(link) for link in links)
    assert "还差 2 项" in told.text
    assert rows(Record) == 0


def test_the_same_form_twice_is_one_visit(as_member, new, rows):
    page = as_member.get_page(new)
    first = as_member.send(page, "/visits/new", outcome="ok")
    again = as_member.send(page, "/visits/new", outcome="ok")
    assert (first.location, again.status_code) == (again.location, 302)
    assert rows(Visit) == 1


def test_the_same_form_with_other_words_shows_both_and_can_be_saved_anew(as_member, new, rows):
    page = as_member.get_page(new)
    first = as_member.send(page, "/visits/new", outcome="ok", note="第一遍")
    both = as_member.submit(page, "/visits/new", outcome="ok", note="第二遍", twin_known="y")
    assert both.status == 409
    assert first.location in both.links
    assert both.values("/visits/new")["note"] == ["第二遍"]
    as_member.submit(both, "/visits/new", twin_known="y")
    assert rows(Visit) == 2


def test_a_second_visit_on_a_day_is_doubted_named_and_can_be_saved_all_the_same(
    as_member, new, log, rows
):
    twin = log.visit(on=log.get(log.visit(outcome="not_home")).happened_on)
    log.withdraw(twin)
    doubted = as_member.submit(
        as_member.get_page(new), "/visits/new", outcome="ok", happened_on="2026-10-05"
    )
    assert doubted.status == 409
    assert [link for link in doubted.links if link.startswith("/visits/") and link[8:].isdigit()]
    before = rows(Visit)
    assert as_member.submit(doubted, "/visits/new", twin_known="y").status == 200
    assert rows(Visit) == before + 1


def test_who_says_how_a_planned_visit_went_has_been_there(as_member, log):
    """Even where the form still says that it is planned, what was chosen is not dropped."""
    visit = log.visit(status="planned")
    path = f"/visits/{visit}/amend"
    as_member.submit(as_member.get_page(path), path, outcome="solved")
    assert (log.get(visit).outcome, log.measure(visit)) == ("solved", "visits")


def test_what_a_planned_visit_found_is_opened_when_its_result_is_told(as_member, log, ask, rows):
    visit = log.visit(status="planned")
    page = as_member.get_page(f"/visits/{visit}/amend?done=1")
    told = {"outcome": "job_opened", "repair-wanted": True, "repair-category": "tap"}
    assert as_member.submit(page, **told).status == 200
    (repair,) = ask(queries.opened_by, visit)
    assert (repair.kind, repair.category, repair.state) == ("repair", "tap", "planned")
    assert repair.household_id == log.get(visit).household_id
    assert log.measure(visit) == "visits"
    assert not as_member.get_page(f"/visits/{visit}/amend").has("[name='repair-wanted']")
    log.amend(repair.id, note="改约明天上门")
    assert ask(tallies.check) == []


def test_a_plan_is_moved_or_dropped_without_an_outcome(as_member, log):
    visit = log.visit(status="planned")
    path = f"/visits/{visit}/amend"
    as_member.submit(as_member.get_page(path), path, happened_on="2026-10-30", note="改到月底")
    assert (log.get(visit).state, log.get(visit).happened_on.day) == ("planned", 30)
    as_member.submit(as_member.get_page(path), path, planned="cancelled")
    assert log.get(visit).state == "withdrawn"


@pytest.mark.parametrize("kind", ["appointment", "night_work"])
def test_what_was_planned_is_done_in_one_save_from_its_own_page(as_member, log, kind):
    planned = "requested" if kind == "appointment" else "planned"
    number = getattr(log, kind)(status=planned)
    room = {"appointment": "appointments", "night_work": "night-works"}[kind]
    path = f"/{room}/{number}/amend"
    assert f"{path}?done=1" in as_member.get_page(f"/{room}/{number}").links
    as_member.submit(as_member.get_page(f"{path}?done=1"), path)
    assert log.get(number).state == "done"
    assert f"{path}?done=1" not in as_member.get_page(f"/{room}/{number}").links


def test_the_second_to_amend_sees_both_texts_and_loses_nothing(as_member, as_manager, log):
    visit = log.visit(note="原来的话")
    path = f"/visits/{visit}/amend"
    mine, theirs = as_member.get_page(path), as_manager.get_page(path)
    assert as_manager.send(theirs, path, note="经理写的").status_code == 302
    page = as_member.submit(mine, path, note="队员写的")
    assert page.status == 409
    assert "经理写的" in page.text
    assert page.values(path)["note"] == ["队员写的"]
    assert log.get(visit).note == "经理写的"
    as_member.submit(page, path)
    assert log.get(visit).note == "队员写的"


def test_withdrawing_asks_why_and_restoring_brings_it_back(as_member, log):
    visit = log.visit()
    path = f"/visits/{visit}/withdraw"
    assert as_member.submit(as_member.get_page(path), path, reason="").status == 422
    page = as_member.submit(as_member.get_page(path), path, reason="登记重复")
    assert (log.get(visit).state, "登记重复" in page.text) == ("withdrawn", True)
    as_member.submit(page, f"/visits/{visit}/restore")
    assert log.measure(visit) == "visits"


def test_nobody_changes_what_is_not_theirs_but_the_manager(as_helper, as_manager, log):
    visit = log.visit()
    for step in ("amend", "withdraw"):
        as_helper.get_page(f"/visits/{visit}/{step}", status=403)
        as_manager.get_page(f"/visits/{visit}/{step}")


def test_whoever_was_there_may_change_it_too(as_helper, cast, log):
    visit = log.visit(members=[cast.member, cast.helper])
    as_helper.get_page(f"/visits/{visit}/amend")


@pytest.mark.parametrize("household", ["999999", "²", "9" * 40, "x", ""])
def test_a_household_that_is_not_there_leads_to_choosing_one(as_member, household):
    answer = as_member.get(f"/visits/new?household={household}")
    assert answer.location == "/households/pick/visit"


def test_photos_are_kept_only_where_the_household_agreed(as_member, cast, log, app):
    def send(home):
        path = f"/visits/new?household={home.id}"
        photo = (io.BytesIO(picture().getvalue()), "IMG_1.jpg")
        return as_member.send(
            as_member.get_page(path), "/visits/new", outcome="ok", photos=[photo]
        )  # fmt: skip

    assert send(cast.poor).status_code == 302
    refused = send(cast.alone)
    assert refused.status_code == 422
    assert "没有同意拍照" in refused.get_data(as_text=True)
    assert len(list(app.config["PHOTO_FOLDER"].rglob("*.jpg"))) == 1


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "${7*7}{{7*7}}", '"><img src=x>', "﷽" * 50]
)
def test_what_somebody_types_is_shown_as_text(as_member, log, text):
    page = as_member.get_page(f"/visits/{log.visit(note=text)}")
    assert text.split("<")[0] in page.text
    assert "alert(1)" not in [one.text() for one in page.all("script")]
    assert not page.has("img[src=x]")


@pytest.mark.parametrize(
    ("name", "value"),
    [("note", "a\x00b"), ("household_id", "²"), ("household_id", "9" * 30), ("version", "²"),
     ("minutes", "9" * 400), ("members", "²"), ("members", "9" * 30), ("team_id", "²"),
     ("happened_on", "0000-00-00"), ("happened_on", "99999-01-01"), ("client_key", "x" * 5000),
     ("note", "字" * 2001), ("community_id", "（" * 3000)],
)  # fmt: skip
def test_hostile_input_is_answered_not_failed_at(as_member, log, name, value):
    path = f"/visits/{log.visit()}/amend"
    as_member.checks = False
    answer = as_member.send(as_member.get_page(path), path, **{name: value})
    assert answer.status_code in (302, 400, 409, 422), answer.status


def test_amending_a_visit_keeps_its_community_though_the_form_does_not_ask(
    as_member, log, cast, ask
):
    visit = log.visit()
    before = ask(queries.get, visit).community_id
    form = f"/visits/{visit}/amend"
    as_member.submit(as_member.get_page(form), form, note="换了门锁")
    after = ask(queries.get, visit)
    assert before is not None
    assert (after.community_id, after.note) == (before, "换了门锁")

"""The due list, rounds, plans that rest and end, campaigns: as members and managers meet them."""

from datetime import date, timedelta

import pytest

from servicecorps.care import due as care
from servicecorps.care import queries, writing
from servicecorps.care.queries import Area
from servicecorps.clock import Span
from servicecorps.errors import Invalid
from servicecorps.extensions import db
from servicecorps.history import queries as history
from servicecorps.maps import showing as maps
from servicecorps.maps.asked import AskedCare
from servicecorps.places import queries as places
from servicecorps.places import writing as places_writing
from servicecorps.places.model import Community
from servicecorps.settings.model import ChosenSetting
from tests.conftest import inside
from tests.factories import home
from tests.pages import text_of

TODAY = date(2026, 10, 20)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _visited(scene, log, cast):
    """Two are overdue, one is in time, one is not visited regularly."""

    def make():
        log.noise()
        log.visit(household=cast.alone, on=TODAY - 40 * DAY)
        log.visit(household=cast.ill, on=TODAY - 70 * DAY)
        log.visit(household=cast.poor, on=TODAY - 3 * DAY)

    scene("visited", make)


def named(page):
    return [text_of(one)[:3] for one in page.all("main .rows .first")]


def test_the_due_list_of_all_and_of_one_area(as_manager, as_member, cast):
    assert named(as_manager.get_page("/due/")) == ["张**", "王**"]
    assert named(as_member.get_page("/due/")) == ["王**"]
    assert named(as_member.get_page("/due/?whose=all")) == ["张**", "王**"]
    for asked in (f"district={cast.far_district}", f"member={cast.helper.id}",
                  f"community={cast.far}", "category=serious_illness"):  # fmt: skip
        assert named(as_manager.get_page(f"/due/?{asked}")) == ["张**"], asked
    text = as_member.get_page("/due/?whose=all").text
    assert "张秀英" not in text
    assert "王桂兰" not in text


@pytest.mark.parametrize("after", ["9" * 5000 + "-1", "1-" + "9" * 5000, "1-x", "²-1"])
def test_a_place_in_the_list_that_cannot_be_is_its_beginning(as_manager, after):
    assert named(as_manager.get_page(f"/due/?whose=all&after={after}")) == ["张**", "王**"]


def test_what_nobody_is_in_charge_of_belongs_to_whoever_has_the_community(app, cast, ask):
    ask(home, cast.beside, "孙无主", "dibao", cast.member.id)
    charge = inside(app, put_in_charge, cast.beside, cast.helper.id)
    assert charge
    assert cast.beside in {one.community_id for one in ask(queries.on_plan, Area(cast.helper.id))}
    assert cast.beside not in {
        one.community_id for one in ask(queries.on_plan, Area(cast.member.id))
    }


def put_in_charge(community_id, member_id):
    found = db.session.get(Community, community_id)
    found.in_charge_id = member_id
    db.session.commit()
    return True


def test_a_page_goes_on_where_it_stopped_whatever_was_visited_meanwhile(app, cast, ask, log):
    more = [ask(home, cast.beside, f"钱{n}", "dibao", cast.member.id) for n in range(4)]
    for number, one in enumerate(more):
        log.visit(household=one, on=TODAY - (100 + number) * DAY)
    ids, after = [], ""
    while True:
        page = ask(care.page, Area(), after, 2)
        ids += [card.id for card in page.cards]
        if not page.after:
            break
        log.visit(household=more[3], on=TODAY)  # the very first one is done meanwhile
        after = page.after
    assert ids == [cast.ill.id, more[3].id, more[2].id, more[1].id, cast.alone.id, more[0].id]


def test_nobody_home_does_not_reset_the_clock_and_a_visit_does(as_member, log, cast):
    log.visit(household=cast.alone, on=TODAY, outcome="not_home")
    assert named(as_member.get_page("/due/")) == ["王**"]
    log.visit(household=cast.alone, on=TODAY)
    assert named(as_member.get_page("/due/")) == []


def test_a_plan_rests_ends_and_goes_on_everywhere_at_once(app, as_member, cast, ask):
    path = f"/households/{cast.alone.id}"
    refused = as_member.submit(as_member.get_page(f"{path}/pause"), until="2026-10-20", reason="")
    assert "填明天或以后的一天" in refused.text
    page = as_member.submit(
        as_member.get_page(f"{path}/pause"), until="2026-11-20", reason="hospital"
    )
    assert "暂停到 11月20日" in page.text
    assert "住院" in page.text
    assert everywhere(app, cast, as_member) == (False, False, False)
    page = as_member.submit(page, f"form[action='{path}/resume']")
    assert everywhere(app, cast, as_member) == (True, True, True)
    page = as_member.submit(as_member.get_page(f"{path}/end"), reason="moved")
    assert "不再走访" in page.text
    assert everywhere(app, cast, as_member) == (False, False, False)
    lines = ask(history.changes_of, "household", cast.alone.id)
    assert [line.action for line in lines][-3:] == ["pause", "resume", "end"]


def everywhere(app, cast, member):
    """Whether a household is due on Today, in the list, and on the map."""
    with app.test_request_context():
        found = maps.found(AskedCare(), cast.manager.id, TODAY)
        on_map = next(one for one in found.care if one.id == cast.alone.community_id)
    today = "王**" in " ".join(named(member.get_page("/")))
    return today, "王**" in named(member.get_page("/due/")), on_map.overdue_homes > 0


@pytest.mark.parametrize("outcome", ["moved", "deceased"])
def test_who_has_moved_or_died_is_offered_to_be_let_go(as_member, as_viewer, cast, log, outcome):
    number = log.visit(household=cast.alone, on=TODAY, outcome=outcome)
    path = f"/households/{cast.alone.id}/end?reason={outcome}"
    for page in (
        as_member.get_page(f"/visits/{number}"),
        as_member.get_page(f"/due/next/{number}"),
    ):
        assert path in page.links
    as_member.submit(as_member.get_page(path))
    assert "王**" not in named(as_member.get_page("/due/"))
    assert path not in as_member.get_page(f"/visits/{number}").links
    as_viewer.get_page(path, status=403)


def test_nobody_is_let_go_after_another_result(as_member, cast, log):
    number = log.visit(household=cast.alone, on=TODAY, outcome="not_home")
    assert not [link for link in as_member.get_page(f"/visits/{number}").links if "/end" in link]


def test_who_may_not_see_a_household_may_not_end_its_plan(as_helper, cast):
    assert as_helper.get(f"/households/{cast.alone.id}/pause").status_code == 403
    assert as_helper.get(f"/households/{cast.alone.id}/end").status_code == 403


def test_why_a_plan_rests_is_told_only_to_who_sees_the_household(as_helper, cast, ask):
    version = ask(places.household, cast.alone.id).version
    ask(writing.pause, cast.alone.id, version, TODAY + 9 * DAY, "hospital", cast.member.id)
    page = as_helper.get_page(f"/households/{cast.alone.id}")
    assert "暂停到 10月29日" in page.text
    assert "住院" not in page.text


def test_two_at_once_do_not_overwrite_each_other(as_member, cast, ask):
    page = as_member.get_page(f"/households/{cast.alone.id}/pause")
    version = ask(places.household, cast.alone.id).version
    ask(writing.end, cast.alone.id, version, TODAY, "moved", cast.manager.id)
    answer = as_member.send(page, until="2026-11-20", reason="away")
    assert answer.status_code == 409
    assert ask(places.household, cast.alone.id).ended_on == TODAY


def test_erasing_ends_the_plan_and_forgets_why_and_what_was_said(cast, ask):
    campaign = ask(make, cast)
    ask(writing.tick, campaign, cast.alone.id, cast.member.id, "女儿接的电话")
    ask(places_writing.erase, cast.alone.id, cast.manager.id, "asked")
    found = ask(places.household, cast.alone.id)
    assert (found.ended_on, found.end_reason, found.pause_reason) == (TODAY, "", "")
    assert ask(queries.listed, campaign, care_days())[0].word == ""


def care_days():
    return Span(TODAY - 5 * DAY, TODAY + 5 * DAY)


def make(cast, categories=("elder_alone", "dibao"), mended=()):
    chosen = queries.to_choose(Area(), categories, mended, date(2020, 1, 1))
    new = writing.NewCampaign("寒潮防冻", "antifreeze", TODAY - 5 * DAY, TODAY + 5 * DAY, chosen)
    return writing.make_campaign(new, cast.manager.id, f"key-{categories}-{mended}")


def test_a_campaign_sent_twice_is_one_and_one_of_nobody_is_none(cast, ask):
    assert ask(make, cast) == ask(make, cast)
    with pytest.raises(Invalid):
        ask(make, cast, ("bereaved_parents",))


def test_ticking_off_twice_is_once_and_so_is_taking_it_back(cast, ask):
    campaign = ask(make, cast)
    before = len(ask(history.changes_of, "campaign", campaign))
    for act in (writing.tick, writing.tick, writing.untick, writing.untick):
        word = ("电话里说都好",) if act is writing.tick else ()
        ask(act, campaign, cast.alone.id, cast.member.id, *word)
    assert len(ask(history.changes_of, "campaign", campaign)) == before + 2


def test_nobody_plans_for_a_household_that_was_erased(cast, ask):
    ask(places_writing.erase, cast.alone.id, cast.manager.id, "withdrawn")
    version = ask(places.households_by_ids, [cast.alone.id])[cast.alone.id].version
    with pytest.raises(Invalid):
        ask(writing.pause, cast.alone.id, version, TODAY + DAY, "hospital", cast.manager.id)


def test_a_round_starts_at_the_longest_and_prints(as_member, cast, ask):
    page = as_member.get_page("/due/round?whose=all&homes=6")
    assert named(page) == ["张**", "王**"]
    assert page.has("[data-print]")
    assert [stop.community.id for stop in ask(care.a_round, Area(), 1)] == [cast.far]


def test_how_far_each_area_has_come_adds_up(as_manager, ask):
    page = as_manager.get_page("/due/areas?by=member")
    rows = [[text_of(cell) for cell in row.css("th,td")]
            for row in page.all("tbody tr")]  # fmt: skip
    assert [row[1:4] for row in rows] == [["0", "1", "1"], ["0", "1", "1"], ["1", "1", "0"]]
    assert {row[0] for row in rows} == {"林思东", "王帮手", "未定"}
    for by in ("district", "subdistrict"):
        assert as_manager.get_page(f"/due/areas?by={by}").has("tbody tr")


def test_a_campaign_is_looked_at_before_it_is_made(as_manager, cast, rows):
    page = as_manager.get_page("/campaigns/new")
    facts = {"name": "寒潮防冻", "categories": ["elder_alone", "dibao"]}
    looked = as_manager.submit(page, look="1", **facts)
    assert "这样选，有 2 户" in looked.text
    made = as_manager.submit(page, **facts)
    assert made.h1 == "寒潮防冻"
    assert rows(queries.Campaign) == 1
    assert rows(queries.CampaignHousehold) == 2
    as_manager.submit(page, **facts)
    assert rows(queries.Campaign) == 1
    nobody = as_manager.submit(
        as_manager.get_page("/campaigns/new"), name="空", categories=["unit"]
    )
    assert "一户也没有" in nobody.text


def test_households_are_chosen_by_earlier_frost_repairs(cast, ask, log):
    log.repair(category="pipe_frozen", household_id=cast.ordinary.id, on=date(2025, 1, 9))
    log.repair(category="tap", household_id=cast.ill.id, on=date(2025, 1, 9))
    frost = ("meter_frozen", "pipe_frozen")
    chosen = lambda *asked: set(db.session.scalars(queries.to_choose(*asked)))  # noqa: E731
    assert ask(chosen, Area(), (), frost, date(2024, 1, 1)) == {cast.ordinary.id}
    assert ask(chosen, Area(), ("dibao",), frost, date(2024, 1, 1)) == {
        cast.ordinary.id, cast.poor.id,
    }  # fmt: skip
    assert ask(chosen, Area(), (), frost, date(2026, 1, 1)) == set()
    assert ask(chosen, Area(district=cast.far_district), (), (), TODAY) == {cast.ill.id}


def test_a_visit_ticks_off_by_itself_and_only_within_the_days(as_member, cast, ask, log):
    campaign = ask(make, cast)
    done = lambda: [one.is_done for one in ask(queries.listed, campaign, care_days())]  # noqa: E731
    assert done() == [False, True]  # the poor one was visited three days ago
    log.visit(household=cast.alone, on=TODAY, outcome="not_home")
    assert done() == [False, True]
    log.visit(household=cast.alone, on=TODAY)
    assert done() == [True, True]
    assert "走到 2 户，共 2 户" in as_member.get_page("/campaigns/").text


def test_a_tick_needs_a_word_and_can_be_taken_back(as_member, as_helper, cast, ask):
    campaign = ask(make, cast)
    path = f"/campaigns/{campaign}"
    page = as_member.get_page(path)
    form = f"form[action='{path}/tick/{cast.alone.id}']"
    assert "写一句怎么知道的" in as_member.submit(page, form).text
    page = as_member.submit(page, form, word="女儿接的电话，都好")
    assert named(page) == []
    done = as_member.get_page(f"{path}?state=done")
    assert "女儿接的电话，都好" in done.text
    assert "女儿" not in as_helper.get_page(f"{path}?state=done&whose=all").text
    as_member.submit(done, f"form[action='{path}/untick/{cast.alone.id}']")
    assert named(as_member.get_page(path)) == ["王**"]


def test_a_campaign_taken_back_is_gone_and_members_make_none(as_manager, as_member, cast, ask):
    campaign = ask(make, cast)
    assert as_member.get("/campaigns/new").status_code == 403
    page = as_manager.get_page(f"/campaigns/{campaign}")
    as_manager.submit(page, f"form[action='/campaigns/{campaign}/withdraw']")
    assert as_manager.get(f"/campaigns/{campaign}").status_code == 404


def test_an_administrator_changes_the_intervals_and_everything_follows(
    as_admin, as_member, cast, ask, rows
):
    page = as_admin.get_page("/admin/settings")
    assert page.values()["care_elder_alone"] == ["30"]
    bad = as_admin.submit(page, care_elder_alone="1000")
    assert "在 0 到 365 之间" in bad.text
    other = as_admin.get_page("/admin/settings")
    as_admin.submit(page, care_elder_alone="60")
    assert rows(ChosenSetting) == 1
    assert named(as_member.get_page("/due/")) == []
    assert "每 60 天走访一次" in as_member.get_page(f"/households/{cast.alone.id}").text
    stale = as_admin.send(other, care_dibao="45")
    assert stale.status_code == 409
    assert ask(history.changes_of, "setting", 1)[-1].changes == {"care_elder_alone": [30, 60]}
    as_admin.submit(as_admin.get_page("/admin/settings"), care_elder_alone="50")
    assert rows(ChosenSetting) == 1
    assert ask(history.changes_of, "setting", 1)[-1].changes == {"care_elder_alone": [60, 50]}


def test_a_round_through_a_building(as_member, cast, ask, log):
    neighbour = ask(home, cast.near, "周邻居", "dibao", cast.member.id)
    due = as_member.get_page("/due/")
    link = next(one for one in due.links if one.startswith("/visits/new"))
    form = as_member.get_page(link)
    assert form.values()["members"] == [str(cast.member.id)]
    page = as_member.submit(form, outcome="ok", purpose="safety_check", minutes="12")
    assert page.h1 == "下一户"
    assert page.has(".undo form[action*='/withdraw']")
    again = [one for one in page.links if f"household={neighbour.id}" in one]
    form = as_member.get_page(again[0])
    values = form.values()
    assert (values["outcome"], values["purpose"], values["minutes"]) == (
        ["ok"], ["safety_check"], ["12"],
    )  # fmt: skip
    done = as_member.submit(form)
    assert "周**" in done.text
    undone = as_member.submit(done, ".undo form")
    assert "已撤回" in undone.text


def test_a_visit_is_started_like_the_last_one(as_member, cast, log):
    last = log.visit(household=cast.poor, on=TODAY - DAY, purpose="leak_check", outcome="solved")
    page = as_member.get_page(f"/visits/new?household={cast.alone.id}")
    link = next(one for one in page.links if f"like={last}" in one)
    values = as_member.get_page(link).values()
    assert (values["outcome"], values["purpose"]) == (["solved"], ["leak_check"])
    assert as_member.get(f"/visits/new?household={cast.alone.id}&like=999999").status_code == 200

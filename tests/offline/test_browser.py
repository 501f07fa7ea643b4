"""A phone in a real browser: what was logged without signal is on the server once, in order."""

import json

from servicecorps import clock
from tests.browsers import OPTIONS
from tests.logbook import Log
from tests.offline.carried import KINDS
from tests.offline.conftest import Round

TOKEN = "**/offline/token"


def twenty(day: Round, word: str, number: int = 20) -> list[str]:
    """Log records of all kinds in turn, with photos; return their notes in order."""
    homes = [day.due_home() for _ in range(-(-number // len(KINDS)))]
    day.phone.fill_up()
    day.line.mode = "cut"
    notes = []
    for index in range(number):
        kind = KINDS[index % len(KINDS)]
        home = homes[index // len(KINDS)].id if kind == "visits" else 0
        notes.append(f"{word} {index:02}")
        day.phone.log(kind, notes[-1], home=home)
    return notes


def test_twenty_records_wait_through_reload_and_restart_and_arrive_once_in_order(day):
    notes = twenty(day, "restart")
    page = day.phone.page
    page.reload()
    assert len(day.phone.waiting()) == 20
    day.phone.reopen().goto(f"{day.line.base}/")
    assert len(day.phone.waiting()) == 20
    assert page is not day.phone.page
    day.phone.page.locator("#unsent", has_text="20 条还存在手机里").wait_for()
    assert not [note for note in day.notes() if note.startswith("restart")]
    day.line.mode = "open"
    day.phone.wait_until_sent()
    assert [note for note in day.notes() if note.startswith("restart")] == notes


def test_what_is_saved_while_the_queue_is_on_its_way_can_be_taken_back_at_once(day):
    phone, held, goes_on = day.phone, [], False
    phone.fill_up()
    day.line.mode = "cut"
    phone.log("repairs", "before", photo=False)
    day.line.mode = "open"
    page = phone.page
    # The page that opens sends what waits; it is still asking when the next one is saved.
    page.route(TOKEN, lambda asked: asked.continue_() if goes_on else held.append(asked))
    phone.go("/problems/new")
    phone.fill("problems", "right after", photo=False)
    page.click(".actionbar button")
    page.wait_for_function("() => Phone.store.of(Phone.member).then((all) => all.length === 2)")
    goes_on = True
    for asked in held:
        asked.continue_()
    page.wait_for_selector(".undo")
    assert day.notes()[-2:] == ["before", "right after"]


def test_what_is_rejected_comes_back_with_the_reason_at_the_field(day):
    phone = day.phone
    phone.fill_up()
    day.line.mode = "cut"
    phone.go("/repairs/new")
    phone.fill("repairs", "rejected")
    phone.page.select_option("#category", "")
    phone.save()
    day.line.mode = "open"
    phone.go("/")
    phone.settle()
    phone.page.locator("#unsent", has_text="要您改一下").wait_for()
    # With signal it is the server's own page, with the photo in its place again.
    phone.page.click("#unsent [data-open]")
    phone.page.wait_for_selector("form[data-queue=again] figure[data-chosen]")
    assert phone.page.get_attribute("#category", "aria-invalid") == "true"
    # Without it the reason stands there all the same.
    day.line.mode = "cut"
    phone.go("/unsent")
    phone.page.click("[data-list=records] [data-open]")
    phone.page.wait_for_selector(".field.bad #category")
    assert phone.page.input_value("#note") == "rejected"
    phone.page.select_option("#category", "tap")
    phone.save()
    day.line.mode = "open"
    phone.wait_until_sent()
    assert day.notes().count("rejected") == 1
    assert day.rows("SELECT count(*) FROM attachments WHERE record_id IN "
                    "(SELECT id FROM records WHERE note = 'rejected')") == [(1,)]  # fmt: skip


def test_what_is_mended_though_it_was_stored_and_only_the_answer_lost_is_asked_about(day):
    phone = day.phone
    phone.fill_up()
    day.line.lost = 1.0
    phone.log("repairs", "first words")
    day.line.lost, day.line.mode = 0.0, "cut"
    phone.go("/unsent")
    phone.open_unsent().fill("#note", "better words")
    phone.save()
    day.line.mode = "open"
    phone.go("/")
    phone.settle()
    phone.page.locator("#unsent", has_text="已经存过一次").wait_for()
    assert day.notes().count("first words") == 1
    phone.page.click("#unsent [data-open]")
    phone.page.wait_for_selector("form[data-queue=again]")
    assert phone.page.input_value("#note") == "better words"
    phone.page.get_by_role("link", name="看存过的那条").click()
    phone.page.wait_for_url("**/repairs/*")
    assert "first words" in phone.page.inner_text("main")
    assert "better words" not in day.notes()


def test_a_record_changed_on_the_server_meanwhile_shows_both(day):
    log = Log(day.app, day.cast)
    number = log.call(note="as it was", on=clock.today())
    phone = day.phone
    phone.fill_up()
    phone.go(f"/calls/{number}/amend")
    phone.page.wait_for_selector("html[data-started]", state="attached")
    day.line.mode = "cut"
    phone.page.fill("#note", "mine")
    phone.page.click(".actionbar button")
    phone.page.wait_for_url("**/offline/today")
    log.amend(number, note="theirs")
    day.line.mode = "open"
    phone.go("/")
    phone.settle()
    phone.page.click("#unsent [data-open]")
    phone.page.wait_for_selector("table")
    assert {"theirs", "mine"} <= set(phone.page.inner_text("table").split())
    phone.page.wait_for_selector("html[data-started]", state="attached")
    phone.page.click(".actionbar button")
    phone.page.wait_for_url(f"**/calls/{number}")
    phone.wait_until_sent()
    assert log.get(number).note == "mine"


def test_signing_out_sends_first_else_asks_and_another_member_sees_nothing(day):
    phone, helper = day.phone, day.cast.helper
    day.due_home()
    phone.fill_up()
    day.line.mode = "cut"
    phone.log("repairs", "left behind", photo=False)
    day.line.mode = "busy"
    phone.go("/unsent")
    sign_out(phone)
    phone.page.wait_for_selector("[data-leaving]:not([hidden])")
    day.line.mode = "open"
    phone.page.evaluate("() => Phone.store.of(Phone.member).then(() => {})")
    phone.page.click("[data-leaving] .btn-danger")
    phone.page.wait_for_url("**/sign-in")
    phone.sign_in(helper)
    phone.go("/")
    phone.page.wait_for_selector("html[data-phone=ready]", state="attached")
    phone.page.locator("#unsent", has_text="别人没发出的 1 条").wait_for()
    assert "left behind" not in phone.page.content()
    kept = phone.page.evaluate("() => Phone.store.recall('homes')")
    assert kept["homes"] == []
    assert "left behind" not in day.notes()
    phone.sign_in(day.cast.member)
    phone.go("/")
    phone.wait_until_sent()
    assert day.notes(day.cast.member).count("left behind") == 1


def sign_out(phone):
    """Sign out as the button of the page 更多 does, which does not open without signal."""
    phone.page.evaluate(
        """() => { const form = document.querySelector("form[action$='/sign-out']");
            form.removeAttribute("data-leave");
            form.requestSubmit();
            form.setAttribute("data-leave", ""); }"""
    )


def test_on_plain_http_drafts_and_queue_live_in_the_page(day):
    phone, port = day.phone, day.line.base.rsplit(":", 1)[1]
    resolver = ["--host-resolver-rules=MAP corps.test 127.0.0.1"]
    phone.base = f"http://corps.test:{port}"
    page = phone.reopen(args=[*OPTIONS.split(), *resolver])
    phone.sign_in(day.cast.member)
    phone.go("/repairs/new")
    assert page is phone.page
    there = "() => [isSecureContext, 'randomUUID' in crypto, 'locks' in navigator]"
    assert page.evaluate(there) == [False, False, False]
    phone.fill("repairs", "plain one")
    page.wait_for_timeout(600)
    phone.go("/repairs/new")
    page.wait_for_selector(".phone-said")
    assert page.input_value("#note") == "plain one"
    day.line.mode = "cut"
    page.click(".actionbar button")
    page.wait_for_selector(".phone-said.sent")
    assert page.input_value("#note") == ""
    phone.fill("repairs", "plain two", photo=False)
    page.click(".actionbar button")
    page.wait_for_function("() => Phone.store.of(Phone.member).then((all) => all.length === 2)")
    day.line.mode = "open"
    phone.go("/")
    phone.wait_until_sent()
    assert [note for note in day.notes() if note.startswith("plain")] == ["plain one", "plain two"]


def test_unsent_records_can_be_taken_along_as_a_file(day):
    phone = day.phone
    phone.fill_up()
    day.line.mode = "cut"
    phone.log("repairs", "taken along")
    phone.go("/unsent")
    with phone.page.expect_download() as begun:
        phone.page.click("[data-take]")
    told = json.loads(begun.value.path().read_text(encoding="utf-8"))
    assert ["note", "taken along"] in told["records"][0]["fields"]
    assert len(told["records"][0]["photos"]) == 1
    day.line.mode = "open"
    phone.wait_until_sent()


def test_households_leave_the_phone_after_their_days_and_a_cleared_phone_says_so(day):
    day.due_home()
    phone = day.phone
    phone.fill_up()
    day.line.mode = "cut"
    phone.go("/offline/today")
    phone.page.wait_for_selector("[data-homes] ul > *")
    phone.page.evaluate(
        """() => Phone.store.recall("homes").then((kept) =>
            Phone.store.retain("homes", { ...kept, at: kept.at - 4 * 86400000 }))"""
    )
    phone.page.evaluate("() => Phone.store.remember(Phone.member, 3)")
    phone.go("/offline/today")
    phone.page.wait_for_selector("[data-homes] [data-none]:not([hidden])")
    phone.page.wait_for_selector(".phone-said.bad")
    phone.page.locator("[data-room]", has_text="清掉了 3 条").wait_for()
    assert phone.page.evaluate("() => Phone.store.recall('homes')") is None

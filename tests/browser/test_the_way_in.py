"""The first day with the logbook: a member taps on a phone, a manager reads at a desk."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from servicecorps import clock
from servicecorps.extensions import db
from servicecorps.places import queries as places
from servicecorps.records.model import Record
from tests.browser.conftest import NAME
from tests.conftest import inside

PHOTO = "水龙头.jpg"
# What the day below adds: the thanks by telephone were a call as well, and the repair that the
# visit opened is not done yet.
ADDED = {"走访": 1, "咨询电话": 2, "维修": 1, "表扬电话": 1, "感谢信": 0}


def test_a_member_logs_a_day_and_the_manager_sees_it(filled, browse):
    desk = browse.blank()
    enter(desk, browse.base, "管理者")
    before = figures(desk, browse.base)

    phone = browse.blank(phone=True)
    enter(phone, browse.base, "队员")
    log_a_visit_that_opens_a_repair(phone)
    log_a_repair(phone)
    log_a_call(phone)
    log_thanks(phone)
    sign_out(phone)

    after = figures(desk, browse.base)
    assert {label: after[label] - before[label] for label in ADDED} == ADDED
    see_the_community_on_the_map(desk, filled)


def enter(page: Page, base: str, role: str) -> None:
    page.goto(base)
    page.get_by_role("button", name=re.compile(f"^{role}")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def log_a_visit_that_opens_a_repair(page: Page) -> None:
    page.get_by_role("link", name="登记走访").tap()
    page.get_by_label("找住户").fill(NAME)
    page.get_by_role("button", name="找", exact=True).tap()
    page.get_by_role("link", name="丁**").tap()
    page.get_by_role("radio", name="转维修").tap()
    repair = page.locator("#open-repair")
    repair.get_by_label("维修类别").select_option(label="水龙头")
    repair.get_by_role("radio", name="另派人修").tap()
    photo = {"name": PHOTO, "mimeType": "image/jpeg", "buffer": picture()}
    page.get_by_label("照片", exact=True).set_input_files(photo)
    expect(page.get_by_text(PHOTO)).to_be_attached()
    page.get_by_role("textbox", name="备注").fill("龙头滴水，明天来换")
    page.get_by_role("button", name="保存走访和维修").tap()
    expect(page.get_by_text("已存", exact=True)).to_be_visible()
    expect(page.get_by_text("一起登记的")).to_be_visible()
    expect(page.get_by_role("img", name="照片 1")).to_be_visible()
    page.get_by_role("img", name="照片 1").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.photo img').naturalWidth > 0")


def log_a_repair(page: Page) -> None:
    today(page).get_by_role("link", name="维修").tap()
    page.get_by_label("维修类别").select_option(label="水龙头")
    page.get_by_role("radio", name="主动发现").tap()
    page.get_by_label("地点").fill("江西路")
    save(page, "保存维修")


def log_a_call(page: Page) -> None:
    today(page).get_by_role("link", name="来电").tap()
    page.get_by_label("来电号码").fill("13900002222")
    page.get_by_role("radio", name="水质").tap()
    page.get_by_role("button", name="保存来电").tap()
    # The next call may come at once: the one just stored is named above the empty form.
    expect(page.get_by_text("已存：水质，当场答复")).to_be_visible()
    page.get_by_role("link", name="返回").tap()


def log_thanks(page: Page) -> None:
    today(page).get_by_role("link", name="表扬").tap()
    page.get_by_role("radio", name="表扬电话").tap()
    page.get_by_label("谁表扬的").fill("王女士")
    save(page, "保存表扬")


def today(page: Page):
    page.get_by_role("link", name="今日").tap()
    return page.get_by_role("navigation", name="记一笔")


def save(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).tap()
    expect(page.get_by_text("已存", exact=True)).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("link", name="更多").tap()
    page.get_by_role("button", name="退出登录").tap()
    expect(page.get_by_role("heading", level=1, name="登录")).to_be_visible()


def figures(page: Page, base: str) -> dict[str, int]:
    """Read this month's column of the tallies as it stands on the screen."""
    page.goto(f"{base}/")
    page.get_by_role("link", name="统计", exact=True).click()
    found = {}
    for row in page.locator("table.tally tbody tr").all():
        label = row.locator("th").evaluate("(th) => th.firstChild.textContent.trim()")
        found[label] = float(row.locator("td").first.inner_text().replace(",", "") or 0)
    return found


def see_the_community_on_the_map(page: Page, filled) -> None:
    name = inside(filled.app, places.community, filled.cast.alone.community_id).name
    page.get_by_role("link", name="地图", exact=True).first.click()
    page.wait_for_selector("[data-named]", state="attached")
    care = page.get_by_role("list", name=re.compile("该去了|没有到期"))
    care.get_by_role("link", name=name, exact=True).click()
    expect(page.locator(".map-figure")).to_contain_text("还有")
    page.get_by_role("navigation", name="看什么").get_by_role("link", name="走访").click()
    page.wait_for_selector("[data-named]", state="attached")
    page.get_by_role("list", name=re.compile("个社区有走访")).get_by_role(
        "link", name=re.compile(f"^{name}")
    ).first.click()
    expect(page.locator(".map-card h2")).to_have_text(name)
    expect(page.locator(".map-figure")).to_contain_text("走访")


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 480), (40, 120, 160)).save(file, "JPEG")
    return file.getvalue()


def count(filled, kind: str) -> int:
    with filled.app.app_context():
        return db.session.scalar(select(func.count(Record.id)).where(Record.kind == kind)) or 0


def test_a_visit_can_be_logged_without_javascript(filled, browse):
    page = browse.blank(filled.cast.member, phone=True, java_script_enabled=False)
    before = count(filled, "visit")
    page.goto(f"{browse.base}/visits/new?household={filled.cast.alone.id}")
    page.get_by_role("radio", name="一切正常").tap()
    day = clock.today() - timedelta(days=3)
    page.get_by_label("日期").first.fill(day.isoformat())
    page.get_by_role("button", name="保存走访").tap()
    expect(page.get_by_text("已存", exact=True)).to_be_visible()
    assert count(filled, "visit") == before + 1


@pytest.mark.parametrize("scripts", [True, False])
def test_two_taps_on_save_store_one_record(filled, browse, scripts):
    page = browse.blank(filled.cast.member, phone=True, java_script_enabled=scripts)
    before = count(filled, "problem")
    page.goto(f"{browse.base}/problems/new")
    page.get_by_label("问题类别").select_option(index=1 + scripts)
    page.get_by_role("button", name="保存用水难问题").dblclick()
    expect(page.get_by_text("已存", exact=True)).to_be_visible()
    assert count(filled, "problem") == before + 1


def test_the_bar_after_withdrawing_brings_the_record_back(filled, browse):
    number = filled.log.call(by=filled.cast.member)
    page = browse.blank(filled.cast.member, phone=True)
    page.goto(f"{browse.base}/calls/{number}")
    page.get_by_role("link", name="撤回").tap()
    page.get_by_label("为什么撤回").fill("登记重复")
    page.get_by_role("button", name="撤回").tap()
    expect(page.get_by_text("已撤回，各项统计不再计入")).to_be_visible()
    assert filled.log.measure(number) is None
    page.locator(".undo").get_by_role("button", name="恢复").tap()
    expect(page.get_by_text("已恢复，重新计入统计")).to_be_visible()
    assert filled.log.measure(number) == "calls"


def test_a_file_in_clear_leaves_the_page_ready_for_the_next(filled, browse):
    desk = browse.blank()
    enter(desk, browse.base, "管理者")
    desk.goto(f"{browse.base}/visits/export-clear")
    desk.get_by_label("为什么要明文").fill("街道要核对名单")
    desk.get_by_role("radio", name="CSV").check()
    for _again in range(2):
        with desk.expect_download() as download:
            desk.get_by_role("button", name="导出文件").click()
        assert re.fullmatch(r"visits-clear-\d{4}\.csv", download.value.suggested_filename)
        expect(desk.get_by_role("button", name="导出文件")).to_be_enabled()

"""A picture stays inside the team until somebody says otherwise; what is blacked out is gone."""

import io

import pytest
from PIL import Image

from servicecorps.attachments import queries, storage
from servicecorps.attachments.encoding import blacked_out
from servicecorps.attachments.rules import Region
from servicecorps.errors import Stale
from servicecorps.history import queries as history
from servicecorps.records import retouching

UPPER_LEFT = {"region-0-left": 0, "region-0-top": 0, "region-0-width": 50, "region-0-height": 50}


@pytest.fixture
def photo(log, cast):
    """The page of a picture of a household that agreed to pictures."""
    visit = log.visit(household=cast.poor)
    return f"/records/{visit}/photos/{log.picture(visit)}", visit


def row(ask, visit):
    (found,) = ask(queries.of_record, visit)
    return found


def pixels(browser, path):
    return Image.open(io.BytesIO(browser.get(path).get_data())).convert("RGB")


def test_what_was_blacked_out_is_black_in_picture_and_thumbnail(as_manager, photo):
    path, _visit = photo
    assert min(pixels(as_manager, f"{path}.jpg").getpixel((100, 75))) > 200
    page = as_manager.submit(as_manager.get_page(path), f"{path}/black-out", **UPPER_LEFT)
    assert "已涂黑" in page.text
    for ending, scale in (("jpg", 1), ("webp", 0.8)):
        image = pixels(as_manager, f"{path}.{ending}")
        assert max(image.getpixel((round(100 * scale), round(75 * scale)))) < 20
        assert min(image.getpixel((round(300 * scale), round(75 * scale)))) > 200


def test_the_old_picture_is_gone_from_the_disk(app, ask, as_manager, photo):
    path, visit = photo
    before = row(ask, visit)
    as_manager.submit(as_manager.get_page(path), f"{path}/black-out", **UPPER_LEFT)
    after = row(ask, visit)
    assert (after.id, after.name != before.name, after.sha256 != before.sha256) == (
        before.id, True, True,
    )  # fmt: skip
    kept = sorted(one.stem for one in app.config["PHOTO_FOLDER"].rglob("*") if one.is_file())
    assert kept == [after.name, after.name]
    assert ask(history.changes_of, "record", visit)[-1].action == "black_out"


def test_a_picture_somebody_changed_meanwhile_is_looked_at_first(app, ask, photo, cast):
    _path, visit = photo
    stored = row(ask, visit)
    with app.app_context():
        black = blacked_out(storage.path_of(stored.name), [Region(0, 0, 10, 10)])
        retouching.replace(stored.id, stored.name, black, cast.manager.id)
        with pytest.raises(Stale):
            retouching.replace(stored.id, stored.name, black, cast.manager.id)
    assert len([one for one in app.config["PHOTO_FOLDER"].rglob("*") if one.is_file()]) == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "在照片上拖一块，或填四个数"),
        (UPPER_LEFT | {"region-0-height": ""}, "四个数要写全"),
        (UPPER_LEFT | {"region-0-left": 100}, "在 0 到 99 之间"),
        (UPPER_LEFT | {"region-0-width": 0}, "在 1 到 100 之间"),
        (UPPER_LEFT | {"region-0-width": "9" * 400}, "在 1 到 100 之间"),
        (UPPER_LEFT | {"region-0-top": "-5"}, "在 0 到 99 之间"),
    ],
)
def test_what_is_no_region_is_explained_and_kept(as_manager, ask, photo, typed, told):
    path, visit = photo
    before = row(ask, visit)
    page = as_manager.submit(as_manager.get_page(path), f"{path}/black-out", **typed)
    assert page.status == 422
    assert told in page.text
    kept = page.values(f"{path}/black-out")
    assert all(kept[name] == [str(value)] for name, value in typed.items() if value != "")
    assert row(ask, visit).name == before.name


@pytest.mark.parametrize(
    ("region", "box"),
    [
        (Region(0, 0, 100, 100), (0, 0, 398, 298)),
        (Region(99, 99, 100, 100), (395, 296, 398, 298)),
        (Region(10, 10, 1, 1), (39, 29, 43, 32)),
    ],
)
def test_a_region_covers_every_pixel_it_touches(region, box):
    assert region.box(399, 299) == box


def test_a_picture_may_be_shown_only_once_somebody_said_so(as_manager, ask, photo):
    path, visit = photo
    page = as_manager.get_page(path)
    assert "只在队里看" in page.text
    assert row(ask, visit).may_be_shown is False
    again = as_manager.submit(page, f"{path}/shown", may_be_shown=True)
    assert "可以给外面看" in again.text
    assert row(ask, visit).may_be_shown is True
    assert "照片给外面看" in as_manager.get_page(f"/visits/{visit}").text
    as_manager.send(again, f"{path}/shown", without=("may_be_shown",))
    assert row(ask, visit).may_be_shown is False


def test_not_where_the_household_did_not_agree_to_pictures(as_manager, ask, log, cast):
    visit = log.visit(household=cast.alone)
    path = f"/records/{visit}/photos/{log.picture(visit)}"
    page = as_manager.submit(as_manager.get_page(path), f"{path}/shown", may_be_shown=True)
    assert page.status == 422
    assert "没有同意拍照" in page.text
    assert row(ask, visit).may_be_shown is False


def test_managers_decide_nobody_else(as_member, as_helper, as_viewer, as_admin, photo):
    for browser in (as_member, as_helper, as_viewer, as_admin):
        browser.get_page(photo[0], status=403)


def test_pictures_of_a_home_are_for_its_crew_and_those_who_see_it_in_clear(
    as_member, as_helper, as_manager, photo
):
    path, visit = photo
    for browser, status in ((as_member, 200), (as_manager, 200), (as_helper, 404)):
        for ending in ("jpg", "webp"):
            answer = browser.get(f"{path}.{ending}")
            assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store")
    page = as_helper.get_page(f"/visits/{visit}")
    assert "有 1 张照片" in page.text
    assert not page.has(".photos")


def test_letters_and_told_cases_stay_inside_until_somebody_says_otherwise(as_member, log):
    thanks = log.commendation(from_whom="李建国")
    record = log.get(thanks)
    assert (record.letter_may_be_shown, record.case_may_be_told) == (False, False)
    page = as_member.get_page(f"/commendations/{thanks}/amend")
    as_member.submit(page, letter_may_be_shown=True)
    record = log.get(thanks)
    assert (record.letter_may_be_shown, record.case_may_be_told) == (True, False)
    shown = as_member.get_page(f"/commendations/{thanks}").text
    assert "原信可以给外面看" in shown
    assert "这件事可以对外讲" not in shown

"""Placing a community by a tap and by the phone, in Chromium."""

import pytest

from servicecorps.extensions import db
from servicecorps.places.model import Community

# What the server answers is tested on both databases; the browser sees no difference.
pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def stands(app, number):
    with app.app_context():
        found = db.session.get(Community, number)
        return found.lat_deg, found.lon_deg


@pytest.mark.parametrize("phone", [False, True])
def test_a_tap_says_where_it_is(browse, app, cast, phone):
    page = browse.open(cast.manager, f"/map/place/{cast.near}", phone=phone)
    with app.app_context():
        zone = db.session.get(Community, cast.near).subdistrict
    box = page.locator(".placemap").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    # The map opens with the sub-district's point in its middle.
    lat, lon = (float(page.input_value(f"[name={name}]")) for name in ("lat_deg", "lon_deg"))
    assert (lat, lon) == pytest.approx((zone.lat_deg, zone.lon_deg), abs=1e-3)
    page.click("button[type=submit] >> text=保存位置")
    page.wait_for_url(f"**/communities/{cast.near}")
    assert stands(app, cast.near) == pytest.approx((lat, lon), abs=1e-5)


def test_the_phone_says_it_to_a_hundred_metres(browse, app, cast):
    with app.app_context():
        zone = db.session.get(Community, cast.near).subdistrict
    page = browse.open(cast.manager, f"/map/place/{cast.near}", phone=True)
    page.context.grant_permissions(["geolocation"])
    here = {"latitude": zone.lat_deg + 1e-5, "longitude": zone.lon_deg + 1e-5, "accuracy": 23.4}
    page.context.set_geolocation(here)
    page.click("[data-here]")
    page.wait_for_function("() => document.querySelector('[name=lat_deg]').value")
    assert page.input_value("[name=lat_deg]") == f"{zone.lat_deg:.3f}"
    assert page.input_value("[name=lon_deg]") == f"{zone.lon_deg:.3f}"
    assert "23 米" in page.inner_text("[data-said]")

"""A community is put on the map by somebody who keeps places, and asked about if it looks wrong."""

import pytest

from servicecorps.extensions import db
from servicecorps.places.model import Community

IN_SHINAN, OFF_LAOSHAN = (36.0667, 120.3826), (36.3, 120.9)


def position(app, number):
    with app.app_context():
        found = db.session.get(Community, number)
        return found.lat_deg, found.lon_deg


def own_point(app, number):
    """Return where the community's own sub-district is."""
    with app.app_context():
        zone = db.session.get(Community, number).subdistrict
        return zone.lat_deg, zone.lon_deg


def send(client, number, place, **more):
    page = client.get_page(f"/map/place/{number}")
    return client.submit(page, lat_deg=place[0], lon_deg=place[1], **more)


def test_a_place_is_stored_as_it_was_tapped(as_manager, app, cast):
    there = own_point(app, cast.near)
    assert send(as_manager, cast.near, there).status == 200
    assert position(app, cast.near) == pytest.approx(there, abs=1e-5)
    assert "准确" in as_manager.get_page(f"/communities/{cast.near}").text


def test_a_point_of_another_system_is_converted(as_manager, app, cast):
    there = own_point(app, cast.near)
    send(as_manager, cast.near, there, crs="gcj02")
    lat, lon = position(app, cast.near)
    # The systems are some 450 m apart here.
    assert 0.001 < abs(lat - there[0]) + abs(lon - there[1]) < 0.01


def test_a_place_outside_its_district_is_asked_about_and_can_be_right(as_manager, app, cast):
    page = send(as_manager, cast.near, OFF_LAOSHAN)
    assert page.status == 409
    assert "这个位置不在" in page.text
    assert page.values()["lat_deg"] == ["36.3"]
    assert position(app, cast.near) == (None, None)
    assert as_manager.submit(page, outside_known=True).status == 200
    assert position(app, cast.near) == OFF_LAOSHAN


@pytest.mark.parametrize(
    "typed", [{"lat_deg": "", "lon_deg": ""}, {"lat_deg": "36,1"}, {"lat_deg": "0"}, {"crs": "x"}]
)
def test_what_is_no_place_is_explained_and_stays(as_manager, app, cast, typed):
    page = as_manager.get_page(f"/map/place/{cast.near}")
    again = as_manager.submit(page, **({"lat_deg": "36.1", "lon_deg": "120.3"} | typed))
    assert again.status == 422
    assert again.errors
    assert position(app, cast.near) == (None, None)


def test_who_was_slower_is_told(as_manager, app, cast):
    there = own_point(app, cast.near)
    page = as_manager.get_page(f"/map/place/{cast.near}")
    send(as_manager, cast.near, there)
    late = as_manager.submit(page, lat_deg=there[0], lon_deg=there[1])
    assert late.status == 409
    assert "刚才有人改过这个社区" in late.text


def test_members_and_viewers_place_nothing(client, cast):
    for role in ("member", "viewer"):
        assert client.sign_in(cast.of_role(role)).get(f"/map/place/{cast.near}").status_code == 403

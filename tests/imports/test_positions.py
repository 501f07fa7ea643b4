"""Positions from a file: known communities get their place, and odd places are asked about."""

import pytest
from sqlalchemy import select

from servicecorps.errors import Invalid
from servicecorps.extensions import db
from servicecorps.history.model import Change
from servicecorps.imports import communities, positions, rules
from servicecorps.places import coordinates
from servicecorps.places.model import Community

INLAND = (36.0935, 120.3701)  # in 市北区, far from its borders
ABROAD = (48.8566, 2.3522)


def file(*lines):
    return "\n".join(lines).encode()


def where(app, community_id):
    with app.app_context():
        found = db.session.get(Community, community_id)
        return found.lat_deg, found.lon_deg, found.version


@pytest.fixture
def home(app):
    """A community of 市北区, with its name and where it belongs."""
    with app.app_context():
        found = db.session.scalar(
            select(Community).where(Community.code.like("370203%")).order_by(Community.id).limit(1)
        )
        zone = found.subdistrict
        return {"id": found.id, "code": found.code, "name": found.name,
                "subdistrict": zone.name, "district": zone.district.name}  # fmt: skip


@pytest.mark.parametrize("keys", [("id",), ("code",), ("name", "district", "subdistrict")])
def test_a_community_is_known_by_number_code_or_name(app, ask, home, keys):
    line = ",".join(str(home[key]) for key in keys)
    found = ask(positions.bring, file(",".join([*keys, "lat,lon"]), f"{line},36.0935,120.3701"),
                "a.csv")  # fmt: skip
    assert (found.rows, found.changed, found.refused) == (1, 1, False)
    assert where(app, home["id"]) == (*INLAND, 2)


def test_chinese_headers_and_shifted_coordinates_are_understood(app, ask, home):
    lat, lon = coordinates.gcj_from_wgs(*INLAND)
    content = file("社区,区市,纬度,经度", f"{home['name']},{home['district']},{lat:.7f},{lon:.7f}")
    assert ask(positions.bring, content, "a.csv", crs="gcj02").changed == 1
    assert where(app, home["id"])[:2] == pytest.approx(INLAND, abs=2e-6)


def test_the_history_says_where_it_stood_before(app, ask, home):
    ask(positions.bring, file("id,lat,lon", f"{home['id']},36.0935,120.3701"), "a.csv")
    with app.app_context():
        line = db.session.scalars(select(Change).order_by(Change.id.desc()).limit(1)).one()
        assert (line.subject_type, line.subject_id) == ("community", home["id"])
        assert line.changes == {"lat_deg": [None, 36.0935], "lon_deg": [None, 120.3701]}


def test_the_same_place_again_changes_nothing(app, ask, home):
    content = file("id,lat,lon", f"{home['id']},36.0935,120.3701")
    ask(positions.bring, content, "a.csv")
    assert ask(positions.bring, content, "a.csv").changed == 0
    assert where(app, home["id"])[2] == 2


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("没有这样一个社区,市北区,36.09,120.37", "name"),
        ("{name},市南区,36.09,120.37", "name"),
        (",市北区,36.09,120.37", "name"),
        ("{name},市北区,oben,120.37", "lat"),
        ("{name},市北区,36.09,", "lat"),
        ("{name},市北区,,", "lat"),
        ("{name},市北区,120.37,36.09", "lat"),  # the wrong way round
        ("{name},市北区,nan,120.37", "lat"),
    ],
)
def test_one_bad_row_and_nothing_moves(app, ask, home, cast, line, column):
    content = file("name,district,lat,lon", line.format(**home))
    found = ask(positions.bring, content, "a.csv")
    assert [(one.row, one.column) for one in found.rejected] == [(2, column)]
    good = file("id,lat,lon", f"{home['id']},36.0935,120.3701", "999999,36.09,120.37")
    assert ask(positions.bring, good, "a.csv").refused
    assert where(app, home["id"]) == (None, None, 1)


def test_a_community_named_twice_is_refused(ask, home):
    line = f"{home['id']},36.0935,120.3701"
    found = ask(positions.bring, file("id,lat,lon", line, line), "a.csv")
    assert [one.row for one in found.rejected] == [3]
    assert "2" in found.rejected[0].reason


def test_a_name_of_several_needs_its_district(app, ask, home):
    with app.app_context():
        other = db.session.scalar(select(Community).where(Community.code.like("370202%")).limit(1))
        other.name = home["name"]
        db.session.commit()
    found = ask(positions.bring, file("name,lat,lon", f"{home['name']},36.09,120.37"), "a.csv")
    assert [one.column for one in found.rejected] == ["name"]


def test_a_place_outside_its_district_is_questioned(app, ask, home):
    content = file("id,lat,lon", f"{home['id']},{ABROAD[0]},{ABROAD[1]}")
    found = ask(positions.bring, content, "a.csv")
    assert found.refused
    assert [(one.row, one.reason) for one in found.outside] == [(2, "不在市北区里")]
    assert where(app, home["id"]) == (None, None, 1)
    assert not ask(positions.bring, content, "a.csv", outside=True).refused
    assert where(app, home["id"]) == (*ABROAD, 2)


def test_a_dry_run_moves_nothing(app, ask, home):
    content = file("id,lat,lon", f"{home['id']},36.0935,120.3701")
    assert ask(positions.bring, content, "a.csv", dry_run=True).changed == 1
    assert where(app, home["id"]) == (None, None, 1)


def test_an_empty_file_is_explained(ask):
    with pytest.raises(Invalid, match="纬度"):
        ask(positions.bring, b"id,lat,lon\n", "a.csv")


def test_new_communities_are_shifted_and_questioned_too(app, ask, home):
    header = "code,name,subdistrict_code,subdistrict,district_code,district,lat,lon"
    row = "{code},{name},370203999,试验街道,370203,市北区,{lat:.7f},{lon:.7f}"
    lat, lon = coordinates.gcj_from_wgs(*INLAND)
    shifted = row.format(code="370203999001", name="新社区", lat=lat, lon=lon)
    assert ask(communities.bring, file(header, shifted), "a.csv", crs="gcj02").added == 1
    with app.app_context():
        added = db.session.scalars(select(Community).where(Community.code == "370203999001")).one()
        assert (added.lat_deg, added.lon_deg) == pytest.approx(INLAND, abs=2e-6)
    far = row.format(code=home["code"], name=home["name"], lat=ABROAD[0], lon=ABROAD[1])
    found = ask(communities.bring, file(header, far), "b.csv")
    assert (found.refused, len(found.outside)) == (True, 1)
    assert ask(communities.bring, file(header, far), "b.csv", outside=True).changed == 1
    assert where(app, home["id"])[:2] == ABROAD


def test_only_half_a_place_is_none():
    with pytest.raises(ValueError, match="float"):
        rules.position("36.1", "", "wgs84")
    assert rules.position("", "", "wgs84") is None

"""Communities and their positions from a file: by their code, all or none, questioned, undone."""

import pytest
from sqlalchemy import func, select

from servicecorps.errors import Invalid
from servicecorps.extensions import db
from servicecorps.history.model import Change
from servicecorps.imports import undoing
from servicecorps.places import coordinates
from servicecorps.places import queries as places_queries
from servicecorps.places import writing as places_writing
from servicecorps.places.model import Community, District, Subdistrict
from tests.imports.office import csv_file, workbook

HEADER = [
    *("code", "name", "official_name", "subdistrict_code", "subdistrict"),
    *("district_code", "district", "lat", "lon"),
]
CHINESE = ["代码", "社区", "正式名称", "街道代码", "街道", "区市代码", "区市", "纬度", "经度"]
ROW = ["370299001001", "测试里", "测试里社区居委会", "370299001", "测试街道", "370299", "测试区",
       36.1, 120.4]  # fmt: skip
OTHER = ["370299001002", "试验村", "", "370299001", "测试街道", "370299", "测试区", "", ""]
INLAND, ABROAD = (36.0935, 120.3701), (48.8566, 2.3522)
COMMUNITY = {"crs": "wgs84"}


def changed(row, **cells):
    return [cells.get(name, value) for name, value in zip(HEADER, row, strict=True)]


def file(*rows):
    return csv_file(HEADER, *rows)


@pytest.fixture
def undo(ask, cast):
    return lambda done: ask(undoing.undo, done.import_id, cast.manager.id)


@pytest.fixture
def stood(ask):
    """Return what a community is now."""

    def facts(code):
        found = db.session.scalar(select(Community).where(Community.code == code))
        if found is None:
            return None
        names = sorted(row.alias for row in found.aliases)
        return found.id, found.name, names, found.lat_deg, found.lon_deg, found.version

    return lambda code: ask(facts, code)


@pytest.fixture
def home(ask):
    """Return a community of 市北区 with its words."""

    def found():
        query = select(Community).where(Community.code.like("370203%")).order_by(Community.id)
        one = db.session.scalars(query).first()
        zone = one.subdistrict
        return {"id": one.id, "code": one.code, "name": one.name,
                "subdistrict": zone.name, "district": zone.district.name}  # fmt: skip

    return ask(found)


def counted(ask):
    tables = (Community, Subdistrict, District)
    return ask(lambda: [db.session.scalar(select(func.count(one.id))) for one in tables])


def test_a_file_of_communities_is_read_whatever_an_office_saved_it_as(sift):
    found = [
        sift("communities", csv_file(header, ROW, OTHER, encoding=encoding), "a.csv", crs="wgs84")
        for header in (HEADER, CHINESE)
        for encoding in ("utf-8-sig", "gb18030")
    ]
    found.append(sift("communities", workbook(CHINESE, ROW, OTHER), crs="wgs84"))
    for outcome, items, _sheets in found:
        assert (outcome.good, outcome.known, outcome.groups) == (2, 0, {})
        first, second = (values for values, _members in items)
        assert (first["code"], first["lat_deg"], first["lon_deg"]) == ("370299001001", 36.1, 120.4)
        assert "lat_deg" not in second


@pytest.mark.parametrize(
    ("cells", "reason", "column"),
    [
        ({"name": ""}, "missing", "name"),
        ({"code": "长" * 13}, "too_long", "code"),
        ({"district": "长" * 65}, "too_long", "district"),
        ({"lat": "oben"}, "degrees", "lat"),
        ({"lat": 361}, "degrees", "lat"),
        ({"lat": 120.4, "lon": 36.1}, "degrees", "lat"),
        ({"lon": ""}, "missing", "lon"),
        ({"lat": "", "lon": 120.4}, "missing", "lat"),
        ({"lat": 48.9}, "outside", "lat"),
        ({"code": OTHER[0]}, "already", "code"),
    ],
)
def test_what_cannot_be_a_community_is_named(sift, cells, reason, column):
    outcome = sift("communities", file(OTHER, changed(ROW, **cells)), "a.csv", crs="wgs84")[0]
    assert (outcome.rejected, set(outcome.groups)) == (1, {(reason, column)})


def test_no_system_of_coordinates_is_assumed_and_an_odd_place_is_questioned(sift):
    content = file(ROW, OTHER)
    outcome = sift("communities", content, "a.csv")[0]
    assert (outcome.good, outcome.asked()) == (1, {"crs": 1})
    lat, lon = coordinates.gcj_from_wgs(*INLAND)
    shifted = file(changed(ROW, lat=f"{lat:.7f}", lon=f"{lon:.7f}"))
    values = sift("communities", shifted, "a.csv", crs="gcj02")[1][0][0]
    assert (values["lat_deg"], values["lon_deg"]) == pytest.approx(INLAND, abs=2e-6)
    abroad = file(changed(ROW, lat=ABROAD[0], lon=ABROAD[1]))
    assert sift("communities", abroad, "a.csv", crs="wgs84")[0].asked() == {"outside": 1}
    allowed = sift("communities", abroad, "a.csv", crs="wgs84", outside=True)[0]
    assert (allowed.good, allowed.outside) == (1, 1)


def test_new_communities_come_with_their_district_and_go_again(put, ask, undo, stood):
    before = counted(ask)
    done = put("communities", file(ROW, OTHER), "a.csv", **COMMUNITY)
    assert (done.added, done.changed) == (2, 0)
    assert [now - then for now, then in zip(counted(ask), before, strict=True)] == [2, 1, 1]
    assert stood(ROW[0])[1:] == ("测试里", ["测试里社区居委会"], 36.1, 120.4, 1)
    assert ask(places_queries.community_names)[stood(ROW[0])[0]].label.startswith("测试里")
    undone = undo(done)
    assert (undone.gone, undone.kept, counted(ask)) == (2, 0, before)


def test_a_known_code_is_brought_up_to_date_and_put_back(put, ask, undo, stood, cast):
    put("communities", file(ROW, OTHER), "a.csv", **COMMUNITY)
    fresh = changed(ROW, name="测试新里", lat="", lon="")
    done = put("communities", file(fresh, OTHER), "b.csv", **COMMUNITY)
    assert (done.added, done.changed) == (0, 1)
    # Where somebody placed it, it stays; what it was called, it is known by.
    assert stood(ROW[0])[1:] == ("测试新里", ["测试里社区居委会"], 36.1, 120.4, 2)
    line = ask(lambda: db.session.scalars(select(Change).order_by(Change.id.desc())).all())[1]
    assert (line.action, line.changes) == ("amend", {"name": ["测试里", "测试新里"]})
    assert undo(done).gone == 1
    assert stood(ROW[0])[1] == "测试里"


def test_what_somebody_used_or_changed_stays(put, ask, undo, stood, cast, log):
    done = put("communities", file(ROW, OTHER), "a.csv", **COMMUNITY)
    used = stood(ROW[0])
    zone = ask(lambda: db.session.get(Community, used[0]).subdistrict_id)
    ask(places_writing.amend_community, used[0], 1, "改过的", zone, cast.manager.id)
    undone = undo(done)
    assert (undone.gone, undone.kept) == (1, 1)
    assert (stood(ROW[0])[1], stood(OTHER[0])) == ("改过的", None)


def test_one_bad_row_and_nothing_goes_in_and_the_same_file_goes_in_once(put, ask):
    before = counted(ask)
    with pytest.raises(Invalid):
        put("communities", file(OTHER, changed(ROW, lat="oben")), "a.csv", **COMMUNITY)
    assert counted(ask) == before
    put("communities", file(ROW), "a.csv", **COMMUNITY)
    with pytest.raises(Invalid, match="已经导入过"):
        put("communities", file(ROW), "anders.csv", **COMMUNITY)
    again = put("communities", file(ROW), "a.csv", again=True, **COMMUNITY)
    assert (again.added, again.changed) == (0, 0)


def test_the_command_takes_communities_before_there_is_anybody(app, tmp_path, monkeypatch, stood):
    from servicecorps.imports import commanding

    monkeypatch.setattr(commanding.people, "first_with_role", lambda _role: None)
    path = tmp_path / "社区.csv"
    path.write_bytes(file(ROW, OTHER))

    def run(*options):
        return app.test_cli_runner().invoke(args=["import", "communities", str(path), *options])

    assert run("--dry-run").exit_code == 0
    assert stood(ROW[0]) is None
    done = run()
    assert done.exit_code == 0
    last = done.output.splitlines()[-1]
    assert last == "行 / rows 2，新增 / added 2，更新 / changed 0，退回 / rejected 0"
    assert (run().exit_code, run("--again").exit_code) == (1, 0)
    path.write_bytes(file(changed(ROW, name="")))
    assert run().exit_code == 1
    assert "测试街道" in (tmp_path / "社区.mend.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("keys", [("id",), ("code",), ("name", "district", "subdistrict")])
def test_a_position_finds_its_community_by_number_code_or_name(put, stood, undo, home, keys):
    content = csv_file([*keys, "lat", "lon"], [*(home[key] for key in keys), *INLAND])
    done = put("positions", content, "a.csv", **COMMUNITY)
    assert (done.added, done.changed, stood(home["code"])[3:]) == (0, 1, (*INLAND, 2))
    again = put("positions", content, "a.csv", again=True, **COMMUNITY)
    assert (again.changed, stood(home["code"])[5]) == (0, 2)
    assert undo(done).gone == 1
    assert stood(home["code"])[3:5] == (None, None)


@pytest.mark.parametrize(
    ("cells", "reason", "column"),
    [
        (["没有", "市南区", "", "", 36.1, 120.4], "community_unknown", "community"),
        (["重名", "", "", "", 36.1, 120.4], "community_several", "community"),
        (["", "", "1", "", 36.1, ""], "missing", "lon"),
        (["", "", "99", "", 36.1, 120.4], "community_unknown", "id"),
        (["", "", "", "37", 36.1, 120.4], "community_unknown", "code"),
        (["", "市南区", "", "", 36.1, 120.4], "missing", "community"),
        (["江西路", "", "", "", 36.1, 120.4], "already", "community"),
        (["", "", "2", "", *ABROAD], "outside", "lat"),
    ],
)
def test_a_position_of_nobody_or_twice_is_refused(sift, cells, reason, column):
    header = ["社区", "区市", "编号", "代码", "纬度", "经度"]
    content = csv_file(header, ["", "", "1", "", *INLAND], cells)
    outcome = sift("positions", content, "a.csv", crs="wgs84")[0]
    assert (outcome.good, set(outcome.groups)) == (1, {(reason, column)})


def test_a_position_that_was_changed_since_is_not_put_back(put, ask, undo, stood, home, cast):
    content = csv_file(["id", "lat", "lon"], [home["id"], *INLAND])
    done = put("positions", content, "a.csv", **COMMUNITY)
    ask(places_writing.place_community, home["id"], 2, (36.09, 120.37), cast.manager.id)
    undone = undo(done)
    assert (undone.gone, undone.kept, stood(home["code"])[3]) == (0, 1, 36.09)

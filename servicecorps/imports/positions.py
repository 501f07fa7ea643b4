"""Give communities their places on the map, from a file, in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app
from flask_babel import gettext as _

from servicecorps.errors import Invalid
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.imports import queries, rules
from servicecorps.imports.reading import read_table
from servicecorps.imports.rules import Outcome, Rejected
from servicecorps.places import outlines
from servicecorps.places.coordinates import WGS84, Position
from servicecorps.places.model import Community, District

COLUMNS = {
    "id": "id",
    "编号": "id",
    "code": "code",
    "代码": "code",
    "name": "name",
    "社区": "name",
    "名称": "name",
    "subdistrict": "subdistrict",
    "街道": "subdistrict",
    "district": "district",
    "区市": "district",
    "lat": "lat",
    "纬度": "lat",
    "lon": "lon",
    "经度": "lon",
}


def bring(
    content: bytes, name: str, *, dry_run: bool = False, crs: str = WGS84, outside: bool = False
) -> Outcome:
    """Place the communities a file names by id, by code, or by name and district.

    Nothing goes in unless every row can; places outside their district only if `outside` is set.

    Raises:
        Invalid: the file cannot be read, or there is nothing in it.
    """
    rows = list(rules.by_header(read_table(content, name), COLUMNS))
    if not rows:
        raise Invalid(_("文件里没有社区。第一行写社区、区市、街道、纬度、经度，下面一行一个"))
    outcome = Outcome(rows=len(rows), outside_allowed=outside)
    with transaction():
        known = _Known.read()
        placed: dict[int, int] = {}
        for number, cells in rows:
            _place(number, cells, crs, known, placed, outcome)
        if dry_run or outcome.refused:
            db.session.rollback()
    return outcome


def question(outcome: Outcome, number: int, district: District, position: Position) -> None:
    """Put a position outside its district on the list of those to be asked about."""
    if outlines.ground(current_app.config["INSTANCE"]).is_outside(district.code, *position):
        told = _("不在%(district)s里", district=district.name)
        outcome.outside.append(Rejected(number, "lat, lon", rules.shown(position), told))


@dataclass
class _Known:
    """All communities, by whatever a file may call them."""

    by_id: dict[str, Community] = field(default_factory=dict)
    by_code: dict[str, Community] = field(default_factory=dict)
    by_name: defaultdict[str, list[Community]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> "_Known":
        known = cls()
        for community in queries.communities():
            known.by_id[str(community.id)] = community
            if community.code:
                known.by_code[community.code] = community
            known.by_name[community.name].append(community)
        for community_id, alias in queries.aliases():
            community = known.by_id[str(community_id)]
            if community not in known.by_name[alias]:
                known.by_name[alias].append(community)
        return known

    def called(self, cells: Mapping[str, str]) -> Sequence[Community]:
        """Return the communities a row may mean."""
        for column, known in (("id", self.by_id), ("code", self.by_code)):
            if cells.get(column):
                found = known.get(cells[column])
                return [found] if found else []
        zones = [
            (one, one.subdistrict.name, one.subdistrict.district.name)
            for one in self.by_name.get(cells.get("name", ""), [])
        ]
        subdistrict, district = cells.get("subdistrict", ""), cells.get("district", "")
        return [
            one
            for one, its_subdistrict, its_district in zones
            if subdistrict in ("", its_subdistrict) and district in ("", its_district)
        ]


def _place(
    number: int,
    cells: Mapping[str, str],
    crs: str,
    known: _Known,
    placed: dict[int, int],
    outcome: Outcome,
) -> None:
    column = next((name for name in ("id", "code", "name") if cells.get(name)), "name")

    def reject(reason: str, at: str = column) -> None:
        outcome.rejected.append(Rejected(number, at, cells.get(at, ""), reason))

    found = known.called(cells)
    if len(found) != 1:
        reject(_("有几个社区都叫这个名字，请写区市和街道") if found else _("没有这个社区"))
        return
    [community] = found
    if community.id in placed:
        reject(_("第 %(row)d 行已经写过这个社区", row=placed[community.id]))
        return
    placed[community.id] = number
    try:
        position = rules.position(cells.get("lat", ""), cells.get("lon", ""), crs)
    except ValueError:
        reject(_("不是度数"), "lat")
        return
    if position is None:
        reject(_("这一列是空的"), "lat")
        return
    question(outcome, number, community.subdistrict.district, position)
    _move(community, position, outcome)


def _move(community: Community, position: Position, outcome: Outcome) -> None:
    before = community.lat_deg, community.lon_deg
    if before == position:
        return
    community.lat_deg, community.lon_deg = position
    community.version += 1
    outcome.changed += 1
    changes = {
        name: [old, new]
        for name, old, new in zip(("lat_deg", "lon_deg"), before, position, strict=True)
        if old != new
    }
    history.note("community", community.id, None, "amend", changes=changes)

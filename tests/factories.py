"""The cast of the tests: people, communities and households every test knows."""

import io
import itertools
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from servicecorps.extensions import db
from servicecorps.imports import steps
from servicecorps.imports.kinds import TABLES
from servicecorps.people import queries as people
from servicecorps.people import writing as people_writing
from servicecorps.people.writing import Person
from servicecorps.places import writing as places_writing
from servicecorps.places.model import Community, District, Subdistrict

PASSWORD = "geheim-123456"
# What a hash costs on purpose has tests of its own; hundreds of sign-ins need not pay it.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_keys = itertools.count(1)


@dataclass(frozen=True)
class Somebody:
    """A person of the cast."""

    id: int
    name: str
    username: str
    role: str
    stamp: str = ""
    team_id: int | None = None


@dataclass(frozen=True)
class Home:
    """A household of the cast."""

    id: int
    name: str
    category: str
    community_id: int
    phone: str = ""


@dataclass(frozen=True)
class Cast:
    """Everybody and everything a test may count on."""

    member: Somebody
    helper: Somebody
    manager: Somebody
    viewer: Somebody
    admin: Somebody
    # Served once, may not sign in any more.
    retired: Somebody
    # Two communities of one district and one of another.
    near: int
    beside: int
    far: int
    near_district: int
    far_district: int
    # Households of the report groups E, P, V and O; the poor one agreed to pictures.
    alone: Home
    poor: Home
    ill: Home
    ordinary: Home
    teams: dict[str, int] = field(default_factory=dict)

    def of_role(self, role: str) -> Somebody:
        """Return the person of a role."""
        found: Somebody = getattr(self, role)
        return found

    def homes(self) -> list[Home]:
        """Return the households."""
        return [self.alone, self.poor, self.ill, self.ordinary]


def invite_cast() -> Cast:
    """Fill an empty database with the cast."""
    teams = {slug: team_id for team_id, slug in people.team_slugs().items()}
    ours, theirs = teams["run_wanjia"], teams["community_helpers"]
    digest = QUICK.hash(PASSWORD)
    everybody = {
        "admin": somebody("赵管理", "zhao", "admin", None, digest),
        "manager": somebody("孙经理", "sun", "manager", ours, digest),
        "member": somebody("林思东", "lin", "member", ours, digest),
        "helper": somebody("王帮手", "wang", "member", theirs, digest),
        "viewer": somebody("周领导", "zhou", "viewer", None, digest),
        "retired": somebody("郑退休", "zheng", "member", ours, digest, active=False),
    }
    near, beside, far = _communities()
    by = everybody["member"].id
    homes = {
        "alone": home(near, "王桂兰", "elder_alone", by, in_charge=by, phone="13812341111"),
        "poor": home(near, "李建国", "dibao", by, photos=True),
        "ill": home(far, "张秀英", "serious_illness", by, in_charge=everybody["helper"].id),
        "ordinary": home(beside, "刘志强", "ordinary", by),
    }
    return Cast(
        **everybody,
        near=near,
        beside=beside,
        far=far,
        near_district=_district_of(near),
        far_district=_district_of(far),
        **homes,
        teams=teams,
    )


def somebody(
    name: str, username: str, role: str, team_id: int | None, digest: str, *, active: bool = True
) -> Somebody:
    """Add a person whose password is PASSWORD."""
    person = Person(name, role, username, active=active, team_ids=[team_id] if team_id else [])
    member_id = people_writing.add(person)
    member = people.get(member_id)
    member.password_hash = digest
    db.session.commit()
    return Somebody(member_id, name, username, role, member.stamp, team_id)


def home(
    community_id: int,
    name: str,
    category: str,
    by: int,
    *,
    in_charge: int | None = None,
    phone: str = "",
    photos: bool = False,
) -> Home:
    """Register a household."""
    agreed = {"consent_on": date(2026, 1, 9), "consent_by_id": by, "consent_way": "spoken"}
    refused = dict.fromkeys(agreed) | {"consent_way": ""}
    values: dict[str, Any] = {
        "contact_name": name,
        "community_id": community_id,
        "street": "江西路",
        "door": "12号楼3单元502户",
        "phone": phone,
        "other_phone": "",
        "water_account": "",
        "main_category": category,
        "in_charge_id": in_charge,
        "own_care_days": None,
        "preferences": "",
        "photos_allowed": photos,
    } | (agreed if photos else refused)
    home_id = places_writing.register(values, [], by, f"home-{next(_keys)}")
    return Home(home_id, name, category, community_id, phone)


def waiting_file(by: Somebody) -> int:
    """Return a file somebody uploaded and checked, with a row that is to be mended."""
    lines = ["日期,来电事项,来电号码", "2026-10-03,水费查询,", "2026-10-03,说不清,13812341111"]
    file = FileStorage(io.BytesIO("\n".join(lines).encode()), "calls.csv")
    import_id = steps.upload(TABLES["calls"], file, by.id, "a-waiting-file")
    stored = steps.queries.file(import_id)
    steps.map_columns(stored, {int(key): slug for key, slug in stored.asked["columns"].items()})
    return import_id


def _communities() -> tuple[int, int, int]:
    district_ids = list(
        db.session.scalars(
            select(District.id).where(District.served == "all").order_by(District.code).limit(2)
        )
    )
    found = [
        list(
            db.session.scalars(
                select(Community.id)
                .join(Subdistrict)
                .where(Subdistrict.district_id == district_id)
                .order_by(Community.id)
                .limit(2)
            )
        )
        for district_id in district_ids
    ]
    return found[0][0], found[0][1], found[1][0]


def _district_of(community_id: int) -> int:
    found = db.session.get(Community, community_id)
    assert found is not None
    return found.subdistrict.district_id

"""What was refused is in the audit: counted a day, never with what was typed."""

from sqlalchemy import select

from servicecorps import words
from servicecorps.extensions import db
from servicecorps.history.model import Refusal
from tests.conftest import inside
from tests.pages import text_of


def counted(app):
    """Return {(what, member, place): times} of what was refused."""
    asked = select(Refusal.what, Refusal.member_id, Refusal.place, Refusal.times)
    return {tuple(row)[:3]: row[3] for row in inside(app, lambda: db.session.execute(asked).all())}


def test_every_refusal_is_counted_and_a_flood_stays_a_line_a_day(app, door, cast, as_viewer):
    for name in ("lin", " LIN ", "lin", "nobody", "somebody-else"):
        door.enter(name, "falsch-123456")
    for _time in range(4):
        door.enter("lin", "falsch-123456")
    as_viewer.get("/admin/audit")
    as_viewer.post(f"/members/{cast.member.id}/link", data={"csrf_token": as_viewer.token()})
    as_viewer.post("/me/language", data={"csrf_token": "falsch"})
    door.browser().get("/in/k7d2-9mxq-4tzc-h3va")
    me, viewer = cast.member.id, cast.viewer.id
    assert counted(app) == {
        ("password", me, "people.sign_in"): 5,
        ("password", 0, "people.sign_in"): 2,
        ("wait", 0, "people.sign_in"): 2,
        ("door", viewer, "admin.audit"): 1,
        ("door", viewer, "people.give_link"): 1,
        ("token", viewer, "people.choose_language"): 1,
        ("link", 0, "people.open_link"): 1,
    }
    assert {what for what, _who, _place in counted(app)} <= set(words.REFUSALS)
    with door.at(24 * 60):
        door.enter("lin", "falsch-123456")
    assert sorted(inside(app, lambda: list(db.session.scalars(select(Refusal.day))))).count(
        max(inside(app, lambda: list(db.session.scalars(select(Refusal.day)))))
    ) == 1  # fmt: skip


def test_the_administrator_reads_it_the_manager_only_of_the_own_team(
    door, cast, as_admin, as_manager, as_helper
):
    door.enter("lin", "falsch-123456")
    door.enter("nobody", "falsch-123456")
    as_helper.get("/admin/audit")
    page = as_admin.get_page("/admin/audit?book=refusals")
    for told in ("密码不对", cast.member.name, "不知道是谁", "没有权限", cast.helper.name):
        assert told in text_of(page.one("table"))
    table = text_of(as_manager.get_page("/admin/audit?book=refusals").one("table"))
    assert cast.member.name in table
    assert "不知道是谁" not in table
    assert cast.helper.name not in table

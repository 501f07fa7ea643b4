"""A repair in a registered home may be a visit as well; elsewhere it cannot."""

from servicecorps.records import queries
from servicecorps.repairs.model import Repair
from servicecorps.visits.model import Visit


def test_a_repair_in_a_registered_home_is_logged_as_a_visit_in_the_same_save(as_member, cast, rows):
    path = f"/repairs/new?household={cast.alone.id}"
    page = as_member.get_page(path)
    typed = {"category": "tap", "visit-wanted": "y", "visit-outcome": "solved"}
    as_member.send(page, **typed)
    assert (rows(Visit), rows(Repair)) == (1, 1)


def test_a_repair_elsewhere_offers_no_visit(as_member, rows):
    page = as_member.get_page("/repairs/new")
    assert not page.has("[name^='visit-']")
    as_member.send(page, category="tap", **{"visit-wanted": "y"})
    assert (rows(Visit), rows(Repair)) == (0, 1)


def test_a_repair_opened_from_a_visit_is_not_done_unless_somebody_says_so(as_member, cast, ask):
    path = f"/visits/new?household={cast.alone.id}"
    page = as_member.get_page(path)
    answer = as_member.send(page, outcome="job_opened", **{"repair-category": "tap"})
    visit_id = int(answer.location.rsplit("/", 1)[1])
    (repair,) = ask(queries.opened_by, visit_id)
    assert (repair.state, repair.measure) == ("planned", None)

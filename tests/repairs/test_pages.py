"""A repair in a registered home may be a visit as well; elsewhere it cannot."""

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
    assert not page.soup.select("[name^='visit-']")
    as_member.send(page, category="tap", **{"visit-wanted": "y"})
    assert (rows(Visit), rows(Repair)) == (0, 1)

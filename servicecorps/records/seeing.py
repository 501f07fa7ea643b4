"""Who may read what tells of a household: its file, and the free texts and pictures of records."""

from datetime import timedelta

from flask import current_app

from servicecorps import clock
from servicecorps.history import queries as history
from servicecorps.people import permits
from servicecorps.people.model import SignedIn
from servicecorps.places import queries as places
from servicecorps.places import rules
from servicecorps.places.model import Household
from servicecorps.records import queries
from servicecorps.records.model import Record


def revealed_for() -> timedelta:
    """Return for how long a household stays open to somebody who gave a reason."""
    return timedelta(minutes=current_app.config["SETTINGS"].reveal_minutes)


def in_clear(home: Household, viewer: SignedIn) -> bool:
    """Tell whether the viewer may see a household in clear now."""
    near, today = timedelta(days=rules.CLEAR_DAYS), clock.today()
    if permits.may_see_clear(
        viewer.role,
        in_charge=home.in_charge_id == viewer.id,
        visited_lately=queries.visited_within(
            viewer.id, home.id, clock.Span(today - near, today + near)
        ),
    ):
        return True
    allowed = viewer.may(permits.Permission.SEE_CLEAR)
    return allowed and history.revealed_since(viewer.id, home.id, clock.now() - revealed_for())


def may_plan(home: Household, viewer: SignedIn) -> bool:
    """Tell whether the viewer may change a household's care plan: whoever sees it in clear."""
    return home.erased_at is None and in_clear(home, viewer)


def texts(record: Record, viewer: SignedIn) -> bool:
    """Tell whether the viewer may read a record's note and whatever else is sensitive in it.

    The crew, who wrote it, managers, and whoever may see the household in clear. What is about
    nobody, such as a night work, may be read by all who see the lists.
    """
    if not record.ABOUT_PEOPLE or viewer.may(permits.Permission.SEE_ANY_CLEAR):
        return True
    if viewer.id in (record.recorded_by, *record.member_ids()):
        return True
    home = places.household_or_none(record.household_id)
    return home is not None and in_clear(home, viewer)


def pictures(record: Record, viewer: SignedIn) -> bool:
    """Tell whether the viewer may see a record's pictures: those of a home are sensitive."""
    return not record.household_id or texts(record, viewer)

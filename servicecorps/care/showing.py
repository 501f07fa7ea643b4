"""What the pages of the care plan offer, and who may change a plan."""

from typing import Any

from servicecorps import words
from servicecorps.care.asked import AskedDue
from servicecorps.errors import Refused
from servicecorps.people import queries as people
from servicecorps.people.model import SignedIn
from servicecorps.places import queries as places
from servicecorps.places.model import Household
from servicecorps.records import seeing


def changeable(household_id: int, viewer: SignedIn) -> Household:
    """Return a household whose plan the viewer may change: whoever may see it in clear.

    Raises:
        Missing: there is none.
        Refused: the viewer has not seen who it is, or it was erased.
    """
    home = places.household(household_id)
    if not seeing.may_plan(home, viewer):
        raise Refused
    return home


def choices(asked: AskedDue) -> dict[str, list[tuple[Any, str]]]:
    """Return what each filter of the due list offers, as (value, label) pairs."""
    zones = [zone for zone in places.subdistricts() if zone.district_id == asked.district]
    return {
        "member": [(member.id, member.name) for member in people.serving()],
        "district": [(one.id, one.name) for one in places.districts(served_only=True)],
        "subdistrict": [(zone.id, zone.name) for zone in zones],
        "community": [(asked.community, places.community_label(asked.community))]
        if asked.community
        else [],
        "category": [(slug, str(label)) for slug, label in words.HOUSEHOLD_CATEGORIES.choices()],
    }

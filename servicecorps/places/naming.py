"""What a household is called where not everybody may know its name."""

from flask_babel import gettext as _

from servicecorps.people.rules import masked_name
from servicecorps.places.model import Household


def masked(home: Household) -> str:
    """Return 王**, or what stands in place of a name that was erased."""
    if home.erased_at and home.withdrawn_on:
        return str(_("已撤回同意的住户"))
    return masked_contact(home.contact_name)


def masked_contact(name: str) -> str:
    """Return the name of a household's contact masked; an erased one is empty."""
    return masked_name(name) or str(_("已清除的住户"))

"""Read the settings: one small query a request."""

from collections.abc import Mapping

from flask import g
from sqlalchemy import select

from servicecorps.extensions import db
from servicecorps.settings.model import ChosenSetting
from servicecorps.settings.rules import CARE_DAYS, care_key, community_key, whole

# The name in `g` under which a request keeps them.
KEPT = "settings_of_the_house"


def every() -> Mapping[str, int]:
    """Return the number of every setting."""
    if KEPT not in g:
        rows = db.session.execute(select(ChosenSetting.key, ChosenSetting.number))
        setattr(g, KEPT, whole(dict(rows.all())))
    found: Mapping[str, int] = getattr(g, KEPT)
    return found


def care_days() -> dict[str, int]:
    """Return after how many days a household is due by category; 0 is never."""
    found = every()
    return {category: found[care_key(category)] for category in CARE_DAYS}


def community_days(group: str) -> int:
    """Return after how many days a community is due; `group` is vulnerable or others."""
    return every()[community_key(group)]

"""Change what the house may be set to."""

from collections.abc import Mapping

from servicecorps.extensions import transaction
from servicecorps.history import writing as history
from servicecorps.settings import writing as settings


def change_settings(values: Mapping[str, int], by: int) -> int:
    """Store settings and note each that differs; return how many those are."""
    with transaction():
        changed = settings.store(values)
        for number, (key, before, after) in changed.items():
            history.note("setting", number, by, "amend", changes={key: [before, after]})
        return len(changed)

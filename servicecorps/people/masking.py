"""Show a value by the class of its column, to those who may not know it."""

from collections.abc import Callable
from typing import Any

from servicecorps.extensions import OPEN, PERSONAL, Base
from servicecorps.people.rules import masked_name, masked_phone

# In place of what is masked as a whole.
STARS = "***"
_MASKS: dict[str, Callable[[str], str]] = {
    "contact_name": masked_name,
    "from_whom": masked_name,
    "phone": masked_phone,
    "caller_phone": masked_phone,
    # Building, unit and door stand apart from it.
    "street": str,
}


def class_of(model: type[Base], name: str) -> dict[str, str]:
    """Return OPEN, PERSONAL or SENSITIVE; what is no column of the model is a list of ids."""
    column = model.__mapper__.columns.get(name)
    return OPEN if column is None else dict(column.info)


def masked(model: type[Base], name: str, value: Any) -> Any:
    """Return a value as those read it who may not know it.

    A personal column nobody gave a mask is hidden like a sensitive one.
    """
    kind = class_of(model, name)
    if kind == OPEN or not value:
        return value
    if kind == PERSONAL and name in _MASKS:
        return _MASKS[name](value)
    return STARS

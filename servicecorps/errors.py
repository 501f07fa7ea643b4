"""What can go wrong in ways a person can act on; each carries its sentence."""

from typing import Any


class Problem(Exception):
    """Base of everything that is explained to the person instead of failing."""

    status = 400

    def __init__(self, message: str = "", **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class Invalid(Problem):
    """A rule refuses the values; `field` names the one to mend, if one can be named."""

    status = 422

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Stale(Problem):
    """Somebody changed the thing after this version was shown."""

    status = 409


class Refused(Problem):
    """The person may not do this."""

    status = 403


class Missing(Problem):
    """There is no such thing, or not for this person."""

    status = 404

"""What was refused is counted in the audit: by whom or against whom, at which door, never what."""

from flask import request
from flask_login import current_user

from servicecorps.history import writing as history


def refused(what: str, member_id: int = 0) -> None:
    """Count a refusal of words.REFUSALS, of the person behind the request unless one is named."""
    me = current_user.id if current_user.is_authenticated else 0
    history.refused(what, member_id or me, request.endpoint or "")

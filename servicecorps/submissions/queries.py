"""Ask for forms that have been stored."""

from sqlalchemy import select

from servicecorps.extensions import db
from servicecorps.submissions.model import KEY_LENGTH, Submission


def was_stored(member_id: int, client_key: str) -> bool:
    """Tell whether a form with this key has been stored, whatever it held."""
    found = db.session.scalar(
        select(Submission.id).where(
            Submission.member_id == member_id, Submission.client_key == client_key[:KEY_LENGTH]
        )
    )
    return found is not None

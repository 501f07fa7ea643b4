"""Find the pictures of records."""

from collections.abc import Sequence

from sqlalchemy import select

from servicecorps.attachments.model import Attachment
from servicecorps.extensions import db


def of_record(record_id: int) -> Sequence[Attachment]:
    """Return the pictures of a record in the order they came."""
    return db.session.scalars(
        select(Attachment).where(Attachment.record_id == record_id).order_by(Attachment.id)
    ).all()


def names() -> set[str]:
    """Return the names of all pictures there are."""
    return set(db.session.scalars(select(Attachment.name)))


def one(record_id: int, attachment_id: int) -> Attachment | None:
    """Return one picture if it belongs to the record."""
    return db.session.scalar(
        select(Attachment).where(Attachment.record_id == record_id, Attachment.id == attachment_id)
    )

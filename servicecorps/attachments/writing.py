"""Add pictures to a record or take them away, inside its transaction."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete

from servicecorps import clock
from servicecorps.attachments.model import Attachment
from servicecorps.attachments.rules import Encoded
from servicecorps.extensions import db


def attach(record_id: int, pictures: Iterable[tuple[str, Encoded]], by: int) -> None:
    """Write the rows of pictures whose files are already kept."""
    for name, picture in pictures:
        db.session.add(
            Attachment(
                record_id=record_id,
                name=name,
                width_px=picture.width_px,
                height_px=picture.height_px,
                size_bytes=len(picture.picture),
                sha256=picture.sha256,
                added_by=by,
                added_at=clock.now(),
            )
        )


def detach(record_ids: Collection[int]) -> list[str]:
    """Take the pictures of records out of the database.

    Returns their names: their files are to be discarded once this stands written.
    """
    gone = delete(Attachment).where(Attachment.record_id.in_(record_ids))
    return list(db.session.scalars(gone.returning(Attachment.name)))

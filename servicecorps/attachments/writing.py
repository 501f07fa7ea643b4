"""Add pictures to a record or take them away, inside its transaction; change one of them."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select

from servicecorps import clock
from servicecorps.attachments.model import Attachment
from servicecorps.attachments.rules import Encoded
from servicecorps.errors import Stale
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


def replace(attachment_id: int, name: str, kept: str, picture: Encoded) -> int:
    """Let a row stand for other files, already kept; return its record.

    Raises:
        Stale: it no longer stands for the files called `name`.
    """
    stored = locked(attachment_id)
    if stored.name != name:
        raise Stale
    stored.name, stored.sha256 = kept, picture.sha256
    stored.width_px, stored.height_px = picture.width_px, picture.height_px
    stored.size_bytes = len(picture.picture)
    return stored.record_id


def locked(attachment_id: int) -> Attachment:
    """Return a picture to be changed.

    Raises:
        Stale: it is gone.
    """
    found = db.session.scalar(
        select(Attachment).where(Attachment.id == attachment_id).with_for_update()
    )
    if found is None:
        raise Stale
    return found

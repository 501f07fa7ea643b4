"""Add pictures to a record, inside its transaction."""

from collections.abc import Iterable

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

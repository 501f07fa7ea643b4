"""Change a stored picture of a record: whether it may be shown, and what is blacked out."""

from servicecorps.attachments import storage
from servicecorps.attachments import writing as attachments
from servicecorps.attachments.rules import Encoded
from servicecorps.extensions import transaction
from servicecorps.history import writing as history


def allow(attachment_id: int, *, may_be_shown: bool, by: int) -> None:
    """Say whether a picture may be shown outside the team."""
    with transaction():
        picture = attachments.locked(attachment_id)
        if picture.may_be_shown != may_be_shown:
            changes = {"may_be_shown": [picture.may_be_shown, may_be_shown]}
            picture.may_be_shown = may_be_shown
            history.note("record", picture.record_id, by, "amend", changes=changes)


def replace(attachment_id: int, name: str, picture: Encoded, by: int) -> None:
    """Put a blacked-out picture in the place of the stored one, whose files are removed.

    Raises:
        Stale: its files no longer bear this name: somebody was quicker.
    """
    gone = kept = storage.keep(picture)
    try:
        with transaction():
            record_id = attachments.replace(attachment_id, name, kept, picture)
            history.note("record", record_id, by, "black_out")
        gone = name
    finally:
        storage.discard(gone)

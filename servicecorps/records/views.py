"""The pictures of records, for those who may see them."""

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue as Answer

from servicecorps.attachments import queries, storage
from servicecorps.errors import Missing
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.records import queries as records
from servicecorps.records import seeing

bp = Blueprint("records", __name__, url_prefix="/records")


@bp.get("/<int:record_id>/photos/<int:photo_id>.jpg")
@needs(Permission.RECORDS)
def photo(record_id: int, photo_id: int) -> Answer:
    """Send a picture."""
    return _sent(record_id, photo_id, small=False)


@bp.get("/<int:record_id>/photos/<int:photo_id>.webp")
@needs(Permission.RECORDS)
def thumbnail(record_id: int, photo_id: int) -> Answer:
    """Send the thumbnail of a picture."""
    return _sent(record_id, photo_id, small=True)


def _sent(record_id: int, photo_id: int, *, small: bool) -> Answer:
    picture = queries.one(record_id, photo_id)
    if picture is None or not seeing.pictures(records.get(record_id), signed_in()):
        raise Missing
    path = storage.thumbnail_of(picture.name) if small else storage.path_of(picture.name)
    if not path.is_file():
        raise Missing
    answer = send_file(path, download_name=path.name.replace(picture.name, str(photo_id)))
    # What is blacked out or erased must not live on in a browser.
    answer.headers["Cache-Control"] = "no-store"
    return answer

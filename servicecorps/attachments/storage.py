"""Files of the pictures: a small interface, so that another store can take its place."""

import contextlib
import os
import secrets
from pathlib import Path

from flask import current_app

from servicecorps.attachments.rules import Encoded


def keep(picture: Encoded) -> str:
    """Write a picture and its thumbnail durably and return their name."""
    name = secrets.token_hex(16)
    _write(path_of(name), picture.picture)
    _write(thumbnail_of(name), picture.thumbnail)
    return name


def discard(name: str) -> None:
    """Remove the files of a picture that did not get its row."""
    for path in (path_of(name), thumbnail_of(name)):
        path.unlink(missing_ok=True)


def path_of(name: str) -> Path:
    """Return where a picture lies."""
    return _folder() / name[:2] / f"{name}.jpg"


def thumbnail_of(name: str) -> Path:
    """Return where a thumbnail lies."""
    return _folder() / name[:2] / f"{name}.webp"


def _folder() -> Path:
    folder: Path = current_app.config["PHOTO_FOLDER"]
    return folder


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(path.suffix + ".part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)


def sync(path: Path) -> None:
    """Make what was written into a file survive a power cut."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    # Windows cannot open a folder; there the rename is as durable as it gets.
    with contextlib.suppress(PermissionError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

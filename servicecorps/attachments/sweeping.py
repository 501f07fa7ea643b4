"""Files and rows of pictures compared: what a crash between the two left behind."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

from servicecorps.attachments import queries, storage

# Whoever saves keeps the files first and writes the row in the same request.
A_DAY_S = 24 * 3600
_OURS = re.compile(r"([0-9a-f]{32})\.(?:jpg|webp)(\.part)?")


@dataclass
class Compared:
    """What of the folder has no row, what of the rows no file, and what is none of ours."""

    named: int = 0
    # Older than a day: nothing that is being saved just now.
    orphans: list[Path] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    foreign: list[Path] = field(default_factory=list)


def compare() -> Compared:
    """Compare the folder of pictures with the rows; changes nothing."""
    # Files before rows: whatever is added in between has its row by then.
    files = [path for path in _folder().rglob("*") if path.is_file()]
    rows, found, newest = queries.names(), Compared(), time.time() - A_DAY_S
    for path in files:
        ours = _OURS.fullmatch(path.name)
        if ours is None or path.parent.name != path.name[:2]:
            found.foreign.append(path)
        elif (ours[2] or ours[1] not in rows) and path.stat().st_mtime < newest:
            found.orphans.append(path)
    found.named = len(rows)
    found.missing = [
        str(path.relative_to(_folder()))
        for name in sorted(rows)
        for path in (storage.path_of(name), storage.thumbnail_of(name))
        if not path.is_file()
    ]
    return found


def sweep(found: Compared) -> None:
    """Remove the files no row names."""
    for path in found.orphans:
        path.unlink(missing_ok=True)


def is_suspicious(found: Compared) -> bool:
    """Tell whether so much has no row that this is rather the wrong database than a crash."""
    return len(found.orphans) > found.named


def _folder() -> Path:
    folder: Path = current_app.config["PHOTO_FOLDER"]
    return folder

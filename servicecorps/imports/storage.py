"""The private copies of uploaded files: random names, readable by the program only, for a day."""

import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from flask import current_app
from flask_babel import gettext as _

from servicecorps.errors import Invalid
from servicecorps.imports import limits

DAY_S = 24 * 3600
_PIECE = 1 << 20


def folder() -> Path:
    """Return the folder of uploads, made when first asked for."""
    found = Path(current_app.config["INSTANCE"]) / "imports"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def keep(stream: IO[bytes]) -> tuple[str, str]:
    """Keep an upload; return its token and its hash.

    Raises:
        Invalid: it is too large.
    """
    token, digest, size = secrets.token_hex(16), hashlib.sha256(), 0
    try:
        with _private(token, "upload") as file:
            while piece := stream.read(_PIECE):
                size += len(piece)
                limits.check_size(size)
                digest.update(piece)
                file.write(piece)
    except BaseException:
        discard(token)
        raise
    return token, digest.hexdigest()


def upload(token: str) -> Path | None:
    """Return the kept file, None once it is gone."""
    path = _path(token, "upload")
    return path if token and path.is_file() else None


@contextmanager
def opened(token: str) -> Iterator[IO[bytes]]:
    """Open the kept file.

    Raises:
        Invalid: it is gone.
    """
    path = upload(token)
    if path is None:
        raise Invalid(_("上传的文件只留一天，已经删了。请重新上传"))
    with path.open("rb") as stream:
        yield stream


@contextmanager
def kept_only_if_stored(token: str) -> Iterator[None]:
    """Let the kept file go if what is done with it fails."""
    try:
        yield
    except BaseException:
        discard(token)
        raise


def keep_bad(token: str, bad: Iterable[Any]) -> None:
    """Keep the rows that could not go in, as they were."""
    with _private(token, "bad") as file:
        for line in bad:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def bad(token: str) -> Iterator[Any] | None:
    """Return the rows that could not go in, None once they are gone."""
    path = _path(token, "bad")
    return _lines(path) if token and path.is_file() else None


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def tell(token: str, step: str, rows: int) -> None:
    """Say how far a file is.

    Not in the database: on SQLite the import itself holds the one pen.
    """
    path = _path(token, "progress")
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    fresh.write_text(json.dumps({"step": step, "rows": rows}), encoding="ascii")
    fresh.replace(path)


def progress(token: str) -> dict[str, Any]:
    """Return how far a file is: the step, and how many rows are through."""
    try:
        found: dict[str, Any] = json.loads(_path(token, "progress").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {"step": "", "rows": 0}
    return found


def discard(token: str, *, but_bad: bool = False) -> None:
    """Remove what is kept of an upload, perhaps but the rows to mend."""
    if not token:
        return
    endings = ("upload", "progress") if but_bad else ("upload", "bad", "progress")
    for ending in endings:
        _path(token, ending).unlink(missing_ok=True)


def sweep() -> None:
    """Remove what is older than a day."""
    oldest = time.time() - DAY_S
    for path in folder().iterdir():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue


def _path(token: str, ending: str) -> Path:
    return folder() / f"{token}.{ending}"


def _private(token: str, ending: str) -> IO[bytes]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.fdopen(os.open(_path(token, ending), flags, 0o600), "wb")

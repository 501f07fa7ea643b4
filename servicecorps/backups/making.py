"""Make a backup: everything into one file, which is opened and counted before it is called one."""

import os
import secrets
import shutil
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from servicecorps import clock, health
from servicecorps.attachments import storage
from servicecorps.backups import packing, queries, rules, sealing, writing
from servicecorps.backups.model import Backup
from servicecorps.backups.rules import DATABASE, Manifest
from servicecorps.errors import Invalid
from servicecorps.extensions import MIGRATIONS
from servicecorps.places import outlines

LEVELS = ("districts", "subdistricts")
_A_DAY_S = 24 * 3600
# Two at once would only wait for the same disk; and a form sent twice finds its own backup.
_in_line = threading.Lock()


@dataclass(frozen=True)
class Made:
    """A backup that was verified."""

    path: Path
    manifest: Manifest
    sealed: bool

    def row(self, by: int | None) -> Backup:
        """Return what is written down of it."""
        return Backup(
            name=self.path.name[:255],
            made_at=clock.now(),
            made_by=by,
            size_bytes=self.path.stat().st_size,
            records=self.manifest.records,
            photos=self.manifest.photos,
            missing=len(self.manifest.missing),
            sealed=self.sealed,
        )


def make(target: Path | None = None, passphrase: str = "") -> Made:
    """Copy database and photos into one file, by default into instance/backups.

    Raises:
        Invalid: the file exists, the database is of an older form, or the copy is not right.
        OSError: it cannot be written there.
    """
    if health.database_revision() != health.head_revision(current_app):
        raise Invalid("数据库要先升级 / upgrade the database first: flask db upgrade")
    path = target or folder() / _name(sealed=bool(passphrase))
    if path.exists():
        raise Invalid(f"已有这个文件 / there is such a file already: {path}")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with _in_line, working() as work:
        try:
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            _write(part, passphrase, work)
            manifest = verified(part, passphrase, work)
            storage.sync(part)
            part.replace(path)
            storage.sync_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)
    return Made(path, manifest, sealed=bool(passphrase))


def make_and_note(
    target: Path | None, passphrase: str, by: int | None = None, client_key: str = ""
) -> Made:
    """Make a backup, write it down, and remove the oldest beyond those that are kept.

    Raises:
        Invalid: as for `make`.
        OSError: as for `make`.
    """
    made = make(target, passphrase)
    if not writing.note_made(made.row(by), client_key):
        made.path.unlink()
    if made.path.parent == folder():
        drop_old()
    return made


def drop_old() -> None:
    """Remove the oldest backups in instance/backups, so that the newest stay."""
    keep = current_app.config["SETTINGS"].backups_kept
    for name in rules.to_drop((path.name for path in folder().iterdir()), keep):
        (folder() / name).unlink(missing_ok=True)


def verified(path: Path, passphrase: str, work: Path) -> Manifest:
    """Open a backup, compare every digest, count every table; its database is left in `work`.

    Raises:
        Invalid: it is damaged, no backup, of a newer program, or the passphrase is wrong.
    """
    plain = packing.opened(path, passphrase, work)
    with packing.reading(plain) as (found, manifest):
        for name in manifest.files:
            into = work / DATABASE if name == DATABASE else Path(os.devnull)
            with into.open("wb") as target:
                packing.take_out(found, manifest, name, target)
    if queries.counted(work / DATABASE) != manifest.counts:
        raise Invalid("备份里的条数不对 / the rows in the backup are not those it names")
    return manifest


def folder() -> Path:
    """Return instance/backups, made if it is missing, for nobody else's eyes."""
    found: Path = current_app.config["INSTANCE"] / "backups"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


@contextmanager
def working() -> Iterator[Path]:
    """Lend a folder for unfinished things; what a killed run left behind is cleared away."""
    for left in [*folder().glob(".working-*"), *folder().glob(".*.part")]:
        if time.time() - left.stat().st_mtime > _A_DAY_S:
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix=".working-", dir=folder()) as work:
        yield Path(work)


def passphrase_from_file() -> str:
    """Return the passphrase that seals every backup, or nothing when no file is set.

    Raises:
        Invalid: the file cannot be read or is empty.
    """
    name = current_app.config["SETTINGS"].backup_passphrase_file
    if not name:
        return ""
    try:
        found = Path(name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        found = ""
    if not found:
        raise Invalid(f"口令文件读不到 / the passphrase file cannot be read: {name}")
    return found


def _name(*, sealed: bool) -> str:
    return rules.file_name(clock.local(clock.now()), secrets.token_hex(2), sealed=sealed)


def _write(part: Path, passphrase: str, work: Path) -> None:
    plain = work / "plain.zip" if passphrase else part
    _pack(plain, work / "snapshot.sqlite3")
    if passphrase:
        with part.open("wb") as target:
            sealing.seal(plain, target, passphrase)
        plain.unlink()


def _pack(plain: Path, database: Path) -> None:
    # Rows first: a picture is kept before its row, so every row in the copy has its picture.
    writing.snapshot(database)
    packed = packing.Packed(plain)
    try:
        packed.add(DATABASE, database)
        missing = _add_pictures(packed, queries.pictures(database))
        for level in LEVELS:
            _add(packed, outlines.imported(current_app.config["INSTANCE"], level), "basemap")
    except BaseException:
        packed.abandon()
        raise
    packed.close(_manifest(database, packed.files, missing))
    database.unlink()


def _add_pictures(packed: packing.Packed, names: list[str]) -> list[str]:
    return [
        path.name
        for name in names
        for path in (storage.path_of(name), storage.thumbnail_of(name))
        if not _add(packed, path, f"photos/{name[:2]}")
    ]


def _add(packed: packing.Packed, path: Path, under: str) -> bool:
    if not path.is_file():
        return False
    packed.add(f"{under}/{path.name}", path)
    return True


def _manifest(database: Path, files: dict[str, str], missing: list[str]) -> Manifest:
    standing = queries.standing()
    project = tomllib.loads((MIGRATIONS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    return Manifest(
        version=project["project"]["version"],
        migration=health.head_revision(current_app) or "",
        installation=standing.installation,
        demo=standing.demo,
        database=current_app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0],
        made_at=f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
        counts=queries.counted(database),
        files=files,
        missing=missing,
    )

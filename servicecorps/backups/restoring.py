"""Take a backup back: all of it, or nothing is changed."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app

from servicecorps import health
from servicecorps.attachments import storage
from servicecorps.backups import making, packing, queries, rules, writing
from servicecorps.backups.rules import DATABASE, Manifest
from servicecorps.errors import Invalid
from servicecorps.extensions import MIGRATIONS, db


@dataclass(frozen=True)
class Restored:
    """What came back, and where what stood there before is kept."""

    manifest: Manifest
    kept: Path | None


def restore(path: Path, passphrase: str = "", *, replace: bool = False) -> Restored:
    """Put database and photos of a backup in the place of what is here.

    Raises:
        Invalid: it is damaged, no backup, or of a newer program.
        Refused: there is something here and `replace` is not said, or it is another logbook's.
    """
    with making.working() as work:
        manifest = making.verified(path, passphrase, work)
        rules.check_known(manifest, _known_migrations())
        _make_place()
        standing = queries.standing()
        rules.check_may_replace(manifest, standing, replace=replace)
        kept = making.make(None, passphrase).path if standing.people or standing.records else None
        writing.make_ready(work / DATABASE, manifest.made_at)
        plain, added = packing.opened(path, passphrase, work), list[Path]()
        try:
            _take_files_out(plain, added)
            writing.put_back(work / DATABASE)
        except BaseException:
            for one in added:
                one.unlink(missing_ok=True)
            raise
    db.engine.dispose()
    return Restored(manifest, kept)


def _known_migrations() -> set[str]:
    script = ScriptDirectory(str(MIGRATIONS))
    return {one.revision for one in script.walk_revisions()}


def _make_place() -> None:
    """Plant an empty database where there is none; one of an older form must be brought up first.

    Raises:
        Invalid: the database here is of another form than this program's.
    """
    at = health.database_revision()
    if at is None:
        writing.bring_to_head(db.engine)
    elif at != health.head_revision(current_app):
        raise Invalid("数据库要先升级 / upgrade the database first: flask db upgrade")


def _take_files_out(plain: Path, added: list[Path]) -> None:
    """Write photos and borders that are not here yet, each whole or not at all; name them."""
    with packing.reading(plain) as (found, manifest):
        for name in manifest.files:
            path = _place_of(name)
            if path is not None and not path.exists():
                _take_out(found, manifest, name, path)
                added.append(path)


def _take_out(found: zipfile.ZipFile, manifest: Manifest, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(path.suffix + ".part")
    with part.open("wb") as target:
        packing.take_out(found, manifest, name, target)
    storage.sync(part)
    part.replace(path)
    storage.sync_folder(path.parent)


def _place_of(name: str) -> Path | None:
    if name == DATABASE:
        return None
    if name.startswith("photos/"):
        folder: Path = current_app.config["PHOTO_FOLDER"]
        return folder / name.removeprefix("photos/")
    instance: Path = current_app.config["INSTANCE"]
    return instance / name

"""The file of a backup: a zip any program opens, whose last bytes are the digest of all others."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from servicecorps.backups import sealing
from servicecorps.backups.rules import DATABASE, MANIFEST, Manifest
from servicecorps.errors import Invalid

_SIGN = b"servicecorps-backup sha256 "
_DIGITS = 64
_PIECE = 1024 * 1024
_MOST_MANIFEST_BYTES = 256 * 1024 * 1024


class Packed:
    """A backup being written: files first, each with its digest, then the manifest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: dict[str, str] = {}
        # Level 1: a quarter of the size in a third of the time of the usual level.
        self._zip = zipfile.ZipFile(path, "w", compresslevel=1)

    def add(self, name: str, source: Path) -> None:
        """Add a file; the database is squeezed, pictures already are."""
        self._zip.compression = zipfile.ZIP_DEFLATED if name == DATABASE else zipfile.ZIP_STORED
        with source.open("rb") as file, self._zip.open(name, "w", force_zip64=True) as into:
            self.files[name] = _copied(file, into)

    def close(self, manifest: Manifest) -> None:
        """Add the manifest and write the digest of the whole file at its very end."""
        self._zip.writestr(MANIFEST, manifest.written())
        self._zip.comment = _SIGN + b"0" * _DIGITS
        self._zip.close()
        digest = _digest(self.path)
        with self.path.open("r+b") as file:
            file.seek(-_DIGITS, 2)
            file.write(digest.encode())

    def abandon(self) -> None:
        """Close the file of a backup that did not come about."""
        self._zip.close()


def opened(path: Path, passphrase: str, work: Path) -> Path:
    """Return a backup in clear whose every bit is as it was written.

    Raises:
        Invalid: it is damaged or no backup, or the passphrase is missing or wrong.
    """
    plain = path
    if sealing.is_sealed(path):
        if not passphrase:
            raise Invalid("这份备份有口令 / this backup has a passphrase: --passphrase-stdin")
        plain = work / "unsealed.zip"
        with plain.open("wb") as target:
            sealing.unseal(path, target, passphrase)
    with plain.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _DIGITS - len(_SIGN)))
        sign, digest = file.read(len(_SIGN)), file.read()
    if sign != _SIGN:
        raise Invalid(
            "这不是本程序的备份，或没有写完、已损坏 / "
            "not a backup of this program, or cut off or damaged"
        )
    if digest.decode("latin-1") != _digest(plain):
        raise Invalid("备份已损坏 / the backup is damaged")
    return plain


@contextmanager
def reading(plain: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup that `opened` returned.

    Raises:
        Invalid: it is not one of ours, or a newer program made it.
    """
    try:
        with zipfile.ZipFile(plain) as found:
            listed = {one.filename: one.file_size for one in found.infolist()}
            if listed.get(MANIFEST, _MOST_MANIFEST_BYTES) >= _MOST_MANIFEST_BYTES:
                raise Invalid("这不是本程序的备份 / not a backup of this program")
            manifest = Manifest.read(found.read(MANIFEST))
            if set(manifest.files) | {MANIFEST} != set(listed):
                raise Invalid("备份不完整 / the backup is not whole")
            yield found, manifest
    except zipfile.BadZipFile as problem:
        raise Invalid("备份已损坏 / the backup is damaged") from problem


def take_out(found: zipfile.ZipFile, manifest: Manifest, name: str, target: IO[bytes]) -> None:
    """Write one file of a backup, comparing its digest.

    Raises:
        Invalid: it differs from what the manifest says.
    """
    with found.open(name) as file:
        if _copied(file, target) != manifest.files[name]:
            raise Invalid(f"备份里的文件不对 / a file in the backup differs: {name}")


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()


def _digest(path: Path) -> str:
    """Return the sha256 of all but the last bytes, which are the digest's own."""
    digest, left = hashlib.sha256(), path.stat().st_size - _DIGITS
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()

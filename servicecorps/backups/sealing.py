"""Sealing a file with a passphrase: whoever has not got it can neither read nor change a bit.

Argon2id makes the key. AES-256-GCM seals the file in pieces by the STREAM construction (Hoang,
Reyhanitabar, Rogaway, Vizár 2015): the number of the piece and whether it is the last stand in its
nonce, so that none can be left out, moved, added or cut off.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from servicecorps.errors import Invalid

MAGIC = b"servicecorps-sealed-1\n"
MIN_PASSPHRASE = 12
_SALT, _PREFIX, _TAG = 16, 7, 16
_PIECE = 1024 * 1024


def is_sealed(path: Path) -> bool:
    """Tell whether a file begins as a sealed one does."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def seal(source: Path, target: BinaryIO, passphrase: str) -> None:
    """Write a file sealed.

    Raises:
        Invalid: the passphrase is too short.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise Invalid(
            f"口令至少 {MIN_PASSPHRASE} 个字 / the passphrase needs {MIN_PASSPHRASE} characters"
        )
    salt, prefix = os.urandom(_SALT), os.urandom(_PREFIX)
    header = MAGIC + salt + prefix
    target.write(header)
    cipher = AESGCM(_key(passphrase, salt))
    with source.open("rb") as file:
        target.writelines(
            cipher.encrypt(_nonce(prefix, number, last=last), piece, header)
            for number, piece, last in _pieces(file, _PIECE)
        )


def unseal(source: Path, target: BinaryIO, passphrase: str) -> None:
    """Write a sealed file in clear.

    Raises:
        Invalid: the passphrase is wrong, or the file is damaged.
    """
    with source.open("rb") as file:
        header = file.read(len(MAGIC) + _SALT + _PREFIX)
        salt, prefix = header[len(MAGIC) :][:_SALT], header[len(MAGIC) + _SALT :]
        if not header.startswith(MAGIC) or len(prefix) < _PREFIX:
            raise Invalid(_wrong())
        cipher = AESGCM(_key(passphrase, salt))
        try:
            target.writelines(
                cipher.decrypt(_nonce(prefix, number, last=last), piece, header)
                for number, piece, last in _pieces(file, _PIECE + _TAG)
            )
        except InvalidTag as problem:
            raise Invalid(_wrong()) from problem


def _wrong() -> str:
    return "口令不对，或文件已损坏 / wrong passphrase, or the file is damaged"


def _key(passphrase: str, salt: bytes) -> bytes:
    # 64 MiB and three passes: half a second once a backup, for every guess of a thief's too.
    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=3,
        memory_cost=64 * 1024,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Return number, piece, and whether it is the last; an empty file is one empty piece."""
    number, piece = 0, file.read(size)
    while True:
        following = file.read(size)
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following

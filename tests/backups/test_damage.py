"""A damaged backup is refused, wherever the damage is, and what is here stays."""

import hashlib
import random

import pytest

from servicecorps.backups import restoring, sealing
from servicecorps.errors import Invalid
from tests.backups.conftest import content

HUNDRED = 100
PASSPHRASE = "vier worte sind genug"
pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_hundred_of_a_hundred_damaged_files_are_refused(
    app, ask, log, made, backups, monkeypatch, passphrase
):
    monkeypatch.setattr(
        sealing, "_key", lambda word, salt: hashlib.sha256(word.encode() + salt).digest()
    )
    log.noise()
    path = made(passphrase=passphrase)
    whole, before = path.read_bytes(), content(app)
    refused = 0
    for seed in range(HUNDRED):
        path.write_bytes(damaged(whole, random.Random(seed)))
        with pytest.raises(Invalid):
            ask(restoring.restore, path, passphrase, replace=True)
        refused += 1
    assert refused == HUNDRED
    assert content(app) == before
    assert [one.name for one in backups.iterdir()] == [path.name]
    path.write_bytes(whole)
    ask(restoring.restore, path, passphrase, replace=True)


def damaged(whole, chance):
    """Return a file with a bit turned, cut off, or with a hole, as a bad disk leaves it."""
    how = chance.choice(["bit", "bit", "cut", "hole"])
    at = chance.randrange(len(whole))
    if how == "bit":
        # The first and the last bytes as often as those between: that is where names stand.
        at = chance.choice([at, chance.randrange(200), len(whole) - 1 - chance.randrange(400)])
        return whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
    if how == "cut":
        return whole[:at]
    end = min(len(whole), at + 512)
    hole = b"\0" * (end - at)
    return whole[:at] + hole + whole[end:] if whole[at:end] != hole else whole[:at]


@pytest.mark.parametrize("what", [b"", b"PK", b"a letter", b"\0" * 5000])
def test_what_is_no_backup_at_all_is_refused(ask, backups, tmp_path, what):
    file = tmp_path / "somebody.zip"
    file.write_bytes(what)
    with pytest.raises(Invalid, match="not a backup of this program"):
        ask(restoring.restore, file, replace=True)

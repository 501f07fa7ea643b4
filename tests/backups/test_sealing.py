"""A sealed file can neither be read nor changed without its passphrase."""

import hashlib
import io

import pytest

from servicecorps.backups import sealing
from servicecorps.errors import Invalid

PASSPHRASE = "四个词 correct horse"
PIECE, HEADER = 64, 45


@pytest.fixture
def small(monkeypatch):
    """Small pieces and a key that costs nothing, so that every cut can be tried."""
    monkeypatch.setattr(sealing, "_PIECE", PIECE)
    monkeypatch.setattr(
        sealing, "_key", lambda word, salt: hashlib.sha256(word.encode() + salt).digest()
    )


def sealed(path, content, passphrase=PASSPHRASE):
    path.write_bytes(content)
    target = io.BytesIO()
    sealing.seal(path, target, passphrase)
    path.write_bytes(target.getvalue())
    return target.getvalue()


def unsealed(path, passphrase=PASSPHRASE):
    target = io.BytesIO()
    sealing.unseal(path, target, passphrase)
    return target.getvalue()


def test_what_was_sealed_comes_back_and_cannot_be_read_meanwhile(tmp_path):
    file = tmp_path / "file"
    there = sealed(file, "王桂兰 ".encode() * 50)
    assert "王桂兰".encode() not in there
    assert sealing.is_sealed(file)
    assert unsealed(file) == "王桂兰 ".encode() * 50
    with pytest.raises(Invalid, match="wrong passphrase"):
        unsealed(file, PASSPHRASE + "x")


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5])
def test_every_size_comes_back_whole(small, tmp_path, size):
    content = bytes(range(256))[:size] if size < 256 else b"x" * size
    sealed(tmp_path / "file", content)
    assert unsealed(tmp_path / "file") == content


def test_the_same_content_is_sealed_differently_each_time(small, tmp_path):
    assert sealed(tmp_path / "a", b"x") != sealed(tmp_path / "b", b"x")


def test_cut_off_anywhere_with_pieces_left_out_or_swapped_it_is_refused(small, tmp_path):
    there = sealed(tmp_path / "file", b"x" * 3 * PIECE + b"y")
    whole = PIECE + 16
    pieces = [there[HEADER + n * whole :][:whole] for n in range(4)]
    header = there[:HEADER]
    assert b"".join([header, *pieces]) == there
    wrong = [there[:end] for end in range(len(there))]
    wrong += [header + b"".join(pieces[n] for n in order)
              for order in ((0, 1, 3), (1, 0, 2, 3), (0, 1, 2), (3,), (0, 0, 1, 2, 3))]  # fmt: skip
    wrong += [there + b"x", there + pieces[3]]
    for content in wrong:
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(Invalid):
            unsealed(tmp_path / "file")


def test_a_short_passphrase_seals_nothing(tmp_path):
    with pytest.raises(Invalid, match="12 characters"):
        sealed(tmp_path / "file", b"x", "kurz")

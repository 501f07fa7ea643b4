"""What a picture is once it is encoded, and its limits."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

MAX_PIXELS = 50_000_000
LONG_SIDE_PX = 1920
THUMB_SIDE_PX = 320
# JPEG takes in the pair of pictures (MPO) some phones write.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


def fits(width_px: int, height_px: int) -> bool:
    """Tell whether a picture is small enough to be decoded."""
    return 0 < width_px * height_px <= MAX_PIXELS


class Region(NamedTuple):
    """A part of a picture, in per cent of its width and height, from its upper left."""

    left: int
    top: int
    width: int
    height: int

    def box(self, width_px: int, height_px: int) -> tuple[int, int, int, int]:
        """Return the outermost pixels it covers: left, top, right, bottom, all inside."""
        right, bottom = self.left + self.width, self.top + self.height
        return (
            self.left * width_px // 100,
            self.top * height_px // 100,
            min(width_px, -(-right * width_px // 100)) - 1,
            min(height_px, -(-bottom * height_px // 100)) - 1,
        )


@dataclass(frozen=True)
class Encoded:
    """A picture ready to be stored: JPEG and a WebP thumbnail."""

    picture: bytes
    thumbnail: bytes
    width_px: int
    height_px: int

    @property
    def sha256(self) -> str:
        """Digest of the picture."""
        return hashlib.sha256(self.picture).hexdigest()

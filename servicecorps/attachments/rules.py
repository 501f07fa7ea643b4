"""What a picture is once it is encoded, and its limits."""

import hashlib
from dataclasses import dataclass

MAX_PIXELS = 50_000_000
LONG_SIDE_PX = 1920
THUMB_SIDE_PX = 320
# JPEG takes in the pair of pictures (MPO) some phones write.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


def fits(width_px: int, height_px: int) -> bool:
    """Tell whether a picture is small enough to be decoded."""
    return 0 < width_px * height_px <= MAX_PIXELS


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

"""Limits of a picture."""

MAX_PIXELS = 50_000_000
LONG_SIDE_PX = 1920
THUMB_SIDE_PX = 320
# JPEG takes in the pair of pictures (MPO) some phones write.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


def fits(width_px: int, height_px: int) -> bool:
    """Tell whether a picture is small enough to be decoded."""
    return 0 < width_px * height_px <= MAX_PIXELS

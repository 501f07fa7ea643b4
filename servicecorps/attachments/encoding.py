"""Re-encode a picture: nothing of the original file but its pixels is kept."""

import io
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from flask_babel import gettext as _
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from servicecorps.attachments import rules
from servicecorps.attachments.rules import Encoded, Region
from servicecorps.errors import Invalid

register_heif_opener()
Image.MAX_IMAGE_PIXELS = rules.MAX_PIXELS


def encode(file: IO[bytes]) -> Encoded:
    """Decode JPEG, PNG, WebP or HEIC and write it anew, turned upright, without any metadata.

    Raises:
        Invalid: it is not a picture of these kinds, broken, or too large to be opened safely.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=rules.FORMATS) as image:
                if not rules.fits(*image.size):
                    raise Invalid(_("照片太大，打不开。请缩小后再传"), field="photos")
                image.draft("RGB", (rules.LONG_SIDE_PX * 2, rules.LONG_SIDE_PX * 2))
                upright = _eight_bits(ImageOps.exif_transpose(image)).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Invalid(_("照片太大，打不开。请缩小后再传"), field="photos") from problem
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as problem:
        raise Invalid(
            _("这个文件不是照片，或已损坏。可以传 JPEG、PNG、WebP、HEIC"), field="photos"
        ) from problem
    return _encoded(upright)


def blacked_out(path: Path, regions: Iterable[Region]) -> Encoded:
    """Write a stored picture anew with regions filled: nothing under them is kept.

    Raises:
        Invalid: it is not there any more.
    """
    try:
        with Image.open(path, formats=("JPEG",)) as image:
            picture = image.convert("RGB")
    except OSError as problem:
        raise Invalid("") from problem
    brush = ImageDraw.Draw(picture)
    for region in regions:
        brush.rectangle(region.box(*picture.size), fill="black")
    return _encoded(picture)


def _encoded(upright: Image.Image) -> Encoded:
    upright.thumbnail((rules.LONG_SIDE_PX, rules.LONG_SIDE_PX))
    small = upright.copy()
    small.thumbnail((rules.THUMB_SIDE_PX, rules.THUMB_SIDE_PX))
    return Encoded(_written(upright, "JPEG"), _written(small, "WEBP"), *upright.size)


def _eight_bits(image: Image.Image) -> Image.Image:
    # A scan may have 16 bits a pixel; converted as they are, all but the darkest turn white.
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _written(image: Image.Image, kind: str) -> bytes:
    # A copy through raw pixels: no EXIF, no colour profile, no comment can travel along.
    clean = Image.frombytes("RGB", image.size, image.tobytes())
    out = io.BytesIO()
    clean.save(out, kind, quality=82)
    return out.getvalue()

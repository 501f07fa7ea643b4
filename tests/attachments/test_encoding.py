"""Nothing of a photo but its pixels is kept."""

import io

import pillow_heif
import pytest
from PIL import Image

from servicecorps.attachments import rules
from servicecorps.attachments.encoding import encode
from servicecorps.errors import Invalid

GPS = 0x8825
ORIENTATION = 0x0112
MAKER = 0x010F


def picture(kind="JPEG", size=(400, 300), *, exif=True, mode="RGB"):
    """Return the bytes of a photo as a phone takes it."""
    image = Image.new(mode, size, "#1a7f8e")
    options = {}
    if exif:
        facts = Image.Exif()
        facts[MAKER] = "HUAWEI"
        facts[ORIENTATION] = 6
        facts.get_ifd(GPS)[2] = (36.0, 4.0, 1.5)
        options["exif"] = facts.tobytes()
    out = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    image.save(out, kind, **options)
    return out


@pytest.fixture(autouse=True)
def _in_context(app):
    with app.test_request_context():
        yield


def test_a_scan_of_sixteen_bits_keeps_its_greys():
    scan = io.BytesIO()
    Image.new("I;16", (40, 30), 30_000).save(scan, "PNG")
    with Image.open(io.BytesIO(encode(scan).picture)) as stored:
        assert abs(stored.convert("L").getpixel((20, 15)) - 30_000 // 256) <= 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_kind_a_phone_takes_becomes_a_jpeg_without_place_and_maker(kind):
    found = encode(picture(kind))
    with Image.open(io.BytesIO(found.picture)) as stored:
        assert (stored.format, dict(stored.getexif())) == ("JPEG", {})
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(stored.info)
        assert stored.size == (found.width_px, found.height_px)
    with Image.open(io.BytesIO(found.thumbnail)) as small:
        assert small.format == "WEBP"
        assert max(small.size) <= rules.THUMB_SIDE_PX
        assert dict(small.getexif()) == {}
    for word in (b"HUAWEI", b"GPS", b"Exif"):
        assert word not in found.picture + found.thumbnail


def test_a_photo_taken_upright_is_stored_upright():
    found = encode(picture(size=(400, 300)))
    assert (found.width_px, found.height_px) == (300, 400)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK"])
def test_every_colour_mode_is_understood(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert encode(picture(kind, exif=False, mode=mode)).picture.startswith(b"\xff\xd8")


def test_a_large_photo_is_made_smaller():
    found = encode(picture(size=(4000, 3000), exif=False))
    assert (found.width_px, found.height_px) == (rules.LONG_SIDE_PX, 1440)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a\x01\x00\x01\x00\x00\xff\x00,",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0" + b"\x00" * 40,
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(content):
    with pytest.raises(Invalid) as told:
        encode(io.BytesIO(content))
    assert told.value.field == "photos"


def test_half_a_photo_is_refused():
    whole = picture(size=(900, 900)).getvalue()
    with pytest.raises(Invalid):
        encode(io.BytesIO(whole[: len(whole) // 2]))


def test_a_bomb_is_refused_before_it_is_unpacked():
    image = Image.new("1", (20_000, 20_000))
    out = io.BytesIO()
    image.save(out, "PNG")
    assert len(out.getvalue()) < 200_000
    with pytest.raises(Invalid, match="太大"):
        encode(out)


@pytest.mark.parametrize(
    ("size", "fits"), [((0, 5), False), ((8000, 6000), True), ((9000, 6000), False)]
)
def test_how_many_pixels_are_opened(size, fits):
    assert rules.fits(*size) is fits

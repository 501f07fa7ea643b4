"""Draw the icons of the installed program: the mark on deep blue, as PNG.

For developers only, after changing the mark: python docs/draw_icons.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "servicecorps" / "static" / "offline"
SIZES = (192, 512)
FINER = 4  # drawn larger and made small again, so that edges are smooth
DEEP, PALE, ROOF = "#07313f", "#eaf4f6", "#b13820"
# The mark's own field is 30 × 36; it fills so much of the icon that any mask leaves it whole.
WIDTH, HEIGHT, SHARE = 30, 36, 0.56
TIP, LEFT, MIDDLE, RIGHT = (15, 1), (2, 22.2), (15, 22.2), 28
RADIUS = 13


def drop() -> list[tuple[float, float]]:
    """Return the outline of the upper part of the drop: two curves from the tip to the sides."""
    left = [_curve(TIP, TIP, (LEFT[0], 14.6), LEFT, t / 40) for t in range(41)]
    right = [(2 * MIDDLE[0] - x, y) for x, y in reversed(left)]
    return [*left, *right]


def house() -> list[tuple[float, float]]:
    """Return the outline of the house, door left out."""
    return [(15, 14.2), (22.2, 20.3), (22.2, 29.3), (17.4, 29.3), (17.4, 24), (16.4, 22.5),
            (13.6, 22.5), (12.6, 24), (12.6, 29.3), (7.8, 29.3), (7.8, 20.3)]  # fmt: skip


def icon(size: int) -> Image.Image:
    """Return the icon of a size in points."""
    whole = size * FINER
    scale = whole * SHARE / HEIGHT
    picture = Image.new("RGB", (whole, whole), DEEP)
    pen = ImageDraw.Draw(picture)

    def placed(x: float, y: float) -> tuple[float, float]:
        return whole / 2 + (x - WIDTH / 2) * scale, whole / 2 + (y - HEIGHT / 2) * scale

    pen.polygon([placed(x, y) for x, y in drop()], fill=PALE)
    around = [*placed(LEFT[0], LEFT[1] - RADIUS), *placed(RIGHT, LEFT[1] + RADIUS)]
    pen.pieslice(around, 0, 180, fill=PALE)
    pen.polygon([placed(x, y) for x, y in house()], fill=ROOF)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def _curve(
    start: tuple[float, float],
    first: tuple[float, float],
    second: tuple[float, float],
    end: tuple[float, float],
    t: float,
) -> tuple[float, float]:
    shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    points = (start, first, second, end)
    return (
        sum(share * point[0] for share, point in zip(shares, points, strict=True)),
        sum(share * point[1] for share, point in zip(shares, points, strict=True)),
    )


if __name__ == "__main__":
    for size in SIZES:
        icon(size).save(FOLDER / f"icon-{size}.png", optimize=True)

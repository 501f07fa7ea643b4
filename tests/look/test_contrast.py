"""The colours can be read: contrast of every pair of tokens that meet on a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "servicecorps" / "static" / "tokens.css"
THEMES = ("light", "dark")

# Ink, ground. 4.5 : 1, WCAG 2.2, 1.4.3.
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2") for ground in ("mist", "sheet", "inset")],
    *[("ink", ground) for ground in ("sea-soft", "gold-soft", "roof-soft", "leaf-soft")],
    *[("ink-2", ground) for ground in ("sea-soft", "map-land", "map-sea")],
    *[("ink", ground) for ground in ("map-land", "map-sea")],
    *[(link, ground) for link in ("sea", "sea-strong") for ground in ("mist", "sheet", "inset")],
    *[(link, "sea-soft") for link in ("sea", "sea-strong")],
    *[("sea", ground) for ground in ("gold-soft", "roof-soft", "leaf-soft")],
    ("on-sea", "sea"),
    ("on-sea", "sea-strong"),
    *[
        (f"{colour}-ink", ground)
        for colour in ("roof", "leaf", "gold")
        for ground in ("mist", "sheet", "inset", f"{colour}-soft")
    ],
    *[
        (ink, ground)
        for ink in ("on-deep", "on-deep-2", "gold-on-deep")
        for ground in ("deep", "deep-2", "deep-land")
    ],
    *[("on-deep", ground) for ground in ("meter-case", "meter-wheel")],
    ("on-deep-2", "meter-wheel"),
    ("undo-ink", "undo"),
    ("undo-act", "undo"),
    *[(f"fresh-{level}", "sheet") for level in ("in", "soon", "over", "far", "never")],
    *[(f"fresh-{level}", "inset") for level in ("in", "soon", "over", "far", "never")],
]

# Line or shape, ground. 3 : 1, WCAG 2.2, 1.4.11.
SHAPES = [
    *[("edge", ground) for ground in ("mist", "sheet", "inset")],
    *[(line, ground) for line in ("sea", "roof") for ground in ("mist", "sheet")],
    ("focus", "mist"),
    ("focus", "sheet"),
    ("focus", "sea-soft"),
    ("on-deep", "deep"),
    ("gold-on-deep", "deep"),
    *[(f"fresh-{level}", "mist") for level in ("in", "soon", "over", "far", "never")],
    *[(f"fresh-{level}", "map-land") for level in ("in", "soon", "over", "far", "never")],
    ("fresh-far", "fresh-far-fill"),
    *[(f"chart-{n}", "sheet") for n in (1, 4, 5, 6)],
    ("chart-edge", "sheet"),
    ("chart-edge", "inset"),
]


def colours(theme: str) -> dict[str, str]:
    """Read the colour tokens of a theme from tokens.css."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
    block = re.search(rf'\[data-bs-theme="{theme}"\] \{{(.*?)\n\}}', css, re.DOTALL)
    assert block, theme
    return dict(re.findall(r"--wj-([a-z0-9-]+): *(#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, 0 to 1, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def table(theme: str, pairs: list[tuple[str, str]]) -> dict[str, float]:
    """Return every pair with its contrast."""
    known = colours(theme)
    return {f"{a} on {b}": round(contrast(known[a], known[b]), 2) for a, b in pairs}


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme):
    assert {pair: c for pair, c in table(theme, TEXT).items() if c < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_controls_and_drops_can_be_seen(theme):
    assert {pair: c for pair, c in table(theme, SHAPES).items() if c < 3} == {}


def test_dark_answers_for_every_colour_of_light():
    # What is not named again in dark would show its light value on a dark ground.
    assert set(colours("light")) == set(colours("dark"))

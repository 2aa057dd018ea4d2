"""Every pair of colours that carries meaning passes WCAG 2.2 AA, computed from the tokens themselves."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static" / "css" / "cbp.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6});", CSS))
SURFACES = ("surface", "ground", "wash")

TEXT = [
    *[(ink, paper) for ink in ("ink", "ink-soft", "quiet", "link", "bad") for paper in SURFACES],
    *[(tone, f"{tone}-wash") for tone in ("good", "warn", "bad")],
    *[("ink", f"{tone}-wash") for tone in ("good", "warn", "bad", "accent")],
    ("accent-deep", "accent-wash"),
    ("accent-deep", "surface"),
    *[("surface", fill) for fill in ("accent", "accent-deep", "ink", "warn", "bad")],
]
SHAPES = [
    *[(edge, paper) for edge in ("edge", "focus", "accent", "ink") for paper in ("surface", "ground")],
    ("accent", "line"),
    ("focus", "ink"),
]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(TOKENS[first]), luminance(TOKENS[second])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_right():
    assert luminance("#fff") == pytest.approx(1)
    assert luminance("#767676") == pytest.approx(0.1812, abs=0.0005)


@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_is_readable(ink, paper):
    assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize(("shape", "paper"), SHAPES)
def test_edges_and_focus_are_visible(shape, paper):
    assert contrast(shape, paper) >= 3


def test_the_framework_was_built_in_the_same_colours():
    source = (ROOT / "static" / "vendor" / "cbp.scss").read_text(encoding="utf-8")
    pairs = {
        "ink": "ink",
        "accent": "accent",
        "link-color": "link",
        "body-bg": "ground",
        "border-color": "line",
        "input-border-color": "edge",
        "danger": "bad",
        "success": "good",
        "warning": "warn",
    }
    sass = dict(re.findall(r"^\$([a-z-]+):\s*(#[0-9a-f]{6});", source, flags=re.M))
    assert {name: sass[name] for name in pairs} == {name: TOKENS[token] for name, token in pairs.items()}

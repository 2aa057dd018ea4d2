"""Script and style are files: no template carries any, so that the content security policy can stay at `self`."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*.html") if "papers" not in path.parts)
NAMES = [path.relative_to(FOLDER).as_posix() for path in TEMPLATES]

FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "an address of another host": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.I),
    "a script as an address": re.compile(r"javascript:", re.I),
}


@pytest.mark.parametrize("name", NAMES)
def test_no_inline_script_or_style(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", ["css/cbp.css"])
def test_own_style_knows_no_left_and_no_right(name):
    """Logical sides only: one file serves both directions."""
    text = (ROOT / "static" / name).read_text(encoding="utf-8")
    physical = r"-(?:left|right)\s*:|[;{ ](?:left|right)\s*:|:\s*(?:left|right)\s*[;}]"
    assert re.findall(physical, text) == []

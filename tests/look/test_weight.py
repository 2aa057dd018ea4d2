"""The budgets of a form page (design 6): CSS at most 20 kB, JavaScript at most 25 kB, both gzipped."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

KB = 1000


def weight(name: str) -> int:
    path = finders.find(name)
    assert path, f"{name} is not among the static files"
    return len(gzip.compress(Path(path).read_bytes(), compresslevel=9))


@pytest.mark.parametrize("direction", ["", ".rtl"])
def test_style_of_a_form_page(direction):
    assert weight(f"vendor/bootstrap/bootstrap-cbp{direction}.min.css") + weight("css/cbp.css") <= 20 * KB


def test_scripts_of_a_form_page():
    names = ["django_htmx/htmx-2.min.js", "js/cbp.js", "js/drafts.js"]
    assert sum(weight(name) for name in names) <= 25 * KB

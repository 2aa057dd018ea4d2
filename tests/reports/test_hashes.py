"""The name of a paper's bytes."""

from pathlib import Path

import pytest

from reports import hashes, pango


def test_each_language_has_its_own_and_keeps_it() -> None:
    found = {language: hashes.template_hash(language) for language in ("en", "fr", "es", "ar")}
    assert len(set(found.values())) == 4
    assert found == {language: hashes.template_hash.__wrapped__(language) for language in found}


def test_everything_that_shapes_a_page_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {source.name for source in hashes._sources("ar")}
    assert {"area_sheet.html", "base.html", "paper.css", "figures.py", "run.txt", "formats.py", "django.mo"} <= names
    assert {"Amiri-Bold.ttf", "NotoSans-Regular.ttf", "charts.py", "rendering.py"} <= names
    before = hashes.template_hash.__wrapped__("ar")
    monkeypatch.setattr(pango, "versions", lambda: "another Pango")
    assert hashes.template_hash.__wrapped__("ar") != before


def test_its_sources_exist() -> None:
    missing = [source.name for source in hashes._sources("en") if not Path(source).exists()]
    assert missing in ([], ["django.mo"])  # English needs no catalogue


def test_the_key_depends_on_each_part() -> None:
    parts = ("area-sheet", "en", "a" * 64, "b" * 64)
    keys = {hashes.key_of(*parts)}
    for place in range(4):
        keys.add(hashes.key_of(*(part if number != place else "other" for number, part in enumerate(parts))))
    assert len(keys) == 5


def test_pango_is_found_without_weasyprint() -> None:
    assert pango.is_here()
    assert "pango_version_string" in pango.versions()
    assert "pango" in pango.how_to_install()

"""The shipped letters, and the fetcher that opens nothing else."""

import hashlib
import json

import pytest

from reports import fonts
from reports.fetching import NotOurs, OwnFilesOnly

MANIFEST = json.loads((fonts.FOLDER / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("font", MANIFEST["fonts"], ids=lambda font: font["file"])
def test_each_font_is_the_one_of_the_manifest_and_has_its_licence(font: dict[str, str]) -> None:
    assert hashlib.sha256((fonts.FOLDER / font["file"]).read_bytes()).hexdigest() == font["sha256"]
    assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / font["licence"]).read_text(encoding="utf-8").upper()


def test_no_font_stands_outside_the_manifest() -> None:
    listed = {font["file"] for font in MANIFEST["fonts"]}
    assert listed == {file.name for file in fonts.FOLDER.glob("*.ttf")} == set(fonts.FILES)


def test_letters_that_no_font_can_show_are_found_anywhere_in_a_snapshot() -> None:
    snapshot = {"name": "ሐረር", "names": {"ar": "البحيرة"}, "list": [{"x": "N\u200eDjaména"}], "number": 5}
    assert fonts.missing_letters(snapshot) == sorted("ሐረር"[:1] + "ረ" + "ር")
    assert fonts.missing_letters({"name": "Ɓaɗɗe Ƙasar, Ñandú, Ağrı"}) == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname", "http://127.0.0.1/x", "https://example.org", "ftp://example.org/x", "paper:anything",
        "paper-font:../models.py", "paper-font:/etc/hostname", "paper-font:NotoSans-Regular.ttf/../../x", "//host/x",
    ],
)  # fmt: skip
def test_nothing_but_our_fonts_is_opened(address: str) -> None:
    with pytest.raises(NotOurs):
        OwnFilesOnly().fetch(address)


def test_our_fonts_and_written_out_data_are_opened() -> None:
    assert OwnFilesOnly().fetch("paper-font:Amiri-Bold.ttf").read()[:4] == b"\x00\x01\x00\x00"
    assert OwnFilesOnly().fetch("data:text/plain,hello").read() == b"hello"

"""render_paper: a paper without a worker, for whoever has a terminal."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reports import pango
from tests.cast import Cast, make_area
from tests.reports.things import text_of

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("render_paper", *map(str, arguments), stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().strip()
    return 0, out.getvalue().strip()


@pytest.mark.parametrize("subject", ["TCD07", "tcd07", "1:TCD07", "{pk}"])
def test_it_writes_the_file(cast: Cast, tmp_path: Path, subject: str) -> None:
    file = tmp_path / "lac.pdf"
    subject = subject.format(pk=cast.here.region.pk)
    status, words = run("area-sheet", subject, "--language", "ar", "--output", file)
    assert status == 0
    assert str(file) in words
    assert "TCD07" in text_of(file.read_bytes())


def test_as_json_it_tells_pages_size_and_checksums(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "lac.pdf"
    status, words = run("area-sheet", "TCD07", "--output", file, "--json")
    outcome = json.loads(words)
    assert (status, outcome["size"], outcome["language"]) == (0, file.stat().st_size, "en")
    assert {"pages", "sha256", "data_hash", "template_hash"} <= set(outcome)


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("NOWHERE", "No place has the P-code NOWHERE."),
        ("3:TCD07", "No place has the P-code 3:TCD07."),
        ("x:TCD07", "No place has the P-code x:TCD07."),
        ("9" * 5000, f"No place has the P-code {'9' * 5000}."),
    ],
)
def test_a_refusal_is_one_sentence_and_status_1(cast: Cast, tmp_path: Path, subject: str, sentence: str) -> None:
    assert run("area-sheet", subject, "--output", tmp_path / "x.pdf") == (1, sentence)
    assert not list(tmp_path.glob("*.pdf"))


def test_a_code_on_two_levels_asks_which(cast: Cast, tmp_path: Path) -> None:
    make_area(cast.here.region, "TCD07", "Same code below")
    status, words = run("area-sheet", "TCD07", "--output", tmp_path / "x.pdf")
    assert status == 1
    assert words.startswith("Several places have the P-code TCD07. Say which: 1:TCD07 in TCD")
    assert run("area-sheet", "2:TCD07", "--output", tmp_path / "x.pdf")[0] == 0


def test_a_folder_that_is_not_there_and_a_missing_pango(cast: Cast, tmp_path: Path, monkeypatch) -> None:
    assert run("area-sheet", "TCD07", "--output", tmp_path / "no" / "x.pdf")[0] == 1
    monkeypatch.setattr(pango, "versions", lambda: "")
    status, words = run("area-sheet", "TCD07", "--output", tmp_path / "x.pdf", "--json")
    assert status == 1
    assert "Pango is missing" in json.loads(words)["error"]


def test_unknown_papers_and_languages_are_refused() -> None:
    for arguments in (("gone", "TCD07", "--output", "x"), ("area-sheet", "TCD07", "--language", "de", "--output", "x")):
        with pytest.raises(CommandError, match="invalid choice"):
            run(*arguments)

"""Papers rendered for real: their text read back, their pages validated, nothing fetched, the same bytes again."""

from __future__ import annotations

import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import page
import pikepdf
import pytest
from django.conf import settings

from reports import area_sheet, rendering
from reports.papers import AREA_SHEET, PAPERS
from reports.snapshots import Snapshot, area_snapshot
from tests.reports.profile_things import a_form, a_profile
from tests.reports.session_things import a_record
from tests.reports.things import (
    HOSTILE,
    a_place,
    a_round,
    a_snapshot,
    attachments_of,
    drawn,
    load_chad,
    table_of,
    text_of,
)

FAST, SLOW = ("fr", "ar"), ("en", "es")
LANGUAGES = [*FAST, *(pytest.param(language, marks=pytest.mark.slow) for language in SLOW)]
RENDER_AGAIN = """
import hashlib, json, sys
import django
django.setup()
from reports import rendering
from reports.papers import PAPERS
snapshot = json.load(sys.stdin)
print(hashlib.sha256(rendering.pdf_of(PAPERS[snapshot["paper"]], snapshot, "ar").content).hexdigest())
"""


def full() -> Snapshot:
    rounds = [a_round(n, 1000 * n + 7, other_total=5 if n == 4 else None) for n in range(1, 25)]
    rounds[-1] |= {"males": 10_000, "females": 14_007, "by_reason": [["conflict", 20_000], ["disaster", 4_007]]}
    children = [{**a_place(f"TCD070{n}", 2, f"District {n}"), "latest": rounds[-1] if n else None} for n in range(5)]
    return a_snapshot(rounds, children=children, below=[{"level": 2, "count": 5}])


def pdf(snapshot: Snapshot, language: str) -> bytes:
    return drawn(AREA_SHEET, snapshot, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("snapshot", [full(), a_snapshot()], ids=["full", "empty"])
def test_it_is_pdf_ua_1_and_pdf_a_3a_in_one_file(snapshot: Snapshot, language: str) -> None:
    content = pdf(snapshot, language)
    for profile in ("ua1", "3a"):
        assert [str(failure) for failure in page.validate_pdf_bytes(content, profile=profile).failures] == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_published_data_of_chad(language: str) -> None:
    lac = load_chad()
    for area in (lac, lac.parent, lac.children.order_by("pk").first()):
        content = pdf(area_snapshot(area), language)
        for profile in ("ua1", "3a"):
            assert not page.validate_pdf_bytes(content, profile=profile).failures


def test_the_text_can_be_read_back() -> None:
    text = text_of(pdf(full(), "en"))
    for words in ("Area sheet", "Lac", "TCD07", "24,007", "Women and girls", "14,007", "District 3", "no figures"):
        assert words in text
    assert "IOM DTM" in text
    assert "do not imply official endorsement" in text
    assert text.index("Displaced persons over time") < text.index("All rounds") < text.index("Sources and notes")


def test_arabic_can_be_read_back_and_figures_stay_in_order() -> None:
    text = text_of(pdf(full(), "ar"))
    assert "البحيرة" in text
    for figure in ("24,007", "14,007", "TCD07", "83.3%", "IOM DTM"):
        assert figure in text
    for turned in ("007,24", "70DCT", "MTD MOI"):
        assert turned not in text


def test_it_says_what_it_is() -> None:
    with pikepdf.open(io.BytesIO(pdf(full(), "fr"))) as document:
        assert str(document.Root.Lang) == "fr"
        assert "Lac" in str(document.docinfo["/Title"])
        assert str(document.docinfo["/Author"])
        assert "TCD07" in str(document.docinfo["/Keywords"])
        assert str(document.docinfo["/CreationDate"]).startswith("D:20260102")
        assert document.Root.MarkInfo.Marked
        assert len(list(document.open_outline().root)) >= 1
        assert [round(float(side)) for side in document.pages[0].mediabox] == [0, 0, 595, 842]


def test_the_data_behind_it_are_attached_and_nothing_else() -> None:
    attached = attachments_of(pdf(full(), "fr"))
    assert list(attached) == ["area-sheet.csv"]
    assert table_of(attached["area-sheet.csv"]) == table_of(rendering.csv_of(AREA_SHEET, full()))
    assert table_of(attached["area-sheet.csv"])[0] == list(area_sheet.HEADER)


def test_a_program_started_afterwards_has_the_machine_s_fonts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser without fonts crashes: what is set for drawing is taken back."""
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    rendering.pdf_of(AREA_SHEET, a_snapshot(), "en")
    assert "FONTCONFIG_FILE" not in os.environ


@pytest.mark.slow
@pytest.mark.parametrize(
    "snapshot", [full, *(pytest.param(one, marks=pytest.mark.slow) for one in (a_profile, a_form, a_record))]
)
def test_two_processes_make_the_same_bytes(snapshot: Callable[[], Snapshot]) -> None:
    """From the snapshot alone: the other process finds no database."""
    environment = {
        **os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "DJANGO_SETTINGS_MODULE": "cbp.settings",
        "DATABASE_URL": "postgres://nobody@/none?host=/nonexistent",
    }  # fmt: skip
    again = subprocess.run(
        [sys.executable, "-c", RENDER_AGAIN], input=json.dumps(snapshot()), env=environment, cwd=settings.BASE_DIR,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    paper = PAPERS[snapshot()["paper"]]
    assert again.stdout.strip() == hashlib.sha256(rendering.pdf_of(paper, snapshot(), "ar").content).hexdigest()


def test_it_speaks_its_own_language_whatever_the_reader_speaks() -> None:
    from django.utils import timezone, translation

    plain = rendering.html_of(AREA_SHEET, full(), "fr")
    with translation.override("ar"), timezone.override("Asia/Tokyo"):
        assert rendering.html_of(AREA_SHEET, full(), "fr") == plain


# --- nothing is fetched (A29) -----------------------------------------------------------------------------------------
@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """A server on the loopback that counts who comes."""
    came: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))

    def count() -> None:
        while True:
            try:
                came.append(server.accept())
            except OSError:
                return

    threading.Thread(target=count, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", came
    server.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of the machine that no paper may carry out."""
    file = tmp_path / "secret.txt"
    file.write_text("sentinel-7c1e44b0")
    return file


def carries(content: bytes, secret: Path) -> bool:
    words = secret.read_bytes()
    with pikepdf.open(io.BytesIO(content)) as document:
        streams = [one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream)]
    return words.decode() in text_of(content) or any(words in stream for stream in streams)


def hostile(url: str, secret: Path) -> Snapshot:
    name = HOSTILE.format(url=url, file=secret)
    child = {**a_place("TCD0701", 2, name), "latest": a_round(1, 5, source=name, operation=name)}
    snapshot = a_snapshot([a_round(1, 5, source=name, operation=name)], children=[child])
    snapshot["place"] |= {"name": name, "names": {}, "other_names": [name], "codes": [name]}
    return snapshot


@pytest.mark.slow
def test_markup_in_a_name_is_only_a_name(listener: tuple[str, list[object]], secret: Path) -> None:
    url, came = listener
    content = pdf(hostile(url, secret), "fr")
    assert came == []
    assert list(attachments_of(content)) == ["area-sheet.csv"]
    assert "<link rel=attachment" in text_of(content)
    assert not carries(content, secret)


def test_should_a_template_forget_to_escape_still_nothing_is_fetched(
    listener: tuple[str, list[object]], secret: Path
) -> None:
    """The same markup as markup: the fetcher is the second lock."""
    url, came = listener
    markup = HOSTILE.format(url=url, file=secret)
    unescaped = f"<html lang=en><title>x</title><body>{markup}<h1>x</h1></body></html>"
    content = rendering.write(AREA_SHEET, a_snapshot(), "en", rendering.draw(unescaped)).content
    assert came == []
    assert list(attachments_of(content)) == ["area-sheet.csv"]
    assert not carries(content, secret)


def test_the_sentinel_is_found_where_it_is_carried(secret: Path) -> None:
    snapshot = a_snapshot()
    snapshot["place"]["name"] = secret.read_text()
    assert carries(pdf(snapshot, "en"), secret)


# --- shapes that broke others -----------------------------------------------------------------------------------------
@pytest.mark.slow
def test_long_names_and_every_letter_of_the_languages_of_the_field() -> None:
    snapshot = a_snapshot([a_round(1, 5)])
    snapshot["place"] |= {"name": "Ɓaɗɗe Ƙasar " * 16, "names": {"ar": "محافظة السهول " * 14}}
    assert "Ɓaɗɗe" in text_of(pdf(snapshot, "fr"))
    assert "محافظة" in text_of(pdf(snapshot, "ar"))


@pytest.mark.slow
def test_every_stream_ends_clearly() -> None:
    """A packed stream that ends in a line end looks a byte short to a strict reader; about one in six had."""
    from reports.finishing import LOOSE_END

    for number in range(12):
        assert not LOOSE_END.search(pdf(a_snapshot([a_round(1, number)]), "en"))

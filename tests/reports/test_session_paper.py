"""The record of a session as a paper: rendered for real, read back, validated; and what it makes of its snapshot."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.utils import translation
from django.utils.translation import pgettext
from PIL import Image

from reports import rendering, session_paper
from reports.papers import SESSION_RECORD
from tests.reports.session_things import Row, a_record, in_state, only_planned
from tests.reports.things import HOSTILE, attachments_of, drawn, failures, table_of, text_of

LANGUAGES = ["ar", *(pytest.param(language, marks=pytest.mark.slow) for language in ("fr", "en", "es"))]


def pdf(snapshot: Row, language: str) -> bytes:
    return drawn(SESSION_RECORD, snapshot, language)


def context(snapshot: Row, language: str = "en") -> dict[str, Any]:
    with translation.override(language):
        return session_paper.context(snapshot)


def html(snapshot: Row, language: str = "fr") -> str:
    return rendering.html_of(SESSION_RECORD, snapshot, language)


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


# --- rendered for real ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_pdf_ua_1_and_pdf_a_3a_in_one_file(language: str) -> None:
    assert failures(pdf(a_record(), language)) == []


@pytest.mark.parametrize("language", ["fr", *(pytest.param(one, marks=pytest.mark.slow) for one in ("en", "es", "ar"))])
def test_so_is_one_that_is_only_planned(language: str) -> None:
    assert failures(pdf(only_planned(), language)) == []


def test_the_text_can_be_read_back() -> None:
    text = plain(text_of(pdf(a_record(), "fr")))
    for words in (
        "Abourom", "TCD0701", "09:00–11:30", "Accueil", "La boîte de vote ouvre un jour plus tôt.",
        "Le marché est avancé", "Réparer la pompe", "Comité de l’eau", "Préfecture", "Water is far",
        "Sur la feuille : le puits, l’école, le marché.", "Les filles ont d’abord peu parlé",
    ):  # fmt: skip
        assert words in text, words


def test_arabic_can_be_read_back_and_figures_stay_in_order() -> None:
    text = plain(text_of(pdf(a_record(), "ar")))
    for words in ("كيرجم", "النساء", "الحضور", "TCD0701", "09:00", "24"):
        assert words in text, words
    assert "00:90" not in text


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    assert rendering.pdf_of(SESSION_RECORD, only_planned(), "fr").content == pdf(only_planned(), "fr")


def test_every_page_of_what_is_not_recorded_says_so() -> None:
    with translation.override("fr"):
        word = pgettext("watermark", "DRAFT")
    with pypdfium2.PdfDocument(pdf(only_planned(), "fr")) as document:
        assert all(word in sheet.get_textpage().get_text_range() for sheet in document)


@pytest.mark.parametrize(
    ("state", "word"),
    [("planned", "DRAFT"), ("draft", "DRAFT"), ("recorded", ""), ("verified", ""), ("cancelled", "CANCELLED")],
)
def test_each_state_says_what_it_is(state: str, word: str) -> None:
    found = context(in_state(state))
    assert found["watermark"] == word
    assert found["state_sentence"]


def test_the_data_behind_it_are_attached() -> None:
    attached = attachments_of(pdf(a_record(), "fr"))
    assert list(attached) == ["session-record.csv"]
    header, *lines = table_of(attached["session-record.csv"])
    assert header == list(session_paper.HEADER)
    assert ["stated", "", "", "", "", "24"] in lines
    assert ["group", "idp", "", "", "m", "hidden"] in lines
    assert ["age sum", "", "", "", "all", "22"] in lines


def test_markup_in_any_text_is_only_text() -> None:
    words = HOSTILE.format(url="http://127.0.0.1:9", file="/etc/passwd")
    found = html(_everywhere(a_record(), words))
    assert found.count("&lt;object data=file:///etc/passwd&gt;") > 60
    for markup in ("<link rel=attachment", "<object", '<img src="http', "<style>@import"):
        assert markup not in found


FREE = frozenset({"name", "title", "body", "venue", "part", "spoken_in", "interpreted_into", "responsible", "dropped",
                  "reason", "text", "label", "place", "event", "coping", "actor", "provider", "access", "category",
                  "traits", "question", "answer", "quote", "role", "core", "problem", "segment", "land"})  # fmt: skip


def _everywhere(thing: Any, words: str) -> Any:
    """The same snapshot with every free text replaced; codes and figures stay, because the paper looks them up."""
    if isinstance(thing, dict):
        return {key: words if key in FREE and isinstance(value, str) and value else _everywhere(value, words)
                for key, value in thing.items()}  # fmt: skip
    if isinstance(thing, list) and len(thing) == 2 and thing[1] in ("original", "draft", "checked"):
        return [words, thing[1]]
    return [_everywhere(one, words) for one in thing] if isinstance(thing, list) else thing


# --- photos -----------------------------------------------------------------------------------------------------------
def with_photo(files_dir: Path) -> Row:
    record = a_record()
    photo = record["photos"][0]
    path = files_dir / photo["file"]
    path.parent.mkdir(parents=True)
    Image.new("RGB", (60, 40), (120, 90, 60)).save(path, "JPEG")
    return record | {"photos": [{**photo, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}]}


def images_in(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as document:
        streams = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        return sum(str(one.get("/Subtype", "")) == "/Image" for one in streams)


def test_a_photo_is_drawn_with_its_words_for_whoever_cannot_see_it(files_dir: Path) -> None:
    record = with_photo(files_dir)
    content = rendering.pdf_of(SESSION_RECORD, record, "fr").content
    assert images_in(content) == 1
    assert failures(content) == []
    assert 'alt="Le puits, vue 1"' in html(record)


def test_a_photo_that_was_removed_or_exchanged_since_is_not_drawn(files_dir: Path) -> None:
    record = with_photo(files_dir)
    (files_dir / record["photos"][0]["file"]).write_bytes(b"another file")
    assert images_in(rendering.pdf_of(SESSION_RECORD, record, "fr").content) == 0


@pytest.mark.parametrize(
    "source",
    ["paper-photo:{sha}/../../secret.txt", "paper-photo:{sha}//etc/passwd", "paper-photo:/etc/passwd", "file://{file}"],
)
def test_nothing_but_a_kept_picture_is_opened(files_dir: Path, tmp_path: Path, source: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"secret")
    address = source.format(sha=hashlib.sha256(b"secret").hexdigest(), file=secret)
    from reports.fetching import NotOurs, OwnFilesOnly

    with pytest.raises(NotOurs):
        OwnFilesOnly().fetch(address)


# --- what it makes of its snapshot ------------------------------------------------------------------------------------
def test_amendments_stand_beside_the_text_that_they_correct() -> None:
    found = context(a_record())
    decisions = next(part for part in found["said"] if part["name"] == "decisions")
    assert [one["text"] for one in decisions["amendments"]] == ["La boîte de vote ouvre un jour plus tôt."]
    assert [one["text"] for one in found["amended"]] == ["La séance a duré plus longtemps."]


def test_tools_stand_with_their_pictures_and_no_conflict_map() -> None:
    found = context(a_record())["tools"]
    assert len(found) == 15
    assert all(one["picture"].on_paper for one in found)
    assert "Herders and farmers" not in html(a_record())


def test_a_warning_that_would_tell_a_hidden_count_is_told_without_it() -> None:
    sentences = [one["sentence"] for one in context(a_record())["warnings"]]
    assert "hidden" in sentences[-1]
    assert len(sentences) == 2


def test_warnings_that_hide_their_figures_are_told_once() -> None:
    record = a_record()
    hidden = {"code": "a", "is_note": True, "sentences": {}}
    record["warnings"] = [hidden, {**hidden, "code": "b", "is_note": False}, {**hidden, "code": "c"}]
    assert [(one["code"], one["is_note"]) for one in context(record)["warnings"]] == [("b", False)]


def test_the_agenda_has_its_hours() -> None:
    agenda = context(a_record())["agenda"]
    assert [(str(point.at)[:5], point.text) for point in agenda.points] == [
        ("09:00", "Accueil"), ("09:15", "Carte sociale"), ("10:00", "Clôture"),
    ]  # fmt: skip


def test_the_page_before_says_what_it_would_hold_and_how_long_it_would_be() -> None:
    with translation.override("en"):
        assert not any(part["empty"] for part in session_paper.outline(a_record()))
        assert [part["empty"] for part in session_paper.outline(only_planned())][1:4] == [True, True, True]
        assert "Réparer la pompe" in session_paper.untranslated(a_record())
    with pypdfium2.PdfDocument(pdf(a_record(), "ar")) as document:
        assert abs(session_paper.pages(a_record()) - len(document)) <= 3
    assert SESSION_RECORD.file_name(a_record(), "ar") == "session-record-TCD0701-2026-11-10-ar.pdf"

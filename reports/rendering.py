"""From a snapshot to a tagged PDF, in the paper's own language. The same input gives the same bytes.

Nothing here reads the database or the clock: moments come from the snapshot, and the PDF takes its dates from them.
"""

import csv
import datetime
import hashlib
import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cbp.core.canonical import hash_of
from cbp.core.lists import guarded
from reports import fonts, hashes
from reports.papers import Paper
from reports.snapshots import Snapshot

EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
NEUTRAL_BASE = "paper:"


@dataclass(frozen=True)
class Rendered:
    content: bytes
    pages: int
    data_hash: str
    template_hash: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def as_json(self) -> dict[str, Any]:
        sums = {"sha256": self.sha256, "data_hash": self.data_hash, "template_hash": self.template_hash}
        return {"pages": self.pages, "size": len(self.content), **sums}


def html_of(paper: Paper, snapshot: Snapshot, language: str, **extra: Any) -> str:
    """The paper as HTML; with `on_screen` for the browser. The reader's language and time zone play no part."""
    with translation.override(language), timezone.override(datetime.UTC):
        context = paper.pure.context(snapshot)
        title = f"{paper.title} – {context['subject_line']}"
        return render_to_string(
            paper.template,
            {
                **context,
                "title": title,
                "paper_title": paper.title,
                "description": paper.about,
                "author": settings.PRODUCT_NAME,
                "keywords": _once([*context["keywords"], str(paper.title)]),
                "classification": paper.classification.label,
                "language": language,
                "language_name": dict(settings.LANGUAGES)[language],
                "direction": "rtl" if translation.get_language_bidi() else "ltr",
                "data_hash": hash_of(snapshot),
                "template_hash": hashes.template_hash(language),
                **extra,
            },
        )


def _once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))


def csv_of(paper: Paper, snapshot: Snapshot) -> bytes:
    """The data behind the paper. No cell is taken for a formula, and spreadsheets see that it is UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in paper.pure.table(snapshot))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def pdf_of(paper: Paper, snapshot: Snapshot, language: str) -> Rendered:
    """Draws and writes the PDF: PDF/UA-1 and PDF/A-3a in one file, with its data attached."""
    return write(paper, snapshot, language, draw(html_of(paper, snapshot, language)))


def draw(html: str) -> Any:
    """The laid out document, before a byte of PDF is written."""
    weasyprint = engine()
    from weasyprint.text.fonts import FontConfiguration

    from reports.fetching import OwnFilesOnly

    with own_fonts():
        fetcher, font_config = OwnFilesOnly(), FontConfiguration()
        styles = [
            weasyprint.CSS(string=text, base_url=NEUTRAL_BASE, url_fetcher=fetcher, font_config=font_config)
            for text in (fonts.font_faces(), _style())
        ]
        page = weasyprint.HTML(string=html, base_url=NEUTRAL_BASE, url_fetcher=fetcher)
        return page.render(font_config=font_config, stylesheets=styles, pdf_variant="pdf/a-3a", pdf_tags=True)


def write(paper: Paper, snapshot: Snapshot, language: str, document: Any) -> Rendered:
    from reports import finishing

    content = finishing.write(document, lambda: [_attached(paper, snapshot)], pdf_variant="pdf/a-3a", pdf_tags=True)
    return Rendered(content, len(document.pages), hash_of(snapshot), hashes.template_hash(language))


def _attached(paper: Paper, snapshot: Snapshot) -> Any:
    """Dated with the data's date, so that the same data give the same bytes."""
    from reports.fetching import OwnFilesOnly

    as_of = snapshot.get("as_of")
    at = datetime.datetime.fromisoformat(as_of) if as_of else EPOCH
    return engine().Attachment(
        string=csv_of(paper, snapshot),
        name=f"{paper.code}.csv",
        description="The data behind this paper",
        created=at,
        modified=at,
        relationship="Source",
        url_fetcher=OwnFilesOnly(),
    )


@cache
def _style() -> str:
    return (Path(settings.BASE_DIR) / "static" / "papers" / "paper.css").read_text(encoding="utf-8")


@contextmanager
def own_fonts() -> Iterator[None]:
    """No fonts of the machine beside ours, for what fontconfig loads meanwhile.

    Taken back afterwards: a program that this process starts later, such as a browser, needs the machine's fonts.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).parent / "fontconfig.xml")
    try:
        yield
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


@cache
def engine() -> Any:
    """WeasyPrint, loaded when the first paper is drawn."""
    # It warns that the machine has no fonts: that is how we want it.
    warnings.filterwarnings("ignore", message="No fonts configured", module="weasyprint")
    import weasyprint

    return weasyprint

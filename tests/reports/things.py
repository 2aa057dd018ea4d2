"""What papers are tested with: the real places and figures of Chad, and snapshots that need no database."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from typing import Any

import page
import pikepdf
import pypdfium2
from django.conf import settings

from cbp.core.actions.displacement import load_displacement
from cbp.core.actions.places import load_places
from cbp.core.models import Area
from reports import rendering
from reports.models import Report
from reports.papers import AREA_SHEET, PAPERS, Paper
from reports.snapshots import Snapshot

DATA = settings.BASE_DIR / "cbp" / "core" / "data"
HOSTILE = (
    '<link rel=attachment href=file://{file}><img src="{url}/a.png"><style>@import "{url}/b.css";'
    "body{{background:url({url}/c.png)}}</style><object data=file://{file}></object>"
    '<svg><image href="file://{file}"/></svg>'
)


def load_chad() -> Area:
    """The published table of places and the published figures; gives the province of Lac."""
    load_places((DATA / "pcodes-chad.csv").read_bytes(), by=None, name="pcodes-chad.csv")
    load_displacement((DATA / "dtm-chad.csv").read_bytes(), by=None, name="dtm-chad.csv")
    return Area.objects.get(pcode="TCD07")


def a_round(number: int, persons: int, **fields: Any) -> dict[str, Any]:
    day = f"20{10 + number // 12:02}-{number % 12 + 1:02}-15"
    values: dict[str, Any] = {
        "number": number, "reported_on": day, "source": "IOM DTM", "operation": "Lake Chad Basin Crisis", "level": 1,
        "assessment": "BA", "persons": persons, "males": None, "females": None, "other_total": None,
        "by_reason": [["conflict", persons]],
    }  # fmt: skip
    return {**values, **fields}


def a_place(pcode: str = "TCD07", level: int = 1, name: str = "Lac", **names: str) -> dict[str, Any]:
    return {"pcode": pcode, "level": level, "name": name, "names": names}


def a_snapshot(rounds: list[dict[str, Any]] | None = None, **fields: Any) -> Snapshot:
    """An area of level 1 below Chad, with the rounds that are given."""
    place = {
        **a_place(ar="البحيرة"), "country": "TCD", "path": "TCD/TCD07/", "codes": ["TD07"], "other_names": ["البحيرة"],
        "valid_from": "2012-09-04", "valid_to": None, "latitude": None, "longitude": None,
    }  # fmt: skip
    values: dict[str, Any] = {
        "paper": "area-sheet",
        "place": place,
        "parents": [a_place("TCD", 0, "Chad", fr="Tchad", ar="تشاد", es="Chad")],
        "below": [],
        "rounds": rounds or [],
        "children": [],
        "as_of": "2026-01-02T03:04:05+00:00",
    }
    return {**values, **fields}


def a_report(person: Any, area: Area, language: str = "en", **fields: Any) -> Report:
    """A row as the action makes it, without ringing."""
    from reports.actions import _described

    report = _described(AREA_SHEET, area, AREA_SHEET.snapshot(area, None), language, person)
    for name, value in fields.items():
        setattr(report, name, value)
    report.save()
    return report


@cache
def _drawn(code: str, snapshot: str, language: str) -> bytes:
    return rendering.pdf_of(PAPERS[code], json.loads(snapshot), language).content


def drawn(paper: Paper, snapshot: Snapshot, language: str) -> bytes:
    """The PDF, drawn once for all tests that look at it."""
    return _drawn(paper.code, json.dumps(snapshot), language)


def failures(content: bytes) -> list[str]:
    """What keeps it from being PDF/UA-1 and PDF/A-3a."""
    found = [page.validate_pdf_bytes(content, profile=profile).failures for profile in ("ua1", "3a")]
    return [str(failure) for each in found for failure in each]


def text_of(content: bytes) -> str:
    """The text of all pages, as a reader's copy and paste gives it."""
    with pypdfium2.PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def attachments_of(content: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}


def table_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

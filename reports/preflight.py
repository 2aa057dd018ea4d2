"""What a person is told before a paper is made: what it holds, what is missing, how long it will be."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation

from reports import fonts, pango
from reports.papers import Paper
from reports.snapshots import Snapshot

MOST_NAMED = 8
# Measured: three pages are 70 kB, of which 45 kB are fonts and colour profile.
BYTES_BEGIN, BYTES_PAGE, BYTES_ROW = 45_000, 7_000, 60


@dataclass(frozen=True)
class Preflight:
    """`languages` tells for each language how many official names stand in for missing ones, and the first of them."""

    parts: list[dict[str, Any]]
    languages: list[dict[str, Any]]
    letters: list[str]
    pages: int
    size: int
    can_make: bool
    install: str
    too_long: bool

    @property
    def is_possible(self) -> bool:
        return self.can_make and not self.too_long


def check(paper: Paper, snapshot: Snapshot) -> Preflight:
    pages = paper.pure.pages(snapshot)
    return Preflight(
        parts=paper.pure.outline(snapshot),
        languages=[_language(paper, snapshot, code, str(label)) for code, label in paper.languages],
        letters=fonts.missing_letters(snapshot),
        pages=pages,
        size=BYTES_BEGIN + BYTES_PAGE * pages + BYTES_ROW * len(paper.pure.table(snapshot)),
        can_make=pango.is_here(),
        install=pango.how_to_install(),
        too_long=pages > paper.most_pages,
    )


def _language(paper: Paper, snapshot: Snapshot, code: str, label: str) -> dict[str, Any]:
    with translation.override(code):
        missing = paper.pure.untranslated(snapshot)
    return {"code": code, "label": label, "missing": len(missing), "first": missing[:MOST_NAMED]}

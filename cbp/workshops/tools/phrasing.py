"""A problem that is told as a solution that is missing: “no borehole” hides who suffers, where and from what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# How such a sentence begins. It is followed by a blank: “no borehole”, and not “nobody dares to go out at night”.
BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"(there (is|are) )?(no|not enough|too few)(?! one\b)", r"(a )?(lack|absence|shortage) of", r"lacking",
        r"without", r"(we |people )?(lack|need)( of| for)?", r"missing", r"insufficient",
    ),
    "fr": (
        r"(il n'y a )?(pas|pas assez|peu) (de |d')", r"(le )?manque (de |d'|du |des )", r"(l')?absence (de |d')",
        r"(le |nous avons )?besoin (de |d'|du |des )", r"aucune? ", r"il (nous )?(manque|faut) ", r"sans ",
        r"insuffisance (de |d')",
    ),
    "es": (
        r"no (hay|tenemos|existen?)", r"(la )?(falta|ausencia|carencia|escasez) de", r"(nos )?faltan?",
        r"(la )?necesidad de", r"necesitamos", r"ning[uú]n[ao]?", r"sin", r"insuficientes?",
    ),
    "ar": (
        r"(لا|ليس) (يوجد|توجد|هناك|لدينا)", r"(ال)?(عدم) (وجود|توفر|توافر)", r"(ال)?(نقص|غياب|انعدام|قلة|شح)( في)?",
        r"(ال)?(حاجة)( إلى| الى)?", r"نحتاج( إلى| الى)?", r"(بدون|بلا|دون)", r"ليس",
    ),
}  # fmt: skip
OPENS = {
    language: re.compile(f"(?:{'|'.join(ways)})" + ("" if language == "fr" else r"(?=\s)"))
    for language, ways in BEGINNINGS.items()
}
BEFORE = re.compile(r"^[\W\d_]+")  # a bullet, a number, a quotation mark


def is_missing_solution(text: str, language: str) -> bool:
    """A soft hint, never a refusal: does this problem, in English, French, Spanish or Arabic, say what is missing?"""
    opens = OPENS.get(language)
    return bool(opens and opens.match(BEFORE.sub("", _plain(text))))


def missing_solutions(payload: Mapping[str, Any], language: str) -> list[str]:
    """The problems of a tree or of a matrix that say what is missing."""
    problems = [str(payload.get("core", "")), *(str(row.get("problem", "")) for row in payload.get("rows", []))]
    return [problem for problem in problems if is_missing_solution(problem, language)]


def _plain(text: str) -> str:
    """In small letters, with one kind of apostrophe, without the vowel marks and the stretching of Arabic."""
    begins = text[:200].casefold().replace("’", "'").replace("ʼ", "'").replace("ـ", "")
    signs = unicodedata.normalize("NFC", begins)
    return re.sub(r"\s+", " ", "".join(sign for sign in signs if not "\u064b" <= sign <= "\u0652")).strip()

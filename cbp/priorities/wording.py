"""Is a problem phrased as a missing solution? “No well” hides what happens to whom, and ends the search for causes.

A hint, never a block (domain 2.1, 11.3 rule 21). Pure; one list of openings for each language.
"""

from __future__ import annotations

import re
import unicodedata

# As people begin such a sentence. An apostrophe stands for all of its shapes.
OPENINGS: dict[str, tuple[str, ...]] = {
    "en": ("no", "lack of", "lacking", "absence of", "need for", "need of", "there is no", "there are no"),
    "fr": (
        "manque de", "manque d'", "manque du", "absence de", "absence d'", "pas de", "pas d'", "besoin de",
        "besoin d'", "il n'y a pas de", "il n'y a pas d'", "il manque",
    ),
    "es": ("falta de", "falta", "faltan", "ausencia de", "no hay", "necesidad de"),
    "ar": ("نقص", "عدم", "انعدام", "لا يوجد", "لا توجد", "غياب", "الحاجة إلى", "حاجة إلى", "الحاجة الى", "حاجة الى"),
}  # fmt: skip
ARTICLE = "ال"
LEADING = re.compile(r"^[\W\d_]+")
APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")


def missing_solution(text: str, language: str = "") -> str:
    """The opening by which the text names what is lacking, as it was written; else nothing.

    Looks in the language of the text; in all of them if it has none of ours.
    """
    start = LEADING.sub("", text.strip())
    plain = _plain(start)
    for opening in OPENINGS.get(language) or [one for many in OPENINGS.values() for one in many]:
        for shape in (opening, ARTICLE + opening) if language in ("ar", "") else (opening,):
            if plain.startswith(shape) and _ends_there(plain, shape):
                return " ".join(start.split()[: len(opening.split())])
    return ""


def _plain(text: str) -> str:
    """Small letters, one space, without vowel signs and the stretching of Arabic."""
    folded = unicodedata.normalize("NFKC", text).translate(APOSTROPHES).casefold().replace("\u0640", "")
    bare = "".join(sign for sign in folded if not ("\u064b" <= sign <= "\u0652"))
    return " ".join(bare.split())


def _ends_there(text: str, opening: str) -> bool:
    """“No road”, but not “Nobody”; after “d'” the next word follows at once."""
    return opening.endswith("'") or not text[len(opening) : len(opening) + 1].isalnum()

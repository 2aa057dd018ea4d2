"""Which words name which column of ours: in all our languages, by our codes, by HXL tags, and as files of others do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from rapidfuzz import fuzz, process

from cbp.core.models import Programme
from cbp.core.sheets import plain
from profiling.columns import Column, open_columns
from profiling.sections import SECTIONS

# How sheets of others head what we know; beside our own words, and far from complete: people say the rest.
OTHERS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "Community", "Village", "Village name", "Site name", "Locality", "Settlement", "Communauté", "Localité",
        "Nom du village", "Nom de la localité", "Nom du site", "Nombre de la comunidad", "Localidad", "Aldea",
        "Comunidad", "القرية", "اسم القرية", "اسم المجتمع", "الموقع", "اسم الموقع",
    ),
    "pcode": (
        "Pcode", "P-Code", "Admin pcode", "Area code", "Adm2 pcode", "Adm3 pcode", "Admin2Pcode", "Admin3Pcode",
        "Code", "Code de la localité", "Code P", "Código", "Código P", "الرمز", "رمز المكان",
    ),
    "kind": ("Site type", "Type", "Type of site", "Type de site", "Tipo de sitio", "نوع الموقع"),
    "other_names": ("Alternative name", "Also known as", "Autre nom", "Otro nombre", "اسم آخر"),
    "latitude": ("Lat", "Y", "Coord Y", "GPS latitude", "Latitud", "خط العرض", "دائرة العرض"),
    "longitude": ("Lon", "Long", "Lng", "X", "Coord X", "GPS longitude", "Longitud", "خط الطول"),
    "total.persons": (
        "Population", "Total population", "Persons", "Individuals", "People", "Inhabitants", "Total", "Total persons",
        "Population totale", "Individus", "Habitants", "Nombre de personnes", "Población", "Población total",
        "Habitantes", "السكان", "عدد السكان", "عدد الأفراد",
    ),
    "total.females": ("Females", "Women", "Female", "Femmes", "Filles et femmes", "Mujeres", "نساء", "إناث", "الإناث"),
    "total.males": ("Males", "Men", "Male", "Hommes", "Hombres", "Varones", "رجال", "ذكور", "الذكور"),
    "total.households": (
        "Households", "HH", "Families", "Number of households", "Ménages", "Nombre de ménages", "Hogares", "Familias",
        "الأسر", "عدد الأسر",
    ),
    "total.voters": ("Voters", "Registered voters", "Électeurs", "Electores", "Votantes", "الناخبون"),
}  # fmt: skip
TAGS: Mapping[str, str] = {
    "#loc+name": "name", "#adm+code": "pcode", "#loc+type": "kind", "#geo+lat": "latitude", "#geo+lon": "longitude",
    "#population": "total.persons", "#population+total": "total.persons", "#population+f": "total.females",
    "#population+m": "total.males", "#population+hh": "total.households", "#population+households": "total.households",
}  # fmt: skip
# Headings over several columns that say nothing about whom they count; beside the titles of our parts.
NEUTRAL = (
    "Population", "Total", "Total population", "Population totale", "Población", "السكان", "Location", "Localisation",
    "Lieu", "Identification", "Identity", "Identité", "Place", "GPS", "Coordinates", "Coordonnées", "Coordonnées GPS",
    "Coordenadas", "الإحداثيات", "Site", "Village", "Admin", "الموقع", "Locality", "Localité", "Localidad", "Community",
    "Communauté", "Comunidad", "القرية",
)  # fmt: skip
# From here on, of a hundred, two headings are taken for the same; a person looks at it in any case.
ALIKE = 86


@dataclass(frozen=True)
class Words:
    """What heads the columns of a programme: {word as `key_of` writes it: code}, and for guesses with spaces."""

    columns: dict[str, Column]
    exact: dict[str, str]
    others: dict[str, str]
    loose: dict[str, str]
    neutral: frozenset[str]

    def code_of(self, header: str) -> str:
        """Only what is said exactly so."""
        return self.exact.get(key_of(header)) or self.others.get(key_of(header), "")

    def is_neutral(self, heading: str) -> bool:
        """A heading over several columns that changes nothing in their meaning. “Displaced” over “Women” does."""
        return key_of(heading) in self.neutral

    def guess(self, header: str) -> tuple[str, float]:
        """The nearest column and how near it is, of a hundred; nothing below `ALIKE`."""
        found = process.extractOne(spaced(header), self.loose.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        return (self.loose[found[0]], found[1]) if found else ("", 0)


def words_of(programme: Programme) -> Words:
    columns = {column.code: column for column in open_columns(programme)}
    exact = {key_of(code): code for code in columns}
    loose: dict[str, str] = {}
    neutral = {key_of(word) for word in NEUTRAL}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            neutral |= {key_of(str(section.title)) for section in SECTIONS}
            for column in open_columns(programme):
                exact.setdefault(key_of(column.label), column.code)
                loose.setdefault(spaced(column.label), column.code)
    others: dict[str, str] = {}
    for code, words in OTHERS.items():
        for word in words if code in columns else ():
            others.setdefault(key_of(word), code)
            loose.setdefault(spaced(word), code)
    return Words(columns, exact, others, loose, frozenset(neutral))


def options_of(programme: Programme) -> dict[str, dict[str, str]]:
    return answers_of(lambda: open_columns(programme))


def answers_of(columns: Callable[[], Iterable[Column]]) -> dict[str, dict[str, str]]:
    """The answers of each column that has some: {column: {word as `key_of` writes it: code}}, in all our languages.

    `columns` gives them in the active one.
    """
    found: dict[str, dict[str, str]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in columns():
                words = found.setdefault(column.code, {}) if column.options else {}
                for code, label in column.options:
                    words.setdefault(key_of(code), code)
                    words.setdefault(key_of(label), code)
    return found


def tag_of(cell: str) -> str:
    """The code of a column under an HXL tag; the order of its attributes says nothing."""
    name, *attributes = re.sub(r"\s", "", cell.casefold()).split("+")
    return TAGS_SORTED.get((name, *sorted(attributes)), "")


def key_of(word: str) -> str:
    """As `core.sheets.plain`; for scripts that it does not know, the letters themselves."""
    return plain(word) or "".join(word.casefold().split())


def spaced(word: str) -> str:
    """Words apart, without accents, case and signs."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare))


TAGS_SORTED = {(tag.split("+")[0], *sorted(tag.split("+")[1:])): code for tag, code in TAGS.items()}

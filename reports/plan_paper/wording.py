"""Texts of communities and labels of groups, in the language of the paper. Pure: everything comes from the snapshot."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from cbp.core.choices import ParticipantGroup, PopulationKind
from cbp.core.models import Wording
from profiling.models.communities import SiteKind
from reports import fonts

Texts = dict[str, dict[str, list[str]]]
KINDS: dict[str, Any] = {**{str(one): one for one in PopulationKind}, **{str(one): one for one in ParticipantGroup}}


@dataclass(frozen=True)
class Told:
    """A text as the paper prints it. `mark` is empty where it stands in the language of the paper as it was meant."""

    text: str
    language: str
    direction: str
    mark: str

    def __str__(self) -> str:
        return self.text

    @property
    def lines(self) -> list[str]:
        return [line.strip(" -•\t") for line in self.text.splitlines() if line.strip()]


def own_language() -> str:
    return (get_language() or "en")[:2]


def told(texts: Texts, field: str) -> Told | None:
    """In the language of the paper where there is a wording, else as it was said, with a mark."""
    wordings = texts.get(field)
    if not wordings:
        return None
    language = own_language() if own_language() in wordings else _original(wordings)
    text, state = wordings[language]
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return Told(text, language, direction, _mark(language, state))


def _original(wordings: dict[str, list[str]]) -> str:
    return next((language for language, one in wordings.items() if one[1] == Wording.ORIGINAL), min(wordings))


def _mark(language: str, state: str) -> str:
    if language != own_language():
        name = str(get_language_info(language)["name_translated"])
        # Only English writes the names of languages large.
        return pgettext("wording", "in %(language)s") % {"language": name if own_language() == "en" else name.lower()}
    return pgettext("wording", "draft translation") if state == Wording.DRAFT else ""


def all_told(texts: Texts, fields: Iterable[str]) -> dict[str, Told | None]:
    return {field: told(texts, field) for field in fields}


def group_label(snapshot: dict[str, Any], code: str) -> str:
    """The programme's own label where it has one, else that of the closed list."""
    own = snapshot["groups"].get(code)
    if own:
        return str(own.get(own_language()) or next(iter(own.values()), code))
    return str(KINDS[code].label) if code in KINDS else code


def group_labels(snapshot: dict[str, Any], codes: Iterable[str]) -> str:
    comma = pgettext("list", ", ")
    return comma.join(group_label(snapshot, code) for code in codes)


def shown(named: dict[str, Any]) -> str:
    """The name of a place in the language of the paper where one is stored, else the official one."""
    names: dict[str, str] = named["names"]
    return names.get(own_language()) or str(named["name"])


def name_style(name: str) -> str:
    """Long names are set smaller, and a name with rarer letters wholly in the font that has them all."""
    return f"{'long' if len(name) > 24 else 'short'}{'' if fonts.has_serif(name) else ' plain'}"


def community_head(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The head of a cover: the community by its name in the language of the paper, and the areas in which it lies."""
    community = snapshot["community"]
    name = shown(community)
    return {
        "name": name,
        "name_style": name_style(name),
        "has_other_name": name != community["name"],
        "official_name": community["name"],
        "site": str(SiteKind(community["kind"]).label),
        "areas": [{**area, "shown": shown(area)} for area in snapshot["areas"]],
    }


def across(word: object) -> str:
    """A word for the whole page, without vowel signs: in letters of this size they float far from the word."""
    return "".join(sign for sign in str(word) if unicodedata.category(sign) != "Mn")


def untranslated(snapshot: dict[str, Any]) -> list[str]:
    """The texts of the community that are printed in the language in which they were said, the plan's own first."""
    return not_in_own_language(texts_of(snapshot))


def not_in_own_language(every: Iterable[Texts]) -> list[str]:
    return [
        wordings[_original(wordings)][0]
        for texts in every
        for wordings in texts.values()
        if own_language() not in wordings
    ]


def texts_of(snapshot: dict[str, Any]) -> Iterator[Texts]:
    yield snapshot["plan"]["texts"]
    for item in snapshot["items"]:
        yield item["texts"]
    for need in snapshot["needs"]:
        yield need["texts"]
    if snapshot["ranking"]:
        yield snapshot["ranking"]["texts"]
    for part in ("services", "factors", "hazards"):
        for row in (snapshot["profile"] or {}).get(part, []):
            yield row["texts"]


def need_titles(snapshot: dict[str, Any]) -> dict[int, Told | None]:
    """By the number of the need; also of options whose need has left the register since."""
    titles = {need["number"]: told(need["texts"], "title") for need in snapshot["needs"]}
    options = snapshot["ranking"]["options"] if snapshot["ranking"] else []
    return {option["need"]: told(option["texts"], "title") for option in options} | titles


def numbered(number: int) -> str:
    return _("Need %(number)s") % {"number": number}

"""Translating what communities said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.core import audit
from cbp.core.models import Verb, Wording
from cbp.core.reach import Person
from cbp.core.refusals import Refused


class Translatable(Protocol):
    """A `Spoken` record that is `Versioned` too."""

    TEXTS: tuple[str, ...]
    pk: int
    language: str
    translations: dict[str, dict[str, dict[str, str]]]

    def save_over(self, expected: int, fields: list[str]) -> None: ...


@transaction.atomic
def translate(
    thing: Translatable,
    language: str,
    texts: Mapping[str, str],
    *,
    state: Wording | Mapping[str, Wording],
    by: Person | None,
    expected: int,
) -> None:
    """Writes the translations into one language; an empty text takes a translation away. Raises `Stale`.

    `state` is that of all texts, or {field: state} where they differ.

    Refuses the language in which the record was said, and fields that hold no text of a community.
    """
    if language == thing.language:
        raise Refused(_("This is the language in which it was said. Change the text itself."))
    unknown = set(texts) - set(thing.TEXTS)
    if unknown:
        raise ValueError(f"No texts of {thing!r}: {sorted(unknown)}")
    before = {field: entry["text"] for field, entry in thing.translations.get(language, {}).items()}
    states = state if isinstance(state, Mapping) else dict.fromkeys(texts, state)
    entries = {
        field: {"text": text.strip(), "state": states[field].value} for field, text in texts.items() if text.strip()
    }
    kept = {field: entry for field, entry in thing.translations.get(language, {}).items() if field not in texts}
    thing.translations = {**thing.translations, language: {**kept, **entries}}
    thing.save_over(expected, ["translations"])
    after = {field: entry["text"] for field, entry in thing.translations[language].items()}
    audit.record(
        Verb.WORDS_TRANSLATED,
        thing,  # type: ignore[arg-type]
        by=by,
        before={"language": language, **before},
        after={"language": language, **after},
    )

"""Translating what communities said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models, transaction
from django.utils.translation import gettext as _

from cbp.core import audit
from cbp.core.models import Spoken, Verb, Versioned, Wording
from cbp.core.reach import Person
from cbp.core.refusals import Refused


class Translatable(Protocol):
    """A `Spoken` record that is `Versioned` too."""

    TEXTS: tuple[str, ...]
    pk: int
    language: str
    translations: dict[str, dict[str, dict[str, str]]]

    def save_over(self, expected: int, fields: list[str]) -> None: ...


States = Wording | Mapping[str, Wording]


@transaction.atomic
def translate(
    thing: Translatable, language: str, texts: Mapping[str, str], *, state: States, by: Person | None, expected: int,
    told_of: models.Model | None = None,
) -> None:  # fmt: skip
    """Writes the translations into one language; an empty text takes a translation away. Raises `Stale`.

    `state` is that of all texts, or {field: state} where they differ. `told_of`: of which other thing the history says
    that something in it was translated, where not everybody may know of this one.

    Refuses the language in which the record was said, and fields that hold no text of a community.
    """
    before, after = _written(thing, language, texts, state)
    thing.save_over(expected, ["translations"])
    if told_of is not None:
        audit.record(Verb.WORDS_TRANSLATED, told_of, by=by, after={"language": language})
    else:
        audit.record(Verb.WORDS_TRANSLATED, thing, by=by, before=before, after=after)  # type: ignore[arg-type]


@transaction.atomic
def translate_row(
    row: Spoken, keeper: Versioned, language: str, texts: Mapping[str, str], *, state: States, by: Person | None,
    expected: int, about: Mapping[str, str], is_closed: bool = False,
) -> None:  # fmt: skip
    """The same for a row that has no version of its own: the record that keeps it counts on, and has the history.

    `about`: what the line of history says of the row beside its words; alone where not everybody may read these
    (`is_closed`).
    """
    keeper.save_over(expected, [])
    stored: Any = type(row)._default_manager.filter(pk=row.pk).first()
    if stored is None:
        raise Refused(_("Someone has removed this entry already."))
    before, after = _written(stored, language, texts, state, prefix=f"{row._meta.label_lower}.")
    stored.save(update_fields=["translations"])
    told = {"language": language} if is_closed else after
    audit.record(
        Verb.WORDS_TRANSLATED, keeper, by=by, before=None if is_closed else before, after={**about, **told}
    )  # fmt: skip


def _written(
    thing: Any, language: str, texts: Mapping[str, str], state: States, *, prefix: str = ""
) -> tuple[dict[str, str], dict[str, str]]:
    """Puts the translations into the thing; gives what stood there before and stands there now."""
    unknown = set(texts) - set(thing.TEXTS)
    if unknown:
        raise ValueError(f"No texts of {thing!r}: {sorted(unknown)}")
    if language in {thing.language_of(field) for field in texts}:
        raise Refused(_("This is the language in which it was said. Change the text itself."))
    before = _told(thing, language, prefix)
    states = state if isinstance(state, Mapping) else dict.fromkeys(texts, state)
    entries = {
        field: {"text": text.strip(), "state": states[field].value} for field, text in texts.items() if text.strip()
    }
    kept = {field: entry for field, entry in thing.translations.get(language, {}).items() if field not in texts}
    thing.translations = {**thing.translations, language: {**kept, **entries}}
    return before, _told(thing, language, prefix)


def _told(thing: Any, language: str, prefix: str) -> dict[str, str]:
    entries = thing.translations.get(language, {})
    return {"language": language, **{f"{prefix}{field}": entry["text"] for field, entry in entries.items()}}

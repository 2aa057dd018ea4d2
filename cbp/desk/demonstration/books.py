"""The tables of the demonstration, and their words in three languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cbp.accounts.models import User
from cbp.core.actions.words import Translatable, translate
from cbp.core.models import Spoken, Wording

Entry = Mapping[str, Any]
DATA = Path(__file__).parent / "data"
LANGUAGES = ("fr", "en", "ar")


def has_book(*names: str) -> bool:
    return DATA.joinpath(*names[:-1], f"{names[-1]}.toml").exists()


def book(*names: str) -> dict[str, Any]:
    """One table, such as `book("kirdjem", "needs")`."""
    with DATA.joinpath(*names[:-1], f"{names[-1]}.toml").open("rb") as file:
        return tomllib.load(file)


def plain(entry: Entry, *names: str) -> dict[str, Any]:
    """Of an entry, the values of these names that it has."""
    return {name: entry[name] for name in names if name in entry}


def said(kind: type[Spoken], entry: Entry) -> dict[str, Any]:
    """The texts of that kind of record, as they were first said."""
    return plain(entry.get(original(entry), {}), *kind.TEXTS)


def original(entry: Entry) -> str:
    return str(entry.get("original", "fr"))


def beside(kind: type[Spoken], entry: Entry, *, arabic: Wording = Wording.CHECKED) -> dict[str, Any]:
    """Language and translations, for a record that is given its words all at once."""
    first = original(entry)
    translations = {
        language: {
            field: {"text": text, "state": _state(language, arabic).value}
            for field, text in plain(entry[language], *kind.TEXTS).items()
        }
        for language in LANGUAGES
        if language != first and language in entry
    }
    return {"language": first, "translations": translations}


def translated(thing: Spoken, entry: Entry, *, by: User, arabic: Wording = Wording.CHECKED) -> None:
    """The other two languages, through the action; the Arabic may still be a draft."""
    first, versioned = original(entry), _versioned(thing)
    for language in LANGUAGES:
        texts = plain(entry.get(language, {}), *thing.TEXTS)
        if language != first and texts:
            state = _state(language, arabic)
            translate(versioned, language, texts, state=state, by=by, expected=versioned.version)


def _state(language: str, arabic: Wording) -> Wording:
    return arabic if language == "ar" else Wording.CHECKED


def _versioned(thing: Any) -> Any:
    """Only records with a version are translated after they were made."""
    kept: Translatable = thing
    return kept

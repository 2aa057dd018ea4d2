"""Texts of communities keep the language in which they were said, and may have translations, each draft or checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Wording(models.TextChoices):
    """How far a text is the community's own word."""

    ORIGINAL = "original", _("As it was said")
    DRAFT = "draft", _("Draft translation")
    CHECKED = "checked", _("Checked translation")


@dataclass(frozen=True)
class Said:
    """A text in one language. `language` is that of the text, which may not be the one that was asked for."""

    text: str
    language: str
    state: Wording

    def __str__(self) -> str:
        return self.text


class Spoken(models.Model):
    """A record whose texts (`TEXTS`) were said in one language; or in two, where it says so (`language_of`).

    `translations` is {language: {field: {"text": …, "state": "draft" or "checked"}}} and never holds the original.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ()

    language = models.CharField(_("language of the text"), max_length=5, choices=settings.LANGUAGES, default="en")
    translations = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def language_of(self, field: str) -> str:
        """In which this text was said. Overridden where not all texts of a record come from one hand."""
        return self.language

    def said(self, field: str, language: str | None = None) -> Said:
        """The text in that language (the active one, if none is named) where there is one, else as it was said."""
        wanted = (language or get_language() or "en")[:2]
        original = str(getattr(self, field))
        found: Mapping[str, str] = self.translations.get(wanted, {}).get(field, {})
        own = self.language_of(field)
        if wanted == own or not found.get("text"):
            return Said(original, own, Wording.ORIGINAL)
        return Said(found["text"], wanted, Wording(found["state"]))

    def all_said(self, fields: Iterable[str] | None = None) -> dict[str, Any]:
        """Every text in every language, for a snapshot: {field: {language: [text, state]}}, without empty texts."""
        told: dict[str, Any] = {}
        for field in fields or self.TEXTS:
            if getattr(self, field):
                own = self.language_of(field)
                told[field] = {own: [getattr(self, field), Wording.ORIGINAL.value]}
                for language, texts in self.translations.items():
                    if language != own and texts.get(field, {}).get("text"):
                        told[field][language] = [texts[field]["text"], texts[field]["state"]]
        return told

    def doubt_translations(self, fields: Iterable[str]) -> bool:
        """The original changed: what was checked against the old words is a draft again. True if anything was."""
        doubted = False
        for texts in self.translations.values():
            for field in fields:
                if texts.get(field, {}).get("state") == Wording.CHECKED:
                    texts[field]["state"] = Wording.DRAFT.value
                    doubted = True
        return doubted

"""The form in which a community's words are translated: for each text a box, and whether somebody checked it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from cbp.core.crispy import CbpFormHelper, Section
from cbp.core.forms import Data, VersionedForm
from cbp.core.models import Wording
from cbp.desk.spoken import Kind, Text, texts_of

# A translation may be longer than what was said; more than this is another text.
TIMES_LONGER = 2
LONG = 200


def direction(language: str) -> str:
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def words_form(kind: Kind, thing: Any, language: str) -> type[WordsForm]:
    """The form of one thing into one language. It changes the record that carries the version."""
    meta = type("Meta", (), {"model": type(kind.keeper(thing)), "fields": []})
    return type("WordsForm", (WordsForm,), {"Meta": meta, "target": language, "kind": kind, "pk": thing.pk})


class WordsForm(VersionedForm):
    """Empty boxes are texts without a translation. The original stands beside each, in its own direction."""

    target: ClassVar[str] = ""
    kind: ClassVar[Kind]
    pk: ClassVar[int]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thing: Any = self.kind.kept_in(self.instance, self.pk)  # None: it was removed meanwhile
        self.texts = texts_of(self.kind, self.thing, self.target) if self.thing else []
        for text in self.texts:
            self._add(text)
        # Without a legend: the label of the box names the text.
        sections = [Section("", one.field, f"{one.field}_checked", css_class="translation") for one in self.texts]
        self.helper = CbpFormHelper(self, "idempotency_key", "version", "base", *sections, all_optional=True)

    def _add(self, text: Text) -> None:
        most = getattr(self.thing._meta.get_field(text.field), "max_length", None) or LONG
        attrs = {"lang": self.target, "dir": direction(self.target)}
        box = forms.Textarea(attrs={**attrs, "rows": 4}) if most > LONG else forms.TextInput(attrs=attrs)
        self.fields[text.field] = forms.CharField(
            label=text.label, required=False, max_length=most * TIMES_LONGER, widget=box, initial=text.translation,
            help_text=self._original(text),
        )  # fmt: skip
        self.fields[f"{text.field}_checked"] = forms.BooleanField(
            label=_("%(text)s: somebody who knows both languages has checked this") % {"text": text.label},
            required=False,
            initial=text.is_checked,
        )

    def _original(self, text: Text) -> SafeString:
        language = self.thing.language_of(text.field)
        said = mark_safe(linebreaks(text.original, autoescape=True))  # escaped by `linebreaks`
        return format_html('<div class="said" lang="{}" dir="{}">{}</div>', language, direction(language), said)

    def shown(self) -> dict[str, Data]:
        """With what was said: a translation of words that somebody changed meanwhile is looked at again."""
        return super().shown() | {"originals": [one.original for one in self.texts]}

    def words(self) -> Mapping[str, tuple[str, Wording]]:
        """What the person touched: {field: (text, state)}."""
        touched, data = set(self.touched()), self.cleaned_data
        return {
            one.field: (
                data[one.field],
                Wording.CHECKED if data[f"{one.field}_checked"] else Wording.DRAFT,
            )
            for one in self.texts
            if {one.field, f"{one.field}_checked"} & touched
        }

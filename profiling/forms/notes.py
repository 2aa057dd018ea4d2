"""The form of what is said of a part in words."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.forms import VersionedForm, words
from profiling import sections
from profiling.models import Profile, SectionNote


class NoteForm(VersionedForm):
    """One part in words; or that nothing is known there, and why."""

    section: ClassVar[str] = ""
    text = forms.CharField(label=gettext_lazy("In words"), required=False, max_length=4000, widget=words(8))
    is_unknown = forms.BooleanField(label=gettext_lazy("Nothing is known about this yet"), required=False)

    class Meta:
        model = Profile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = SectionNote.objects.filter(profile=self.instance, section=self.section).first()
        if self.stored:
            self.fields["text"].initial = self.stored.text
            self.fields["is_unknown"].initial = self.stored.is_unknown
        self.fields["is_unknown"].help_text = _("Then say above in a few words why.")

    def offer_unknown(self) -> None:
        """The box is ticked for whoever came to say that nothing is known; what is stored stays what it was."""
        self.fields["is_unknown"].widget.attrs["checked"] = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_unknown") and not data.get("text"):
            self.add_error("text", _("Say in a few words why nothing is known."))
        return data

    def note(self, language: str) -> SectionNote:
        """What is written over stays in the language in which it was said first."""
        return SectionNote(
            profile=self.instance, section=self.section, text=self.cleaned_data["text"],
            is_unknown=self.cleaned_data["is_unknown"], language=self.stored.language if self.stored else language,
        )  # fmt: skip


def note_form(section: str) -> type[NoteForm]:
    return cast("type[NoteForm]", type("NoteForm", (NoteForm,), {"section": sections.BY_CODE[section].code}))

"""The form of a source by itself."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy

from cbp.core.choices import Confidence, Method
from cbp.core.forms import Day, VersionedForm
from profiling.actions.sources import SOURCE_FIELDS
from profiling.forms.sourced import past
from profiling.models import Profile, Source
from profiling.models.sources import Release


class SourceForm(VersionedForm):
    """A source by itself: a wrong date is put right for every figure that names it."""

    row_pk: ClassVar[int]
    title = forms.CharField(
        label=gettext_lazy("Who says so"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("A register, a report, a meeting."),
    )  # fmt: skip
    method = forms.ChoiceField(label=gettext_lazy("How it was found out"), choices=Method.choices)
    dated_on = forms.DateField(label=gettext_lazy("Date of the figures"), widget=Day)
    confidence = forms.TypedChoiceField(
        label=gettext_lazy("How far it can be trusted"), choices=Confidence.choices, coerce=int
    )
    holder = forms.CharField(
        label=gettext_lazy("Whose figures they are"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("The office or organisation that is asked before they are passed on."),
    )  # fmt: skip
    release = forms.ChoiceField(label=gettext_lazy("Who may publish them"), choices=Release.choices)

    class Meta:
        model = Profile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = Source.objects.get(pk=self.row_pk)
        for name in SOURCE_FIELDS:
            self.fields[name].initial = getattr(self.source, name)

    def clean_dated_on(self) -> Any:
        return past(self.cleaned_data["dated_on"])

    def changed(self, fields: list[str]) -> Source:
        for name in fields:
            setattr(self.source, name, self.cleaned_data[name])
        return self.source


def source_form(pk: int) -> type[SourceForm]:
    return cast("type[SourceForm]", type("SourceForm", (SourceForm,), {"row_pk": pk}))

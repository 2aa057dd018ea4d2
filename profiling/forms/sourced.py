"""What every form of a part of a profile has: the source, one that is there or a new one.

Each belongs to a version of the profile, whose number it carries; the rows below it have none of their own. What a form
showed is compared with what is stored now, so that people who fill in different parts do not disturb each other.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.choices import Confidence, Method
from cbp.core.crispy import Fold, Section
from cbp.core.forms import Day, VersionedForm
from cbp.core.refusals import Refused
from profiling.actions.guards import refuse_future
from profiling.forms.fields import CHOOSE
from profiling.models import Profile, Source
from profiling.models.sources import Release
from profiling.reading import sources_of

HIDDEN = ("idempotency_key", "version", "base")
NEW_SOURCE = ("source_title", "source_method", "source_dated_on", "source_confidence")
BESIDE_SOURCE = ("source_holder", "source_release")


def past(day: Any) -> Any:
    """For the clean of a day."""
    try:
        refuse_future(day)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal
    return day


class PartForm(VersionedForm):
    """A part of a profile with its source: one that is there, or a new one."""

    sees_restricted: ClassVar[bool] = False
    source = forms.ModelChoiceField(
        queryset=Source.objects.none(), required=False, label=gettext_lazy("Source"),
        empty_label=gettext_lazy("Not chosen yet"),
        help_text=gettext_lazy("A draft is saved without a source. Review asks for one."),
    )  # fmt: skip
    source_title = forms.CharField(
        label=gettext_lazy("Who says so"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}), help_text=gettext_lazy("A register, a report, a meeting."),
    )  # fmt: skip
    source_method = forms.ChoiceField(
        label=gettext_lazy("How it was found out"), required=False, choices=[CHOOSE, *Method.choices]
    )
    source_dated_on = forms.DateField(label=gettext_lazy("Date of the figures"), required=False, widget=Day)
    source_confidence = forms.ChoiceField(
        label=gettext_lazy("How far it can be trusted"), required=False,
        choices=[CHOOSE, *Confidence.choices],
    )  # fmt: skip
    source_holder = forms.CharField(
        label=gettext_lazy("Whose figures they are"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("The office or organisation that is asked before they are passed on."),
    )  # fmt: skip
    source_release = forms.ChoiceField(
        label=gettext_lazy("Who may publish them"), required=False, choices=Release.choices, initial=Release.TEAM
    )

    class Meta:
        model = Profile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sources_of(self.instance, restricted=self.sees_restricted)
        sources: Any = self.fields["source"]
        sources.queryset = Source.objects.filter(pk__in=[one.pk for one in known]).order_by("-dated_on", "pk")
        sources.label_from_instance = source_label
        self.fields["source_release"].usual = Release.TEAM  # type: ignore[attr-defined]  # see Fold

    def source_block(self) -> list[Any]:
        title = gettext_lazy("Write a new source")
        return [Section(gettext_lazy("Where this comes from"), "source"), Fold(title, *NEW_SOURCE, *BESIDE_SOURCE)]

    def clean_source_dated_on(self) -> Any:
        return past(self.cleaned_data["source_dated_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        filled = [name for name in (*NEW_SOURCE, "source_holder") if data.get(name)]
        if filled and data.get("source") and "source" in self.touched():
            self.add_error("source", _("Choose a source or write a new one, not both."))
        for name in NEW_SOURCE if filled else ():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("A new source needs its title, its method, its date and how far it is trusted."))
        return data

    def chosen_source(self) -> Source | None:
        """A new one, not stored yet, goes before the one that stood there."""
        data = self.cleaned_data
        if not data["source_title"]:
            return cast("Source | None", data["source"])
        return Source(
            profile=self.instance, title=data["source_title"], method=data["source_method"],
            dated_on=data["source_dated_on"], confidence=int(data["source_confidence"]),
            holder=data["source_holder"], release=data["source_release"] or Release.TEAM,
        )  # fmt: skip


def source_label(source: Source) -> str:
    return f"{source.title} · {source.get_method_display()} · {source.dated_on:%Y-%m-%d}"

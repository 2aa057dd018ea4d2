"""Forms of sheets of profiles: bringing one in, telling its columns, and the choice before it is applied."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.choices import Confidence, Method
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import Day, WriteForm
from cbp.core.models import Programme
from cbp.core.models.programmes import ProgrammeQuerySet
from profiling.actions.sheets import SheetSource
from profiling.forms.sourced import past
from profiling.models import ColumnMapping, ProfileSheet


def programmes_of(user: User) -> ProgrammeQuerySet:
    """Where the person brings sheets of profiles in: fills profiles, and checks sheets."""
    fills = Programme.objects.within(user.grants(Permission.COMMUNITY_EDIT))
    return fills.within(user.grants(Permission.SHEET_CHECK)).by_title()


class MappingField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.programme})"


class UploadForm(WriteForm):
    """The file, the programme, and where its figures come from: one source for the whole sheet."""

    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(),
        help_text=gettext_lazy("Its age bands, groups and questions are used."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=255,
        help_text=gettext_lazy(
            "XLSX, XLS, ODS or CSV, at most 10 MB. One row for each community. Our template needs nothing more; of "
            "any other table you say next which column is which."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Who says so"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("A register, a report, a meeting."),
    )  # fmt: skip
    method = forms.ChoiceField(label=gettext_lazy("How it was found out"), choices=[("", "---------"), *Method.choices])
    dated_on = forms.DateField(label=gettext_lazy("Date of the figures"), widget=Day)
    confidence = forms.TypedChoiceField(
        label=gettext_lazy("How far it can be trusted"), choices=[("", "---------"), *Confidence.choices], coerce=int
    )
    mapping = MappingField(
        label=gettext_lazy("Reading of columns"), queryset=ColumnMapping.objects.none(), required=False,
        empty_label=gettext_lazy("None: a template, or a table that comes for the first time"),
        help_text=gettext_lazy("How the columns of such a table were read before, if somebody kept it under a name."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = programmes_of(by)
        fields: dict[str, Any] = self.fields
        fields["programme"].queryset = programmes
        self.has_programmes = bool(programmes)
        if len(programmes) == 1:
            fields["programme"].initial = programmes[0]
        mappings = ColumnMapping.objects.filter(programme__in=programmes.order_by()).select_related("programme")
        fields["mapping"].queryset = mappings.order_by("programme__title", "name")
        source = Section(gettext_lazy("Where the figures come from"), "title", "method", "dated_on", "confidence")
        reading = Fold(gettext_lazy("A table that is not our template"), "mapping")
        self.helper = CbpFormHelper(self, "idempotency_key", "programme", "file", source, reading)

    def clean_dated_on(self) -> Any:
        return past(self.cleaned_data["dated_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        mapping, programme = data.get("mapping"), data.get("programme")
        if mapping and programme and mapping.programme_id != programme.pk:
            self.add_error("mapping", gettext_lazy("This reading of columns belongs to another programme."))
        return data

    def source(self) -> SheetSource:
        data = self.cleaned_data
        return {
            "title": data["title"], "method": data["method"], "dated_on": data["dated_on"],
            "confidence": data["confidence"],
        }  # fmt: skip


class ApplyForm(WriteForm):
    """Applying a checked sheet: leaving refused rows out is said on purpose, by the button that was pressed."""

    skip_faulty = forms.BooleanField(required=False)


class SheetFilter(django_filters.FilterSet):  # type: ignore[misc]
    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=lambda request: Programme.objects.visible_to(request.user).by_title(),
        empty_label=_("All programmes"),
    )  # fmt: skip
    step = django_filters.ChoiceFilter(label=_("Step"), choices=ProfileSheet.Step.choices, empty_label=_("All steps"))

    class Meta:
        model = ProfileSheet
        fields: list[str] = []

"""Forms of places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.actions.areas import Names, names_of
from cbp.core.actions.displacement import DEFAULT_SOURCE
from cbp.core.choices import AssessmentType, DisplacementReason
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Matrix, Section
from cbp.core.forms import Day, VersionedForm, WriteForm
from cbp.core.models import Area, DisplacementFigure
from cbp.core.models.displacement import PERSONS_MOST

COUNTS = (
    ("persons", gettext_lazy("Together")),
    ("females", gettext_lazy("Women and girls")),
    ("males", gettext_lazy("Men and boys")),
)


class AreaForm(VersionedForm):
    """Names, codes of others, coordinates and dates. P-code, level and parent come from the official table only."""

    others = forms.CharField(
        label=gettext_lazy("Other names"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("One on each line: old names, other spellings. The search finds them."),
    )
    codes = forms.CharField(
        label=gettext_lazy("Codes in other files"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        help_text=gettext_lazy("One on each line. Imports find the place under them too."),
    )

    class Meta:
        model = Area
        fields = ["name", "latitude", "longitude", "valid_from", "valid_to"]
        widgets = {"valid_from": Day, "valid_to": Day}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = names_of(self.instance)
        languages = [code for code, _label in settings.LANGUAGES]
        for code, label in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=label, required=False, max_length=200, widget=forms.TextInput(attrs={"lang": code, "dir": "auto"})
            )
            self.fields[f"name_{code}"].initial = names.by_language.get(code, "")
        self.fields["others"].initial = "\n".join(names.others)
        self.fields["codes"].initial = "\n".join(names.codes)
        self.fields["name"].label = _("Official name")
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base", "name",
            Section(gettext_lazy("The name in each language"), *(f"name_{code}" for code in languages)),
            Section(gettext_lazy("Other names and codes"), "others", "codes"),
            Section(gettext_lazy("Where and since when"), "latitude", "longitude", "valid_from", "valid_to"),
        )  # fmt: skip

    def names(self) -> Names:
        data = self.cleaned_data
        by_language = {code: data[f"name_{code}"] for code, _label in settings.LANGUAGES if data[f"name_{code}"]}
        return Names(by_language, _in_lines(data["others"]), _in_lines(data["codes"]))

    def clean_others(self) -> str:
        return self._short_lines("others")

    def clean_codes(self) -> str:
        return self._short_lines("codes")

    def _short_lines(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        if any(len(line) > 200 for line in text.splitlines()):
            raise ValidationError(_("One line holds more than 200 letters."))
        return text


class RecodeForm(WriteForm):
    """Another P-code from a day on, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    pcode = forms.CharField(
        label=gettext_lazy("New P-code"),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    since = forms.DateField(label=gettext_lazy("Since"), widget=Day)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Such as the decree, or the edition of the official table."),
    )  # fmt: skip


def _in_lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class DisplacementForm(WriteForm):
    """One round of displacement figures of one area, entered by hand: reasons × sex. An empty cell is unknown."""

    source = forms.CharField(label=gettext_lazy("Source"), max_length=100, initial=DEFAULT_SOURCE)
    operation = forms.CharField(label=gettext_lazy("Operation"), max_length=200, required=False)
    round = CountField(label=gettext_lazy("Round"), min_value=1, max_value=10_000)
    reported_on = forms.DateField(label=gettext_lazy("Reported on"), widget=Day)
    replaces = forms.BooleanField(
        label=gettext_lazy("This corrects a round that is there already: replace it"), required=False
    )
    assessment = forms.ChoiceField(
        label=gettext_lazy("Assessment type"), choices=AssessmentType.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for reason in DisplacementReason:
            for key, label in COUNTS:
                self.fields[f"{reason.value}_{key}"] = CountField(
                    label=f"{reason.label} · {label}", required=False, min_value=0, max_value=PERSONS_MOST
                )
        matrix = Matrix(
            gettext_lazy("Displaced persons by reason"),
            rows=DisplacementReason.choices,
            columns=COUNTS,
            row_totals=False,
            hint=gettext_lazy("Leave a cell empty when the number is not known. Write 0 only when nobody was counted."),
        )
        self.helper = CbpFormHelper(
            self, "idempotency_key", "source", "operation", "round", "reported_on", "assessment", matrix, "replaces"
        )  # fmt: skip

    def clean_reported_on(self) -> Any:
        day = self.cleaned_data["reported_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for reason in DisplacementReason:
            persons, females, males = (data.get(f"{reason.value}_{key}") for key, _label in COUNTS)
            if f"{reason.value}_persons" in self.errors:
                continue
            if persons is None and (females is not None or males is not None):
                self.add_error(
                    f"{reason.value}_persons", _("%(reason)s: say how many together.") % {"reason": reason.label}
                )
            elif persons is not None and (females or 0) + (males or 0) > persons:
                self.add_error(
                    f"{reason.value}_persons",
                    _("%(reason)s: women and men count more people than both together.") % {"reason": reason.label},
                )
        return data

    def figures(self, area: Area) -> list[DisplacementFigure]:
        data = self.cleaned_data
        common = {name: data[name] for name in ("source", "operation", "round", "reported_on", "assessment")}
        return [
            DisplacementFigure(
                area=area, reason=reason, persons=data[f"{reason.value}_persons"],
                females=data[f"{reason.value}_females"], males=data[f"{reason.value}_males"], **common,
            )
            for reason in DisplacementReason
            if data[f"{reason.value}_persons"] is not None
        ]  # fmt: skip

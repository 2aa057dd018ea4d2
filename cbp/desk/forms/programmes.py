"""Forms of programmes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.actions.programmes import FIELDS, Lists, lists_of
from cbp.core.ages import STANDARD_SETS, read_bands, written
from cbp.core.choices import PopulationKind
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.currencies import currency_choices
from cbp.core.forms import Day, VersionedForm, WriteForm
from cbp.core.models import Area, Programme
from cbp.core.models.programmes import code_validator
from cbp.core.refusals import Refused

OWN_GROUPS = 4
LANGUAGES = [code for code, _label in settings.LANGUAGES]


def _currencies() -> list[tuple[str, object]]:
    return [("", gettext_lazy("Choose a currency")), *currency_choices()]


class ProgrammeForm(VersionedForm):
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=_currencies)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The languages in which this programme makes its papers."),
    )

    class Meta:
        model = Programme
        fields = FIELDS
        widgets = {"starts_on": Day, "ends_on": Day, "safe_contact": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = Area.objects.filter(level=0).prefetch_related("names").by_name()
        if self.instance.pk:
            # Its people reach the places of its country: whoever moved it would reach another country's.
            countries = countries.filter(pk=self.instance.country_id)
        self.fields["country"].queryset = countries  # type: ignore[attr-defined]
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base",
            Section(gettext_lazy("What it is"), "code", "title", "country", "donors", "starts_on", "ends_on"),
            Section(gettext_lazy("Money and languages"), "currency", "languages"),
            Section(gettext_lazy("Protection of people"), "safe_contact", "disclosure_threshold"),
            Section(gettext_lazy("Options"), "figures_age_months", "needs_ministry"),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The programme ends before it starts."))
        return data


class ListsForm(VersionedForm):
    """Age bands in one line, standard groups to tick, and a few groups of the programme's own."""

    age_bands = forms.CharField(
        label=gettext_lazy("Age bands"), max_length=200, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Groups counted apart"),
        choices=PopulationKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Programme
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = lists_of(self.instance)
        self.fields["age_bands"].initial = written(list(lists.bands))
        self.fields["age_bands"].help_text = _("In completed years, without gaps. Sets in use: %(sets)s.") % {
            "sets": " · ".join(
                f"\u2066{one}\u2069" for one in STANDARD_SETS.values()
            )  # isolated: “60+” stays “60+” in Arabic
        }
        self.fields["kinds"].initial = list(lists.kinds)
        own = [self._own_fields(number, lists) for number in range(OWN_GROUPS)]
        sections = [Fold(title, *names) for title, names in own]
        self.helper = CbpFormHelper(self, "idempotency_key", "version", "base", "age_bands", "kinds", *sections)

    def _own_fields(self, number: int, lists: Lists) -> tuple[str, list[str]]:
        code, pairs = lists.own[number] if number < len(lists.own) else ("", ())
        labels = dict(pairs)
        self.fields[f"own{number}_code"] = forms.CharField(
            label=_("Short code"), required=False, max_length=30, initial=code, validators=[code_validator]
        )
        for language, name in settings.LANGUAGES:
            self.fields[f"own{number}_{language}"] = forms.CharField(
                label=name,
                required=False,
                max_length=80,
                initial=labels.get(language, ""),
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )
        title = _("Own group %(number)s") % {"number": number + 1}
        return title, [f"own{number}_code", *(f"own{number}_{language}" for language in LANGUAGES)]

    def clean_age_bands(self) -> str:
        try:
            return written(read_bands(self.cleaned_data["age_bands"]))
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        codes = [data.get(f"own{number}_code", "").lower() for number in range(OWN_GROUPS)]
        for number, code in enumerate(codes):
            labels = [data.get(f"own{number}_{language}") for language in LANGUAGES]
            if any(labels) and not code:
                self.add_error(f"own{number}_code", _("Give this group a short code."))
            elif code and not any(labels):
                self.add_error(f"own{number}_{LANGUAGES[0]}", _("Name this group in at least one language."))
            elif code and (code in PopulationKind.values or codes.index(code) != number):
                self.add_error(f"own{number}_code", _("This code is used already."))
        return data

    def lists(self) -> Lists:
        data = self.cleaned_data
        own = []
        for number in range(OWN_GROUPS):
            labels = {
                language: data[f"own{number}_{language}"] for language in LANGUAGES if data[f"own{number}_{language}"]
            }
            if data[f"own{number}_code"]:
                own.append((data[f"own{number}_code"].lower(), tuple(sorted(labels.items()))))
        return Lists(tuple(read_bands(data["age_bands"])), tuple(data["kinds"]), tuple(own))


class LogoForm(WriteForm):
    file = forms.FileField(
        label=gettext_lazy("Picture of the emblem"),
        max_length=255,
        help_text=gettext_lazy(
            "PNG, JPEG or WebP, at most 10 MB and 40 million pixels. Metadata such as the place of a photo are removed."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

"""The form of a community: which it is, its names, who belongs to it, where it lies and how to get there."""

from __future__ import annotations

import re
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.accounts.forms import AreaByCode
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import VersionedForm, words
from cbp.core.models import Programme
from profiling.actions.communities import FIELDS, names_of, parts_of, similar_communities
from profiling.forms.tongues import add_tongues, tongues
from profiling.models import Community

LONGEST_NAME, LONGEST_PART = 200, 120
# Between the name of a part and the office of who leads it.
DASH = re.compile(r"\s+[–—-]\s+")


class CommunityForm(VersionedForm):
    by: ClassVar[User]
    area = AreaByCode(
        label=gettext_lazy("Area (P-code or name)"),
        help_text=gettext_lazy("The lowest area of the official table in which the community lies."),
    )
    blocked_months = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Months in which the way is blocked"),
        choices=list(MONTHS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label=gettext_lazy("Other names"),
        required=False,
        max_length=2000,
        widget=words(3),
        help_text=gettext_lazy("One on each line: old names, other spellings. The search finds them."),
    )
    parts = forms.CharField(
        label=gettext_lazy("Parts of the community"),
        required=False,
        max_length=6000,
        widget=words(5),
        help_text=gettext_lazy(
            "One on each line: the quarter or village, and after a dash the office of who leads it, "
            "such as “Centre – chief of the quarter”. No names of people. Each part signs the plan."
        ),
    )
    is_another = forms.BooleanField(label=gettext_lazy("It is another community"), required=False)

    class Meta:
        model = Community
        fields = FIELDS
        widgets = {"definition": words(4)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Community] = []
        fields: dict[str, Any] = self.fields
        fields["area"].required = True
        fields["area"].reach = self.by.grants(Permission.COMMUNITY_EDIT)
        self._name_fields()
        if self.instance.pk:
            fields["parts"].initial = "\n".join(" – ".join(filter(None, part)) for part in parts_of(self.instance))
            first = ["kind", "name", "area", "is_active"]
        else:
            del self.fields["is_active"]
            self._programme_field()
            first = ["programme", "area", "kind", "name"]
        if not self.data.get("name"):
            del self.fields["is_another"]
        self.first = first
        self.helper = self._laid_out()

    def _name_fields(self) -> None:
        stored = names_of(self.instance) if self.instance.pk else []
        self.name_fields = add_tongues(self, "name", dict(reversed(stored)), longest=LONGEST_NAME)
        self.fields["others"].initial = "\n".join(text for language, text in stored if not language)

    def _programme_field(self) -> None:
        programmes = Programme.objects.within(self.by.grants(Permission.COMMUNITY_EDIT)).by_title()
        self.fields["programme"] = forms.ModelChoiceField(
            queryset=programmes, label=_("Programme"), help_text=_("The programme that works with this community.")
        )
        if programmes.count() == 1:
            self.fields["programme"].initial = programmes.get()

    def _laid_out(self) -> CbpFormHelper:
        return CbpFormHelper(
            self, "idempotency_key", "version", "base",
            *(["is_another"] if "is_another" in self.fields else []),
            Section(gettext_lazy("Which community"), *self.first),
            Fold(gettext_lazy("The name in each language, and other names"),
                 *self.name_fields, "others"),
            Section(gettext_lazy("Who belongs to it"), "definition", "parts", "spoken_languages"),
            Section(gettext_lazy("Where it lies"), "latitude", "longitude", "precision", "is_location_sensitive"),
            Section(gettext_lazy("How to get there and how to call"),
                    "road", "travel_mode", "distance_km", "travel_minutes", "network"),
            Fold(gettext_lazy("Months in which the way is blocked"), "blocked_months"),
        )  # fmt: skip

    def open_names(self) -> list[str]:
        """A box that only answers a question is nothing that two people could both have changed."""
        return [name for name in super().open_names() if name != "is_another"]

    def clean_others(self) -> str:
        if any(len(line.strip()) > LONGEST_NAME for line in self.cleaned_data["others"].splitlines()):
            raise ValidationError(_("One line holds more than 200 letters."))
        return str(self.cleaned_data["others"])

    def clean_parts(self) -> str:
        seen = set()
        for name, leader in _parts(self.cleaned_data["parts"]):
            if max(len(name), len(leader)) > LONGEST_PART:
                raise ValidationError(_("The name of a part, or the office, holds more than 120 letters."))
            if name.casefold() in seen:
                raise ValidationError(_("Two parts of the community have the same name."))
            seen.add(name.casefold())
        return str(self.cleaned_data["parts"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("latitude") is not None and data.get("longitude") is not None and not data.get("precision"):
            self.add_error("precision", _("Say how exact the point is."))
        missing = [name for name in ("latitude", "longitude") if data.get(name) is None and name not in self.errors]
        if len(missing) == 1:
            self.add_error(missing[0], _("Give both coordinates or none."))
        if not self.errors and not data.get("is_another") and self._asks_for_twins():
            names = [data["name"], *(text for _language, text in self.names())]
            self.alike = list(similar_communities(names, data["area"], by=self.by, besides=self.instance))
            if self.alike:
                self.add_error(
                    "is_another", _("Communities of this area have a name much like it. Is it one of these?")
                )
        if not self.alike and not data.get("is_another") and "is_another" in self.fields:
            del self.fields["is_another"]  # the question is asked only where there is an answer to it
            self.helper = self._laid_out()
        return data

    def _asks_for_twins(self) -> bool:
        """When it is made, and when its name or its place changes."""
        return not self.instance.pk or bool({"name", "area"} & set(self.touched()))

    def names(self) -> list[tuple[str, str]]:
        data = self.cleaned_data
        told = [(code, text) for code, text in tongues(data, "name").items() if text]
        return told + [("", line.strip()) for line in data.get("others", "").splitlines() if line.strip()]

    def part_list(self) -> list[tuple[str, str]]:
        return _parts(self.cleaned_data["parts"])


def _parts(text: str) -> list[tuple[str, str]]:
    """Name and office of each line."""
    pairs = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, *office = DASH.split(line, maxsplit=1)
        pairs.append((name.strip(), office[0].strip() if office else ""))
    return pairs


def community_form(by: User) -> type[CommunityForm]:
    """The form as that person may use it: only areas and programmes within reach."""
    return cast("type[CommunityForm]", type("CommunityForm", (CommunityForm,), {"by": by}))

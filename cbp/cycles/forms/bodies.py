"""Forms of bodies: what a body is and who sits in it as counts; its end; the few who are named."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import Day, ReasonForm, VersionedForm, words
from cbp.cycles.actions.bodies import FIELDS, MOST_NAMED, NUMBERS, is_ahead
from cbp.cycles.models import Body, BodyMember
from cbp.cycles.reading.bodies import label_of

KEYS = ("idempotency_key", "version", "base")
MOST = {"turnout": 100}
ROW = ("role", "sex", "name", "contact", "purpose", "has_consent")
ONE_SEX = [
    ("", gettext_lazy("Not known")), ("f", gettext_lazy("Woman")), ("m", gettext_lazy("Man")),
    ("x", gettext_lazy("Other or not said")),
]  # fmt: skip


class BodyForm(VersionedForm):
    """Everything may be added later but the kind."""

    class Meta:
        model = Body
        fields = FIELDS
        widgets = {
            "formed_on": Day, "term_ends_on": Day, "note": words(), "name": forms.TextInput(attrs={"dir": "auto"}),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NUMBERS:
            self._count(name)
        self.fields["language"].usual = self.instance.language  # type: ignore[attr-defined]
        self.fields["name"].help_text = _("Leave it empty where the kind says enough.")
        self.helper = CbpFormHelper(self, *KEYS, *self._sections())

    def _count(self, name: str) -> None:
        """In whatever digits, with the label and the hint of the model."""
        plain = self.fields[name]
        self.fields[name] = CountField(
            label=label_of(name), help_text=plain.help_text, required=False, min_value=0,
            max_value=MOST.get(name, 1000),
        )  # fmt: skip

    @staticmethod
    def _sections() -> list[Section | Fold]:
        return [
            Section(gettext_lazy("What it is"), "kind", "name"),
            Section(gettext_lazy("How it came about"), "formed_on", "how", "turnout", "term_ends_on"),
            Section(gettext_lazy("Who sits in it"), "women", "men", "others", "members_stated"),
            Section(
                gettext_lazy("Of whom, counted once more"), "youth", "displaced", "disability", "minority"
            ),
            Fold(gettext_lazy("Note"), "note", "language"),
        ]  # fmt: skip

    def clean_formed_on(self) -> Any:
        day = self.cleaned_data["formed_on"]
        if is_ahead(day):
            raise forms.ValidationError(
                _("This day lies in the future. Enter the day on which the body was formed.")
            )  # fmt: skip
        return day


class DissolveForm(ReasonForm):
    on = forms.DateField(label=gettext_lazy("Dissolved on"), widget=Day)

    field_order = ("idempotency_key", "on", "reason")


class NamesForm(VersionedForm):
    """Up to fifteen people; those that are named, and one more, are open, the others unfold. A row that is emptied
    takes its name out."""

    class Meta:
        model = Body
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = list(self.instance.members.order_by("pk"))
        rows = [self._row(number) for number in range(MOST_NAMED)]
        self.helper = CbpFormHelper(self, *KEYS, *rows, all_optional=True)

    def _row(self, number: int) -> Section | Fold:
        member = self.known[number] if number < len(self.known) else None
        for name, field in self._fields().items():
            field.initial = getattr(member, name) if member else ""
            self.fields[f"row{number}_{name}"] = field
        kind = Section if number <= len(self.known) else Fold
        return kind(_("Person %(number)s") % {"number": number + 1}, *(f"row{number}_{name}" for name in ROW))

    @staticmethod
    def _fields() -> dict[str, forms.Field]:
        def text(label: str, most: int, hint: str = "") -> forms.CharField:
            """No browser offers a name of somebody else's form."""
            box = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
            return forms.CharField(label=label, max_length=most, required=False, widget=box, help_text=hint)

        return {
            "role": forms.ChoiceField(
                label=_("Role"), choices=[("", _("Choose")), *BodyMember.Role.choices], required=False
            ),
            "sex": forms.ChoiceField(label=_("Sex"), choices=ONE_SEX, required=False),
            "name": text(_("Name"), 120),
            "contact": text(_("Telephone or address"), 200, _("Only where somebody has to be reached.")),
            "purpose": text(_("What the name is needed for"), 200, _("Such as: signs for the account at the bank.")),
            "has_consent": forms.BooleanField(label=_("The person agreed that the name is kept"), required=False),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(MOST_NAMED):
            if any(data.get(f"row{number}_{name}") for name in ROW):
                self._whole(number, data)
        return data

    def _whole(self, number: int, data: dict[str, Any]) -> None:
        for name, sentence in (
            ("role", _("Choose the role of this person.")),
            ("name", _("Write the name, or leave the whole row empty.")),
            ("purpose", _("Say what the name is needed for. A name that nobody needs is not kept.")),
            ("has_consent", _("A name is kept only when the person agreed.")),
        ):
            if not data.get(f"row{number}_{name}") and f"row{number}_{name}" not in self.errors:
                self.add_error(f"row{number}_{name}", sentence)

    def members(self) -> list[BodyMember]:
        data = self.cleaned_data
        rows = [{name: data[f"row{number}_{name}"] for name in ROW} for number in range(MOST_NAMED)]
        return [BodyMember(**row) for row in rows if row["name"]]

"""Forms of the lists of steps of a programme: the name of a list, and one step in every language."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.choices import SessionKind, Station
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import VersionedForm, words
from cbp.cycles.actions.steps import LONGEST_AGENDA, LONGEST_GUIDANCE, LONGEST_LABEL
from cbp.cycles.models import StepTemplate, TemplateStep
from profiling.forms.layouts import PartFold
from profiling.forms.tongues import LANGUAGES, add_tongues, ask_one, in_order, tongues

KEYS = ("idempotency_key", "version", "base")
LATEST = 3650  # days


class TemplateForm(VersionedForm):
    """The name of the list in at least one language, and whether new cycles are offered it."""

    class Meta:
        model = StepTemplate
        fields = ["is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = add_tongues(self, "label", self.instance.labels, longest=LONGEST_LABEL)
        offered = ["is_active"]
        if not self.instance.pk:
            del self.fields[offered.pop()]
        self.helper = CbpFormHelper(
            self, *KEYS, Section(gettext_lazy("Name of the list, in at least one language"), *names), *offered
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ask_one(self, "label", _("Give a name in at least one language."))
        return data

    def template(self) -> StepTemplate:
        self.instance.labels = tongues(self.cleaned_data, "label")
        return self.instance  # type: ignore[no-any-return]  # a ModelForm says no more of its instance


class StepForm(VersionedForm):
    """One step of a list, made by `step_form`; new where `row_pk` is empty. Each language has a fold of its own."""

    row_pk: ClassVar[int | None] = None
    station = forms.ChoiceField(label=gettext_lazy("Station"), choices=Station.choices)
    session_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of session"), required=False,
        choices=[("", gettext_lazy("No session")), *SessionKind.choices],
    )  # fmt: skip
    after_days = CountField(
        label=gettext_lazy("Planned after (days)"), required=False, max_value=LATEST,
        help_text=gettext_lazy("Counted from the day on which a cycle starts."),
    )  # fmt: skip

    class Meta:
        model = StepTemplate
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = self._row()
        for name in ("station", "session_kind", "after_days"):
            self.fields[name].initial = getattr(self.row, name)
        add_tongues(self, "label", self.row.labels, longest=LONGEST_LABEL)
        self._add_words("guidance", self.row.guidance, LONGEST_GUIDANCE, 4)
        self._add_words("agenda", self.row.agenda, LONGEST_AGENDA, 7)
        own, *others = in_order()
        self._call(own, *others)
        self.helper = CbpFormHelper(
            self, *KEYS, Section(LANGUAGES[own], *_names(own)), *self._folds(others),
            Section(gettext_lazy("When and how"), "station", "session_kind", "after_days"),
        )  # fmt: skip

    def _row(self) -> TemplateStep:
        """As it is stored now; an empty one where it is new, or was removed meanwhile."""
        found = TemplateStep.objects.filter(template=self.instance, pk=self.row_pk).first() if self.row_pk else None
        return found or TemplateStep(pk=self.row_pk, template=self.instance)

    def _add_words(self, name: str, texts: dict[str, str], longest: int, rows: int) -> None:
        add_tongues(self, name, texts, longest=longest)
        for code in LANGUAGES:
            box = words(rows)
            box.attrs["lang"] = code
            self.fields[f"{name}_{code}"].widget = box

    def _call(self, *languages: str) -> None:
        """Within the group of a language, each field by what it is."""
        for code in languages:
            self.fields[f"label_{code}"].label = _("Name")
            self.fields[f"guidance_{code}"].label = _("Guidance")
            self.fields[f"agenda_{code}"].label = _("Agenda")
            self.fields[f"agenda_{code}"].help_text = _(
                "One point on each line. A line may begin with its minutes, such as: 15 Welcome."
            )

    def _folds(self, languages: list[str]) -> list[Fold]:
        return [PartFold(LANGUAGES[code], *_names(code)) for code in languages]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ask_one(self, "label", _("Give a name in at least one language."))
        return data

    def step(self) -> TemplateStep:
        data = self.cleaned_data
        for name in ("station", "session_kind", "after_days"):
            setattr(self.row, name, data[name])
        self.row.labels = tongues(data, "label")
        self.row.guidance, self.row.agenda = tongues(data, "guidance"), tongues(data, "agenda")
        return self.row


def _names(language: str) -> list[str]:
    return [f"{name}_{language}" for name in ("label", "guidance", "agenda")]


def step_form(row: int | None = None) -> type[StepForm]:
    return type("OneStepForm", (StepForm,), {"row_pk": row})

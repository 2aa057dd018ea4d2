"""Forms of the rules of inclusion: those of a programme, and why one was not kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.actions.rules import MOST, fault_of, rules_of
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Fold
from cbp.core.forms import ReasonForm, VersionedForm
from cbp.core.groups import group_choices, group_labels, wanted_by
from cbp.core.models import InclusionRule, Programme, RuleKind
from profiling.forms.layouts import PartFold

PARTS = ("kind", "group", "minimum", "holds_up")


class RulesForm(VersionedForm):
    """Room for eight rules, one fold for each; a rule without a kind is none."""

    class Meta:
        model = Programme
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = rules_of(self.instance)
        self.labels = group_labels(self.instance)
        self.groups = group_choices(self.instance)
        known = dict(self.groups)
        self.groups += [(one.group, self._named(one.group)) for one in stored if one.group not in known]
        folds = [self._row(at, stored[at] if at < len(stored) else None) for at in range(MOST)]
        self.helper = CbpFormHelper(self, "idempotency_key", "version", "base", *folds, all_optional=True)

    def _named(self, group: str) -> str:
        return self.labels.get(group, group)

    def _row(self, at: int, rule: InclusionRule | None) -> Fold:
        """One that stands is told by its title, and opens where it is faulty."""
        kind, group, minimum, holds_up = (f"rule{at}_{part}" for part in PARTS)
        box: Any = InclusionRule._meta.get_field("holds_up")
        self.fields[kind] = forms.ChoiceField(
            label=_("What is counted"), required=False, choices=[("", _("No rule")), *RuleKind.choices],
            initial=rule.kind if rule else "",
        )  # fmt: skip
        self.fields[group] = forms.ChoiceField(
            label=_("Group"), required=False, choices=[("", _("Choose")), *self.groups],
            initial=rule.group if rule else "",
        )  # fmt: skip
        self.fields[minimum] = CountField(
            label=_("At least"), required=False, min_value=1, max_value=10_000, initial=rule.minimum if rule else None
        )
        self.fields[holds_up] = forms.BooleanField(
            label=box.verbose_name, required=False, help_text=box.help_text,
            initial=bool(rule and rule.holds_up),
        )  # fmt: skip
        if rule:
            return PartFold(wanted_by(rule, self.labels), kind, group, minimum, holds_up)
        return Fold(_("Another rule"), kind, group, minimum, holds_up)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: set[tuple[str, str]] = set()
        for at in range(MOST):
            if not any(f"rule{at}_{part}" in self.errors for part in PARTS):
                self._check(at, data, seen)
        return data

    def _check(self, at: int, data: dict[str, Any], seen: set[tuple[str, str]]) -> None:
        kind, group, minimum = (str(data.get(f"rule{at}_{part}") or "") for part in PARTS[:3])
        if not kind:
            if group or minimum:
                self.add_error(f"rule{at}_kind", _("Say what is counted, or leave the group and the number empty too."))
            return
        for name, value in (("group", group), ("minimum", minimum)):
            if not value:
                self.add_error(f"rule{at}_{name}", _("This field is required."))
        if not (group and minimum):
            return
        if (kind, group) in seen:
            self.add_error(f"rule{at}_group", _("There is a rule of this kind for this group already."))
        elif fault := fault_of(InclusionRule(kind=kind, group=group, minimum=int(minimum)), self._named(group)):
            self.add_error(f"rule{at}_group", fault)
        seen.add((kind, group))

    def rules(self) -> list[InclusionRule]:
        found = []
        for at in range(MOST):
            told: dict[str, Any] = {part: self.cleaned_data.get(f"rule{at}_{part}") for part in PARTS}
            if told["kind"]:
                found.append(InclusionRule(programme=self.instance, **told))
        return found


class RuleReasonForm(ReasonForm):
    """`seen` is the reason that stood there when the page was shown."""

    seen = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, written: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].initial = self.fields["seen"].initial = written
        self.fields["reason"].label = gettext_lazy("Why it was not kept")

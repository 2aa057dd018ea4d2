"""Assessing a community: beginning, scoring with evidence, proposing an outcome, giving it back."""

from __future__ import annotations

from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Div
from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.crispy import CbpFormHelper
from cbp.core.forms import Day, ReasonForm, VersionedForm, WriteForm, words
from cbp.core.models import Programme
from profiling.actions.selection import Answers
from profiling.forms.sourced import past
from profiling.methods import MOST
from profiling.models import Community, SelectionAssessment, SelectionCriterion, SelectionScore
from profiling.models.selection import Selection
from profiling.reading.selection import rows_of

SCALE = [("", pgettext_lazy("score", "Not known")), *((str(step), str(step)) for step in range(MOST + 1))]


class NewAssessmentForm(WriteForm):
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(),
        help_text=gettext_lazy("Only programmes that have criteria of selection are offered."),
    )  # fmt: skip
    held_on = forms.DateField(label=gettext_lazy("Date of the assessment"), widget=Day)

    def __init__(self, data: Any, *, community: Community, person: User, programme: str = "") -> None:
        super().__init__(data)
        offered = programmes_for(person, community).by_title()
        self.fields["programme"].queryset = offered  # type: ignore[attr-defined]
        self.fields["held_on"].initial = timezone.localdate
        keys = [str(pk) for pk in offered.values_list("pk", flat=True)]
        if programme in keys or len(keys) == 1:
            self.fields["programme"].initial = programme if programme in keys else keys[0]

    def clean_held_on(self) -> Any:
        return past(self.cleaned_data["held_on"])


def programmes_for(person: User, community: Community) -> Any:
    """Those in which this person assesses communities here, and that have criteria in use."""
    path = community.area.path
    grants = [one for one in person.grants(Permission.PROFILE_EDIT) if path.startswith(one.area_path or "")]
    mine = Programme.objects.within(grants).filter(country__path=path.split("/")[0] + "/")
    return mine.filter(pk__in=SelectionCriterion.objects.in_use().values("programme"))


class ScoresForm(VersionedForm):
    """Every criterion in use, and those retired meanwhile that this assessment was begun with."""

    class Meta:
        model = SelectionAssessment
        fields = ["held_on"]
        widgets = {"held_on": Day}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {row.criterion: row for row in rows_of(self.instance)}
        for one in self.instance.programme.selection_criteria.in_use().in_order():
            rows.setdefault(one, SelectionScore(criterion=one))
        self.criteria = sorted(rows, key=lambda one: (not one.is_active, one.position, one.pk))
        blocks = [self._block(one, rows[one]) for one in self.criteria]
        self.helper = CbpFormHelper(self, "idempotency_key", "version", "base", "held_on", *blocks, all_optional=True)

    def _block(self, one: SelectionCriterion, row: SelectionScore) -> Div:
        score, evidence = f"score_{one.pk}", f"evidence_{one.pk}"
        self.fields[score] = forms.TypedChoiceField(
            label=str(one), choices=SCALE, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
            initial="" if row.score is None else str(row.score), help_text=_hint(one),
        )  # fmt: skip
        hint = _("What was seen, counted or said, and by whom.")
        if one.is_restricted:
            hint = _("What was seen, counted or said, and by whom. It is shown to the team alone, and no copy is kept.")
        self.fields[evidence] = forms.CharField(
            label=_("Evidence: %(criterion)s") % {"criterion": one}, max_length=500, required=False,
            initial=row.evidence, widget=words(2), help_text=hint,
        )  # fmt: skip
        private = {"data_cbp_private": "1"} if one.is_restricted else {}
        return Div(InlineRadios(score), evidence, css_class="group", **private)

    def clean_held_on(self) -> Any:
        return past(self.cleaned_data["held_on"])

    def answers(self) -> Answers:
        data = self.cleaned_data
        return {one.pk: (data[f"score_{one.pk}"], data[f"evidence_{one.pk}"]) for one in self.criteria}


def _hint(one: SelectionCriterion) -> str:
    """What 0 and 3 mean, in which direction it counts. Own words of a programme are never markup."""
    parts = [one.hint]
    if one.is_inverse:
        parts.append(_("A high score speaks against the community."))
    if not one.is_active:
        parts.append(_("This criterion is not in use any more: clear score and words to leave it out."))
    return format_html("{}", " ".join(filter(None, parts)))


class StepForm(WriteForm):
    """A step on what the person had in sight: it carries the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, assessment: SelectionAssessment) -> None:
        super().__init__(data)
        self.fields["version"].initial = assessment.version

    def seen(self) -> int | None:
        return self.cleaned_data.get("version")


class ProposalForm(StepForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What you propose"), choices=Selection.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=1000, widget=words(4),
        help_text=gettext_lazy("The result alone decides nothing. Say what weighs, also what the scores do not show."),
    )  # fmt: skip

    def __init__(self, data: Any, *, assessment: SelectionAssessment) -> None:
        super().__init__(data, assessment=assessment)
        self.fields["outcome"].initial = assessment.outcome
        self.fields["reason"].initial = assessment.reason


class ReturnForm(StepForm, ReasonForm):
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=1000, widget=words(3))

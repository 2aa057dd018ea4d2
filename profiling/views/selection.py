"""Assessing a community: its assessments, one of them, its scores, and the steps of two people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can
from cbp.accounts.asking import asked, form_page, written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.core.templatetags.look import SAVED
from cbp.core.ways import Way, way_to
from profiling.actions import selection as actions
from profiling.forms.selection import NewAssessmentForm, ProposalForm, ReturnForm, ScoresForm, programmes_for
from profiling.models import Community, SelectionAssessment
from profiling.phases import SelectionState
from profiling.reading.selection import (
    deciding,
    is_weighed_as,
    lines_of,
    missing_for_proposal,
    result_of,
    rows_of,
    stamp_of,
)


@require_GET
@needs(Permission.COMMUNITY_VIEW, Community)
def selection_of(request: PersonRequest, community: Community) -> HttpResponse:
    """All assessments of one community that the person may know of, in whichever programme.

    Those of records that were merged into this one stay with them, and are read here.
    """
    here = Q(community=community) | Q(community__merged_into=community)
    mine = SelectionAssessment.objects.visible_to(request.user).filter(here).select_related("community", "programme")
    rows = mine.select_related("proposed_by", "decided_by").prefetch_related("scores", "community__names")
    context = {
        "community": community,
        "breadcrumbs": way_to(community, _("Selection")),
        "rows": [(one, result_of(one.scores.all())) for one in rows.latest_first()],
        "may_begin": can(request.user, Permission.PROFILE_EDIT, community) and _may_begin(request, community),
    }
    return render(request, "profiling/selection_of.html", context)


def _may_begin(request: PersonRequest, community: Community) -> bool:
    """In a programme that is not assessing it already."""
    at_work = community.assessments.exclude(state=SelectionState.DECIDED).values("programme")
    return community.is_active and programmes_for(request.user, community).exclude(pk__in=at_work).exists()


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, Community)
@once
def selection_new(request: PersonRequest, community: Community) -> HttpResponse:
    """Leads straight to the scores."""
    key = f"selection-new-{community.pk}"
    form = NewAssessmentForm(
        request.POST if request.method == "POST" else None, community=community, person=request.user,
        programme=request.GET.get("programme", ""),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin_assessment(community, **form.answers(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Assessment %(number)s is begun.") % {"number": made.number}
            messages.success(request, said, extra_tags=f"{SAVED}{key}")
            return redirect("profiling:selection-edit", made.pk)
    return form_page(
        request, form, title=_("Assess the community"), submit=_("Go on to the scores"), lead=str(community), key=key,
        cancel=_all_of(community), breadcrumbs=way_to(community, _steps_up(community), _("New assessment")),
        hint=_("Each criterion is scored from 0 to 3, with what the score rests on. What is not known stays open."),
    )  # fmt: skip


def _all_of(community: Community) -> str:
    return reverse("profiling:selection-of", args=[community.pk])


def _steps_up(community: Community) -> tuple[object, str]:
    return _("Selection"), _all_of(community)


def _way(assessment: SelectionAssessment, here: str = "") -> Way:
    number = _("Assessment %(number)s") % {"number": assessment.number}
    above = way_to(assessment.community, _steps_up(assessment.community), number)
    if not here:
        return above
    above[-1]["url"] = assessment.get_absolute_url()
    return [*above, {"label": here, "url": ""}]


# --- one assessment ---------------------------------------------------------------------------------------------------
@require_GET
@needs(Permission.COMMUNITY_VIEW, SelectionAssessment)
def selection_detail(request: PersonRequest, assessment: SelectionAssessment) -> HttpResponse:
    """Scores with their arithmetic and evidence, who proposed and who decided, and the next step."""
    assessment = _whole(assessment)
    user, rows = request.user, rows_of(assessment)
    in_use = list(assessment.programme.selection_criteria.in_use())
    may_score = can(user, Permission.PROFILE_EDIT, assessment)
    proposed = assessment.state == SelectionState.PROPOSED
    later = SelectionAssessment.objects.visible_to(user).filter(
        community=assessment.community, programme=assessment.programme, number__gt=assessment.number
    )
    context = {
        "assessment": assessment,
        "breadcrumbs": _way(assessment),
        "tone": TONES[SelectionState(assessment.state)],
        "lines": lines_of(rows, restricted=can(user, Permission.PROFILE_RESTRICTED, assessment)),
        "result": result_of(rows),
        "sum_of_weights": sum(row.weight for row in rows),
        "other_weights": not is_weighed_as(rows, stamp_of(in_use)),
        "missing": missing_for_proposal(assessment) if assessment.is_open else [],
        "may_score": may_score and assessment.is_open,
        "may_decide": proposed and can(user, Permission.SELECTION_DECIDE, assessment),
        "why_not": deciding(user, assessment)[1] if proposed else "",
        "may_begin": may_score and assessment.is_decided and not later.exists(),
        "later": later.order_by("-number").first(),
    }
    return render(request, "profiling/selection_detail.html", context)


TONES = {SelectionState.DRAFT: "neutral", SelectionState.PROPOSED: "active", SelectionState.DECIDED: "good"}


def _whole(assessment: SelectionAssessment) -> SelectionAssessment:
    found = SelectionAssessment.objects.select_related("community__area", "programme", "proposed_by", "decided_by")
    return found.prefetch_related("community__names").get(pk=assessment.pk)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, SelectionAssessment)
@once
def selection_edit(request: PersonRequest, assessment: SelectionAssessment) -> HttpResponse:
    if request.method == "GET" and not assessment.is_open:
        return redirect(assessment)
    form = sent_form(request, ScoresForm, assessment)

    def save() -> None:
        held_on, expected = form.cleaned_data["held_on"], form.expected_version()
        actions.save_scores(assessment, form.answers(), held_on=held_on, expected=expected, by=request.user)

    def touched() -> bool:
        """Also where nothing was typed but the criteria are others now: the scores then take their weights."""
        in_use = stamp_of(assessment.programme.selection_criteria.in_use())
        return bool(form.touched()) or not is_weighed_as(rows_of(assessment), in_use)

    return written(
        request, form, save, touched=touched, said=_("The scores are saved."), title=_("Scores and evidence"),
        submit=_("Save the scores"), **_page(assessment, _("Scores")),
        hint=_("0 is the least and 3 the most. What is not known stays open and makes the result a range."),
    )  # fmt: skip


# --- the steps --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, SelectionAssessment)
@once
def selection_propose(request: PersonRequest, assessment: SelectionAssessment) -> HttpResponse:
    form = ProposalForm(request.POST if request.method == "POST" else None, assessment=assessment)

    def act() -> None:
        data = form.cleaned_data
        actions.propose_assessment(
            assessment, outcome=data["outcome"], reason=data["reason"], expected=form.seen(), by=request.user
        )

    hint = _("You propose with your name and your role. A second person in another role decides on it.")
    return asked(
        request, form, act, thing=assessment, title=_("Propose an outcome"), submit=_("Propose it"), hint=hint,
        said=_("The outcome is proposed. It waits for a second person."), key=draft_key(assessment, "-outcome"),
        **_page(assessment, _("Proposal")),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SELECTION_DECIDE, SelectionAssessment)
@once
def selection_return(request: PersonRequest, assessment: SelectionAssessment) -> HttpResponse:
    form = ReturnForm(request.POST if request.method == "POST" else None, assessment=assessment)

    def act() -> None:
        reason, expected = form.cleaned_data["reason"], form.seen()
        actions.return_assessment(assessment, reason=reason, expected=expected, by=request.user)

    return asked(
        request, form, act, thing=assessment, title=_("Return the assessment"),
        submit=pgettext("assessment", "Return it"),
        said=_("The assessment is returned."), key=draft_key(assessment, "-return"), **_page(assessment, _("Return")),
    )  # fmt: skip


def _page(assessment: SelectionAssessment, here: str) -> dict[str, Any]:
    return {"lead": str(assessment.community), "breadcrumbs": _way(assessment, here)}


@require_POST
@needs(Permission.SELECTION_DECIDE, SelectionAssessment)
@once
def selection_decide(request: PersonRequest, assessment: SelectionAssessment) -> HttpResponse:
    """The button sends the version that it was shown with."""
    seen = request.POST.get("version", "")
    expected = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    return pressed(
        request, lambda: actions.decide_assessment(assessment, expected=expected, by=request.user),
        said=_("The selection is decided. It stays as it is."), back=assessment,
    )  # fmt: skip

"""The work plan of a cycle: its steps planned and actual, the choice of a list, and one step."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can
from cbp.accounts.asking import written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.accounts.saving import sent_form
from cbp.core.labels import label_in
from cbp.core.once import once
from cbp.core.ways import way, way_to
from cbp.cycles.actions import milestones as actions
from cbp.cycles.forms.milestones import MilestoneForm, NewMilestoneForm
from cbp.cycles.models import Cycle, Milestone, StepTemplate
from cbp.cycles.phases import STATIONS, Phase
from cbp.cycles.reading.work_plan import COLUMNS, WorkPlan, band_of, story_of, work_plan
from cbp.cycles.ready import READY
from cbp.cycles.views.steps import ready_list


def plan_of(cycle: Cycle) -> str:
    return reverse("cycles:work-plan", args=[cycle.pk])


@require_GET
@needs(Permission.CYCLE_VIEW, Cycle)
def work_plan_detail(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    today = timezone.localdate()
    plan = work_plan(cycle, today)
    if request.GET.get("format") == "csv":
        return export(request, list(plan.lines), COLUMNS, "work-plan")
    context = {
        "cycle": cycle,
        "plan": plan,
        "today": today,
        "band": band_of(plan, cycle, today, mirrored=get_language_bidi()),
        "story": story_of(plan),
        "breadcrumbs": way_to(cycle, _("Work plan")),
        **_rights(request, cycle, plan),
    }
    return render(request, "cycles/work_plan.html", context)


def _rights(request: PersonRequest, cycle: Cycle, plan: WorkPlan) -> dict[str, bool]:
    running = cycle.is_running
    return {
        "may_work": running and can(request.user, Permission.CYCLE_WORK, cycle),
        "may_choose": running and plan.is_untouched and can(request.user, Permission.CYCLE_MANAGE, cycle),
        "may_plan_session": running and can(request.user, Permission.SESSION_RECORD, cycle),
    }


# --- the choice of a list ---------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def steps_choose(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    """Each list is shown with its steps. A ready one is taken over by the programme when it is chosen."""
    templates = {one.pk: one for one in _offered(cycle)}
    if request.method == "POST":
        chosen = templates.get(_number(request.POST.get("template", ""))) or request.POST.get("ready", "")
        return pressed(
            request, lambda: actions.choose_steps(cycle, chosen, by=request.user), said=_("The steps are chosen."),
            back=plan_of(cycle), refused=request.path,
        )  # fmt: skip
    taken = set(StepTemplate.objects.filter(programme=cycle.programme_id).values_list("ready", flat=True))
    context = {
        "cycle": cycle,
        "lists": [_list(one) for one in templates.values()] + [ready_list(code) for code in READY if code not in taken],
        "is_worked_with": actions.is_worked_with(cycle),
        "has_steps": cycle.milestones.exists(),
        "breadcrumbs": way(*Milestone(cycle=cycle).crumbs(), _("Choose the steps")),
    }
    return render(request, "cycles/steps_choose.html", context)


def _offered(cycle: Cycle) -> Any:
    templates = StepTemplate.objects.filter(programme=cycle.programme_id, is_active=True)
    return templates.prefetch_related("steps").order_by("pk")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _list(template: StepTemplate) -> dict[str, Any]:
    steps = [
        {"label": one, "station": one.get_station_display(), "guidance": label_in(one.guidance),
         "after_days": one.after_days}
        for one in sorted(template.steps.all(), key=lambda one: one.position)
    ]  # fmt: skip
    return {"template": template, "label": str(template), "steps": steps}


# --- one step ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_WORK, Cycle)
@once
def milestone_new(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    milestone = Milestone(cycle=cycle, station=_station_of(cycle))
    form = sent_form(request, NewMilestoneForm, milestone)
    return written(
        request, form, lambda: actions.add_milestone(form.milestone(), by=request.user), said=_("The step is added."),
        back=plan_of(cycle), key=f"milestone-new-{cycle.pk}", title=_("Add a step"), submit=_("Save the step"),
        lead=str(cycle),
    )  # fmt: skip


def _station_of(cycle: Cycle) -> str:
    """Where the cycle stands now."""
    here = STATIONS[Phase(cycle.phase)]
    return here[0] if here else ""


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_WORK, Milestone)
@once
def milestone_edit(request: PersonRequest, milestone: Milestone) -> HttpResponse:
    form, about = sent_form(request, MilestoneForm, milestone), str(milestone)

    def save() -> None:
        fields, thing = form.fields_touched(), form.milestone()
        actions.change_milestone(thing, fields=fields, expected=form.expected_version(), by=request.user)

    return written(
        request, form, save, said=_("The step is saved."), title=_("Change the step"), submit=_("Save the step"),
        lead=about, breadcrumbs=way(*milestone.crumbs(), about), template="cycles/milestone_form.html",
        milestone=milestone, guidance=label_in(milestone.step.guidance) if milestone.step else "",
    )  # fmt: skip


@require_POST
@needs(Permission.CYCLE_WORK, Milestone)
@once
def milestone_done(request: PersonRequest, milestone: Milestone) -> HttpResponse:
    return pressed(
        request, lambda: actions.mark_done(milestone, by=request.user), said=_("The step is done."),
        back=plan_of(milestone.cycle),
    )  # fmt: skip


@require_POST
@needs(Permission.CYCLE_WORK, Milestone)
@once
def milestone_move(request: PersonRequest, milestone: Milestone) -> HttpResponse:
    up = request.POST.get("way") == "up"
    return pressed(
        request, lambda: actions.move_milestone(milestone, up=up, by=request.user), said=_("The step is moved."),
        back=reverse("cycles:milestone-edit", args=[milestone.pk]),
    )  # fmt: skip


@require_POST
@needs(Permission.CYCLE_WORK, Milestone)
@once
def milestone_remove(request: PersonRequest, milestone: Milestone) -> HttpResponse:
    return pressed(
        request, lambda: actions.remove_milestone(milestone, by=request.user), said=_("The step is removed."),
        back=plan_of(milestone.cycle), refused=reverse("cycles:milestone-edit", args=[milestone.pk]),
    )  # fmt: skip

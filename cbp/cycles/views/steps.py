"""The lists of steps of a programme: those it has, the ready ones it may take over, and one list step by step."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can
from cbp.accounts.asking import written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.labels import label_in
from cbp.core.models import Programme
from cbp.core.once import once
from cbp.core.ways import way_to
from cbp.cycles.actions import steps as actions
from cbp.cycles.forms.steps import TemplateForm, step_form
from cbp.cycles.models import Cycle, Ready, StepTemplate, TemplateStep
from cbp.cycles.ready import READY


@require_GET
@needs(Permission.PROGRAMME_VIEW, Programme)
def template_list(request: PersonRequest, programme: Programme) -> HttpResponse:
    templates = StepTemplate.objects.filter(programme=programme).annotate(count=Count("steps"))
    own = list(templates.order_by("-is_active", "pk"))
    taken = {one.ready for one in own}
    context = {
        "programme": programme,
        "templates": own,
        "ready": [ready_list(code) for code in READY if code not in taken],
        "may_edit": can(request.user, Permission.PROGRAMME_EDIT, programme),
        "breadcrumbs": way_to(programme, _("Steps of planning cycles")),
    }
    return render(request, "cycles/template_list.html", context)


def ready_list(code: str) -> dict[str, Any]:
    """A ready list in the language of the reader, as `cycles/steps_shown.html` shows it."""
    steps = [
        {"label": _(one.label), "station": one.station.label, "guidance": _(one.guidance), "after_days": one.after_days}
        for one in READY[code]
    ]
    return {"code": code, "label": Ready(code).label, "steps": steps}


@require_POST
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def template_adopt(request: PersonRequest, programme: Programme) -> HttpResponse:
    return pressed(
        request, lambda: actions.adopt_ready(programme, request.POST.get("ready", ""), by=request.user),
        said=_("The list is taken over. Change its words as you need."),
        back=reverse("cycles:template-list", args=[programme.pk]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def template_new(request: PersonRequest, programme: Programme) -> HttpResponse:
    template = StepTemplate(programme=programme)
    form = sent_form(request, TemplateForm, template)
    return written(
        request, form, lambda: actions.make_template(form.template(), by=request.user),
        said=_("The list is made. Now add its steps."), key=f"steptemplate-new-{programme.pk}",
        title=_("Make a list of steps"), submit=_("Save the list"), lead=programme.title,
    )  # fmt: skip


@require_GET
@needs(Permission.PROGRAMME_VIEW, StepTemplate)
def template_detail(request: PersonRequest, template: StepTemplate) -> HttpResponse:
    running = Cycle.objects.visible_to(request.user).running().filter(template=template).count()
    context = {
        "template": template,
        "steps": [(one, label_in(one.guidance), label_in(one.agenda)) for one in template.steps.order_by("position")],
        "running": running,
        "may_edit": can(request.user, Permission.PROGRAMME_EDIT, template),
        "breadcrumbs": way_to(template),
    }
    return render(request, "cycles/template_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, StepTemplate)
@once
def template_edit(request: PersonRequest, template: StepTemplate) -> HttpResponse:
    form = sent_form(request, TemplateForm, template)
    return written(
        request, form,
        lambda: actions.change_template(form.template(), expected=form.expected_version(), by=request.user),
        said=_("The list is saved."), title=_("Change the list"), submit=_("Save the list"), lead=str(template),
    )  # fmt: skip


# --- one step ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, StepTemplate)
@once
def step_new(request: PersonRequest, template: StepTemplate) -> HttpResponse:
    form = sent_form(request, step_form(), template)
    return written(
        request, form, lambda: actions.add_step(form.step(), expected=form.expected_version(), by=request.user),
        said=_("The step is added."), key=draft_key(template, "-step-new"), part=True, touched=lambda: True,
        title=_("Add a step"), submit=_("Save the step"), lead=str(template),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, StepTemplate)
@once
def step_edit(request: PersonRequest, template: StepTemplate, row: int) -> HttpResponse:
    stored = _step(template, row)
    form = sent_form(request, step_form(row), template)
    return written(
        request, form, lambda: actions.change_step(form.step(), expected=form.expected_version(), by=request.user),
        said=_("The step is saved."), key=draft_key(template, f"-step-{row}"), part=True,
        title=_("Change the step"), here=label_in(stored.labels), submit=_("Save the step"), lead=str(stored),
        hint=_("Running cycles read the guidance and the agenda from here; their own names and days stay."),
    )  # fmt: skip


@require_POST
@needs(Permission.PROGRAMME_EDIT, StepTemplate)
@once
def step_move(request: PersonRequest, template: StepTemplate, row: int) -> HttpResponse:
    step = _step(template, row)
    up = request.POST.get("way") == "up"
    return pressed(
        request, lambda: actions.move_step(step, up=up, by=request.user), said=_("The step is moved."),
        back=template.get_absolute_url(),
    )  # fmt: skip


@require_POST
@needs(Permission.PROGRAMME_EDIT, StepTemplate)
@once
def step_remove(request: PersonRequest, template: StepTemplate, row: int) -> HttpResponse:
    step = _step(template, row)
    return pressed(
        request, lambda: actions.remove_step(step, by=request.user), said=_("The step is removed."),
        back=template.get_absolute_url(),
    )  # fmt: skip


def _step(template: StepTemplate, row: int) -> TemplateStep:
    return get_object_or_404(TemplateStep.objects.select_related("template__programme"), template=template, pk=row)

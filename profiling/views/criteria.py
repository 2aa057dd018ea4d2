"""The criteria of selection of a programme: weights and order, the words of one, and the set to begin with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.asking import written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, edited, sent_form
from cbp.core.labels import label_in
from cbp.core.models import Programme
from cbp.core.once import once
from cbp.core.ways import Way, way_to
from profiling.actions import criteria as actions
from profiling.criteria import STARTERS
from profiling.forms.criteria import WeightsForm, criterion_form
from profiling.models import SelectionCriterion


def _back(programme: Programme) -> str:
    return reverse("profiling:selection-criteria", args=[programme.pk])


def _way(programme: Programme, *here: str) -> Way:
    selection = (_("Selection of communities"), reverse("profiling:selection-list", args=[programme.pk]))
    criteria = (_("Criteria"), _back(programme))
    return way_to(programme, selection, criteria, *here)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def selection_criteria(request: PersonRequest, programme: Programme) -> HttpResponse:
    form, key = sent_form(request, WeightsForm, programme), draft_key(programme, "-criteria")

    def save() -> None:
        weights, order, expected = form.weights(), form.order(), form.expected_version()
        actions.weigh_criteria(programme, weights, order=order, expected=expected, by=request.user)

    said = _("The criteria are saved.")
    answer = edited(request, form, save, key=key, said=said, back=_back(programme), part=True)
    if answer:
        return answer
    scored = set(SelectionCriterion.objects.filter(programme=programme, scores__isnull=False).values_list("pk"))
    context = {
        "programme": programme,
        "form": form,
        "key": key,
        "breadcrumbs": _way(programme),
        "rows": [(one, (one.pk,) in scored) for one in form.criteria],
        "starters": [{"label": label_in(one.labels), "one": one} for one in STARTERS],
    }
    return render(request, "profiling/selection_criteria.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def selection_starters(request: PersonRequest, programme: Programme) -> HttpResponse:
    return pressed(
        request, lambda: actions.take_starters(programme, by=request.user),
        said=_("The criteria are taken over. Change their words and weights as you need."), back=_back(programme),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def criterion_new(request: PersonRequest, programme: Programme) -> HttpResponse:
    form = sent_form(request, criterion_form(), programme)
    return written(
        request, form, lambda: actions.add_criterion(form.criterion(), by=request.user),
        said=_("The criterion is added. It counts once it has a weight."), back=_back(programme),
        key=draft_key(programme, "-criterion-new"), part=True, touched=lambda: True, title=_("Add a criterion"),
        breadcrumbs=_way(programme, _("New criterion")), submit=_("Save the criterion"), lead=programme.title,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def criterion_edit(request: PersonRequest, programme: Programme, row: int) -> HttpResponse:
    stored = _criterion(programme, row)
    form = sent_form(request, criterion_form(row), programme)
    return written(
        request, form,
        lambda: actions.change_criterion(form.criterion(), expected=form.expected_version(), by=request.user),
        said=_("The criterion is saved."), back=_back(programme), key=draft_key(programme, f"-criterion-{row}"),
        part=True, title=_("Change the criterion"), breadcrumbs=_way(programme, str(stored)),
        submit=_("Save the criterion"), lead=str(stored),
    )  # fmt: skip


@require_POST
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def criterion_remove(request: PersonRequest, programme: Programme, row: int) -> HttpResponse:
    stored = _criterion(programme, row)
    return pressed(
        request, lambda: actions.remove_criterion(stored, by=request.user), said=_("The criterion is removed."),
        back=_back(programme),
    )  # fmt: skip


def _criterion(programme: Programme, row: int) -> SelectionCriterion:
    return get_object_or_404(SelectionCriterion.objects.select_related("programme"), programme=programme, pk=row)

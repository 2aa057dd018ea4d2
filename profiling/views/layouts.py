"""What the profiles of a programme ask: its parts and fields, and the programme's own questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.asking import written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.models import Programme
from cbp.core.once import once
from cbp.core.ways import way_to
from profiling.actions import layouts as actions
from profiling.forms.layouts import LayoutForm, QuestionForm, question_form
from profiling.models import Question
from profiling.reading.layouts import layout_of


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def layout(request: PersonRequest, programme: Programme) -> HttpResponse:
    form = sent_form(request, LayoutForm, programme)
    return written(
        request, form,
        lambda: actions.set_layout(programme, form.choices(), expected=form.expected_version(), by=request.user),
        said=_("What profiles ask is saved."), back=_page(programme), key=draft_key(programme, "-layout"), part=True,
        title=_title(), submit=_("Save what profiles ask"),
        lead=_("Switch off what is not asked in this programme, and add questions of your own."),
        template="profiling/layout.html", programme=programme, parts=_with_questions(programme),
    )  # fmt: skip


def _with_questions(programme: Programme) -> list[object]:
    return [part for part in layout_of(programme) if part.questions]


def _title() -> str:
    return _("What profiles ask")


def _page(programme: Programme) -> str:
    return reverse("profiling:layout", args=[programme.pk])


# --- own questions ----------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def question_new(request: PersonRequest, programme: Programme) -> HttpResponse:
    form = sent_form(request, question_form(), programme)

    def save() -> None:
        place, expected = form.cleaned_data["place"], form.expected_version()
        actions.add_question(form.changed(), place=place, expected=expected, by=request.user)

    return _question_page(
        request, form, save, said=_("The question is added."), key=draft_key(programme, "-question-new"),
        touched=lambda: True, title=_("Add a question"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def question_edit(request: PersonRequest, programme: Programme, question: int) -> HttpResponse:
    found = get_object_or_404(Question, programme=programme, pk=question)
    form = sent_form(request, question_form(found), programme)

    def save() -> None:
        place, expected = form.cleaned_data["place"], form.expected_version()
        actions.change_question(form.changed(), place=place, expected=expected, by=request.user)

    return _question_page(
        request, form, save, said=_("The question is saved."), key=draft_key(programme, f"-question-{found.pk}"),
        title=_("Change a question"),
    )  # fmt: skip


@require_POST
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def question_remove(request: PersonRequest, programme: Programme, question: int) -> HttpResponse:
    found = get_object_or_404(Question, programme=programme, pk=question)
    return pressed(
        request, lambda: actions.remove_question(found, by=request.user), said=_("The question is removed."),
        back=f"{_page(programme)}#questions",
    )  # fmt: skip


def _question_page(
    request: PersonRequest, form: QuestionForm, save: Callable[[], None], *, title: str, **page: Any
) -> HttpResponse:
    programme = form.instance
    there = _page(programme)
    return written(
        request, form, save, title=title, breadcrumbs=way_to(programme, (_title(), there), title), part=True,
        back=f"{there}#questions", submit=_("Save the question"),
        lead=_("It stands in every profile of this programme, in the part that you choose."), **page,
    )  # fmt: skip

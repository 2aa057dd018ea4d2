"""What the profiles of a programme ask: its parts and fields, and the programme's own questions."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.asking import form_page
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.models import Programme
from cbp.core.once import once
from cbp.core.ways import Way, way_to
from profiling.actions import layouts as actions
from profiling.forms.layouts import LayoutForm, QuestionForm, question_form
from profiling.models import Question
from profiling.reading.layouts import layout_of
from profiling.views.kept import edited_part


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def layout(request: PersonRequest, programme: Programme) -> HttpResponse:
    form = sent_form(request, LayoutForm, programme)
    key = draft_key(programme, "-layout")

    def save(expected: int) -> None:
        actions.set_layout(programme, form.choices(), expected=expected, by=request.user)

    said = _("What profiles ask is saved.")
    answer = edited_part(request, form, save, key=key, said=said, back=_page(programme))
    return answer or form_page(
        request, form, title=_title(), submit=_("Save what profiles ask"), key=key,
        lead=_("Switch off what is not asked in this programme, and add questions of your own."),
        cancel=programme.get_absolute_url(), breadcrumbs=way_to(programme, _title()),
        template="profiling/layout.html", programme=programme, parts=_with_questions(programme),
    )  # fmt: skip


def _with_questions(programme: Programme) -> list[object]:
    return [part for part in layout_of(programme) if part.questions]


def _title() -> str:
    return _("What profiles ask")


def _page(programme: Programme) -> str:
    return reverse("profiling:layout", args=[programme.pk])


def _way(programme: Programme, here: str) -> Way:
    return way_to(programme, (_title(), _page(programme)), here)


# --- own questions ----------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def question_new(request: PersonRequest, programme: Programme) -> HttpResponse:
    form = sent_form(request, question_form(), programme)
    key = draft_key(programme, "-question-new")

    def save(expected: int) -> None:
        place = form.cleaned_data["place"]
        actions.add_question(form.changed(), place=place, expected=expected, by=request.user)

    said = _("The question is added.")
    answer = edited_part(
        request, form, save, key=key, said=said, back=f"{_page(programme)}#questions", touched=lambda: True
    )
    return answer or _question_page(request, programme, form, _("Add a question"), key)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def question_edit(request: PersonRequest, programme: Programme, question: int) -> HttpResponse:
    found = _question(programme, question)
    form = sent_form(request, question_form(found), programme)
    key = draft_key(programme, f"-question-{found.pk}")

    def save(expected: int) -> None:
        place = form.cleaned_data["place"]
        actions.change_question(form.changed(), place=place, expected=expected, by=request.user)

    said = _("The question is saved.")
    answer = edited_part(request, form, save, key=key, said=said, back=f"{_page(programme)}#questions")
    return answer or _question_page(request, programme, form, _("Change a question"), key)


@require_POST
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def question_remove(request: PersonRequest, programme: Programme, question: int) -> HttpResponse:
    found = _question(programme, question)
    return pressed(
        request, lambda: actions.remove_question(found, by=request.user), said=_("The question is removed."),
        back=f"{_page(programme)}#questions",
    )  # fmt: skip


def _question(programme: Programme, pk: int) -> Question:
    found = Question.objects.filter(programme=programme, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _question_page(
    request: PersonRequest, programme: Programme, form: QuestionForm, title: str, key: str
) -> HttpResponse:
    return form_page(
        request, form, title=title, submit=_("Save the question"), key=key, cancel=_page(programme),
        lead=_("It stands in every profile of this programme, in the part that you choose."),
        breadcrumbs=_way(programme, title),
    )  # fmt: skip

"""The register of needs of a cycle, and the sheet of one need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cbp.accounts.access import can
from cbp.accounts.asking import asked, written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.groups import group_labels
from cbp.core.lists import Column, filtered, is_filtered, page_of
from cbp.core.once import once
from cbp.core.ways import way_to
from cbp.cycles.models import Cycle
from cbp.priorities.actions import needs as actions
from cbp.priorities.filters import filter_of
from cbp.priorities.forms.needs import DecisionForm, NeedForm, session_label
from cbp.priorities.models import Need, RankingOption
from cbp.priorities.phases import DECISIONS, NEED_NEXT, NeedState
from cbp.priorities.wording import missing_solution

LEAD = gettext_lazy(
    "A need is a condition with its place and its effect, not a project. Everything but the first line may stay empty"
    " for now."
)


def _columns(labels: Mapping[str, str]) -> Sequence[Column]:
    return (
        (pgettext_lazy("need", "Number"), lambda need: need.number),
        (pgettext_lazy("column", "Need"), str),
        (gettext_lazy("Sector (code)"), lambda need: need.sector),
        (gettext_lazy("Sector"), lambda need: need.get_sector_display()),
        (gettext_lazy("How grave"), lambda need: need.get_severity_display() if need.severity else ""),
        (gettext_lazy("People affected"), lambda need: need.people_affected),
        (gettext_lazy("Raised by"), lambda need: "; ".join(raised_by(need, labels))),
        (gettext_lazy("State"), lambda need: need.get_state_display()),
        (gettext_lazy("Why, or to whom"), lambda need: need.state_reason),
    )


def raised_by(need: Need, labels: Mapping[str, str]) -> list[str]:
    """The groups of its voices, each once."""
    codes = dict.fromkeys(voice.group for voice in need.voices.all())
    return [labels.get(code, code) for code in codes]


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def need_list(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    register = Need.objects.visible_to(request.user).filter(cycle=cycle).prefetch_related("voices").by_number()
    found = filtered(request, filter_of(cycle), register)
    labels = group_labels(cycle.programme)
    if request.GET.get("format") == "csv":
        return export(request, found.qs, _columns(labels), "needs")
    page = page_of(request, found.qs)
    context = {
        "cycle": cycle,
        "breadcrumbs": way_to(cycle, _("Register of needs")),
        "filter": found,
        "page_obj": page,
        "rows": [(need, raised_by(need, labels)) for need in page],
        "is_filtered": is_filtered(request),
        "may_edit": cycle.is_running and can(request.user, Permission.NEED_EDIT, cycle),
    }
    return render(request, "priorities/need_list.html", context)


@require_GET
@needs(Permission.SESSION_VIEW, Need)
def need_detail(request: PersonRequest, need: Need) -> HttpResponse:
    labels = group_labels(need.cycle.programme)
    voices = need.voices.select_related("session").order_by("group", "pk")
    options = RankingOption.objects.filter(need=need).select_related("ranking", "result").order_by("-ranking_id")
    context = {
        "need": need,
        "breadcrumbs": way_to(need),
        "voices": [
            (labels.get(one.group, one.group), one.session, session_label(one.session, labels) if one.session else "")
            for one in voices
        ],
        "parts": _parts(need),
        "options": options,
        "merged": need.merged.by_number(),
        "hint": _hint(need),
        "may_edit": can(request.user, Permission.NEED_EDIT, need),
        "is_open": need.state not in actions.FROZEN,
        "has_decisions": any(state in DECISIONS for state in NEED_NEXT[NeedState(need.state)]),
    }
    return render(request, "priorities/need_detail.html", context)


def _parts(need: Need) -> list[tuple[str, str]]:
    """The long texts in the order of the sheet, each with its label."""
    return [
        ("statement", _("What is the condition, where, and what does it do to whom")),
        ("causes", _("Causes")),
        ("coping", _("How people cope now")),
        ("potentials", _("What is there already")),
        ("ideas", _("Ideas for change")),
    ]


def _hint(need: Need) -> str:
    """The opening that names what is lacking, of the title or else of the statement."""
    return missing_solution(need.title, need.language) or missing_solution(need.statement, need.language)


@require_http_methods(["GET", "POST"])
@needs(Permission.NEED_EDIT, Cycle)
@once
def need_new(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    need = Need(cycle=cycle)
    form = sent_form(request, NeedForm, need)
    return written(
        request, form, lambda: actions.raise_need(need, voices=form.chosen_voices(), by=request.user),
        said=_("The need is in the register."), key=f"{draft_key(need)}-{cycle.pk}",
        title=_("Add a need"), here=_("New need"), submit=_("Save the need"), lead=LEAD,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.NEED_EDIT, Need)
@once
def need_edit(request: PersonRequest, need: Need) -> HttpResponse:
    form = sent_form(request, NeedForm, need)

    def save() -> None:
        fields, voices = [name for name in form.touched() if name != "voices"], form.chosen_voices()
        actions.change_need(need, fields=fields, voices=voices, expected=form.expected_version(), by=request.user)

    return written(
        request, form, save, said=_("The need is saved."), title=_("Change the need"), here=_("Change"),
        submit=_("Save the need"), lead=LEAD,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.NEED_EDIT, Need)
@once
def need_move(request: PersonRequest, need: Need) -> HttpResponse:
    form = DecisionForm(request.POST or None, need=need)
    if not form.fields["to"].choices:  # type: ignore[attr-defined]
        return redirect(need)
    return asked(
        request, form, lambda: actions.move_need(need, **form.answers(), by=request.user), thing=need,
        said=_("The decision is recorded."), title=_("Decide on the need"), submit=_("Record the decision"),
        here=_("Decide on it"), template="priorities/need_move.html", need=need,
    )  # fmt: skip

"""The rankings of a cycle: one of them with its outcome, set up, opened, entered, closed, reopened."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, nothing_changed, saved, sent_form
from cbp.core.lists import page_of
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.priorities.actions import rankings as actions
from cbp.priorities.forms.rankings import CloseForm, RankingForm, ReasonForm, VotesForm
from cbp.priorities.models import Ranking, RankingGroup
from cbp.priorities.phases import RankingState
from cbp.priorities.reading import attendance_of, outcome


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def ranking_list(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    rankings = (
        Ranking.objects.visible_to(request.user)
        .filter(cycle=cycle)
        .annotate(
            option_count=Count("options", distinct=True),
            group_count=Count("groups", distinct=True),
            entered_count=Count("groups", filter=Q(groups__voters__isnull=False), distinct=True),
        )
    )
    context = {
        "cycle": cycle,
        "breadcrumbs": _way(cycle, _("Rankings")),
        "page_obj": page_of(request, rankings.latest_first()),
        "may_enter": cycle.is_running and can(request.user, Permission.RANKING_ENTER, cycle),
    }
    return render(request, "priorities/ranking_list.html", context)


@require_GET
@needs(Permission.SESSION_VIEW, Ranking)
def ranking_detail(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    may_enter = can(request.user, Permission.RANKING_ENTER, ranking)
    context = {
        "ranking": ranking,
        "breadcrumbs": _way_to(ranking),
        "found": outcome(ranking),
        "may_enter": may_enter,
        "is_set_up": ranking.state == RankingState.SET_UP,
        "is_open": ranking.state == RankingState.OPEN,
        "is_closed": ranking.state == RankingState.CLOSED,
        "may_reopen": ranking.state == RankingState.CLOSED
        and ranking.cycle.is_running
        and can(request.user, Permission.RANKING_REOPEN, ranking),
    }
    return render(request, "priorities/ranking_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_ENTER, Cycle)
@once
def ranking_new(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    ranking = Ranking(cycle=cycle)
    form = sent_form(request, RankingForm, ranking)
    key = f"{draft_key(ranking)}-{cycle.pk}"
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            options, groups = form.options(), form.groups()  # type: ignore[attr-defined]
            actions.set_up_ranking(ranking, options=options, groups=groups, by=request.user)

        answer = saved(request, form, save, key=key, said=_("The ranking is set up. Open it when the groups vote."))
        if answer:
            return answer
    way = _way(cycle, _("New ranking"), in_list=True)
    context = {"form": form, "key": key, "cycle": cycle, "ranking": None, "breadcrumbs": way}
    return render(request, "priorities/ranking_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_ENTER, Ranking)
@once
def ranking_edit(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    way = _way_to(ranking, _("Change"))
    form, key = sent_form(request, RankingForm, ranking), draft_key(ranking)
    if request.method == "POST" and form.is_valid():
        touched = form.touched()
        if not touched:
            return nothing_changed(request, ranking, key)
        fields = [name for name in touched if name in actions.FIELDS]

        def save() -> None:
            actions.change_ranking(
                ranking, fields=fields, options=form.options(), groups=form.groups(),  # type: ignore[attr-defined]
                expected=form.expected_version(), by=request.user,
            )  # fmt: skip

        answer = saved(request, form, save, key=key, said=_("The ranking is saved."))
        if answer:
            return answer
    context = {"form": form, "key": key, "cycle": ranking.cycle, "ranking": ranking, "breadcrumbs": way}
    return render(request, "priorities/ranking_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.RANKING_ENTER, Ranking)
@once
def ranking_open(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    said = _("The ranking is open: enter the votes of each group.")
    return pressed(request, lambda: actions.open_ranking(ranking, by=request.user), said=said, back=ranking)


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_ENTER, Ranking)
@once
def ranking_votes(request: PersonRequest, ranking: Ranking, group: int) -> HttpResponse:
    """The sheet of one group. Its version is its own: two groups are entered at the same time without a clash."""
    sheet = get_object_or_404(ranking.groups.select_related("ranking__cycle__programme", "session"), pk=group)
    form, key = sent_form(request, VotesForm, sheet), draft_key(sheet)
    if request.method == "POST" and form.is_valid():
        if not form.touched():
            return nothing_changed(request, sheet, key)
        answer = saved(request, form, lambda: _enter(request, sheet, form), key=key, said=_("The votes are saved."))
        if answer:
            return answer
    context = {
        "form": form,
        "key": key,
        "ranking": ranking,
        "group": sheet,
        "breadcrumbs": _way_to(ranking, str(sheet)),
        "attendance": attendance_of(sheet.session),
    }
    return render(request, "priorities/votes_form.html", context, status=422 if form.is_bound else 200)


def _enter(request: PersonRequest, sheet: RankingGroup, form: object) -> None:
    data = form.cleaned_data  # type: ignore[attr-defined]
    actions.enter_votes(
        sheet, voters=data["voters"], invalid=data["invalid"], votes=form.votes(),  # type: ignore[attr-defined]
        expected=form.expected_version(), by=request.user,  # type: ignore[attr-defined]
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_ENTER, Ranking)
@once
def ranking_close(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    found = outcome(ranking)
    if ranking.state != RankingState.OPEN:
        return redirect(ranking)
    form = CloseForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_ranking(
                ranking, final_order=form.final_order(), reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The ranking is closed. Its result does not change any more."))
            return redirect(ranking)
    context = {
        "form": form,
        "ranking": ranking,
        "found": found,
        "breadcrumbs": _way_to(ranking, _("Close the ranking")),
    }
    return render(request, "priorities/ranking_close.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_REOPEN, Ranking)
@once
def ranking_reopen(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        said = _("The ranking is open again. Its result is kept beside the new one.")
        return pressed(
            request, lambda: actions.reopen_ranking(ranking, reason=reason, by=request.user), said=said, back=ranking
        )
    context = {"form": form, "ranking": ranking, "breadcrumbs": _way_to(ranking, _("Reopen the ranking"))}
    return render(request, "priorities/ranking_reopen.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_ENTER, Ranking)
@once
def ranking_set_back(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    has_votes = ranking.groups.filter(tallies__isnull=False).exists()
    form = ReasonForm(request.POST or None, is_needed=has_votes)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        said = _("The ranking is being set up again. Votes that were entered are kept.")
        return pressed(
            request, lambda: actions.set_back_ranking(ranking, reason=reason, by=request.user), said=said, back=ranking
        )
    context = {"form": form, "ranking": ranking, "breadcrumbs": _way_to(ranking, _("Take the ranking back"))}
    return render(request, "priorities/ranking_set_back.html", context, status=422 if form.is_bound else 200)


# --- the way to a page ------------------------------------------------------------------------------------------------
def _way(cycle: Cycle, here: str, in_list: bool = False) -> list[dict[str, object]]:
    above: list[tuple[object, str]] = [*cycle.crumbs(), (cycle, cycle.get_absolute_url())]
    if in_list:
        above.append((_("Rankings"), reverse("priorities:ranking-list", args=[cycle.pk])))
    return [{"label": label, "url": url} for label, url in [*above, (here, "")]]


def _way_to(ranking: Ranking, here: str = "") -> list[dict[str, object]]:
    last = [(ranking, ranking.get_absolute_url()), (here, "")] if here else [(ranking, "")]
    return [{"label": label, "url": url} for label, url in [*ranking.crumbs(), *last]]

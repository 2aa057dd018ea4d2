"""The rankings of a cycle: one of them with its outcome, set up, opened, entered, closed, reopened."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can
from cbp.accounts.asking import asked, written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.forms import ReasonForm
from cbp.core.lists import page_of
from cbp.core.once import once
from cbp.core.ways import way_to
from cbp.cycles.models import Cycle
from cbp.priorities.actions import rankings as actions
from cbp.priorities.forms.rankings import CloseForm, RankingForm, VotesForm
from cbp.priorities.models import Ranking
from cbp.priorities.phases import RankingState
from cbp.priorities.reading import attendance_of, outcome

LEAD = gettext_lazy("Agree on the rule before anybody votes: it is printed with the result.")


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
        "breadcrumbs": way_to(cycle, _("Rankings")),
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
        "breadcrumbs": way_to(ranking),
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
    return written(
        request, form,
        lambda: actions.set_up_ranking(ranking, options=form.options(), groups=form.groups(), by=request.user),
        said=_("The ranking is set up. Open it when the groups vote."), key=f"{draft_key(ranking)}-{cycle.pk}",
        title=_("Set a ranking up"), here=_("New ranking"), submit=_("Save the ranking"), lead=LEAD,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_ENTER, Ranking)
@once
def ranking_edit(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    form = sent_form(request, RankingForm, ranking)

    def save() -> None:
        actions.change_ranking(
            ranking, fields=[name for name in form.touched() if name in actions.FIELDS], options=form.options(),
            groups=form.groups(), expected=form.expected_version(), by=request.user,
        )  # fmt: skip

    return written(
        request, form, save, said=_("The ranking is saved."), title=_("Change the ranking"), here=_("Change"),
        submit=_("Save the ranking"), lead=LEAD,
    )  # fmt: skip


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
    form = sent_form(request, VotesForm, sheet)

    def enter() -> None:
        voters, invalid, expected = form.cleaned_data["voters"], form.cleaned_data["invalid"], form.expected_version()
        actions.enter_votes(
            sheet, voters=voters, invalid=invalid, votes=form.votes(), expected=expected, by=request.user
        )

    return written(
        request, form, enter, thing=ranking, said=_("The votes are saved."),
        title=_("Votes of: %(group)s") % {"group": sheet}, here=str(sheet), submit=_("Save the votes"),
        template="priorities/votes_form.html", ranking=ranking, group=sheet, attendance=attendance_of(sheet.session),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_ENTER, Ranking)
@once
def ranking_close(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    found = outcome(ranking)
    if ranking.state != RankingState.OPEN:
        return redirect(ranking)
    form = CloseForm(request.POST or None, found=found)

    def close() -> None:
        order, reason = form.final_order(), form.cleaned_data["reason"]
        actions.close_ranking(ranking, final_order=order, reason=reason, by=request.user)

    return asked(
        request, form, close, thing=ranking, said=_("The ranking is closed. Its result does not change any more."),
        title=_("Close the ranking"), submit=_("Close the ranking"), template="priorities/ranking_close.html",
        ranking=ranking, found=found,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_REOPEN, Ranking)
@once
def ranking_reopen(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    return asked(
        request, form, lambda: actions.reopen_ranking(ranking, **form.answers(), by=request.user), thing=ranking,
        said=_("The ranking is open again. Its result is kept beside the new one."),
        title=_("Reopen the ranking"), submit=_("Reopen the ranking"),
        lead=_("The closed result is kept and shown beside the new one. The needs wait for the new result."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.RANKING_ENTER, Ranking)
@once
def ranking_set_back(request: PersonRequest, ranking: Ranking) -> HttpResponse:
    """Asks why, once there are votes."""
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = ranking.groups.filter(tallies__isnull=False).exists()
    return asked(
        request, form, lambda: actions.set_back_ranking(ranking, **form.answers(), by=request.user), thing=ranking,
        said=_("The ranking is being set up again. Votes that were entered are kept."),
        title=_("Take the ranking back"), submit=_("Take the ranking back"),
        lead=_("Options, groups and rule can then be changed. Votes that were entered are kept."),
    )  # fmt: skip

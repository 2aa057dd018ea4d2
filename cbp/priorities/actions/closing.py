"""Closing a ranking stores its result; reopening keeps that result beside the new one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.listing import listed
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.priorities import methods
from cbp.priorities.actions.needs import move_need
from cbp.priorities.actions.votes import sentence
from cbp.priorities.methods import Place, Tally
from cbp.priorities.models import Need, Ranking, RankingOption, RankingResult
from cbp.priorities.phases import NeedState, RankingState
from cbp.priorities.reading import tally_of


@transaction.atomic
def close_ranking(ranking: Ranking, *, final_order: list[int] | None, reason: str, by: User) -> None:
    """Computes the places, stores them with the final ones, and moves the needs on.

    `final_order`: the options (their ids) as agreed by hand, every place once; None: as computed, ties included.
    Refuses a group without voters or votes, and another order than the computed one without a reason.
    """
    ranking = _locked(ranking)
    if not ranking.can_move_to(RankingState.CLOSED):
        raise Refused(_("Only an open ranking can be closed."))
    if not ranking.cycle.is_running:
        raise Refused(_("This planning cycle has ended. Nothing is ranked in it any more."))
    tally = tally_of(ranking)
    _check(ranking, tally)
    computed = methods.places(methods.RULES[ranking.rule](tally))
    if not computed:
        raise Refused(_("Nobody cast a vote: there is nothing to combine."))
    final = _agreed(computed, final_order)
    ranks = {place.option: place.rank for place in final}
    is_changed = any(ranks[place.option] != place.rank for place in computed)
    if is_changed and not reason.strip():
        raise Refused(_("The order was changed by hand. Say why."))
    _write_results(ranking, tally, computed, final)
    ranking.state, ranking.closed_at, ranking.closed_by = RankingState.CLOSED, timezone.now(), by
    ranking.order_reason = reason.strip()[:500] if is_changed else ""
    ranking.save_over(ranking.version, ["state", "closed_at", "closed_by", "order_reason"])
    _rank_needs(ranking, by)
    told = {
        "rule": ranking.rule,
        "final_order": _numbers(ranking, final),
        "computed_order": _numbers(ranking, computed),
    }
    audit.record(Verb.RANKING_CLOSED, ranking, by=by, after=told, reason=ranking.order_reason)


def _locked(ranking: Ranking) -> Ranking:
    return Ranking.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=ranking.pk)


def _check(ranking: Ranking, tally: Tally) -> None:
    if not tally.options or not tally.groups:
        raise Refused(_("A ranking needs options and groups."))
    missing = [group.code for group in tally.groups if not group.is_whole]
    if missing:
        labels = [str(group) for group in ranking.groups.order_by("position", "pk") if group.group in missing]
        raise Refused(_("Enter the voters and all votes of: %(groups)s.") % {"groups": listed(labels)})
    for group in tally.groups:
        found = methods.faults(group, votes_each=tally.votes_each, most_on_one=tally.most_on_one)
        if found:
            raise Refused(sentence(found[0], ranking, group.voters))


def _agreed(computed: list[Place], final_order: list[int] | None) -> list[Place]:
    if final_order is None:
        return computed
    if sorted(final_order) != sorted(place.option for place in computed):
        raise Refused(_("The final order holds every option once."))
    return methods.given_places(final_order)


def _write_results(ranking: Ranking, tally: Tally, computed: list[Place], final: list[Place]) -> None:
    ranks = {place.option: place.rank for place in final}
    missed = methods.left_out(tally.groups, final, top=ranking.top)
    RankingResult.objects.filter(option__ranking=ranking).delete()
    RankingResult.objects.bulk_create(
        RankingResult(
            option_id=place.option,
            numerator=Decimal(place.score.numerator),
            denominator=Decimal(place.score.denominator),
            computed_rank=place.rank,
            is_tied=place.is_tied,
            final_rank=ranks[place.option],
            left_out=[one.group for one in missed if place.option in one.options],
        )
        for place in computed
    )


def _rank_needs(ranking: Ranking, by: User) -> None:
    """What the groups ranked is thereby confirmed; what stands in a plan already stays there."""
    for need in _needs(ranking):
        if need.state == NeedState.RAISED:
            move_need(need, to=NeedState.CONFIRMED, reason="", by=by)
        if need.state in (NeedState.RAISED, NeedState.CONFIRMED):
            move_need(need, to=NeedState.RANKED, reason="", by=by)


def _needs(ranking: Ranking) -> list[Need]:
    return list(Need.objects.filter(options__ranking=ranking).order_by("pk"))


def _numbers(ranking: Ranking, order: list[Place]) -> list[str]:
    """The order by the numbers of the needs, with its places."""
    numbers = dict(ranking.options.values_list("pk", "need__number"))
    return [f"{place.written}: {numbers[place.option]}" for place in order]


# --- reopening --------------------------------------------------------------------------------------------------------
@transaction.atomic
def reopen_ranking(ranking: Ranking, *, reason: str, by: User) -> None:
    """Back to open; what was closed is kept in the archive. Needs that no other closed ranking holds are confirmed."""
    ranking = _locked(ranking)
    if not (ranking.state == RankingState.CLOSED and ranking.can_move_to(RankingState.OPEN)):
        raise Refused(_("Only a closed ranking can be reopened."))
    if not ranking.cycle.is_running:
        raise Refused(_("This planning cycle has ended. Its rankings stay as they are."))
    if not reason.strip():
        raise Refused(_("Say why it is reopened."))
    ranking.archive = [*ranking.archive, _kept(ranking, reason.strip(), by)]
    ranking.state, ranking.closed_at, ranking.closed_by, ranking.order_reason = RankingState.OPEN, None, None, ""
    fields = ["archive", "state", "closed_at", "closed_by", "order_reason"]
    ranking.save_over(ranking.version, fields)
    RankingResult.objects.filter(option__ranking=ranking).delete()  # the trigger lets go of them once it is open
    _unrank_needs(ranking, reason.strip(), by)
    audit.record(Verb.RANKING_REOPENED, ranking, by=by, reason=reason.strip())


def _unrank_needs(ranking: Ranking, reason: str, by: User) -> None:
    elsewhere = set(
        RankingOption.objects.filter(ranking__state=RankingState.CLOSED, need__options__ranking=ranking)
        .exclude(ranking=ranking)
        .values_list("need_id", flat=True)
    )
    for need in _needs(ranking):
        if need.state == NeedState.RANKED and need.pk not in elsewhere:
            move_need(need, to=NeedState.CONFIRMED, reason=reason, by=by)


def _kept(ranking: Ranking, reason: str, by: User) -> dict[str, Any]:
    """The result with what it was computed from, as JSON keeps it."""
    return {
        "closed_at": ranking.closed_at.isoformat() if ranking.closed_at else None,
        "closed_by": ranking.closed_by.label if ranking.closed_by else "",
        "reopened_at": timezone.now().isoformat(),
        "reopened_by": by.label,
        "reason": reason[:500],
        "rule": ranking.rule,
        "votes_each": ranking.votes_each,
        "most_on_one": ranking.most_on_one,
        "top": ranking.top,
        "budget": str(ranking.budget) if ranking.budget is not None else None,
        "order_reason": ranking.order_reason,
        "groups": [_kept_group(group) for group in _groups(ranking)],
        "results": [_kept_result(option) for option in _options(ranking)],
    }


def _groups(ranking: Ranking) -> list[Any]:
    return list(ranking.groups.prefetch_related("tallies__option__need").order_by("position", "pk"))


def _options(ranking: Ranking) -> list[RankingOption]:
    return list(ranking.options.select_related("need", "result").order_by("result__final_rank", "position", "pk"))


def _kept_group(group: Any) -> dict[str, Any]:
    votes = {str(one.option.need.number): one.votes for one in group.tallies.all()}
    return {"group": group.group, "voters": group.voters, "invalid": group.invalid, "votes": votes}


def _kept_result(option: RankingOption) -> dict[str, Any]:
    result = option.result
    return {
        "number": option.need.number,
        "title": option.need.title,
        "language": option.need.language,
        "cost": str(option.cost) if option.cost is not None else None,
        "score": f"{result.numerator}/{result.denominator}",
        "computed_rank": result.computed_rank,
        "is_tied": result.is_tied,
        "final_rank": result.final_rank,
        "left_out": result.left_out,
    }

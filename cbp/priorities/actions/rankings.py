"""Rankings: setting up, opening, and the way back. Votes stand in `votes.py`, closing and reopening in `closing.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.groups import MIXED, group_labels
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.priorities.actions.closing import close_ranking, reopen_ranking
from cbp.priorities.actions.votes import enter_votes
from cbp.priorities.models import GroupTally, Need, Ranking, RankingGroup, RankingOption
from cbp.priorities.phases import ALIVE, RankingState
from cbp.workshops.models import Session

__all__ = [
    "FIELDS",
    "change_ranking",
    "close_ranking",
    "enter_votes",
    "open_ranking",
    "reopen_ranking",
    "set_back_ranking",
    "set_up_ranking",
]
FIELDS = ["title", "session", "method", "votes_each", "most_on_one", "rule", "top", "budget"]
MOST_OPTIONS, MOST_GROUPS = 60, 30
Option = tuple[Need, Decimal | None]
Group = tuple[str, Session | None]


@transaction.atomic
def set_up_ranking(ranking: Ranking, *, options: list[Option], groups: list[Group], by: User) -> Ranking:
    """Options and groups may still be missing; opening asks for them."""
    cycle = Cycle.objects.select_for_update(of=("self",)).get(pk=ranking.cycle_id)
    if not cycle.is_running:
        raise Refused(_("This planning cycle has ended. Nothing is ranked in it any more."))
    _check(cycle, ranking, options, groups)
    ranking.state, ranking.language = RankingState.SET_UP, by.language
    ranking.save()
    _write_options(ranking, options)
    _write_groups(ranking, groups)
    after = {**audit.values_of(ranking, FIELDS), **_told(options, groups)}
    audit.record(Verb.RANKING_SET_UP, ranking, by=by, after=after)
    return ranking


@transaction.atomic
def change_ranking(
    ranking: Ranking, *, fields: list[str], options: list[Option], groups: list[Group], expected: int, by: User
) -> None:
    """While it is being set up. Refuses to take out an option or a group that votes were entered for."""
    old = _locked(ranking)
    if old.state != RankingState.SET_UP:
        raise Refused(_("A ranking is changed while it is being set up. Take it back first."))
    _check(old.cycle, ranking, options, groups)
    was = {**audit.values_of(old, fields), **_told(*_sides_of(old))}
    ranking.translations = old.translations
    ranking.doubt_translations([name for name in fields if name in Ranking.TEXTS])
    ranking.save_over(expected, [*fields, "translations"])
    _write_options(ranking, options)
    _write_groups(ranking, groups)
    after = {**audit.values_of(ranking, fields), **_told(options, groups)}
    audit.record(Verb.RANKING_CHANGED, ranking, by=by, before=was, after=after)


@transaction.atomic
def open_ranking(ranking: Ranking, *, by: User) -> None:
    """From now on votes are entered. Asks for two options that are alive, and a group."""
    ranking = _locked(ranking)
    if ranking.state != RankingState.SET_UP:
        raise Refused(_("Only a ranking that is being set up can be opened."))
    states = list(ranking.options.values_list("need__state", flat=True))
    if len(states) < 2:
        raise Refused(_("A choice needs at least two options."))
    if not all(state in ALIVE for state in states):
        raise Refused(_("One of the options has left the register since. Take it out first."))
    if not ranking.groups.exists():
        raise Refused(_("Choose at least one group that votes."))
    _move(ranking, RankingState.OPEN, Verb.RANKING_OPENED, "", by)


@transaction.atomic
def set_back_ranking(ranking: Ranking, *, reason: str, by: User) -> None:
    """From open to being set up again; votes that were entered stay. Asks why, once there are any."""
    ranking = _locked(ranking)
    if ranking.state != RankingState.OPEN:
        raise Refused(_("Only an open ranking can be taken back."))
    if not reason.strip() and GroupTally.objects.filter(group__ranking=ranking).exists():
        raise Refused(_("Votes were entered already. Say why it is taken back."))
    _move(ranking, RankingState.SET_UP, Verb.RANKING_CHANGED, reason.strip(), by)


def _locked(ranking: Ranking) -> Ranking:
    return Ranking.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=ranking.pk)


def _move(ranking: Ranking, state: RankingState, verb: Verb, reason: str, by: User) -> None:
    before, ranking.state = ranking.state, state
    ranking.save_over(ranking.version, ["state"])
    audit.record(verb, ranking, by=by, before={"state": before}, after={"state": state.value}, reason=reason)


# --- options and groups -----------------------------------------------------------------------------------------------
def _check(cycle: Cycle, ranking: Ranking, options: list[Option], groups: list[Group]) -> None:
    if ranking.most_on_one > ranking.votes_each:
        raise Refused(_("One option cannot get more votes of a person than the person has."))
    if ranking.session and ranking.session.cycle_id != cycle.pk:
        raise Refused(_("This session belongs to another planning cycle."))
    if len(options) > MOST_OPTIONS or len(groups) > MOST_GROUPS:
        raise Refused(_("So many options or groups cannot be ranked in one go."))
    _check_options(cycle, options)
    _check_groups(cycle, groups)


def _check_options(cycle: Cycle, options: list[Option]) -> None:
    needs = [need for need, _cost in options]
    if len({need.pk for need in needs}) != len(needs):
        raise Refused(_("The same need stands twice among the options."))
    if any(need.cycle_id != cycle.pk for need in needs):
        raise Refused(_("This need belongs to another planning cycle."))
    if Need.objects.filter(pk__in=[need.pk for need in needs]).exclude(state__in=ALIVE).exists():
        raise Refused(_("A need that was referred, parked, merged or withdrawn cannot be voted for."))
    if any(cost is not None and cost < 0 for _need, cost in options):
        raise Refused(_("A cost cannot be below zero."))


def _check_groups(cycle: Cycle, groups: list[Group]) -> None:
    known = group_labels(cycle.programme)
    codes = [code for code, _session in groups]
    if len(set(codes)) != len(codes):
        raise Refused(_("The same group stands twice."))
    for code, session in groups:
        if code not in known:
            raise Refused(_("The programme does not know the group “%(group)s”.") % {"group": code})
        if session is not None and session.cycle_id != cycle.pk:
            raise Refused(_("This session belongs to another planning cycle."))
        if session is not None and session.group not in (code, MIXED):
            raise Refused(_("This session was the meeting of another group."))


def _write_options(ranking: Ranking, options: list[Option]) -> None:
    wanted = {need.pk for need, _cost in options}
    gone = ranking.options.exclude(need__in=wanted)
    if GroupTally.objects.filter(option__in=gone).exists():
        raise Refused(_("Votes were entered for an option that you take out. Empty them first, or keep the option."))
    gone.delete()
    for position, (need, cost) in enumerate(options):
        RankingOption.objects.update_or_create(
            ranking=ranking, need=need, defaults={"position": position, "cost": cost}
        )


def _write_groups(ranking: Ranking, groups: list[Group]) -> None:
    gone = ranking.groups.exclude(group__in=[code for code, _session in groups])
    if GroupTally.objects.filter(group__in=gone).exists():
        raise Refused(_("Votes were entered for a group that you take out. Empty them first, or keep the group."))
    gone.delete()
    for position, (code, session) in enumerate(groups):
        RankingGroup.objects.update_or_create(
            ranking=ranking, group=code, defaults={"position": position, "session": session}
        )


def _sides_of(ranking: Ranking) -> tuple[list[Option], list[Group]]:
    options = [(one.need, one.cost) for one in ranking.options.select_related("need").order_by("position", "pk")]
    groups = [(one.group, one.session) for one in ranking.groups.select_related("session").order_by("position", "pk")]
    return options, groups


def _told(options: list[Option], groups: list[Group]) -> dict[str, Any]:
    """As the history keeps them: the numbers of the needs with their costs, and the codes of the groups."""
    return {
        "options": [f"{need.number} · {cost}" if cost is not None else str(need.number) for need, cost in options],
        "voting_groups": [code for code, _session in groups],
    }

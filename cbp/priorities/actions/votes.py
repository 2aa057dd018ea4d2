"""The votes of one group: entered in one piece, refused in words and arithmetic when they cannot be."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.core.templatetags.figures import in_text
from cbp.priorities.methods import Fault, FaultCode, GroupVotes, faults
from cbp.priorities.models import GroupTally, Ranking, RankingGroup
from cbp.priorities.phases import RankingState

MOST_VOTERS = 100_000


@transaction.atomic
def enter_votes(
    group: RankingGroup,
    *,
    voters: int | None,
    invalid: int | None,
    votes: dict[int, int | None],
    expected: int,
    by: User,
) -> None:
    """Writes the whole sheet of one group; None takes a number away. `expected` is the version of the *group*.

    Raises `Stale` when someone saved this group before. Refuses what cannot be, and anything while not open.
    """
    ranking = Ranking.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=group.ranking_id)
    if ranking.state != RankingState.OPEN:
        raise Refused(_("Votes are entered while the ranking is open. This one is not."))
    if not ranking.cycle.is_running:
        raise Refused(_("This planning cycle has ended. Nothing is ranked in it any more."))
    options = {option.pk: option.need.number for option in ranking.options.select_related("need")}
    if set(votes) != set(options):
        raise Refused(_("The options of this ranking have changed. Open the page again."))
    _check(ranking, GroupVotes(group.group, voters, votes), invalid)
    before = sheet_of(group, options)
    group.voters, group.invalid = voters, invalid
    group.save_over(expected, ["voters", "invalid"])
    _write(group, votes)
    audit.record(Verb.RANKING_ENTERED, ranking, by=by, before=before, after=sheet_of(group, options))


def _check(ranking: Ranking, group: GroupVotes, invalid: int | None) -> None:
    if group.voters is not None and not 0 <= group.voters <= MOST_VOTERS:
        raise Refused(_("So many people cannot have voted."))
    if invalid is not None and not 0 <= invalid <= (group.voters or 0):
        raise Refused(_("There cannot be more invalid ballots than people who voted."))
    found = faults(group, votes_each=ranking.votes_each, most_on_one=ranking.most_on_one)
    if found:
        raise Refused(" ".join(sentence(fault, ranking, group.voters) for fault in found if not fault.option)
                      or sentence(found[0], ranking, group.voters))  # fmt: skip


def sentence(fault: Fault, ranking: Ranking, voters: int | None) -> str:
    """The fault in words, with its arithmetic."""
    values = {
        "votes": in_text(fault.found),
        "most": in_text(fault.most),
        "people": in_text(voters or 0),
        "each": in_text(ranking.votes_each),
        "on_one": in_text(ranking.most_on_one),
    }
    if fault.code == FaultCode.VOTERS_UNKNOWN:
        return _("Votes are entered, but not how many people voted.")
    if fault.code == FaultCode.NEGATIVE:
        return _("A number of votes cannot be below zero.")
    if fault.code == FaultCode.TOO_MANY_ON_ONE:
        return (
            _("%(votes)s votes for one option cannot be: %(people)s people × at most %(on_one)s on one = %(most)s.")
            % values
        )
    return _("%(votes)s votes cannot be: %(people)s people × %(each)s votes each = %(most)s.") % values


def _write(group: RankingGroup, votes: dict[int, int | None]) -> None:
    known = {option: count for option, count in votes.items() if count is not None}
    group.tallies.exclude(option__in=known).delete()
    GroupTally.objects.bulk_create(
        [GroupTally(group=group, option_id=option, votes=count) for option, count in sorted(known.items())],
        update_conflicts=True,
        unique_fields=["group", "option"],
        update_fields=["votes"],
    )


def sheet_of(group: RankingGroup, numbers: dict[int, int]) -> dict[str, object]:
    """What is entered of a group, for the history: votes by the number of the need."""
    row = RankingGroup.objects.values("voters", "invalid").get(pk=group.pk)
    votes = {str(numbers[one.option_id]): one.votes for one in group.tallies.order_by("option__position", "option_id")}
    return {"voting_group": group.group, **row, "votes": votes}

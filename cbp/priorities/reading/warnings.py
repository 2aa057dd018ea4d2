"""What looks wrong in the votes of a group and may be right: told with its arithmetic, never a block."""

from __future__ import annotations

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.priorities.methods import GroupVotes
from cbp.priorities.models import RankingGroup
from cbp.workshops.models import Session


def attendance_of(session: Session | None) -> int | None:
    """As counted at the door, else the sum of what was entered by sex and age; None where nothing is known."""
    if session is None or session.attendance_stated is not None:
        return session.attendance_stated if session else None
    counted = [cell.people for cell in session.attendance.all() if not cell.group]
    return sum(counted) if counted else None


def warnings_of(votes: GroupVotes, group: RankingGroup, votes_each: int) -> list[str]:
    found = []
    attendance = attendance_of(group.session)
    if votes.voters is not None and attendance is not None and votes.voters > attendance:
        found.append(
            _("%(voters)s people voted, but %(people)s were counted in the session of this group.")
            % {"voters": figure(votes.voters), "people": figure(attendance)}
        )
    elif votes.voters is not None and group.session_id and attendance is None:
        found.append(_("The attendance of this group’s session is not entered: the voters are not checked against it."))
    valid = (votes.voters or 0) - (group.invalid or 0)
    if group.invalid and votes.cast > valid * votes_each:
        values = {"votes": votes.cast, "valid": valid, "each": votes_each, "most": valid * votes_each}
        found.append(
            ngettext(
                "%(votes)s votes are more than %(valid)s valid ballot × %(each)s = %(most)s.",
                "%(votes)s votes are more than %(valid)s valid ballots × %(each)s = %(most)s.",
                valid,
            )
            % {name: figure(value) for name, value in values.items()}
        )
    return found


def figure(value: int) -> str:
    """Isolated, so that a calculation is read in its order in Arabic too."""
    return f"\u2068{formats.number_format(value, use_l10n=True, force_grouping=True)}\u2069"

"""What looks wrong in the votes of a group and may be right: told with its arithmetic, never a block."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.core.templatetags.figures import in_text
from cbp.priorities.methods import GroupVotes
from cbp.priorities.models import RankingGroup
from cbp.workshops.models import Session
from cbp.workshops.reading import attendance


def attendance_of(session: Session | None) -> int | None:
    """The people in it; None where no session is named, or nothing is known of it."""
    return attendance.attendance_of(session).total if session else None


def warnings_of(votes: GroupVotes, group: RankingGroup, votes_each: int) -> list[str]:
    found = []
    attendance = attendance_of(group.session)
    if votes.voters is not None and attendance is not None and votes.voters > attendance:
        found.append(
            _("%(voters)s people voted, but %(people)s were counted in the session of this group.")
            % {"voters": in_text(votes.voters), "people": in_text(attendance)}
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
            % {name: in_text(value) for name, value in values.items()}
        )
    return found

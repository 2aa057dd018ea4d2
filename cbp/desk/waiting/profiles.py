"""Profiles, and the selection of communities."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.desk.waiting.lists import Line, in_words, with_names
from profiling.models import Profile, SelectionAssessment
from profiling.phases import ProfileState
from profiling.reading.selection import to_correct, to_decide

P = Permission


def _profiles(user: User, right: Permission, state: Q) -> QuerySet[Profile]:
    return with_names(Profile.objects.within(user.grants(right)).filter(state), "").order_by("submitted_at", "pk")  # type: ignore[no-any-return]


def profiles_returned(user: User) -> QuerySet[Profile]:
    return _profiles(user, P.PROFILE_EDIT, Q(state=ProfileState.DRAFT) & ~Q(return_reason=""))


def profiles_in_review(user: User) -> QuerySet[Profile]:
    return _profiles(user, P.PROFILE_VALIDATE, Q(state=ProfileState.IN_REVIEW))


def profile_line(profile: Profile) -> Line:
    said = profile.return_reason
    if profile.state == ProfileState.IN_REVIEW:
        said = _("Submitted on %(day)s") % {"day": in_words(profile.submitted_at)} if profile.submitted_at else ""
    return Line(str(profile), profile.get_absolute_url(), said)


# --- the selection of communities -------------------------------------------------------------------------------------
def _selections(rows: QuerySet[SelectionAssessment]) -> QuerySet[SelectionAssessment]:
    return with_names(rows, "").order_by("proposed_at", "pk")  # type: ignore[no-any-return]


def selections_to_decide(user: User) -> QuerySet[SelectionAssessment]:
    """Proposed by somebody else, in another role than the own one."""
    return _selections(to_decide(user))


def selections_returned(user: User) -> QuerySet[SelectionAssessment]:
    return _selections(to_correct(user))


def selection_line(assessment: SelectionAssessment) -> Line:
    said = assessment.return_reason
    if assessment.proposed_at and not assessment.is_open:
        values = {"outcome": assessment.get_outcome_display(), "day": in_words(assessment.proposed_at)}
        said = _("Proposed on %(day)s: %(outcome)s") % values
    return Line(str(assessment), assessment.get_absolute_url(), said)

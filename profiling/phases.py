"""The life of a profile's version: draft → in review → validated → superseded. (domain 11.2)"""

from django.db import models
from django.utils.translation import pgettext_lazy


class ProfileState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("profile", "Draft")
    IN_REVIEW = "in-review", pgettext_lazy("profile", "In review")
    VALIDATED = "validated", pgettext_lazy("profile", "Validated")
    SUPERSEDED = "superseded", pgettext_lazy("profile", "Superseded")


# From review it goes back to draft with a reason; a validated version is read only, a change is a new version.
NEXT: dict[ProfileState, tuple[ProfileState, ...]] = {
    ProfileState.DRAFT: (ProfileState.IN_REVIEW,),
    ProfileState.IN_REVIEW: (ProfileState.DRAFT, ProfileState.VALIDATED),
    ProfileState.VALIDATED: (ProfileState.SUPERSEDED,),
    ProfileState.SUPERSEDED: (),
}
OPEN = frozenset({ProfileState.DRAFT})


class SelectionState(models.TextChoices):
    """An assessment of a community: proposed by one person, decided by another. (domain 4.4)"""

    DRAFT = "draft", pgettext_lazy("selection", "Draft")
    PROPOSED = "proposed", pgettext_lazy("selection", "Proposed")
    DECIDED = "decided", pgettext_lazy("selection", "Decided")


# Whoever decides may send it back with a reason; what was decided stays.
NEXT_SELECTION: dict[SelectionState, tuple[SelectionState, ...]] = {
    SelectionState.DRAFT: (SelectionState.PROPOSED,),
    SelectionState.PROPOSED: (SelectionState.DRAFT, SelectionState.DECIDED),
    SelectionState.DECIDED: (),
}

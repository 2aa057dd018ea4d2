"""The life of an edition of a community action plan. (domain 11.2)

What comes after the endorsement (launch, money, amendments) are rows of its own or a new edition: signed is signed.
An edition is superseded when a later one of its cycle is endorsed; nothing is written on it for that.
"""

from django.db import models
from django.utils.translation import pgettext_lazy


class PlanState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "Draft")
    VALIDATED = "validated", pgettext_lazy("plan", "Validated by the community")
    SUBMITTED = "submitted", pgettext_lazy("plan", "Submitted to the authority")
    RETURNED = "returned", pgettext_lazy("plan", "Returned with remarks")
    ENDORSED = "endorsed", pgettext_lazy("plan", "Endorsed")
    WITHDRAWN = "withdrawn", pgettext_lazy("plan", "Withdrawn")


# A returned edition is worked on like a draft, and validated anew. A change to a validated one takes it back to draft.
NEXT: dict[PlanState, tuple[PlanState, ...]] = {
    PlanState.DRAFT: (PlanState.VALIDATED, PlanState.WITHDRAWN),
    PlanState.VALIDATED: (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.WITHDRAWN),
    PlanState.SUBMITTED: (PlanState.RETURNED, PlanState.ENDORSED, PlanState.WITHDRAWN),
    PlanState.RETURNED: (PlanState.VALIDATED, PlanState.WITHDRAWN),
    PlanState.ENDORSED: (),
    PlanState.WITHDRAWN: (),
}
# Its words and items may be changed.
OPEN = frozenset({PlanState.DRAFT, PlanState.RETURNED})

"""What becomes of plans when two parts of a community become one. Signed is signed: endorsed editions stay."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from cbp.core import merging
from cbp.core.merging import Policy
from cbp.plans.phases import PlanState

OPEN = ~Q(plan__state=PlanState.ENDORSED)


def declare_own() -> None:
    merging.declare(
        "profiling.SubCommunity", "plans.PlanItem.sub_community", Policy.MOVE, gettext_lazy("Items of plans"),
        gettext_lazy("Items name the part that stays; those of an endorsed edition stay as they were signed."),
        only=OPEN,
    )  # fmt: skip
    merging.declare(
        "profiling.SubCommunity", "plans.PlanSignature.sub_community", Policy.MOVE, gettext_lazy("Signatures"),
        gettext_lazy("Signatures hold for the part that stays; those of an endorsed edition stay as they were given."),
        only=OPEN,
    )  # fmt: skip

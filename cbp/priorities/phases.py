"""The lives of a need and of a ranking. (domain 11.2)"""

from django.db import models
from django.utils.translation import pgettext_lazy


class NeedState(models.TextChoices):
    RAISED = "raised", pgettext_lazy("need", "Raised")
    CONFIRMED = "confirmed", pgettext_lazy("need", "Confirmed")
    RANKED = "ranked", pgettext_lazy("need", "Ranked")
    PLANNED = "planned", pgettext_lazy("need", "Taken into the plan")
    REFERRED = "referred", pgettext_lazy("need", "Referred")
    PARKED = "parked", pgettext_lazy("need", "Parked")
    MERGED = "merged", pgettext_lazy("need", "Merged into another")
    WITHDRAWN = "withdrawn", pgettext_lazy("need", "Withdrawn")


ASIDE = (NeedState.REFERRED, NeedState.PARKED, NeedState.MERGED, NeedState.WITHDRAWN)
# Nothing is silently dropped: what does not go on is referred, parked, merged or withdrawn, with a word why.
NEED_NEXT: dict[NeedState, tuple[NeedState, ...]] = {
    NeedState.RAISED: (NeedState.CONFIRMED, *ASIDE),
    NeedState.CONFIRMED: (NeedState.RANKED, NeedState.PLANNED, *ASIDE),
    NeedState.RANKED: (NeedState.CONFIRMED, NeedState.PLANNED, *ASIDE),
    NeedState.PLANNED: (NeedState.RANKED, NeedState.CONFIRMED, *ASIDE),
    NeedState.REFERRED: (NeedState.CONFIRMED,),
    NeedState.PARKED: (NeedState.CONFIRMED,),
    NeedState.MERGED: (),
    NeedState.WITHDRAWN: (NeedState.CONFIRMED,),
}
# What people decide on the page of a need; ranked and planned follow from rankings and plans.
DECISIONS = (NeedState.CONFIRMED, *ASIDE)
# May be ranked and taken into a plan.
ALIVE = frozenset({NeedState.RAISED, NeedState.CONFIRMED, NeedState.RANKED, NeedState.PLANNED})


class RankingState(models.TextChoices):
    SET_UP = "set-up", pgettext_lazy("ranking", "Being set up")
    OPEN = "open", pgettext_lazy("ranking", "Open")
    CLOSED = "closed", pgettext_lazy("ranking", "Closed")


# A manager reopens a closed one with a reason; its result is kept beside the new one.
RANKING_NEXT: dict[RankingState, tuple[RankingState, ...]] = {
    RankingState.SET_UP: (RankingState.OPEN,),
    RankingState.OPEN: (RankingState.SET_UP, RankingState.CLOSED),
    RankingState.CLOSED: (RankingState.OPEN,),
}


def asks_reason(now: NeedState, after: NeedState) -> bool:
    """Whoever sets a need aside, or takes it back, says why."""
    return after in ASIDE or now in ASIDE

"""Rankings as the worked numbers of the domain reference give them (15.1)."""

from __future__ import annotations

from decimal import Decimal

from cbp.priorities.actions import rankings as actions
from cbp.priorities.models import Ranking, RankingGroup
from tests.cast import Cast
from tests.chain import make_need, make_ranking

TITLES = ("Water is far", "The clinic is closed", "The road floods")
VOTES = {"women": (12, [20, 10, 6]), "men": (30, [20, 15, 55]), "idp": (8, [6, 16, 2])}
NOTHING = {"women": (None, [None] * 3), "men": (None, [None] * 3), "idp": (None, [None] * 3)}
COSTS = (Decimal(4000), Decimal(9000), Decimal(5000))


def make_needs(cast: Cast, titles: tuple[str, ...] = TITLES) -> list:
    return [make_need(cast.here.chain.cycle, title) for title in titles]


def worked(cast: Cast, votes: dict | None = None, *, state: str = "open", **fields: object) -> Ranking:
    """With the votes of three groups for a well, a clinic and a road."""
    ranking = make_ranking(cast.here.chain.cycle, make_needs(cast), VOTES if votes is None else votes, **fields)
    for option, cost in zip(ranking.options.order_by("position"), COSTS, strict=True):
        option.cost = cost
        option.save()
    Ranking.objects.filter(pk=ranking.pk).update(state=state)  # a closed one takes no changes any more
    ranking.refresh_from_db()
    return ranking


def closed(cast: Cast, **fields: object) -> Ranking:
    """The same, closed by its rule: clinic, well, road."""
    ranking = worked(cast, **fields)
    actions.close_ranking(ranking, final_order=None, reason="", by=cast.facilitator)
    ranking.refresh_from_db()
    return ranking


def options_of(ranking: Ranking) -> list[int]:
    return list(ranking.options.order_by("position").values_list("pk", flat=True))


def group_of(ranking: Ranking, code: str) -> RankingGroup:
    return ranking.groups.get(group=code)


def titles_in_order(ranking: Ranking) -> list[str]:
    found = ranking.options.order_by("result__final_rank", "position")
    return [option.need.title for option in found]

"""One thing of each kind along the chain, in one world: from the community to the item of its plan.

Made as rows, without the actions, so that a test can start anywhere. Every name holds the word of its world.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from cbp.accounts.models import User
from cbp.core.choices import Confidence, Method
from cbp.core.models import Programme
from cbp.cycles.models import Body, Cycle
from cbp.cycles.phases import Phase
from cbp.plans.models import CostLine, FundingLine, Plan, PlanItem
from cbp.priorities.models import GroupTally, Need, NeedVoice, Ranking, RankingGroup, RankingOption
from cbp.workshops.models import AttendanceCell, Session
from cbp.workshops.phases import SessionState
from partners.models import Engagement, Organisation
from profiling.models import (
    Community,
    PopulationFigure,
    PopulationTotal,
    Profile,
    SelectionAssessment,
    Source,
    SubCommunity,
)
from profiling.phases import ProfileState

if TYPE_CHECKING:
    from tests.cast import World  # which makes a chain of its own

BANDS = "0-4, 5-11, 12-17, 18-59, 60+"
DAY = datetime.date(2026, 3, 10)


@dataclass
class Chain:
    """What hangs together in one community."""

    organisation: Organisation
    community: Community
    quarter: SubCommunity
    profile: Profile
    cycle: Cycle
    session: Session
    need: Need
    ranking: Ranking
    plan: Plan
    item: PlanItem


def make_organisation(world: World, name: str = "", **fields: object) -> Organisation:
    values: dict[str, object] = {"name": name or f"Organisation {world.mark}", "kind": "ngo-national"}
    return Organisation.objects.create(country=world.country, **{**values, **fields})


def make_engagement(organisation: Organisation, **fields: object) -> Engagement:
    values: dict[str, object] = {"modality": "informal", "subject": "Facilitation", "noted_by": "The manager"}
    return Engagement.objects.create(organisation=organisation, **{**values, **fields})


def make_community(world: World, name: str = "", **fields: object) -> Community:
    """In the district of the world, enrolled in its programme, with one quarter."""
    values: dict[str, object] = {"name": name or f"Community {world.mark}", "kind": "village", "area": world.district}
    community = Community.objects.create(**{**values, **fields})
    community.programmes.add(world.programme)
    SubCommunity.objects.create(community=community, name=f"Quarter {world.mark}", leader="Chief", position=1)
    return community


def make_profile(community: Community, programme: Programme, **fields: object) -> Profile:
    """With a source, a total and one cell of the whole community; filled in before it takes its state."""
    values: dict[str, object] = {"number": 1, "age_bands": BANDS, "as_of": DAY, **fields}
    state = values.pop("state", ProfileState.DRAFT)
    profile = Profile.objects.create(community=community, programme=programme, **values)
    source = Source.objects.create(
        profile=profile, title="Register of the village", method=Method.REGISTRATION, dated_on=DAY,
        confidence=Confidence.MEDIUM,
    )  # fmt: skip
    PopulationTotal.objects.create(profile=profile, persons=900, females=480, males=420, households=150, source=source)
    PopulationFigure.objects.create(profile=profile, sex="f", lower=18, upper=59, persons=200, source=source)
    Profile.objects.filter(pk=profile.pk).update(state=state)
    profile.refresh_from_db()
    return profile


def make_cycle(community: Community, programme: Programme, **fields: object) -> Cycle:
    values: dict[str, object] = {"number": 1, "phase": Phase.PLANNING, "starts_on": DAY}
    return Cycle.objects.create(community=community, programme=programme, **{**values, **fields})


def make_team(cycle: Cycle, **fields: object) -> Body:
    """The core facilitation team: five women and four men."""
    values: dict[str, object] = {"kind": "facilitation", "formed_on": DAY, "women": 5, "men": 4}
    return Body.objects.create(cycle=cycle, **{**values, **fields})


def make_selection(community: Community, programme: Programme, by: User, decided_by: User, **fields: object) -> None:
    """Proposed by one and decided by the other, in two roles."""
    values: dict[str, object] = {
        "number": 1, "held_on": DAY, "state": "decided", "outcome": "selected", "reason": "It fits",
        "proposed_by": by, "proposed_as": "facilitator", "decided_by": decided_by, "decided_as": "manager",
    }  # fmt: skip
    SelectionAssessment.objects.create(community=community, programme=programme, **{**values, **fields})


def make_prepared(cycle: Cycle, by: User, decided_by: User) -> None:
    """What the first gate asks beside the cycle's own words: the choice, a team, and its training."""
    make_selection(cycle.community, cycle.programme, by, decided_by)
    make_team(cycle)
    make_session(cycle, "mixed", kind="training", state=SessionState.RECORDED)


def make_session(cycle: Cycle, group: str = "women", people: int = 12, **fields: object) -> Session:
    """Recorded nowhere yet: a draft with one cell of attendance; `people=0` makes no cell."""
    values: dict[str, object] = {"kind": "focus-group", "state": SessionState.DRAFT, "held_on": DAY}
    session = Session.objects.create(cycle=cycle, group=group, **{**values, **fields})
    if people:
        sex = "m" if group == "men" else "f"
        AttendanceCell.objects.create(session=session, sex=sex, lower=18, upper=59, people=people)
    return session


def verified(session: Session, by: User, recorded_by: User) -> Session:
    """The session as if one had recorded and the other verified it."""
    now = timezone.now()
    Session.objects.filter(pk=session.pk).update(
        state=SessionState.VERIFIED, recorded_by=recorded_by, recorded_at=now, verified_by=by, verified_at=now
    )
    session.refresh_from_db()
    return session


def make_need(
    cycle: Cycle, title: str = "Water is far", groups: tuple[str, ...] = ("women",), **fields: object
) -> Need:
    number = cycle.needs.count() + 1
    values: dict[str, object] = {"sector": "14031", "severity": 3, "state": "confirmed"}
    need = Need.objects.create(cycle=cycle, number=number, title=title, **{**values, **fields})
    NeedVoice.objects.bulk_create([NeedVoice(need=need, group=group) for group in groups])
    return need


def make_ranking(
    cycle: Cycle, needs: list[Need], votes: dict[str, tuple[int | None, list[int | None]]], **fields: object
) -> Ranking:
    """`votes`: group → (voters, votes for each need in their order; None where nothing was entered)."""
    values: dict[str, object] = {"title": "Priorities", "state": "open", "most_on_one": 3, **fields}
    state = values.pop("state")
    ranking = Ranking.objects.create(cycle=cycle, state="open", **values)
    options = [RankingOption.objects.create(ranking=ranking, need=need, position=at) for at, need in enumerate(needs)]
    for position, (code, (voters, counts)) in enumerate(votes.items()):
        group = RankingGroup.objects.create(ranking=ranking, group=code, voters=voters, position=position)
        known = [(option, count) for option, count in zip(options, counts, strict=True) if count is not None]
        GroupTally.objects.bulk_create([GroupTally(group=group, option=one, votes=count) for one, count in known])
    Ranking.objects.filter(pk=ranking.pk).update(state=state)  # a closed one takes no parts any more
    ranking.refresh_from_db()
    return ranking


def make_plan(cycle: Cycle, **fields: object) -> Plan:
    values: dict[str, object] = {
        "number": 1, "title": f"Plan of {cycle.community.name}", "starts_on": datetime.date(2026, 7, 1),
        "ends_on": datetime.date(2029, 6, 30),
    }  # fmt: skip
    return Plan.objects.create(cycle=cycle, **{**values, **fields})


def make_item(plan: Plan, needs: list[Need], position: int = 1, **fields: object) -> PlanItem:
    """Cost 1,000 × 2, of which 500 are pledged: the gap is 1,500."""
    values: dict[str, object] = {
        "title": "A well", "track": "municipality", "responsible": "Water service of the district",
        "starts_on": datetime.date(2026, 7, 1), "ends_on": datetime.date(2026, 12, 31), "groups": ["women"],
    }  # fmt: skip
    item = PlanItem.objects.create(plan=plan, position=position, **{**values, **fields})
    item.needs.set(needs)
    CostLine.objects.create(item=item, label="Drilling", quantity=Decimal(2), unit_cost=Decimal(1000))
    FundingLine.objects.create(item=item, kind="local-government", amount=Decimal(500))
    return item


def make_chain(world: World) -> Chain:
    organisation, community = make_organisation(world), make_community(world)
    profile = make_profile(community, world.programme)
    cycle = make_cycle(community, world.programme, lead=organisation)
    session = make_session(cycle, venue=f"Under the tree {world.mark}")
    need = make_need(cycle, f"Water is far {world.mark}")
    ranking = make_ranking(cycle, [need], {"women": (12, [20])}, title=f"Priorities {world.mark}")
    plan = make_plan(cycle)
    item = make_item(plan, [need], title=f"A well {world.mark}")
    quarter = community.sub_communities.get()
    return Chain(organisation, community, quarter, profile, cycle, session, need, ranking, plan, item)

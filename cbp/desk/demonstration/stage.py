"""Who acts in the demonstration, and on what."""

from __future__ import annotations

from dataclasses import dataclass, field

from cbp.accounts.models import User
from cbp.core.models import Area, Programme
from cbp.cycles.models import Cycle
from cbp.priorities.models import Need, Ranking
from cbp.workshops.models import Session
from partners.models import Organisation
from profiling.models import Profile


@dataclass(frozen=True)
class People:
    """One log-in for each part: who records does not verify, and who writes a plan does not endorse it."""

    manager: User
    planner: User
    endorser: User
    facilitator: User
    field: User


@dataclass
class Stage:
    """What all communities share."""

    programme: Programme
    people: People
    areas: dict[str, Area]
    organisations: dict[str, Organisation] = field(default_factory=dict)


@dataclass
class Place:
    """One community on its way: what was told of it so far, by the keys of its tables."""

    name: str
    stage: Stage
    cycle: Cycle
    profiles: list[Profile] = field(default_factory=list)
    sessions: dict[str, Session] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    ranking: Ranking | None = None

    @property
    def people(self) -> People:
        return self.stage.people

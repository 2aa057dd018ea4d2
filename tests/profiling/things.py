"""What the tests of profiles begin with."""

from __future__ import annotations

import datetime

from cbp.accounts.models import User
from cbp.core.choices import Confidence, Method
from cbp.core.models import Area, Programme
from profiling.actions.communities import create_community
from profiling.actions.entries import add_entry
from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile, submit_profile, validate_profile
from profiling.models import Community, Profile, ServiceStatus, Source

DAY = datetime.date(2026, 3, 10)
LOWERS = (0, 5, 12, 18, 60)


def make_source(**fields: object) -> Source:
    """Not stored yet: the actions keep it."""
    values: dict[str, object] = {
        "title": "Register of the village", "method": Method.REGISTRATION, "dated_on": DAY,
        "confidence": Confidence.MEDIUM,
    }  # fmt: skip
    return Source(**{**values, **fields})


def cells(women: list[int | None], men: list[int | None]) -> dict[tuple[str, int], int | None]:
    """One number for each of the five common age bands."""
    told = {("f", lower): count for lower, count in zip(LOWERS, women, strict=True)}
    return told | {("m", lower): count for lower, count in zip(LOWERS, men, strict=True)}


WOMEN, MEN = [40, 60, 50, 90, 20], [45, 55, 40, 80, 20]  # 260 and 240: 500 persons
TOTAL = {"persons": 500, "females": 260, "males": 240, "households": 100}


def new_community(programme: Programme, area: Area, by: User, name: str = "Kiri", **fields: object) -> Community:
    return create_community(Community(name=name, area=area, **fields), programme=programme, by=by)


def fill(profile: Profile, by: User, group: str = "", total: dict | None = None, counted: dict | None = None) -> None:
    numbers = cells(WOMEN, MEN) if counted is None else counted
    save_population(profile, group, total=TOTAL if total is None else total, cells=numbers, source=make_source(), by=by)


def complete(profile: Profile, by: User) -> Profile:
    """What review asks for."""
    fill(profile, by)
    add_entry(ServiceStatus(profile=profile, kind="water", exists=True, count=2, source=make_source()), by=by)
    return profile


def validated(community: Community, programme: Programme, by: User) -> Profile:
    profile = complete(begin_profile(community, programme, by=by), by)
    submit_profile(profile, by=by)
    validate_profile(profile, by=by)
    return profile

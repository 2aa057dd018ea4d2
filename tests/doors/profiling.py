"""The doors of communities and profiles."""

from __future__ import annotations

from profiling.models import DisplacementFlow, ProfileFactor, ServiceStatus
from tests.cast import Cast, World
from tests.doors.rows import HERE_ALL, Row

# Communities follow the area; the managers' role in the programme alone sees those that it works with.
THINGS = ("community", "profile", "flow", "service", "factor", "cohesion", "source")
SEES: dict[str, tuple[str, ...]] = dict.fromkeys(THINGS, HERE_ALL)
FILLERS = ("manager", "screening", "facilitator", "psea")
SERVICE_FILLERS = (*FILLERS, "planner", "endorser")
VALIDATORS = ("manager", "screening")
EDITORS_ANYWHERE = (*FILLERS, "stranger", "stranger_facilitator")


def _rows(kind: str, may: tuple[str, ...]) -> dict[str, Row]:
    return {
        f"profiling:{kind}-new": Row("profile", may, get=200, post=422),
        f"profiling:{kind}-edit": Row("profile", may, get=200, post=422),
        f"profiling:{kind}-remove": Row("profile", may, post=302),
    }


DOORS: dict[str, Row] = {
    "profiling:community-new": Row(may=EDITORS_ANYWHERE, get=200, post=422),
    "profiling:community-edit": Row("community", FILLERS, get=200, post=422),
    "profiling:profile-new": Row("community", FILLERS, get=200, post=422),
    "profiling:profile-detail": Row("profile", get=200),
    "profiling:profile-review": Row("profile", FILLERS, get=200),
    "profiling:profile-submit": Row("profile", FILLERS, post=302),
    "profiling:profile-return": Row("profile", VALIDATORS, post=422),
    "profiling:profile-validate": Row("profile", VALIDATORS, post=302),
    "profiling:profile-explain": Row("profile", FILLERS, get=200, post=422),
    "profiling:profile-population": Row("profile", FILLERS, get=200, post=302),  # every cell may be empty
    "profiling:profile-note": Row("profile", SERVICE_FILLERS, get=200, post=302),  # and so may the words
    "profiling:source-edit": Row("profile", FILLERS, get=200, post=422),
    "profiling:source-remove": Row("profile", FILLERS, post=302),
    **_rows("flow", FILLERS),
    **_rows("service", SERVICE_FILLERS),
    **_rows("factor", FILLERS),
    **_rows("cohesion", FILLERS),
}
VALUES: dict[str, dict[str, object]] = {
    "profiling:community-new": {"name": "Other", "kind": "village"},
    "profiling:community-edit": {"name": "Other", "version": 1},
    "profiling:profile-population": {"persons": 7, "version": 1},
    "profiling:profile-note": {"text": "Other", "version": 1},
    "profiling:profile-explain": {"reason": "Other"},
    "profiling:service-new": {"kind": "water"},
    "profiling:factor-new": {"kind": "risk", "text": "Other", "classification": "internal"},
    "profiling:cohesion-new": {"kind": "divider", "text": "Other", "classification": "restricted"},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world; a row of every kind, and a group that is more than everybody."""
    chain = world.chain
    profile, source = chain.profile, chain.profile.sources.get()
    profile.populationtotals.create(group="idp", persons=1000)  # of 900 in the whole community
    flow = DisplacementFlow.objects.create(profile=profile, kind="arrival", origin=world.mark, source=source)
    service = ServiceStatus.objects.create(profile=profile, kind="water", problem=world.mark, source=source)
    open_one = ProfileFactor.objects.create(profile=profile, kind="risk", text=world.mark, source=source)
    closed = ProfileFactor.objects.create(
        profile=profile, kind="divider", text=world.mark, classification="restricted", source=source
    )
    return {
        "community": chain.community.pk, "profile": profile.pk, "flow": flow.pk, "service": service.pk,
        "factor": open_one.pk, "cohesion": closed.pk, "source": source.pk,
    }  # fmt: skip


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    more: dict[str, object] = {
        "profiling:profile-explain": "groups-sum", "profiling:profile-population": "all",
        "profiling:profile-note": "services",
    }  # fmt: skip
    if name in more:
        return [things["profile"], more[name]]
    kind, _dash, deed = name.removeprefix("profiling:").partition("-")
    if kind in ("flow", "service", "factor", "cohesion", "source") and deed in ("edit", "remove"):
        return [things["profile"], things[kind]]
    return None

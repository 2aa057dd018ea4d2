"""The doors of bodies and of the few who are named in them."""

from __future__ import annotations

from cbp.cycles.models import Body, BodyMember
from tests.cast import Cast, World
from tests.doors.rows import HERE_ALL, Row

WORKERS = ("manager", "screening", "planner", "endorser", "facilitator", "psea")
# A planner works with bodies and reads no names.
NAMERS = ("manager", "screening", "facilitator", "psea")
SEES: dict[str, tuple[str, ...]] = {"cycle-of-bodies": HERE_ALL, "body": HERE_ALL}
DOORS: dict[str, Row] = {
    "cycles:body-list": Row("cycle-of-bodies", HERE_ALL, get=200),
    "cycles:body-new": Row("cycle-of-bodies", WORKERS, get=200, post=422),
    "cycles:body-detail": Row("body", HERE_ALL, get=200),
    "cycles:body-edit": Row("body", WORKERS, get=200, post=422),
    "cycles:body-renew": Row("body", WORKERS, get=200, post=422),
    "cycles:body-dissolve": Row("body", WORKERS, get=200, post=422),
    "cycles:body-names": Row("body", NAMERS, get=200, post=409),  # empty, and not upon what is there
    "cycles:member-remove": Row("body", NAMERS, get=200, post=302),
}
VALUES: dict[str, dict[str, object]] = {
    "cycles:body-new": {"kind": "upkeep", "language": "en"},
    "cycles:body-edit": {"kind": "upkeep", "language": "en", "version": 1},
    "cycles:body-renew": {"kind": "upkeep", "language": "en"},
    "cycles:body-dissolve": {"on": "2026-05-01", "reason": "Nobody came"},
    "cycles:body-names": {
        "row0_role": "chair", "row0_name": "Mine", "row0_purpose": "Signs", "row0_has_consent": "on", "version": 1,
    },
}  # fmt: skip


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    cycle = world.chain.cycle
    body = Body.objects.create(cycle=cycle, kind="upkeep", name=f"Committee {world.mark}", note=f"Note {world.mark}")
    member = BodyMember.objects.create(
        body=body, role="chair", name=f"Person {world.mark}", purpose="Signs", has_consent=True
    )
    return {"cycle-of-bodies": cycle.pk, "body": body.pk, "member of body": member.pk}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    if name != "cycles:member-remove":
        return None
    return [things["body"], things.get("member of body", things["body"])]

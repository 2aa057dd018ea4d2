"""The doors of communities and profiles."""

from __future__ import annotations

from profiling.models import Question, ServiceStatus
from tests.cast import Cast, World
from tests.doors.rows import HERE_ALL, MANAGERS, STRANGERS, Row

# Communities follow the area; the managers' role in the programme alone sees those that it works with.
THINGS = ("community", "profile", "service", "source", "question")
SEES: dict[str, tuple[str, ...]] = dict.fromkeys(THINGS, HERE_ALL)
FILLERS = ("manager", "screening", "facilitator", "psea")
SERVICE_FILLERS = (*FILLERS, "planner", "endorser")
VALIDATORS = ("manager", "screening")
EDITORS_ANYWHERE = (*FILLERS, "stranger", "stranger_facilitator")


DOORS: dict[str, Row] = {
    "profiling:community-new": Row(may=EDITORS_ANYWHERE, get=200, post=422),
    "profiling:community-edit": Row("community", FILLERS, get=200, post=422),
    "profiling:community-merge": Row("community", VALIDATORS, get=200, post=422),  # no other record is chosen
    "profiling:compare": Row(may=(*HERE_ALL, *STRANGERS), get=200),
    "profiling:community-history": Row("community", get=200),
    "profiling:area-sum": Row("area", HERE_ALL, get=200),
    "profiling:profile-new": Row("community", FILLERS, get=200, post=422),
    "profiling:profile-detail": Row("profile", get=200),
    "profiling:profile-pictures": Row("profile", get=200),
    "profiling:profile-changes": Row("profile", get=200),
    "profiling:profile-review": Row("profile", FILLERS, get=200),
    "profiling:profile-submit": Row("profile", FILLERS, post=302),
    "profiling:profile-return": Row("profile", VALIDATORS, post=422),
    "profiling:profile-validate": Row("profile", VALIDATORS, post=302),
    "profiling:profile-give-up": Row("profile", VALIDATORS, get=200, post=422),
    "profiling:profile-explain": Row("profile", FILLERS, get=200, post=422),
    "profiling:profile-population": Row("profile", FILLERS, get=200, post=302),  # every cell may be empty
    "profiling:profile-note": Row("profile", SERVICE_FILLERS, get=200, post=302),  # and so may the words
    "profiling:answers": Row("profile", SERVICE_FILLERS, get=200, post=302),  # and every answer
    "profiling:source-edit": Row("profile", FILLERS, get=200, post=422),
    "profiling:source-remove": Row("profile", FILLERS, post=302),
    # Of one table that the widest right fills in; the others are walked in tests/profiling/test_entries.py.
    "profiling:entry-new": Row("profile", SERVICE_FILLERS, get=200, post=422),
    "profiling:entry-edit": Row("profile", SERVICE_FILLERS, get=200, post=422),
    "profiling:entry-remove": Row("profile", SERVICE_FILLERS, post=302),
    "profiling:layout": Row("programme", MANAGERS, get=200, post=422),
    "profiling:question-new": Row("programme", MANAGERS, get=200, post=422),
    "profiling:question-edit": Row("programme", MANAGERS, get=200, post=422),
    "profiling:question-remove": Row("programme", MANAGERS, post=302),
}
VALUES: dict[str, dict[str, object]] = {
    "profiling:community-new": {"name": "Other", "kind": "village"},
    "profiling:community-edit": {"name": "Other", "version": 1},
    "profiling:profile-population": {"persons": 7, "version": 1},
    "profiling:profile-note": {"text": "Other", "version": 1},
    "profiling:profile-explain": {"reason": "Other"},
    "profiling:entry-new": {"kind": "water"},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world; a row of every kind, and a group that is more than everybody."""
    chain = world.chain
    profile, source = chain.profile, chain.profile.sources.get()
    profile.populationtotals.create(group="idp", persons=1000)  # of 900 in the whole community
    service = ServiceStatus.objects.create(profile=profile, kind="water", problem=world.mark, source=source)
    question = Question.objects.create(
        programme=chain.profile.programme, section="services", code="own", kind="text", labels={"en": world.mark}
    )
    return {
        "community": chain.community.pk, "profile": profile.pk, "service": service.pk, "source": source.pk,
        "question": question.pk,
    }  # fmt: skip


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    more: dict[str, object] = {
        "profiling:profile-explain": "groups-sum", "profiling:profile-population": "all",
        "profiling:profile-note": "services", "profiling:entry-new": "services",
        "profiling:answers": "services",
    }  # fmt: skip
    if name in more:
        return [things["profile"], more[name]]
    if name in ("profiling:entry-edit", "profiling:entry-remove"):
        return [things["profile"], "services", things["service"]]
    if name in ("profiling:question-edit", "profiling:question-remove"):
        return [things["programme"], things["question"]]
    if name in ("profiling:source-edit", "profiling:source-remove"):
        return [things["profile"], things["source"]]
    return None

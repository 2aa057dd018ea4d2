"""The doors of people, places, programmes, imports and papers."""

from __future__ import annotations

from django.utils import timezone

from cbp.core.models import JobState
from reports.models import Report
from tests.cast import Cast, World
from tests.doors.rows import CHECKERS, HERE_ALL, MANAGERS, STRANGERS, Row

SEES = {
    "area": HERE_ALL,
    "programme": HERE_ALL,
    "person": ("administrator", "manager", "screening", "facilitator"),  # the facilitator: oneself
    "assignment": MANAGERS,
    "sheet": ("administrator", "facilitator"),  # who brought it in
    "invitation": MANAGERS,
    "report": ("facilitator",),  # who asked for it
}
STRANGER_MANAGER = (*MANAGERS, "stranger")
DOORS = {
    "accounts:settings": Row(get=200, post=422),
    "accounts:person-list": Row(may=STRANGER_MANAGER, get=200),
    "accounts:person-detail": Row("person", get=200),
    "accounts:assignment-new": Row("assignment", STRANGER_MANAGER, get=200, post=422, right_first=True),
    "accounts:assignment-end": Row("assignment", STRANGER_MANAGER, post=302, right_first=True),
    "accounts:person-close": Row("person", ("administrator",), post=302),
    "accounts:person-reopen": Row("person", ("administrator",), post=302),
    "accounts:invitation-new": Row(may=STRANGER_MANAGER, get=200, post=422),
    "accounts:invitation-detail": Row("invitation", MANAGERS, get=200),
    "accounts:invitation-withdraw": Row("invitation", MANAGERS, post=302),
    "desk:home": Row(get=200),
    "desk:search": Row(get=200),
    "desk:area-list": Row(may=(*HERE_ALL, *STRANGERS), get=200),
    "desk:area-detail": Row("area", HERE_ALL, get=200),
    "desk:area-edit": Row("area", ("administrator",), get=200, post=422),
    "desk:area-recode": Row("area", ("administrator",), get=200, post=422),
    "desk:displacement-new": Row("area", MANAGERS, get=200, post=422),
    "desk:programme-list": Row(may=(*HERE_ALL, *STRANGERS), get=200),
    "desk:programme-new": Row(may=("administrator",), get=200, post=422),
    "desk:programme-detail": Row("programme", HERE_ALL, get=200),
    "desk:programme-edit": Row("programme", MANAGERS, get=200, post=422),
    "desk:programme-lists": Row("programme", MANAGERS, get=200, post=422),
    "desk:programme-logo": Row("programme", HERE_ALL, get=404),  # none was uploaded
    "desk:programme-logo-edit": Row("programme", MANAGERS, get=200, post=422),
    "desk:import-list": Row(may=(*CHECKERS, *STRANGERS), get=200),
    "desk:import-new": Row(may=(*CHECKERS, *STRANGERS), get=200, post=422),
    "desk:import-detail": Row("sheet", CHECKERS, get=200),
    "desk:import-apply": Row("sheet", ("administrator",), post=302),
    "desk:import-discard": Row("sheet", CHECKERS, post=302),
    "desk:import-retry": Row("sheet", CHECKERS, post=302),
    "desk:history-list": Row(get=200),
    "reports:report-new": Row("area", (*HERE_ALL, *STRANGERS), get=200, post=422, right_first=True),
    "reports:report-print": Row("area", (*HERE_ALL, *STRANGERS), get=200, right_first=True),
    "reports:report-list": Row(get=200),
    "reports:report-detail": Row("report", get=200),
    "reports:report-file": Row("report", get=404),  # it is not made yet
    "reports:report-cancel": Row("report", post=302),
    "reports:report-retry": Row("report", post=302),
}

VALUES: dict[str, dict[str, object]] = {
    "accounts:invitation-new": {"email": "friend@example.org", "name": "Friend", "language": "en", "role": "auditor"},
    "accounts:assignment-new": {"role": "auditor"},
    "accounts:settings": {"name": "Other", "language": "fr", "time_zone": "UTC"},
    "desk:area-edit": {"name": "Other", "version": 1},
    "desk:area-recode": {"version": 1, "pcode": "NEW9", "since": "2026-01-01", "reason": "Decree"},
    "desk:displacement-new": {
        "source": "IOM DTM", "round": 9, "reported_on": "2024-05-01", "assessment": "BA", "conflict_persons": 5,
    },
    "desk:programme-new": {"code": "NEW", "title": "New", "currency": "XAF", "languages": "en"},
    "desk:programme-lists": {"age_bands": "0-17, 18+", "version": 1},
    "reports:report-new": {"language": "en"},
}  # fmt: skip


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    person = cast.facilitator if which == "here" else cast.stranger_facilitator
    report = Report.objects.create(
        paper="area-sheet", subject_id=world.region.pk, subject_label=str(world.region), language="en",
        classification="public", snapshot={}, data_as_of=timezone.now(), data_hash="0", template_hash="0",
        requested_by_id=person.pk, requested_by_label=person.label, rung_at=timezone.now(), state=JobState.QUEUED,
    )  # fmt: skip
    return {
        "area": world.region.pk,
        "programme": world.programme.pk,
        "person": person.pk,
        "assignment": person.assignments.get().pk,
        "sheet": world.sheet.pk,
        "invitation": world.invitation.pk,
        "report": report.pk,
    }


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    if name in ("reports:report-new", "reports:report-print"):
        return ["area-sheet", things["area"]]
    return [things["person"]] if name == "accounts:assignment-new" else None

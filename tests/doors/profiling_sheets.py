"""The doors of sheets of profiles."""

from __future__ import annotations

from django.utils import timezone

from cbp.accounts.models import User
from cbp.core import files
from cbp.core.models import Programme
from profiling.models import ProfileSheet
from profiling.sheets.findings import Outcome
from tests.cast import Cast, World
from tests.doors.rows import CHECKERS, STRANGERS, Row
from tests.profiling.things import DAY

# One's own; and those of others, for whoever applies sheets in the programme.
SEES: dict[str, tuple[str, ...]] = {"profile_sheet": ("administrator", "manager", "screening", "facilitator")}
# An administrator applies sheets of places, but fills no profiles.
APPLIES = ("manager", "screening")
DOORS: dict[str, Row] = {
    "profiling:sheet-list": Row(may=(*CHECKERS, *STRANGERS), get=200),
    "profiling:sheet-new": Row(may=(*CHECKERS, *STRANGERS), get=200, post=422),
    "profiling:sheet-template": Row("programme", CHECKERS, get=200),
    "profiling:sheet-detail": Row("profile_sheet", get=200),
    "profiling:sheet-map": Row("profile_sheet", get=200, post=422),
    "profiling:sheet-check": Row("profile_sheet", post=302),
    "profiling:sheet-apply": Row("profile_sheet", APPLIES, post=302),
    "profiling:sheet-undo": Row("profile_sheet", APPLIES, get=200, post=422),  # it was not applied
    "profiling:sheet-discard": Row("profile_sheet", post=302),
    "profiling:sheet-retry": Row("profile_sheet", post=302),
    "profiling:sheet-marked": Row("profile_sheet", ("manager", "screening", "facilitator"), get=200),
}
VALUES: dict[str, dict[str, object]] = {"profiling:sheet-apply": {"skip_faulty": "on"}}


def make_profile_sheet(person: User, programme: Programme, content: bytes = b"", **fields: object) -> ProfileSheet:
    """Checked, with one refused row, unless told otherwise."""
    kept = files.keep(content or b"Village,Code,Population\nKiri,TCD0701,many\n", ".sheet")
    outcome = Outcome(rows=1, refused=1)
    values: dict[str, object] = {
        "name": f"profiles {person.name}.csv", "programme": programme, "content_type": "application/octet-stream",
        "requested_by_id": person.pk, "requested_by_label": person.label, "state": "done", "step": "check",
        "source_title": "Census", "source_method": "census", "source_dated_on": DAY, "source_confidence": 2,
        "head": {"row": 1, "first": 2, "headers": ["Village", "Code", "Population"], "is_ours": False,
                 "keys": ["village", "code", "population"], "codes": ["name", "pcode", "total.persons"]},
        "columns": {"village": "name", "code": "pcode", "population": "total.persons"},
        "outcome": outcome.as_json(), "rung_at": timezone.now(), **kept.as_fields(),
    }  # fmt: skip
    return ProfileSheet.objects.create(**{**values, **fields})


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    person = cast.facilitator if which == "here" else cast.stranger_facilitator
    return {"profile_sheet": make_profile_sheet(person, world.programme).pk}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    return None

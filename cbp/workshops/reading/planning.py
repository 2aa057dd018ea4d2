"""What a new session begins with: a step of the work plan, or the meeting that an earlier session announced."""

from __future__ import annotations

from django.utils import timezone

from cbp.accounts.models import User
from cbp.core.choices import ParticipantGroup, SessionKind
from cbp.cycles.models import Cycle, Milestone
from cbp.cycles.ready import agenda_for
from cbp.workshops.models import Session

AFTER = ("kind", "group", "venue", "sub_community", "spoken_in", "has_interpreter", "interpreted_into")


def begun(cycle: Cycle, *, step: str, after: str, by: User) -> Session:
    """A number that names nothing in this cycle begins with nothing."""
    if step.isdecimal() and (found := cycle.milestones.filter(pk=_pk(step)).select_related("step").first()):
        return _of_step(cycle, found, by)
    if after.isdecimal() and (earlier := cycle.sessions.filter(pk=_pk(after)).first()):
        values = {name: getattr(earlier, name) for name in AFTER}
        return Session(cycle=cycle, held_on=earlier.next_meeting_on, **values)
    return Session(cycle=cycle, group=_usual_group(""))


def _of_step(cycle: Cycle, milestone: Milestone, by: User) -> Session:
    """The agenda as the programme wrote it in the person's language, else the usual one of that kind of session.

    The day of a step that is late is gone: nobody plans for it."""
    kind = milestone.step.session_kind if milestone.step else ""
    own = milestone.step.agenda.get(by.language, "") if milestone.step else ""
    planned_on = milestone.planned_on
    return Session(
        cycle=cycle, milestone=milestone, kind=kind, group=_usual_group(kind),
        held_on=planned_on if planned_on and planned_on >= timezone.localdate() else None,
        agenda=own or agenda_for(kind, by.language),
    )  # fmt: skip


def _usual_group(kind: str) -> str:
    """Of a focus group, and while no kind is chosen, the person says whose meeting it is; to others all may come."""
    return "" if kind in ("", SessionKind.FOCUS_GROUP) else ParticipantGroup.MIXED


def _pk(number: str) -> int:
    """A number that no row can have is none of a row."""
    return min(int(number[:20]), 2**63 - 1)


def is_next_planned(session: Session) -> bool:
    """Somebody has planned a session of the cycle for the day that this one announced."""
    others = Session.objects.filter(cycle=session.cycle_id, held_on=session.next_meeting_on)
    return others.exclude(pk=session.pk).exists()

"""The work plan of a cycle: its steps are chosen once, then planned, done, left out with a reason, moved, added to.

The cycle's row is locked wherever the order of its steps is at stake. In a cycle that has ended nothing changes.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.choices import Station
from cbp.core.keeping import refuse_what_cannot_stand
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.cycles.actions.days import refuse_far
from cbp.cycles.actions.running import running_cycle
from cbp.cycles.actions.steps import LONGEST_LABEL, adopt_ready, moved, said
from cbp.cycles.models import Cycle, Milestone, StepTemplate
from profiling.actions.guards import checked, refuse_future

MOST_MILESTONES = 60
JSON = ("cycle", "labels")


@transaction.atomic
def choose_steps(cycle: Cycle, template: StepTemplate | str, *, by: User) -> list[Milestone]:
    """Writes the work plan from a list of the programme, or from a ready one, which the programme then takes over.

    Steps of an earlier choice are replaced while nobody has worked with them. Without a day on which the cycle starts,
    the steps have no planned days yet.
    """
    current = running_cycle(cycle.pk)
    if isinstance(template, str):
        template = adopt_ready(current.programme, template, by=by)
    if template.programme_id != current.programme_id:
        raise Refused(_("This list of steps belongs to another programme."))
    if not template.is_active:
        raise Refused(_("This list of steps is not offered for new cycles any more."))
    if is_worked_with(current):
        raise Refused(_("This work plan is in use already: its steps are changed one by one."))
    current.milestones.all().delete()
    made = Milestone.objects.bulk_create(_from(template, current))
    if not made:
        raise Refused(_("This list has no steps yet."))
    current.template = cycle.template = template
    current.save_over(current.version, ["template"])
    cycle.version = current.version
    audit.record(Verb.CYCLE_STEPS, current, by=by, after={"template": str(template)})
    return made


def is_worked_with(cycle: Cycle) -> bool:
    """Somebody changed or added a step, or something of another room hangs on one."""
    milestones = cycle.milestones.all()
    return milestones.exclude(version=1, step__isnull=False).exists() or _is_held(milestones)


def _is_held(milestones: QuerySet[Milestone]) -> bool:
    relations = [one for one in Milestone._meta.related_objects if one.related_model is not Milestone]
    return any(
        one.related_model._base_manager.filter(**{f"{one.field.name}__in": milestones}).exists() for one in relations
    )


def follow_start(cycle: Cycle, before: datetime.date | None) -> int:
    """How many planned days moved with the start of the cycle: those that stand where their list put them.

    A day that somebody set otherwise stays, and so does that of a step that is done or left out. The cycle is locked; a
    day that follows is no word of anybody: the versions of the steps stay.
    """
    open_ones = cycle.milestones.filter(done_on=None, left_out="", step__after_days__isnull=False)
    following = []
    for one in open_ones.select_related("step"):
        after = one.step.after_days if one.step else None
        if one.planned_on == _day(before, after):
            one.planned_on = _day(cycle.starts_on, after)
            following.append(one)
    Milestone.objects.bulk_update(following, ["planned_on"])
    return len(following)


@transaction.atomic
def add_milestone(milestone: Milestone, *, by: User) -> Milestone:
    """A step of this cycle alone, before the first step of a later station of the rail."""
    cycle = running_cycle(milestone.cycle_id)
    others = list(cycle.milestones.in_order())
    if len(others) >= MOST_MILESTONES:
        raise Refused(_("A work plan has at most %(most)s steps.") % {"most": MOST_MILESTONES})
    milestone.cycle, milestone.step = cycle, None
    milestone.position = len(others) + 1
    _settle(milestone)
    milestone.save()
    at = next((index for index, one in enumerate(others) if _rank(one) > _rank(milestone)), len(others))
    _number([*others[:at], milestone, *others[at:]])
    audit.record(Verb.MILESTONE_CHANGED, milestone, by=by, after=_told(milestone))
    return milestone


@transaction.atomic
def change_milestone(milestone: Milestone, *, fields: list[str], expected: int, by: User) -> None:
    """Writes the named fields. The name and the station of a step out of a list stay those of the list; `Stale`."""
    current = _stored(running_cycle(milestone.cycle_id), milestone)
    if current.step_id and {"labels", "station"} & set(fields):
        raise Refused(_("A step out of a list keeps its name. Add a step of your own beside it."))
    _settle(milestone)
    before = audit.values_of(current, fields)
    milestone.save_over(expected, fields)
    audit.record(
        Verb.MILESTONE_CHANGED, milestone, by=by, before=before, after=audit.values_of(milestone, fields)
    )  # fmt: skip


@transaction.atomic
def mark_done(milestone: Milestone, *, by: User) -> None:
    """Done today."""
    current = _stored(running_cycle(milestone.cycle_id), milestone)
    if current.done_on or current.left_out:
        raise Refused(_("This step is done or left out already."))
    current.done_on = timezone.localdate()
    current.save_over(current.version, ["done_on"])
    audit.record(
        Verb.MILESTONE_CHANGED, current, by=by, before={"done_on": None}, after={"done_on": current.done_on.isoformat()}
    )


@transaction.atomic
def move_milestone(milestone: Milestone, *, up: bool, by: User) -> None:
    """One place up or down in the work plan."""
    steps = moved(running_cycle(milestone.cycle_id).milestones.in_order(), milestone, up=up)
    _number(steps)
    audit.record(Verb.MILESTONE_CHANGED, milestone, by=by, after={"order": [str(one) for one in steps]})


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: User) -> None:
    """A step of the team's own that nothing hangs on. A step out of a list is left out, with a reason."""
    cycle = running_cycle(milestone.cycle_id)
    current = _stored(cycle, milestone)
    if current.step_id:
        raise Refused(_("A step out of a list is not removed. Leave it out, and say why."))
    if _is_held(cycle.milestones.filter(pk=current.pk)):
        raise Refused(_("A session was planned for this step. Leave the step out, and say why."))
    audit.record(Verb.MILESTONE_CHANGED, current, by=by, before=_told(current))
    current.delete()
    _number(list(cycle.milestones.in_order()))


# --- what they share --------------------------------------------------------------------------------------------------
def _stored(cycle: Cycle, milestone: Milestone) -> Milestone:
    """The row as it is now; the cycle is locked, so it stays so."""
    current = cycle.milestones.filter(pk=milestone.pk).first()
    if current is None:
        raise Refused(_("Someone has removed this step meanwhile."))
    return current


def _from(template: StepTemplate, cycle: Cycle) -> list[Milestone]:
    return [
        Milestone(
            cycle=cycle, step=step, position=position, station=step.station, labels=step.labels,
            planned_on=_day(cycle.starts_on, step.after_days),
        )
        for position, step in enumerate(template.steps.order_by("position", "pk"), start=1)
    ]  # fmt: skip


def _day(start: datetime.date | None, after: int | None) -> datetime.date | None:
    if start is None or after is None:
        return None
    return start + datetime.timedelta(days=min(after, (datetime.date.max - start).days))


def _settle(milestone: Milestone) -> None:
    milestone.labels = said(milestone.labels, LONGEST_LABEL)
    if not milestone.labels:
        raise Refused(_("Give a name in at least one language."))
    refuse_future(milestone.done_on)
    refuse_far(milestone.cycle, milestone.planned_on, milestone.done_on)
    refuse_what_cannot_stand(milestone)
    checked(milestone, without=JSON)


def _rank(milestone: Milestone) -> int:
    return list(Station).index(Station(milestone.station))


def _number(milestones: list[Milestone]) -> None:
    """Counted anew from 1. A place is no word of anybody: the version stays."""
    for position, one in enumerate(milestones, start=1):
        one.position = position
    Milestone.objects.bulk_update(milestones, ["position"])


def _told(milestone: Milestone) -> dict[str, object]:
    names = ["labels", "station", "planned_on", "done_on", "responsible", "note", "left_out"]
    return {name: value for name, value in audit.values_of(milestone, names).items() if value}

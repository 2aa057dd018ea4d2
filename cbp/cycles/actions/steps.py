"""The lists of steps of a programme: taken over from a ready one, made anew, changed step by step, retired.

A list is counted with its steps: whoever changes a step changes the list's version. Nothing in it changes a cycle that
has begun, but for the guidance and the agenda, which running cycles read from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Programme, Verb
from cbp.core.refusals import Refused
from cbp.cycles.models import Milestone, Ready, StepTemplate, TemplateStep
from cbp.cycles.ready import READY, ReadyStep, agenda_for
from profiling.actions.guards import checked

Row = TypeVar("Row", TemplateStep, Milestone)
LANGUAGES = [code for code, _label in settings.LANGUAGES]
LONGEST_LABEL, LONGEST_GUIDANCE, LONGEST_AGENDA = 150, 1500, 4000
MOST_STEPS, MOST_TEMPLATES = 40, 20
STEP_FIELDS = ["station", "labels", "guidance", "session_kind", "agenda", "after_days"]


@transaction.atomic
def adopt_ready(programme: Programme, ready: str, *, by: User) -> StepTemplate:
    """The ready list as one of the programme's own, in every language; the one that is there, if it was taken over."""
    if ready not in READY:
        raise Refused(_("There is no such ready list of steps."))
    _hold(programme)
    known = StepTemplate.objects.filter(programme=programme, ready=ready).first()
    if known:
        return known
    template = StepTemplate.objects.create(
        programme=programme, ready=ready, labels=_in_all(lambda: str(Ready(ready).label))
    )
    steps = [_from_ready(template, position, one) for position, one in enumerate(READY[ready], start=1)]
    TemplateStep.objects.bulk_create(steps)
    audit.record(Verb.PROGRAMME_STEPS, template, by=by, after={"labels": template.labels})
    return template


@transaction.atomic
def make_template(template: StepTemplate, *, by: User) -> StepTemplate:
    """A list of the programme's own, without steps yet."""
    _hold(template.programme)
    template.ready, template.labels = "", _named(template.labels)
    if StepTemplate.objects.filter(programme=template.programme).count() >= MOST_TEMPLATES:
        raise Refused(_("A programme has at most %(most)s lists of steps.") % {"most": MOST_TEMPLATES})
    template.save()
    audit.record(Verb.PROGRAMME_STEPS, template, by=by, after={"labels": template.labels})
    return template


@transaction.atomic
def change_template(template: StepTemplate, *, expected: int, by: User) -> None:
    """Its name, and whether new cycles are offered it. Raises `Stale`."""
    before = audit.values_of(_locked(template), ["labels", "is_active"])
    template.labels = _named(template.labels)
    template.save_over(expected, ["labels", "is_active"])
    after = audit.values_of(template, ["labels", "is_active"])
    audit.record(Verb.PROGRAMME_STEPS, template, by=by, before=before, after=after)


# --- its steps --------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_step(step: TemplateStep, *, expected: int, by: User) -> TemplateStep:
    """At the end of the list. Raises `Stale`."""
    template = _locked(step.template)
    _settle(step)
    template.save_over(expected, [])
    count = template.steps.count()
    if count >= MOST_STEPS:
        raise Refused(_("A list has at most %(most)s steps.") % {"most": MOST_STEPS})
    step.position = count + 1
    checked(step, without=("template", "labels", "guidance", "agenda"))
    step.save()
    audit.record(Verb.PROGRAMME_STEPS, template, by=by, after=_told(step))
    return step


@transaction.atomic
def change_step(step: TemplateStep, *, expected: int, by: User) -> None:
    """Its words, its station, its session and its usual day. Raises `Stale`."""
    template = _locked(step.template)
    stored = _stored(template, step)
    _settle(step)
    template.save_over(expected, [])
    step.position = stored.position
    checked(step, without=("template", "labels", "guidance", "agenda"))
    before, after = _told(stored), _told(step)
    step.save(update_fields=STEP_FIELDS)
    audit.record(Verb.PROGRAMME_STEPS, template, by=by, before=before, after=after)


@transaction.atomic
def move_step(step: TemplateStep, *, up: bool, by: User) -> None:
    """One place up or down."""
    template = _locked(step.template)
    steps = moved(template.steps.order_by("position"), step, up=up)
    _number(steps)
    template.save_over(template.version, [])
    audit.record(Verb.PROGRAMME_STEPS, template, by=by, after={"order": [str(one) for one in steps]})


@transaction.atomic
def remove_step(step: TemplateStep, *, by: User) -> None:
    """Cycles that have it in their work plan keep it there, from then on as a step of their own."""
    template = _locked(step.template)
    stored = _stored(template, step)
    before = _told(stored)
    stored.delete()
    _number(list(template.steps.order_by("position")))
    template.save_over(template.version, [])
    audit.record(Verb.PROGRAMME_STEPS, template, by=by, before=before)


# --- what they share --------------------------------------------------------------------------------------------------
def _hold(programme: Programme) -> None:
    """Two who take over the same list at the same moment take it over once."""
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def _locked(template: StepTemplate) -> StepTemplate:
    return StepTemplate.objects.select_for_update(of=("self",)).select_related("programme").get(pk=template.pk)


def _stored(template: StepTemplate, step: TemplateStep) -> TemplateStep:
    stored = template.steps.filter(pk=step.pk).first()
    if stored is None:
        raise Refused(_("Someone has removed this step meanwhile."))
    return stored


def moved(steps: Iterable[Row], step: Row, *, up: bool) -> list[Row]:
    """The steps with this one a place up or down. The first does not move up, nor the last down."""
    found = list(steps)
    if step not in found:
        raise Refused(_("Someone has removed this step meanwhile."))
    at = found.index(step)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(found):
        raise Refused(_("The step stands at the end of the list already."))
    found[at], found[other] = found[other], found[at]
    return found


def _number(steps: list[TemplateStep]) -> None:
    """Counted anew from 1; that no place is taken twice is asked at the end of the transaction."""
    for position, one in enumerate(steps, start=1):
        one.position = position
    TemplateStep.objects.bulk_update(steps, ["position"])


def _from_ready(template: StepTemplate, position: int, one: ReadyStep) -> TemplateStep:
    kind = one.kind.value if one.kind else ""
    agenda = {language: agenda_for(kind, language) for language in LANGUAGES} if kind else {}
    return TemplateStep(
        template=template, position=position, station=one.station, session_kind=kind, after_days=one.after_days,
        labels=_in_all(lambda: _(one.label)), guidance=_in_all(lambda: _(one.guidance)), agenda=agenda,
    )  # fmt: skip


def _in_all(said: Callable[[], str]) -> dict[str, str]:
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language] = said()
    return texts


def _settle(step: TemplateStep) -> None:
    step.labels = _named(step.labels)
    step.guidance = said(step.guidance, LONGEST_GUIDANCE)
    step.agenda = said(step.agenda, LONGEST_AGENDA)


def _named(labels: Mapping[str, str]) -> dict[str, str]:
    kept = said(labels, LONGEST_LABEL)
    if not kept:
        raise Refused(_("Give a name in at least one language."))
    return kept


def said(texts: Mapping[str, str], longest: int) -> dict[str, str]:
    """What was written, by language of the house; refused when too long."""
    kept = {code: texts[code].strip() for code in LANGUAGES if texts.get(code, "").strip()}
    if any(len(text) > longest for text in kept.values()):
        raise Refused(_("A text here has at most %(most)s letters.") % {"most": longest})
    return kept


def _told(step: TemplateStep) -> dict[str, object]:
    return {name: value for name, value in audit.values_of(step, STEP_FIELDS).items() if value not in ("", None, {})}

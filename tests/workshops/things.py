"""What tests of the pages of sessions need: addresses, a step of a work plan, the key of another sending."""

from __future__ import annotations

from django.urls import reverse

from cbp.cycles.models import Cycle, Milestone, StepTemplate, TemplateStep

# A form that is sent with it is no second sending of the first.
OTHER_KEY = {"idempotency_key": ["0b0d6d6e-2f0c-4f5c-9a38-0d8f7c1b2a11"]}


def page(name: str, thing: object) -> str:
    return reverse(f"workshops:{name}", args=[thing.pk])


def step_of(cycle: Cycle, **fields: object) -> Milestone:
    """A step of a list of the programme, taken into the work plan of the cycle."""
    template = StepTemplate.objects.create(programme=cycle.programme, labels={"en": "Steps"})
    values = {"position": 1, "station": "assess", "labels": {"en": "Meet"}, "session_kind": "dialogue"}
    step = TemplateStep.objects.create(template=template, **{**values, **fields})
    return Milestone.objects.create(cycle=cycle, step=step, position=1, station="assess", labels=step.labels)

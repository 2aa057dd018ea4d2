"""A programme with a list of steps, and a cycle that took them into its work plan."""

from __future__ import annotations

import pytest

from cbp.core.models import Programme
from cbp.cycles.actions import milestones, steps
from cbp.cycles.models import Cycle, Milestone, StepTemplate
from cbp.cycles.phases import Phase
from tests.chain import make_community, make_cycle


@pytest.fixture
def programme(cast) -> Programme:
    return cast.here.programme


@pytest.fixture
def cycle(cast) -> Cycle:
    return make_cycle(make_community(cast.here), cast.here.programme, phase=Phase.PREPARING)


@pytest.fixture
def template(cast, programme) -> StepTemplate:
    return steps.adopt_ready(programme, "components", by=cast.manager)


@pytest.fixture
def chosen(cast, cycle, template) -> list[Milestone]:
    milestones.choose_steps(cycle, template, by=cast.manager)
    return list(cycle.milestones.in_order())

"""The life of a cycle as its table says it: walked, every phase reached, every phase at a station or ended."""

from __future__ import annotations

import pytest

from cbp.core.choices import Station
from cbp.cycles.models import Cycle
from cbp.cycles.phases import BACK, CANCELLABLE, ENDED, FORWARD, GATES, NEXT, STATIONS, Gate, Phase
from cbp.cycles.rail import stations


def test_every_phase_can_be_reached():
    assert set(NEXT) == set(Phase)
    assert {phase for after in NEXT.values() for phase in after} == set(Phase)


def test_the_way_forward_meets_every_gate_once():
    phase, gates, phases = Phase.DRAFT, [], [Phase.DRAFT]
    while phase in FORWARD:
        gates += [GATES[phase]] if phase in GATES else []
        phase = FORWARD[phase]
        phases.append(phase)
    assert gates == list(Gate)
    assert phases == [one for one in Phase if one != Phase.CANCELLED]


@pytest.mark.parametrize("phase", Phase)
def test_a_cycle_moves_as_the_table_says(phase):
    cycle = Cycle(phase=phase)
    assert {one for one in Phase if cycle.can_move_to(one)} == set(NEXT[phase])
    steps = {cycle.next_phase, cycle.phase_before, Phase.CANCELLED if cycle.can_be_cancelled else None} - {None}
    assert steps == set(NEXT[phase])
    assert cycle.is_running == (phase not in ENDED) == bool(NEXT[phase])


def test_what_is_over_stays_over_and_what_is_carried_out_is_not_cancelled():
    assert all(NEXT[phase] == () for phase in ENDED)
    assert not set(BACK) & {Phase.DRAFT, *ENDED}
    assert not CANCELLABLE & {Phase.IMPLEMENTING, Phase.REVIEWING, *ENDED}


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_a_station_or_has_ended(phase):
    assert bool(STATIONS[phase]) == (phase not in ENDED)
    rail = stations(phase)
    assert [one["label"] for one in rail] == [station.label for station in Station]
    assert [one["label"] for one in rail if one["state"] == "here"] == [one.label for one in STATIONS[phase]]


@pytest.mark.parametrize(("phase", "states"), [
    (Phase.DRAFT, "h......"),
    (Phase.PREPARING, "h......"),
    (Phase.ASSESSING, "dh....."),
    (Phase.PLANNING, "ddhh..."),
    (Phase.VALIDATING, "ddddh.."),
    (Phase.IMPLEMENTING, "dddddh."),
    (Phase.REVIEWING, "ddddddh"),
    (Phase.CLOSED, "ddddddd"),
    (Phase.CANCELLED, "......."),
])  # fmt: skip
def test_the_rail_in_every_phase(phase, states):
    letter = {"done": "d", "here": "h", "ahead": "."}
    assert "".join(letter[str(one["state"])] for one in stations(phase)) == states

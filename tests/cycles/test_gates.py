"""Every gate with its checks: what the house asks before a step forward, and how each check answers."""

from __future__ import annotations

import pytest

from cbp.cycles import gates
from cbp.cycles.gates import Standing, listing, standing
from cbp.cycles.models import GatePassage
from cbp.cycles.phases import GATES, Gate, Phase
from profiling.phases import ProfileState
from tests.chain import make_community, make_cycle, make_organisation, make_profile

# What this room asks; rooms above add theirs behind it.
OWN = {
    Gate.AGREED: [
        "A lead organisation is named",
        "A counterpart in government is named",
        "It is written who belongs to the community",
        "It is written how all agreed",
    ],
    Gate.KNOWN: ["The community has a validated profile"],
}


@pytest.fixture
def empty_gates(monkeypatch):
    """Gates with the checks of the test alone."""
    monkeypatch.setattr(gates, "_CHECKS", {gate: [] for gate in Gate})


def test_every_gate_is_listed_with_its_checks():
    told = dict(listing())
    assert list(told) == [str(gate.label) for gate in Gate]
    for gate in Gate:
        assert told[str(gate.label)][: len(OWN.get(gate, []))] == OWN.get(gate, [])
        assert told[str(gate.label)] == [str(check.label) for check in gates.checks_of(gate)]
    assert told[str(Gate.DELIVERED.label)] == told[str(Gate.REVIEWED.label)] == []


def test_every_check_has_a_short_code_of_its_own():
    codes = [check.code for gate in Gate for check in gates.checks_of(gate)]
    assert len(codes) == len(set(codes))
    assert all(len(code) <= GatePassage._meta.get_field("check_code").max_length for code in codes)


def test_a_code_is_registered_once(empty_gates):
    gates.register(Gate.CHOSEN, "ranked", "Ranked", lambda cycle: Standing(True, "Ranked."))
    with pytest.raises(RuntimeError, match="has a check “ranked” already"):
        gates.register(Gate.CHOSEN, "ranked", "Ranked", lambda cycle: Standing(True, "Ranked."))


def agreed_cycle(world, **fields):
    """A cycle in preparation for which everything is agreed but for what `fields` takes away."""
    community = make_community(world, definition=fields.pop("definition", "Three quarters and the camp."))
    values = {
        "phase": Phase.PREPARING,
        "lead": make_organisation(world),
        "counterpart": make_organisation(world, "Prefecture", kind="local-government"),
        "agreement_note": "Agreed in the town hall.",
    }
    return make_cycle(community, world.programme, **{**values, **fields})


def test_all_is_agreed(cast):
    points = standing(agreed_cycle(cast.here))
    assert [(point.code, point.is_fulfilled) for point in points] == [
        ("lead", True), ("counterpart", True), ("boundary", True), ("agreement", True),
    ]  # fmt: skip
    assert points[1].sentence == "Prefecture is named."


@pytest.mark.parametrize(("field", "empty", "code"), [
    ("lead", None, "lead"), ("counterpart", None, "counterpart"), ("agreement_note", " ", "agreement"),
    ("definition", " ", "boundary"),
])  # fmt: skip
def test_what_is_missing_is_said_with_the_way_to_it(cast, field, empty, code):
    cycle = agreed_cycle(cast.here, **{field: empty})
    (point,) = [point for point in standing(cycle) if point.is_open]
    where = f"/communities/{cycle.community_id}/edit/" if code == "boundary" else f"/cycles/{cycle.pk}/edit/"
    assert (point.code, point.url) == (code, where)
    assert point.sentence.endswith(".")


@pytest.mark.parametrize("state", ProfileState)
def test_the_community_is_known_by_a_validated_profile(cast, state):
    community = make_community(cast.here)
    profile = make_profile(community, cast.here.programme, state=state)
    cycle = make_cycle(community, cast.here.programme, phase=Phase.ASSESSING)
    point = standing(cycle)[0]
    assert (point.code, point.is_fulfilled, point.url) == (
        "profile", state == ProfileState.VALIDATED, profile.get_absolute_url(),
    )  # fmt: skip


def test_a_community_without_a_profile(cast):
    cycle = make_cycle(make_community(cast.here), cast.here.programme, phase=Phase.ASSESSING)
    point = standing(cycle)[0]
    assert (point.is_fulfilled, point.sentence) == (False, "The community has no profile yet.")


def test_a_waived_check_keeps_its_reason_until_it_is_fulfilled(cast, empty_gates):
    answers = [Standing(False, "Not ranked."), Standing(True, "Ranked.")]
    gates.register(Gate.CHOSEN, "ranked", "Ranked", lambda cycle: answers.pop(0))
    cycle = make_cycle(make_community(cast.here), cast.here.programme)
    GatePassage.objects.create(
        cycle=cycle, gate=Gate.CHOSEN, check_code="ranked", outcome="waived", reason="All said so."
    )  # fmt: skip
    told = [(point.is_fulfilled, point.is_open, point.waived_reason) for _once in range(2) for point in standing(cycle)]
    assert told == [(False, False, "All said so."), (True, False, "")]


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase not in GATES])
def test_a_phase_without_a_gate_asks_for_nothing(cast, phase):
    assert standing(make_cycle(make_community(cast.here), cast.here.programme, phase=phase)) == []

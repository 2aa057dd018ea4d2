"""Every gate with its checks: what the house asks before a step forward, and how each check answers."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from cbp.core.models import Programme
from cbp.cycles import gates
from cbp.cycles.gates import Standing, listing, standing
from cbp.cycles.models import CycleCommunity, GatePassage
from cbp.cycles.phases import GATES, Gate, Phase
from profiling.models import SelectionAssessment
from profiling.phases import ProfileState
from tests.chain import (
    DAY,
    make_community,
    make_cycle,
    make_organisation,
    make_profile,
    make_selection,
    make_session,
    make_team,
)

# What this room asks; rooms above add theirs behind it.
OWN = {
    Gate.AGREED: [
        "A lead organisation is named",
        "A counterpart in government is named",
        "It is written who belongs to the community",
        "It is written how all agreed",
        "It is decided why this community was chosen",
        "A core facilitation team is formed",
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


def agreed_cycle(cast, **fields):
    """A cycle in preparation for which everything is agreed but for what `fields` takes away."""
    world, without = cast.here, fields.pop("without", "")
    community = make_community(world, definition=fields.pop("definition", "Three quarters and the camp."))
    values = {
        "phase": Phase.PREPARING,
        "lead": make_organisation(world),
        "counterpart": make_organisation(world, "Prefecture", kind="local-government"),
        "agreement_note": "Agreed in the town hall.",
    }
    cycle = make_cycle(community, world.programme, **{**values, **fields})
    if without != "selection":
        make_selection(community, world.programme, cast.facilitator, cast.manager)
    if without != "team":
        make_team(cycle)
    if without != "trained":
        make_session(cycle, "mixed", kind="training", state="recorded")
    return cycle


def test_all_is_agreed(cast):
    points = standing(agreed_cycle(cast))
    assert {point.code: point.is_fulfilled for point in points} == dict.fromkeys(
        ["lead", "counterpart", "boundary", "agreement", "selection", "team", "trained"], True
    )
    told = {point.code: point.sentence for point in points}
    assert told["counterpart"] == "Prefecture is named."
    assert told["selection"] == "The assessment of 10 March 2026 says why: Selected."
    assert "9" in told["team"]
    assert told["trained"] == "The facilitators were trained in the session of 10 March 2026."


@pytest.mark.parametrize(("field", "empty", "code"), [
    ("lead", None, "lead"), ("counterpart", None, "counterpart"), ("agreement_note", " ", "agreement"),
    ("definition", " ", "boundary"), ("without", "selection", "selection"), ("without", "team", "team"),
    ("without", "trained", "trained"),
])  # fmt: skip
def test_what_is_missing_is_said_with_the_way_to_it(cast, field, empty, code):
    cycle = agreed_cycle(cast, **{field: empty})
    (point,) = [point for point in standing(cycle) if point.is_open]
    where = {
        "boundary": f"/communities/{cycle.community_id}/edit/",
        "selection": reverse("profiling:selection-of", args=[cycle.community_id]),
        "team": f"/cycles/{cycle.pk}/bodies/",
        "trained": f"/cycles/{cycle.pk}/sessions/new/",
    }
    assert (point.code, point.url) == (code, where.get(code, f"/cycles/{cycle.pk}/edit/"))
    assert point.sentence.endswith(".")


def answer(cycle, code):
    return next(point for point in standing(cycle) if point.code == code)


# --- why here ---------------------------------------------------------------------------------------------------------
def test_an_assessment_counts_once_it_is_decided_for_the_community_and_this_programme(cast):
    cycle = agreed_cycle(cast, without="selection")
    other = Programme.objects.create(
        code="OTHER", title="Other", country=cast.here.country, currency="XAF", languages=["en"]
    )
    make_selection(cycle.community, other, cast.facilitator, cast.manager)
    SelectionAssessment.objects.create(
        community=cycle.community, programme=cycle.programme, number=1, state="proposed", outcome="selected",
        reason="It fits", proposed_by=cast.facilitator, proposed_as="facilitator",
    )  # fmt: skip
    assert not answer(cycle, "selection").is_fulfilled
    make_selection(cycle.community, cycle.programme, cast.facilitator, cast.manager, number=2, outcome="reserve")
    assert answer(cycle, "selection").is_fulfilled


def test_the_latest_decision_counts_and_one_against_the_community_is_none_for_it(cast):
    cycle = agreed_cycle(cast)
    against = {"number": 2, "outcome": "not-selected", "held_on": DAY + datetime.timedelta(days=1)}
    make_selection(cycle.community, cycle.programme, cast.facilitator, cast.manager, **against)
    assert not answer(cycle, "selection").is_fulfilled


# --- the team and its training ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("fields", "fulfilled"), [
    ({"members_stated": 7, "women": None, "men": None}, True),
    ({"women": 3, "men": None}, True),
    ({"women": None, "men": None}, False),
    ({"women": 0, "men": 0}, False),
    ({"kind": "procurement"}, False),
    ({"dissolved_on": DAY}, False),
])  # fmt: skip
def test_the_team_stands_and_somebody_counted_it(cast, fields, fulfilled):
    cycle = agreed_cycle(cast, without="team")
    make_team(cycle, **fields)
    assert answer(cycle, "team").is_fulfilled == fulfilled


@pytest.mark.parametrize(("fields", "fulfilled"), [
    ({}, True), ({"state": "verified"}, True), ({"state": "draft"}, False), ({"kind": "dialogue"}, False),
])  # fmt: skip
def test_a_training_counts_once_it_is_recorded(cast, fields, fulfilled):
    cycle = agreed_cycle(cast, without="trained")
    make_session(cycle, "mixed", 0, **{"kind": "training", "state": "recorded", **fields})
    assert answer(cycle, "trained").is_fulfilled == fulfilled


@pytest.mark.parametrize(("days", "elsewhere", "fulfilled"), [
    (730, False, True), (732, False, False), (100, True, False),
])  # fmt: skip
def test_the_training_of_an_earlier_cycle_of_this_community_counts_for_two_years(cast, days, elsewhere, fulfilled):
    cycle = agreed_cycle(cast, without="trained", number=2)
    community = make_community(cast.here, "Elsewhere") if elsewhere else cycle.community
    earlier = make_cycle(community, cycle.programme, phase=Phase.CLOSED)
    day = cycle.starts_on - datetime.timedelta(days=days)
    make_session(earlier, "mixed", kind="training", state="recorded", held_on=day)
    assert answer(cycle, "trained").is_fulfilled == fulfilled


# --- a cluster --------------------------------------------------------------------------------------------------------
def test_of_a_cluster_every_community_is_asked(cast):
    cycle = agreed_cycle(cast)
    member = make_community(cast.here, "Second village")
    CycleCommunity.objects.create(cycle=cycle, community=member)
    found = {point.code: point for point in standing(cycle) if point.is_open}
    assert set(found) == {"boundary", "selection"}
    assert all("Second village" in point.sentence for point in found.values())
    assert found["boundary"].url == f"/communities/{member.pk}/edit/"


def test_of_a_cluster_every_profile_is_asked(cast):
    cycle = make_cycle(make_community(cast.here), cast.here.programme, phase=Phase.ASSESSING)
    make_profile(cycle.community, cycle.programme, state=ProfileState.VALIDATED)
    member = make_community(cast.here, "Second village")
    CycleCommunity.objects.create(cycle=cycle, community=member)
    assert not answer(cycle, "profile").is_fulfilled
    assert "Second village" in answer(cycle, "profile").sentence
    make_profile(member, cycle.programme, state=ProfileState.VALIDATED)
    assert answer(cycle, "profile").is_fulfilled


# --- the community is known -------------------------------------------------------------------------------------------
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

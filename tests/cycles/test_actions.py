"""The steps of a cycle: every one that the table allows, every one that it does not, and what is kept of each."""

from __future__ import annotations

import datetime

import pytest

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.cycles import gates
from cbp.cycles.actions import cycles as actions
from cbp.cycles.gates import Standing
from cbp.cycles.models import Cycle, CyclePartner, GatePassage
from cbp.cycles.phases import BACK, CANCELLABLE, ENDED, FORWARD, GATES, Gate, Phase
from tests.chain import make_community, make_cycle, make_engagement, make_organisation


@pytest.fixture
def community(cast):
    return make_community(cast.here)


@pytest.fixture
def only_checks(monkeypatch):
    """Gates with the checks of the test alone: `only_checks({gate: {code: fulfilled}})`."""
    told: dict[Gate, list[gates.Check]] = {gate: [] for gate in Gate}
    monkeypatch.setattr(gates, "_CHECKS", told)

    def register(wanted):
        for gate, checks in wanted.items():
            for code, fulfilled in checks.items():
                gates.register(
                    gate, code, code, lambda cycle, fulfilled=fulfilled, code=code: Standing(fulfilled, f"{code}!")
                )

    return register


def cycle_in(cast, phase, **fields):
    return make_cycle(make_community(cast.here), cast.here.programme, phase=phase, **fields)


def lines(cycle, verb):
    return list(Event.objects.of(cycle).filter(verb=verb).order_by("pk"))


# --- starting ---------------------------------------------------------------------------------------------------------
def test_it_works(cast, community):
    community.programmes.clear()
    cycle = actions.start_cycle(
        Cycle(community=community, programme=cast.here.programme, lead=make_organisation(cast.here)), by=cast.manager
    )  # fmt: skip
    assert (cycle.number, cycle.phase, cycle.previous) == (1, Phase.DRAFT, None)
    assert list(community.programmes.all()) == [cast.here.programme]
    (line,) = lines(cycle, Verb.CYCLE_STARTED)
    assert (line.by_id, line.programme_id, line.area_path) == (
        cast.manager.pk, cast.here.programme.pk, community.area.path,
    )  # fmt: skip


def test_the_next_cycle_follows_the_one_before_by_number(cast, community):
    first = make_cycle(community, cast.here.programme, number=1, phase=Phase.CLOSED)
    second = make_cycle(community, cast.here.programme, number=2, phase=Phase.CANCELLED, previous=first)
    third = actions.start_cycle(Cycle(community=community, programme=cast.here.programme), by=cast.manager)
    assert (third.number, third.previous) == (3, second)


@pytest.mark.parametrize("phase", Phase)
def test_one_runs_at_a_time_in_a_community_and_programme(cast, community, phase):
    make_cycle(community, cast.here.programme, phase=phase)
    fresh = Cycle(community=community, programme=cast.here.programme)
    if phase in ENDED:
        assert actions.start_cycle(fresh, by=cast.manager).number == 2
    else:
        with pytest.raises(Refused, match=r"This community already has a running cycle in this programme\."):
            actions.start_cycle(fresh, by=cast.manager)


def test_a_programme_of_another_country_is_refused(cast, community):
    with pytest.raises(Refused, match="works in another country"):
        actions.start_cycle(Cycle(community=community, programme=cast.there.programme), by=cast.manager)
    assert not Cycle.objects.exists()


def test_a_community_that_takes_no_part_any_more_is_refused(cast, community):
    other = make_community(cast.here, "Other")
    for fields in ({"is_active": False, "merged_into": None}, {"is_active": True, "merged_into": other}):
        type(community).objects.filter(pk=community.pk).update(**fields)
        with pytest.raises(Refused, match="takes no part in planning any more"):
            actions.start_cycle(Cycle(community=community, programme=cast.here.programme), by=cast.manager)


def test_organisations_fit_the_programme_s_country(cast, community):
    foreign, ngo = make_organisation(cast.there), make_organisation(cast.here)
    for fields, words in [
        ({"lead": foreign}, "registered in another country"),
        ({"counterpart": foreign}, "registered in another country"),
        ({"counterpart": ngo}, "is a public authority"),
    ]:
        with pytest.raises(Refused, match=words):
            actions.start_cycle(Cycle(community=community, programme=cast.here.programme, **fields), by=cast.manager)


# --- changing ---------------------------------------------------------------------------------------------------------
def test_a_change_and_a_stale_one(cast):
    cycle = cycle_in(cast, Phase.DRAFT)
    cycle.government_plan, cycle.agreement_note = "Plan local", "not named"
    actions.change_cycle(cycle, fields=["government_plan"], expected=1, by=cast.manager)
    kept = Cycle.objects.get()
    assert (kept.government_plan, kept.agreement_note, kept.version) == ("Plan local", "", 2)
    assert lines(cycle, Verb.CYCLE_CHANGED)[0].after == {"government_plan": "Plan local"}
    with pytest.raises(Stale):
        actions.change_cycle(cycle, fields=["government_plan"], expected=1, by=cast.manager)


def test_a_plan_expected_before_the_start_is_refused_in_words(cast):
    cycle = cycle_in(cast, Phase.DRAFT)
    cycle.planned_end_on = cycle.starts_on - datetime.timedelta(days=1)
    with pytest.raises(Refused, match=r"The plan is expected before the cycle starts\."):
        actions.change_cycle(cycle, fields=["planned_end_on"], expected=1, by=cast.manager)


# --- moving on --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", Phase)
def test_one_step_forward_from_every_phase(cast, only_checks, phase):
    cycle = cycle_in(cast, phase)
    if phase in FORWARD:
        actions.move_cycle(cycle, by=cast.manager)
        assert cycle.phase == Cycle.objects.get().phase == FORWARD[phase]
        (line,) = lines(cycle, Verb.CYCLE_MOVED)
        assert (line.before, line.after) == ({"phase": phase.value}, {"phase": FORWARD[phase].value})
    else:
        with pytest.raises(Refused, match="has ended"):
            actions.move_cycle(cycle, by=cast.manager)


@pytest.mark.parametrize(("phase", "gate"), GATES.items())
def test_an_open_check_holds_the_cycle_at_every_gate(cast, only_checks, phase, gate):
    only_checks({gate: {"one": True, "two": False, "three": False}})
    cycle = cycle_in(cast, phase)
    with pytest.raises(Refused) as refusal:
        actions.move_cycle(cycle, by=cast.manager)
    assert str(refusal.value) == "2 points are still open before this step: two! three!"
    assert (Cycle.objects.get().phase, GatePassage.objects.count()) == (phase, 0)


def test_how_each_check_stood_is_kept_when_the_gate_is_passed(cast, only_checks):
    only_checks({Gate.CHOSEN: {"one": True, "two": False, "three": True}})
    cycle = cycle_in(cast, Phase.PLANNING)
    actions.waive_check(cycle, "two", reason="All said so.", by=cast.manager)
    GatePassage.objects.create(cycle=cycle, gate=Gate.CHOSEN, check_code="three", outcome="waived", reason="Early.")
    actions.move_cycle(cycle, by=cast.screening)
    told = GatePassage.objects.order_by("check_code").values_list("check_code", "outcome", "reason", "by")
    assert list(told) == [
        ("one", "passed", "", cast.screening.pk),
        ("three", "passed", "", cast.screening.pk),
        ("two", "waived", "All said so.", cast.manager.pk),
    ]


def test_two_who_press_at_once_move_it_one_step(cast, only_checks):
    cycle = cycle_in(cast, Phase.DRAFT)
    seen_by_the_other = Cycle.objects.get()
    actions.move_cycle(cycle, by=cast.manager)
    with pytest.raises(Refused, match="Someone moved this cycle meanwhile; it is now in the phase “Preparing”"):
        actions.move_cycle(seen_by_the_other, by=cast.screening)
    assert Cycle.objects.get().phase == Phase.PREPARING


# --- back, and out ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", Phase)
def test_one_step_back_from_every_phase(cast, only_checks, phase):
    cycle = cycle_in(cast, phase)
    if phase in BACK:
        actions.step_back(cycle, reason=" The road was cut. ", by=cast.manager)
        assert cycle.phase == Cycle.objects.get().phase == BACK[phase]
        assert lines(cycle, Verb.CYCLE_MOVED)[0].reason == "The road was cut."
    else:
        with pytest.raises(Refused, match="does not step back"):
            actions.step_back(cycle, reason="Because", by=cast.manager)


def test_a_step_back_undoes_the_gate_between_and_history_keeps_it(cast, only_checks):
    only_checks({Gate.KNOWN: {"profile": False}, Gate.CHOSEN: {"ranked": False}})
    cycle = cycle_in(cast, Phase.ASSESSING)
    actions.waive_check(cycle, "profile", reason="All know each other.", by=cast.manager)
    actions.move_cycle(cycle, by=cast.manager)
    actions.waive_check(cycle, "ranked", reason="One need only.", by=cast.manager)
    actions.step_back(cycle, reason="A new camp.", by=cast.manager)
    assert list(GatePassage.objects.values_list("gate", "check_code")) == [("chosen", "ranked")]
    line = lines(cycle, Verb.CYCLE_MOVED)[-1]
    assert line.before["passages"] == [{"code": "profile", "outcome": "waived", "reason": "All know each other."}]
    assert [label for label, _was, _now in line.rows] == ["Phase", "Checks of the gate"]
    with pytest.raises(Refused, match="One point is still open before this step: profile!"):
        actions.move_cycle(cycle, by=cast.manager)


@pytest.mark.parametrize("phase", Phase)
def test_a_cycle_is_cancelled_until_it_is_carried_out(cast, phase):
    cycle = cycle_in(cast, phase)
    if phase in CANCELLABLE:
        actions.cancel_cycle(cycle, reason="The community moved away.", by=cast.manager)
        kept = Cycle.objects.get()
        assert (kept.phase, kept.end_reason) == (Phase.CANCELLED, "The community moved away.")
    else:
        with pytest.raises(Refused, match="is not cancelled any more"):
            actions.cancel_cycle(cycle, reason="Because", by=cast.manager)


@pytest.mark.parametrize("step", [
    lambda cycle, by: actions.step_back(cycle, reason="  ", by=by),
    lambda cycle, by: actions.cancel_cycle(cycle, reason="", by=by),
    lambda cycle, by: actions.waive_check(cycle, "one", reason=" ", by=by),
])  # fmt: skip
def test_what_is_not_usual_has_its_reason(cast, only_checks, step):
    only_checks({Gate.CHOSEN: {"one": False}})
    cycle = cycle_in(cast, Phase.PLANNING)
    with pytest.raises(Refused, match=r"^Say why\.$"):
        step(cycle, cast.manager)
    assert (Cycle.objects.get().phase, GatePassage.objects.count()) == (Phase.PLANNING, 0)


# --- waiving ----------------------------------------------------------------------------------------------------------
def test_a_check_is_waived_once_and_only_while_it_is_open(cast, only_checks):
    only_checks({Gate.CHOSEN: {"one": False, "two": True}, Gate.AGREED: {"lead": False}})
    cycle = cycle_in(cast, Phase.PLANNING)
    actions.waive_check(cycle, "one", reason="All said so.", by=cast.manager)
    for code, words in [("one", "waived already"), ("two", "nothing to waive"), ("lead", "no such check")]:
        with pytest.raises(Refused, match=words):
            actions.waive_check(cycle, code, reason="Because", by=cast.manager)
    (line,) = lines(cycle, Verb.GATE_WAIVED)
    assert (line.after, line.reason) == ({"gate": "chosen", "code": "one", "name": "one"}, "All said so.")


@pytest.mark.parametrize("phase", sorted(ENDED))
def test_nothing_of_an_ended_cycle_is_changed(cast, phase):
    cycle = cycle_in(cast, phase)
    engagement = make_engagement(make_organisation(cast.here))
    cycle.government_plan = "Other"
    for step in (
        lambda: actions.change_cycle(cycle, fields=["government_plan"], expected=1, by=cast.manager),
        lambda: actions.add_partner(cycle, engagement, part="Facilitation", by=cast.manager),
        lambda: actions.waive_check(cycle, "lead", reason="Because", by=cast.manager),
    ):
        with pytest.raises(Refused):
            step()
    assert Cycle.objects.get().version == 1


# --- partners ---------------------------------------------------------------------------------------------------------
def test_a_partner_is_tied_once_by_an_engagement_that_fits(cast):
    cycle, organisation = cycle_in(cast, Phase.PLANNING), make_organisation(cast.here)
    engagement = make_engagement(organisation, programme=cast.here.programme)
    assert actions.add_partner(cycle, engagement, part=" Facilitation ", by=cast.manager).part == "Facilitation"
    ended = make_engagement(organisation, ends_on=datetime.date(2020, 1, 1))
    foreign = make_engagement(make_organisation(cast.there))
    other = make_engagement(organisation, programme=cast.there.programme)
    for one, part, words in [
        (engagement, "Facilitation", "This engagement is tied to the cycle already."),
        (ended, "Facilitation", "This engagement has ended."),
        (foreign, "Facilitation", "This organisation is registered in another country."),
        (other, "Facilitation", "This engagement is for another programme."),
        (make_engagement(organisation), " ", "Say what the partner does in this cycle."),
    ]:
        with pytest.raises(Refused) as refusal:
            actions.add_partner(cycle, one, part=part, by=cast.manager)
        assert str(refusal.value) == words
    assert CyclePartner.objects.count() == 1

"""Who may decide, on what, and what comes of it."""

import datetime
import threading

import pytest

from cbp.accounts.models import Assignment
from cbp.core.models import Event, Programme, Verb
from cbp.core.refusals import Refused
from cbp.cycles.gates import checks_of
from cbp.cycles.phases import Gate
from cbp.plans.actions.decisions import endorse_plan, may_not_decide, return_plan
from cbp.plans.actions.editions import sign_plan, submit_plan, validate_plan
from cbp.plans.gates import is_endorsed
from cbp.plans.models import Plan, PlanSnapshot
from cbp.priorities.models import Need
from tests.chain import make_item, make_session
from tests.plans.things import DECIDED, endorsed, ministry, signature, submitted


def test_an_endorsement_freezes_the_edition_with_its_snapshot(cast):
    plan = submitted(cast)
    decision = endorse_plan(plan, **DECIDED, letter="12/2026", remarks="Well made.", by=cast.endorser)
    assert (plan.state, plan.endorsed_at is not None) == ("endorsed", True)
    assert (decision.level, decision.letter, decision.on_paper, decision.by) == (
        "district", "12/2026", False, cast.endorser,
    )  # fmt: skip
    frozen = PlanSnapshot.objects.get(plan=plan)
    assert len(frozen.sha256) == 64
    assert frozen.data["plan"]["state"] == "endorsed"
    assert [one["letter"] for one in frozen.data["decisions"]] == ["12/2026"]
    event = Event.objects.of(plan).latest_first().first()
    assert (event.verb, event.after["authority"]) == (Verb.PLAN_ENDORSED, "District council")


@pytest.mark.parametrize("state", ["raised", "confirmed", "ranked"])
def test_its_needs_are_planned(state, cast):
    Need.objects.filter(pk=cast.here.chain.need.pk).update(state=state)
    endorsed(cast)
    assert Need.objects.get(pk=cast.here.chain.need.pk).state == "planned"


def test_a_need_that_was_set_aside_meanwhile_stays_so(cast):
    plan = submitted(cast)
    Need.objects.filter(pk=cast.here.chain.need.pk).update(state="parked")
    endorse_plan(plan, **DECIDED, by=cast.endorser)
    assert Need.objects.get(pk=cast.here.chain.need.pk).state == "parked"


def test_one_need_in_two_items_is_planned_once(cast):
    need = cast.here.chain.need
    make_item(cast.here.chain.plan, [need], position=2)
    endorsed(cast)
    assert Event.objects.of(need).filter(verb=Verb.NEED_MOVED).count() == 1


# --- who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["facilitator", "planner"])
def test_authors_and_the_submitter_do_not_decide(who, cast):
    """A10: the facilitator wrote in it, the planner submitted it."""
    plan, person = submitted(cast), getattr(cast, who)
    Assignment.objects.filter(user=person).update(role="planner", is_endorser=True)
    with pytest.raises(Refused, match="does not decide on it"):
        endorse_plan(plan, **DECIDED, by=person)
    with pytest.raises(Refused, match="does not decide on it"):
        return_plan(plan, **DECIDED, remarks="No", about=[], by=person)
    assert may_not_decide(plan, person)
    assert not may_not_decide(plan, cast.endorser)
    assert Plan.objects.get(pk=plan.pk).state == "submitted"


def test_whoever_submitted_it_does_not_decide_though_no_author(cast):
    plan = submitted(cast)
    plan.authors.remove(cast.planner)
    with pytest.raises(Refused, match="submitted a plan"):
        endorse_plan(plan, **DECIDED, by=cast.planner)


def test_on_paper_a_letter_is_asked_for(cast):
    plan = submitted(cast)
    with pytest.raises(Refused, match="number of the letter"):
        endorse_plan(plan, **DECIDED, on_paper=True, letter=" ", by=cast.manager)
    endorse_plan(plan, **DECIDED, on_paper=True, letter="7", by=cast.manager)
    assert plan.state == "endorsed"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"authority": "  "}, "Name the authority"),
        ({"decided_on": datetime.date(2199, 1, 1)}, "in the future"),
        ({"level": "ministry"}, "need no endorsement by a ministry"),
    ],
)
def test_what_no_decision_can_be(values, words, cast):
    plan = submitted(cast)
    with pytest.raises(Refused, match=words):
        endorse_plan(plan, **{**DECIDED, **values}, by=cast.endorser)
    assert not plan.decisions.exists()


def test_the_session_must_be_verified_by_then(cast):
    plan = cast.here.chain.plan
    recorded = make_session(plan.cycle, "mixed", people=0, kind="validation", state="recorded")
    validate_plan(plan, session=recorded, by=cast.facilitator)
    sign_plan(signature(plan), by=cast.facilitator)
    submit_plan(plan, by=cast.planner)
    with pytest.raises(Refused, match="is not verified yet"):
        endorse_plan(plan, **DECIDED, by=cast.endorser)
    assert not PlanSnapshot.objects.exists()


# --- a return ---------------------------------------------------------------------------------------------------------
def test_a_return_says_something_about_this_plan(cast):
    plan = submitted(cast)
    with pytest.raises(Refused, match="Say what is to be changed"):
        return_plan(plan, **DECIDED, remarks=" ", about=[(plan.items.get(), "")], by=cast.endorser)
    with pytest.raises(Refused, match="another plan"):
        return_plan(plan, **DECIDED, about=[(cast.there.chain.item, "Not ours")], by=cast.endorser)
    assert Plan.objects.get(pk=plan.pk).state == "submitted"


# --- a ministry -------------------------------------------------------------------------------------------------------
def test_the_ministry_adds_its_line_beside_the_frozen_edition(cast):
    Programme.objects.filter(pk=cast.here.programme.pk).update(needs_ministry=True)
    plan = submitted(cast)
    with pytest.raises(Refused, match="what the district has endorsed"):
        ministry(plan, cast)
    endorse_plan(plan, **DECIDED, by=cast.endorser)
    frozen = PlanSnapshot.objects.get(plan=plan).sha256
    standing = is_endorsed(plan.cycle)
    assert (standing.is_fulfilled, "ministry" in standing.sentence) == (False, True)
    ministry(plan, cast)
    assert [one.level for one in plan.decisions.order_by("pk")] == ["district", "ministry"]
    assert is_endorsed(plan.cycle).is_fulfilled
    assert PlanSnapshot.objects.get(plan=plan).sha256 == frozen
    with pytest.raises(Refused, match="endorsed this edition already"):
        ministry(plan, cast)


# --- the gate ---------------------------------------------------------------------------------------------------------
def test_the_gate_asks_for_an_endorsed_edition(cast):
    assert [(check.code, str(check.label)) for check in checks_of(Gate.ENDORSED)] == [
        ("plan-endorsed", "An edition of the plan is endorsed")
    ]
    plan = cast.here.chain.plan
    assert not is_endorsed(plan.cycle).is_fulfilled
    assert is_endorsed(plan.cycle).url == plan.get_absolute_url()
    endorsed(cast)
    assert is_endorsed(plan.cycle).is_fulfilled
    cast.there.chain.plan.items.all().delete()
    Plan.objects.filter(cycle=cast.there.chain.cycle).delete()
    assert is_endorsed(cast.there.chain.cycle).url.endswith("/plans/new/")


# --- the same moment --------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_twenty_endorsements_at_once_are_one(transactional_db):
    from django.db import connection

    from tests.cast import make_cast

    cast = make_cast()
    plan, answers = submitted(cast), []

    def press() -> None:
        try:
            endorse_plan(Plan.objects.get(pk=plan.pk), **DECIDED, by=cast.endorser)
            answers.append("endorsed")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _one in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == ["endorsed", *["refused"] * 5]
    assert PlanSnapshot.objects.filter(plan=plan).count() == plan.decisions.count() == 1

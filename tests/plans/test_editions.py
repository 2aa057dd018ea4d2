"""An edition from its beginning to the desk of the authority, and everything that is refused on the way."""

import datetime

import pytest

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.plans.actions.decisions import answer_remark, endorse_plan, return_plan
from cbp.plans.actions.editions import (
    begin_plan,
    change_plan,
    next_edition,
    remove_signature,
    reopen_plan,
    sign_plan,
    submit_plan,
    validate_plan,
    withdraw_plan,
)
from cbp.plans.models import Plan
from cbp.plans.phases import NEXT, PlanState
from tests.chain import make_plan, make_ranking, make_session
from tests.plans.things import DECIDED, assembly, endorsed, returned, signature, signed, submitted, validated


def last_event(plan):
    return Event.objects.of(plan).latest_first().first()


# --- beginning --------------------------------------------------------------------------------------------------------
def test_the_first_edition(cast):
    cycle = cast.here.chain.cycle
    withdraw_plan(cast.here.chain.plan, reason="To begin anew", by=cast.manager)
    plan = begin_plan(Plan(cycle=cycle, title="Plan"), by=cast.facilitator)
    assert (plan.number, plan.state, plan.previous, plan.items.count()) == (2, "draft", None, 0)
    assert list(plan.authors.all()) == [cast.facilitator]
    assert (last_event(plan).verb, last_event(plan).after["title"]) == (Verb.PLAN_BEGUN, "Plan")


def test_it_is_in_the_language_of_whoever_begins_it(cast):
    cast.facilitator.language = "ar"
    withdraw_plan(cast.here.chain.plan, reason="To begin anew", by=cast.manager)
    assert begin_plan(Plan(cycle=cast.here.chain.cycle, title="خطة"), by=cast.facilitator).language == "ar"


def test_only_one_is_worked_on(cast):
    with pytest.raises(Refused, match="being worked on already"):
        begin_plan(Plan(cycle=cast.here.chain.cycle, title="Second"), by=cast.manager)


def test_none_is_begun_in_a_cycle_that_ended(cast):
    cycle = cast.here.chain.cycle
    withdraw_plan(cast.here.chain.plan, reason="To begin anew", by=cast.manager)
    Cycle.objects.filter(pk=cycle.pk).update(phase="cancelled")
    with pytest.raises(Refused, match="has ended"):
        begin_plan(Plan(cycle=cycle, title="Late"), by=cast.manager)


def test_a_ranking_of_another_cycle_is_no_ranking_of_this_plan(cast):
    foreign = cast.there.chain.ranking
    plan = cast.here.chain.plan
    plan.ranking = foreign
    with pytest.raises(Refused, match="another planning cycle"):
        change_plan(plan, fields=["ranking"], expected=1, by=cast.manager)
    withdraw_plan(cast.here.chain.plan, reason="x", by=cast.manager)
    with pytest.raises(Refused, match="another planning cycle"):
        begin_plan(Plan(cycle=cast.here.chain.cycle, title="Plan", ranking=foreign), by=cast.manager)


def test_a_new_edition_is_a_copy_of_the_endorsed_one_with_a_reason(cast):
    old = endorsed(cast)
    old_item = old.items.get()
    plan = next_edition(old.cycle)
    with pytest.raises(Refused, match="why there is a new edition"):
        begin_plan(plan, by=cast.facilitator)
    plan = next_edition(old.cycle)
    plan.revision_reason = "The river moved."
    begin_plan(plan, by=cast.facilitator)
    item = plan.items.get()
    assert (plan.number, plan.previous, plan.title) == (2, old, old.title)
    assert (item.origin, item.title, item.position, item.groups) == (old_item, old_item.title, 1, ["women"])
    assert list(item.needs.all()) == list(old_item.needs.all())
    assert [(line.label, line.total) for line in item.cost_lines.all()] == [("Drilling", 2000)]
    assert [(line.kind, line.amount) for line in item.funding_lines.all()] == [("local-government", 500)]
    assert item.uid != old_item.uid
    assert old.items.get().cost_lines.count() == 1
    assert set(plan.authors.all()) == {cast.facilitator, *old.authors.all()} != {cast.facilitator}


def test_translations_come_along_and_those_of_changed_words_are_drafts_again(cast):
    plan = cast.here.chain.plan
    checked = {"text": "Plan du village", "state": "checked"}
    words = {"fr": {"title": checked, "vision": {"text": "Eau", "state": "checked"}}}
    Plan.objects.filter(pk=plan.pk).update(translations=words, vision="Water")
    plan.refresh_from_db()
    old = endorsed(cast, plan)
    new = next_edition(old.cycle)
    new.revision_reason, new.title = "New title", "Another plan"
    begin_plan(new, by=cast.facilitator)
    states = {field: entry["state"] for field, entry in new.translations["fr"].items()}
    assert states == {"title": "draft", "vision": "checked"}
    assert Plan.objects.get(pk=old.pk).translations == words


# --- changing ---------------------------------------------------------------------------------------------------------
def test_changing_writes_the_named_fields_alone(cast):
    plan = cast.here.chain.plan
    plan.title, plan.vision, plan.state = "New", "Not named", "endorsed"
    change_plan(plan, fields=["title", "state"], expected=1, by=cast.planner)
    plan.refresh_from_db()
    assert (plan.title, plan.vision, plan.state, plan.version) == ("New", "", "draft", 2)
    assert cast.planner in plan.authors.all()
    assert last_event(plan).after == {"title": "New"}


def test_a_stale_change_is_no_change(cast):
    plan = cast.here.chain.plan
    plan.title = "First"
    change_plan(plan, fields=["title"], expected=1, by=cast.planner)
    plan.title = "Second"
    with pytest.raises(Stale):
        change_plan(plan, fields=["title"], expected=1, by=cast.endorser)
    assert Plan.objects.get(pk=plan.pk).title == "First"
    assert cast.endorser not in plan.authors.all()  # who wrote nothing is no author


def test_a_period_that_ends_before_it_begins_is_refused(cast):
    plan = cast.here.chain.plan
    plan.ends_on = datetime.date(2020, 1, 1)
    with pytest.raises(Refused, match="ends before it begins"):
        change_plan(plan, fields=["ends_on"], expected=1, by=cast.planner)


# --- the community ----------------------------------------------------------------------------------------------------
def test_the_community_validates_in_a_session(cast):
    plan, session = cast.here.chain.plan, assembly(cast)
    validate_plan(plan, session=session, by=cast.facilitator)
    assert (plan.state, plan.validation) == ("validated", session)
    assert (last_event(plan).verb, last_event(plan).before) == (Verb.PLAN_VALIDATED, {"state": "draft"})


def test_sessions_in_which_nobody_can_validate(cast):
    chain = cast.here.chain
    wrong_kind = make_session(chain.cycle, "mixed", people=0, kind="focus-group", state="recorded")
    not_held = make_session(chain.cycle, "mixed", people=0, kind="validation", state="planned")
    foreign = assembly(cast, cast.there.chain.cycle)
    for session, words in ((wrong_kind, "of the kind"), (not_held, "not recorded"), (foreign, "another planning")):
        with pytest.raises(Refused, match=words):
            validate_plan(chain.plan, session=session, by=cast.facilitator)
    chain.plan.items.all().delete()
    with pytest.raises(Refused, match="no item"):
        validate_plan(chain.plan, session=assembly(cast), by=cast.facilitator)
    assert Plan.objects.get(pk=chain.plan.pk).state == "draft"


def test_reopening_takes_validation_and_signatures_back(cast):
    plan = signed(cast)
    with pytest.raises(Refused, match="Say why"):
        reopen_plan(plan, reason="  ", by=cast.planner)
    reopen_plan(plan, reason="A cost was wrong.", by=cast.planner)
    assert (plan.state, plan.validation, plan.signatures.count()) == ("draft", None, 0)
    event = last_event(plan)
    assert (event.reason, event.after["signatures_gone"][0]["office"]) == ("A cost was wrong.", "President")


def test_signatures_are_recorded_from_validation_to_endorsement(cast):
    plan = cast.here.chain.plan
    with pytest.raises(Refused, match="when the community has validated"):
        sign_plan(signature(plan), by=cast.planner)
    validated(cast, plan)
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    for fields, words in (
        ({"sub_community": cast.there.chain.quarter}, "no part of the community"),
        ({"signed_on": tomorrow}, "in the future"),
    ):
        with pytest.raises(Refused, match=words):
            sign_plan(signature(plan, **fields), by=cast.planner)
    one = sign_plan(signature(plan, sub_community=cast.here.chain.quarter), by=cast.planner)
    assert list(plan.signatures.all()) == [one]
    remove_signature(one, by=cast.planner)
    assert plan.signatures.count() == 0


# --- the authority's desk ---------------------------------------------------------------------------------------------
def test_submitting(cast):
    plan = submitted(cast)
    assert (plan.state, plan.submitted_by, plan.submitted_at is not None) == ("submitted", cast.planner, True)
    assert set(plan.authors.all()) == {cast.facilitator, cast.planner}


def test_what_is_not_complete_is_not_submitted(cast):
    plan = validated(cast)
    with pytest.raises(Refused, match=r"not complete\. Nobody has signed the plan"):
        submit_plan(plan, by=cast.planner)
    assert Plan.objects.get(pk=plan.pk).state == "validated"


def test_withdrawing_needs_a_reason(cast):
    plan = cast.here.chain.plan
    with pytest.raises(Refused, match="Say why"):
        withdraw_plan(plan, reason="", by=cast.manager)
    withdraw_plan(plan, reason="The village moved.", by=cast.manager)
    assert (plan.state, last_event(plan).reason) == ("withdrawn", "The village moved.")


# --- the table of states ----------------------------------------------------------------------------------------------
def put(plan, state):
    """Into a state without the way to it: the table alone is tried."""
    Plan.objects.filter(pk=plan.pk).update(state=state)
    plan.refresh_from_db()


STEPS = {
    PlanState.VALIDATED: lambda plan, cast: validate_plan(plan, session=plan.session, by=cast.facilitator),
    PlanState.DRAFT: lambda plan, cast: reopen_plan(plan, reason="Why", by=cast.facilitator),
    PlanState.SUBMITTED: lambda plan, cast: submit_plan(plan, by=cast.planner),
    PlanState.RETURNED: lambda plan, cast: return_plan(plan, **DECIDED, remarks="No", about=[], by=cast.endorser),
    PlanState.ENDORSED: lambda plan, cast: endorse_plan(plan, **DECIDED, by=cast.endorser),
    PlanState.WITHDRAWN: lambda plan, cast: withdraw_plan(plan, reason="Why", by=cast.facilitator),
}


@pytest.mark.parametrize("now", [state for state in PlanState if state != PlanState.ENDORSED])
@pytest.mark.parametrize("to", list(PlanState))
def test_the_table_is_what_the_actions_obey(now, to, cast):
    plan = signed(cast)
    plan.session = plan.validation
    put(plan, now)
    if to in NEXT[now]:
        STEPS[to](plan, cast)
        assert Plan.objects.get(pk=plan.pk).state == to
    else:
        with pytest.raises(Refused):
            STEPS[to](plan, cast)
        assert Plan.objects.get(pk=plan.pk).state == now


@pytest.mark.parametrize("to", list(PlanState))
def test_nothing_follows_an_endorsed_edition(to, cast):
    plan = endorsed(cast)
    plan.session = plan.validation
    with pytest.raises(Refused):
        STEPS[to](plan, cast)
    assert Plan.objects.get(pk=plan.pk).state == "endorsed"


@pytest.mark.parametrize("state", ["validated", "submitted", "withdrawn"])
def test_words_are_changed_in_an_open_edition_alone(state, cast):
    plan = cast.here.chain.plan
    put(plan, state)
    plan.title = "Other"
    with pytest.raises(Refused, match="Only a draft"):
        change_plan(plan, fields=["title"], expected=plan.version, by=cast.planner)


def test_a_cycle_that_ended_ends_its_plan(cast):
    plan = signed(cast)
    Cycle.objects.filter(pk=plan.cycle_id).update(phase="cancelled")
    for state in ("draft", "returned"):
        put(plan, state)
        with pytest.raises(Refused, match="has ended"):
            change_plan(plan, fields=["title"], expected=plan.version, by=cast.planner)
    put(plan, "validated")
    for action in (
        lambda: reopen_plan(plan, reason="x", by=cast.planner),
        lambda: submit_plan(plan, by=cast.planner),
        lambda: sign_plan(signature(plan), by=cast.planner),
    ):
        with pytest.raises(Refused, match="has ended"):
            action()
    withdraw_plan(plan, reason="The cycle was cancelled.", by=cast.planner)
    assert plan.state == "withdrawn"


# --- returned ---------------------------------------------------------------------------------------------------------
def test_a_returned_edition_is_answered_remark_by_remark_and_validated_anew(cast):
    plan = returned(cast)
    assert (plan.state, plan.validation, plan.signatures.count()) == ("returned", None, 0)
    item = plan.items.get()
    whole, on_item = plan.remarks.order_by("pk")
    assert (whole.text, whole.item, on_item.text, on_item.item) == ("The costs are too low.", None, "Too deep.", item)
    assert on_item.about == item.title
    answer_remark(whole, answer="They are raised.", by=cast.planner)
    signed(cast, plan)
    with pytest.raises(Refused, match=r"not answered yet: “Too deep\.”"):
        submit_plan(plan, by=cast.planner)
    answer_remark(on_item, answer="A shallow well.", by=cast.planner)
    submit_plan(plan, by=cast.planner)
    endorse_plan(plan, **DECIDED, by=cast.endorser)
    assert [decision.kind for decision in plan.decisions.order_by("pk")] == ["returned", "endorsed"]


def test_a_remark_outlives_its_item(cast):
    from cbp.plans.actions.items import remove_item

    plan = returned(cast)
    title = plan.items.get().title
    remove_item(plan.items.get(), by=cast.planner)
    remark = plan.remarks.get(text="Too deep.")
    assert (remark.item, remark.about) == (None, title)


def test_answers_are_written_before_the_edition_goes_again(cast):
    plan = returned(cast)
    remark = plan.remarks.order_by("pk").first()
    with pytest.raises(Refused, match="Write an answer"):
        answer_remark(remark, answer=" ", by=cast.planner)
    put(plan, "submitted")
    with pytest.raises(Refused, match="before the plan is submitted"):
        answer_remark(remark, answer="Late", by=cast.planner)


def test_two_cycles_have_editions_of_their_own(cast):
    ranking = make_ranking(cast.here.chain.cycle, [cast.here.chain.need], {})
    assert make_plan(cast.there.chain.cycle, number=2, state="withdrawn").number == 2
    cast.here.chain.plan.ranking = ranking
    change_plan(cast.here.chain.plan, fields=["ranking"], expected=1, by=cast.planner)
    assert Plan.objects.get(pk=cast.here.chain.plan.pk).ranking == ranking

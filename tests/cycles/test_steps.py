"""The steps of planning cycles: ready lists, the lists of a programme, and every write of a work plan."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from cbp.core.choices import SessionKind, Station
from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.cycles.actions import milestones as plan
from cbp.cycles.actions import steps as actions
from cbp.cycles.actions.cycles import change_cycle
from cbp.cycles.models import Milestone, Ready, StepTemplate, TemplateStep
from cbp.cycles.phases import ENDED
from cbp.cycles.ready import AGENDAS, READY, agenda_for
from tests.chain import DAY, make_session

ALL = [code for code, _label in settings.LANGUAGES]
RAIL = list(Station)
pytestmark = pytest.mark.django_db


def refusal(call, *args, **options):
    with pytest.raises(Refused) as refused:
        call(*args, **options)
    return str(refused.value)


def verbs(thing):
    return list(Event.objects.of(thing).order_by("pk").values_list("verb", flat=True))


# --- what is ready ----------------------------------------------------------------------------------------------------
def test_every_ready_list_is_there_and_runs_forward_on_the_rail():
    assert list(READY) == list(Ready.values)
    assert [len(steps) for steps in READY.values()] == [13, 13, 16]
    for steps in READY.values():
        assert [RAIL.index(step.station) for step in steps] == sorted(RAIL.index(step.station) for step in steps)
        days = [step.after_days for step in steps if step.after_days is not None]
        assert days == sorted(days)
        assert len({step.label for step in steps}) == len(steps)


def test_every_kind_of_session_has_an_agenda_of_four_to_six_points():
    assert set(AGENDAS) == set(SessionKind)
    assert {4 <= len(points) <= 6 for points in AGENDAS.values()} == {True}
    assert agenda_for("focus-group", "en").splitlines()[0] == "15 Welcome, and why we meet"
    assert agenda_for("picnic", "en") == ""


# --- the lists of a programme -----------------------------------------------------------------------------------------
def test_a_ready_list_is_taken_over_once_and_in_every_language(cast, programme, template):
    assert set(template.labels) == set(ALL)
    first = template.steps.get(position=2)
    assert (set(first.labels), set(first.guidance), set(first.agenda)) == (set(ALL),) * 3
    assert (first.session_kind, first.after_days, first.station) == ("training", 14, "prepare")
    assert template.steps.get(position=1).agenda == {}  # it asks for no session
    assert actions.adopt_ready(programme, "components", by=cast.manager) == template
    assert (StepTemplate.objects.count(), TemplateStep.objects.count()) == (1, 13)
    assert verbs(template) == [Verb.PROGRAMME_STEPS]
    assert refusal(actions.adopt_ready, programme, "none", by=cast.manager) == "There is no such ready list of steps."


def test_a_list_is_made_named_and_retired(cast, programme):
    template = actions.make_template(
        StepTemplate(programme=programme, labels={"fr": " Étapes ", "ar": "", "xx": "no"}), by=cast.manager
    )
    assert template.labels == {"fr": "Étapes"}
    template.labels, template.is_active = {"fr": "Les étapes"}, False
    actions.change_template(template, expected=1, by=cast.manager)
    assert (template.version, StepTemplate.objects.get().is_active) == (2, False)
    with pytest.raises(Stale):
        actions.change_template(template, expected=1, by=cast.manager)
    nameless = StepTemplate(programme=programme, labels={"en": "  "})
    assert refusal(actions.make_template, nameless, by=cast.manager) == "Give a name in at least one language."


def test_a_programme_has_so_many_lists_and_a_list_so_many_steps(cast, programme):
    for number in range(actions.MOST_TEMPLATES):
        template = actions.make_template(StepTemplate(programme=programme, labels={"en": str(number)}), by=cast.manager)
    more = StepTemplate(programme=programme, labels={"en": "More"})
    assert refusal(actions.make_template, more, by=cast.manager) == "A programme has at most 20 lists of steps."
    TemplateStep.objects.bulk_create(
        TemplateStep(template=template, position=at, station="plan", labels={"en": "x"}) for at in range(1, 41)
    )
    step = TemplateStep(template=template, station="plan", labels={"en": "More"})
    assert refusal(actions.add_step, step, expected=1, by=cast.manager) == "A list has at most 40 steps."


def test_steps_are_added_changed_moved_and_removed(cast, template):
    new = TemplateStep(template=template, station="review", labels={"en": "Rest"}, agenda={"en": "10 Tea"})
    actions.add_step(new, expected=1, by=cast.manager)
    assert (new.position, StepTemplate.objects.get().version) == (14, 2)
    new.labels, new.after_days = {"en": "Rest well"}, 400
    actions.change_step(new, expected=2, by=cast.manager)
    with pytest.raises(Stale):
        actions.change_step(new, expected=2, by=cast.manager)
    actions.move_step(new, up=True, by=cast.manager)
    assert TemplateStep.objects.get(pk=new.pk).position == 13
    actions.remove_step(template.steps.get(position=1), by=cast.manager)
    assert list(template.steps.order_by("position").values_list("position", flat=True)) == list(range(1, 14))
    assert str(template.steps.get(position=12)) == "Rest well"
    assert verbs(template) == [Verb.PROGRAMME_STEPS] * 5


def test_what_a_step_cannot_be_is_refused(cast, template):
    first, last = template.steps.get(position=1), template.steps.get(position=13)
    end = "The step stands at the end of the list already."
    assert refusal(actions.move_step, first, up=True, by=cast.manager) == end
    assert refusal(actions.move_step, last, up=False, by=cast.manager) == end
    first.labels = {}
    assert refusal(actions.change_step, first, expected=1, by=cast.manager) == "Give a name in at least one language."
    first.labels, first.guidance = {"en": "a"}, {"en": "x" * 1501}
    assert refusal(actions.change_step, first, expected=1, by=cast.manager) == "A text here has at most 1500 letters."
    first.guidance, first.station = {}, "nowhere"
    assert "nowhere" in refusal(actions.change_step, first, expected=1, by=cast.manager)
    TemplateStep.objects.filter(pk=first.pk).delete()
    gone = "Someone has removed this step meanwhile."
    assert refusal(actions.change_step, first, expected=1, by=cast.manager) == gone
    assert refusal(actions.move_step, first, up=True, by=cast.manager) == gone
    assert refusal(actions.remove_step, first, by=cast.manager) == gone


# --- choosing the steps of a cycle ------------------------------------------------------------------------------------
def test_the_steps_of_a_list_become_the_work_plan(cast, cycle, template):
    made = plan.choose_steps(cycle, template, by=cast.manager)
    assert [one.position for one in cycle.milestones.in_order()] == list(range(1, 14))
    assert [made[1].planned_on, made[0].planned_on] == [DAY + datetime.timedelta(days=14), DAY]
    assert made[1].labels == template.steps.get(position=2).labels
    cycle.refresh_from_db()
    assert (cycle.template, cycle.version, verbs(cycle)) == (template, 2, [Verb.CYCLE_STEPS])


def test_a_ready_list_is_taken_over_when_it_is_chosen_and_replaces_one_that_nobody_used(cast, cycle, chosen):
    plan.choose_steps(cycle, "sixteen", by=cast.manager)
    assert (cycle.milestones.count(), cycle.template.ready) == (16, "sixteen")


def test_without_a_start_the_steps_have_no_days(cast, cycle, template):
    cycle.starts_on = None
    cycle.save()
    assert {one.planned_on for one in plan.choose_steps(cycle, template, by=cast.manager)} == {None}


def test_a_start_at_the_end_of_time_breaks_nothing(cast, cycle, template):
    cycle.starts_on = datetime.date(9999, 12, 1)
    cycle.save()
    assert plan.choose_steps(cycle, template, by=cast.manager)[-1].planned_on == datetime.date.max


# --- a start that moves -----------------------------------------------------------------------------------------------
WEEK = datetime.timedelta(days=7)


def start(cast, cycle, day):
    cycle.refresh_from_db()
    cycle.starts_on = day
    change_cycle(cycle, fields=["starts_on"], expected=cycle.version, by=cast.manager)
    return Event.objects.of(cycle).latest_first()[0].after


def days(cycle):
    return [one.planned_on for one in cycle.milestones.in_order()]


def test_planned_days_move_with_the_start_but_those_that_somebody_set_or_that_are_over(cast, cycle, chosen):
    before, own = days(cycle), DAY + datetime.timedelta(days=3)
    for at, values in {1: {"planned_on": own}, 2: {"done_on": DAY}, 3: {"left_out": "Not here"}}.items():
        for name, value in values.items():
            setattr(chosen[at], name, value)
        plan.change_milestone(chosen[at], fields=list(values), expected=1, by=cast.manager)
    versions = [one.version for one in cycle.milestones.in_order()]
    assert start(cast, cycle, DAY + WEEK) == {"starts_on": str(DAY + WEEK), "days_moved": 10}
    assert days(cycle) == [before[0] + WEEK, own, *before[2:4], *(day + WEEK for day in before[4:])]
    assert [one.version for one in cycle.milestones.in_order()] == versions


def test_days_come_and_go_with_the_start(cast, cycle, chosen):
    before = days(cycle)
    start(cast, cycle, None)
    assert set(days(cycle)) == {None}
    start(cast, cycle, DAY)
    assert days(cycle) == before


def test_another_change_of_the_cycle_moves_no_day(cast, cycle, chosen):
    before = days(cycle)
    assert start(cast, cycle, DAY) == {"starts_on": str(DAY)}
    assert days(cycle) == before


IN_USE = "This work plan is in use already: its steps are changed one by one."


def test_a_work_plan_in_use_is_not_replaced(cast, cycle, template, chosen):
    chosen[3].responsible = "The chair"
    plan.change_milestone(chosen[3], fields=["responsible"], expected=1, by=cast.manager)
    assert refusal(plan.choose_steps, cycle, template, by=cast.manager) == IN_USE


def test_a_work_plan_with_a_session_is_not_replaced(cast, cycle, template, chosen):
    make_session(cycle, people=0, milestone=chosen[2])
    assert refusal(plan.choose_steps, cycle, "sixteen", by=cast.manager) == IN_USE
    assert StepTemplate.objects.count() == 1  # nor was the other list taken over


def test_a_work_plan_with_a_step_of_its_own_is_not_replaced(cast, cycle, template):
    plan.add_milestone(Milestone(cycle=cycle, station="plan", labels={"en": "Own"}), by=cast.manager)
    assert refusal(plan.choose_steps, cycle, template, by=cast.manager) == IN_USE


def test_only_a_list_of_the_programme_that_is_offered_and_has_steps_is_chosen(cast, cycle, template):
    foreign = actions.adopt_ready(cast.there.programme, "components", by=cast.stranger)
    assert refusal(plan.choose_steps, cycle, foreign, by=cast.manager) == (
        "This list of steps belongs to another programme."
    )
    empty = actions.make_template(StepTemplate(programme=cycle.programme, labels={"en": "Empty"}), by=cast.manager)
    assert refusal(plan.choose_steps, cycle, empty, by=cast.manager) == "This list has no steps yet."
    StepTemplate.objects.filter(pk=template.pk).update(is_active=False)
    retired = "This list of steps is not offered for new cycles any more."
    assert refusal(plan.choose_steps, cycle, "components", by=cast.manager) == retired


# --- the work plan ----------------------------------------------------------------------------------------------------
def test_a_step_is_planned_done_and_told(cast, chosen):
    step, today = chosen[0], timezone.localdate()
    step.done_on, step.responsible, step.note = today, "رئيس اللجنة", "On foot"
    fields = ["done_on", "responsible", "note"]
    plan.change_milestone(step, fields=fields, expected=1, by=cast.facilitator)
    kept = Milestone.objects.get(pk=step.pk)
    assert (kept.done_on, kept.responsible, kept.version) == (today, "رئيس اللجنة", 2)
    line = Event.objects.of(step).get()
    assert (line.verb, line.before["done_on"], line.after["done_on"]) == (
        Verb.MILESTONE_CHANGED, None, today.isoformat(),
    )  # fmt: skip
    with pytest.raises(Stale):
        plan.change_milestone(step, fields=["note"], expected=1, by=cast.facilitator)


def test_a_step_is_done_today_once(cast, chosen):
    plan.mark_done(chosen[0], by=cast.facilitator)
    assert Milestone.objects.get(pk=chosen[0].pk).done_on == timezone.localdate()
    again = "This step is done or left out already."
    assert refusal(plan.mark_done, chosen[0], by=cast.facilitator) == again
    Milestone.objects.filter(pk=chosen[1].pk).update(left_out="No money")
    assert refusal(plan.mark_done, chosen[1], by=cast.facilitator) == again


@pytest.mark.parametrize(("values", "words"), [
    ({"done_on": 2}, "This day lies in the future."),
    ({"planned_on": 9000}, "This day lies more than 15 years from the start of the cycle."),
    ({"done_on": -9000}, "This day lies more than 15 years from the start of the cycle."),
    ({"done_on": 0, "left_out": "No money"}, "A step is done, or it is left out."),
    ({"responsible": "x" * 151}, "Ensure this value has at most 150 characters (it has 151)."),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words(cast, chosen, values, words):
    today, step = timezone.localdate(), chosen[0]
    for name, value in values.items():
        setattr(step, name, today + datetime.timedelta(days=value) if isinstance(value, int) else value)
    assert refusal(plan.change_milestone, step, fields=list(values), expected=1, by=cast.manager) == words
    assert Milestone.objects.get(pk=step.pk).version == 1


def test_one_day_of_grace_for_time_zones(cast, chosen):
    chosen[0].done_on = timezone.localdate() + datetime.timedelta(days=1)
    plan.change_milestone(chosen[0], fields=["done_on"], expected=1, by=cast.manager)
    assert Milestone.objects.get(pk=chosen[0].pk).done_on == chosen[0].done_on


def test_a_step_of_the_teams_own_stands_at_its_station_and_can_be_removed(cast, cycle, chosen):
    own = plan.add_milestone(Milestone(cycle=cycle, station="profile", labels={"fr": "Photo"}), by=cast.facilitator)
    order = [str(one) for one in cycle.milestones.in_order()]
    assert order.index("Photo") == 5  # behind the other steps of the profile
    own.labels = {"fr": "Photos"}
    plan.change_milestone(own, fields=["labels"], expected=1, by=cast.facilitator)
    plan.move_milestone(own, up=False, by=cast.facilitator)
    assert [str(one) for one in cycle.milestones.in_order()].index("Photos") == 6
    plan.remove_milestone(own, by=cast.facilitator)
    assert [one.position for one in cycle.milestones.in_order()] == list(range(1, 14))


def test_what_a_list_gave_is_neither_renamed_nor_removed(cast, cycle, chosen):
    step = chosen[0]
    assert refusal(plan.remove_milestone, step, by=cast.manager) == (
        "A step out of a list is not removed. Leave it out, and say why."
    )
    step.labels = {"en": "Other"}
    assert refusal(plan.change_milestone, step, fields=["labels"], expected=1, by=cast.manager) == (
        "A step out of a list keeps its name. Add a step of your own beside it."
    )
    assert refusal(plan.move_milestone, step, up=True, by=cast.manager) == (
        "The step stands at the end of the list already."
    )


def test_an_own_step_with_a_session_stays_and_without_a_name_is_none(cast, cycle):
    own = plan.add_milestone(Milestone(cycle=cycle, station="plan", labels={"en": "Own"}), by=cast.manager)
    make_session(cycle, people=0, milestone=own)
    assert refusal(plan.remove_milestone, own, by=cast.manager) == (
        "A session was planned for this step. Leave the step out, and say why."
    )
    nameless = Milestone(cycle=cycle, station="plan", labels={"en": " "})
    assert refusal(plan.add_milestone, nameless, by=cast.manager) == "Give a name in at least one language."


def test_a_work_plan_has_so_many_steps(cast, cycle):
    Milestone.objects.bulk_create(
        Milestone(cycle=cycle, position=at, station="plan", labels={"en": "x"}) for at in range(60)
    )
    more = Milestone(cycle=cycle, station="plan", labels={"en": "More"})
    assert refusal(plan.add_milestone, more, by=cast.manager) == "A work plan has at most 60 steps."


@pytest.mark.parametrize("phase", sorted(ENDED))
def test_in_an_ended_cycle_nothing_changes(cast, cycle, template, chosen, phase):
    cycle.phase = phase
    cycle.save()
    step, own = chosen[0], Milestone(cycle=cycle, station="plan", labels={"en": "Own"})
    told = {
        refusal(plan.choose_steps, cycle, template, by=cast.manager),
        refusal(plan.add_milestone, own, by=cast.manager),
        refusal(plan.change_milestone, step, fields=["note"], expected=1, by=cast.manager),
        refusal(plan.mark_done, step, by=cast.manager),
        refusal(plan.move_milestone, step, up=False, by=cast.manager),
        refusal(plan.remove_milestone, step, by=cast.manager),
    }
    assert told == {"This cycle has ended. Nothing in it is changed any more."}


def test_a_step_that_was_removed_meanwhile_is_told(cast, cycle, chosen):
    Milestone.objects.filter(pk=chosen[0].pk).delete()
    gone = "Someone has removed this step meanwhile."
    for act in (plan.mark_done, plan.remove_milestone):
        assert refusal(act, chosen[0], by=cast.manager) == gone
    assert refusal(plan.move_milestone, chosen[0], up=True, by=cast.manager) == gone
    assert refusal(plan.change_milestone, chosen[0], fields=["note"], expected=1, by=cast.manager) == gone


def test_what_a_programme_improves_is_read_in_running_cycles_and_a_removed_step_stays(cast, template, chosen):
    step = template.steps.get(position=1)
    step.guidance, step.labels = {"en": "Better"}, {"en": "Renamed"}
    actions.change_step(step, expected=1, by=cast.manager)
    kept = Milestone.objects.get(pk=chosen[0].pk)
    assert (kept.step.guidance, str(kept)) == ({"en": "Better"}, "Agree with the authorities")
    actions.remove_step(step, by=cast.manager)
    kept.refresh_from_db()
    assert (kept.step, str(kept)) == (None, "Agree with the authorities")

"""The pages of steps: lists of a programme, the choice for a cycle, the work plan with its picture, its export."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cbp.accounts.models import User
from cbp.core.models import Event, Verb
from cbp.cycles.actions import milestones as plan
from cbp.cycles.actions import steps as actions
from cbp.cycles.models import Milestone, StepTemplate, TemplateStep
from cbp.cycles.phases import Phase
from cbp.cycles.reading.time_band import BandStep, time_band
from cbp.cycles.reading.work_plan import work_plan
from tests.desk.test_saving import filled
from tests.forged import ANY_TEXT

Day = datetime.date


def page(name, thing, *more):
    return reverse(f"cycles:{name}", args=[thing.pk, *more])


def warn_free(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


# --- the lists of a programme -----------------------------------------------------------------------------------------
def test_a_ready_list_is_shown_and_taken_over(cast, enter, programme):
    browser, address = enter(cast.manager), page("template-list", programme)
    html = warn_free(browser.get(address))
    assert all(word in html for word in ("Show the", "Bring the district on board", "Take this list"))
    answer = browser.post(page("template-adopt", programme), {"ready": "sixteen"}, follow=True)
    assert "Sixteen steps of community empowerment" in warn_free(answer)
    assert answer.context["templates"][0].count == 16
    assert [one["code"] for one in answer.context["ready"]] == ["components", "thirteen"]
    told = browser.post(page("template-adopt", programme), {"ready": "none"}, follow=True)
    assert "There is no such ready list of steps." in warn_free(told)


def test_who_does_not_edit_the_programme_sees_lists_and_no_button(cast, enter, programme, template):
    for address in (page("template-list", programme), page("template-detail", template)):
        html = warn_free(enter(cast.facilitator).get(address))
        assert "Three components" in html
        assert not any(word in html for word in ("adopt/", "/move/", "/remove/", "/edit/", "new/"))


def test_a_list_of_ones_own_is_made_with_a_step_in_two_languages(cast, enter, programme):
    browser, new = enter(cast.manager), page("template-new", programme)
    data = filled(browser.get(new)) | {"label_fr": "Nos étapes"}
    assert {browser.post(new, data).status_code for _twice in range(2)} == {302}
    template = StepTemplate.objects.get()
    assert template.labels == {"fr": "Nos étapes"}
    assert "This list has no steps yet" in warn_free(browser.get(template.get_absolute_url()))
    add = page("step-new", template)
    data = filled(browser.get(add)) | {
        "label_en": "Meet", "label_ar": "لقاء", "guidance_en": "Sit in a ring.", "agenda_en": "15 Tea\n20 Talk",
        "station": "workshops", "session_kind": "assembly", "after_days": "١٢",
    }  # fmt: skip
    assert {browser.post(add, data).status_code for _twice in range(2)} == {302}
    step = TemplateStep.objects.get()
    assert (step.labels, step.after_days, step.position) == ({"en": "Meet", "ar": "لقاء"}, 12, 1)
    html = warn_free(browser.get(template.get_absolute_url()))
    assert all(word in html for word in ("Sit in a ring.", "Community assembly", "20 Talk"))


@pytest.mark.parametrize(("field", "value", "words"), [
    ("label_en", "", "Give a name in at least one language."),
    ("after_days", "4000", "Ensure this value is less than or equal to 3650."),
    ("after_days", "-1", "This number cannot be below zero."),
    ("station", "nowhere", "Select a valid choice. nowhere is not one of the available choices."),
    ("guidance_en", "x" * 1501, "Ensure this value has at most 1500 characters (it has 1501)."),
])  # fmt: skip
def test_what_a_step_cannot_be_is_refused_at_its_field(cast, enter, template, field, value, words):
    browser, add = enter(cast.manager), page("step-new", template)
    data = filled(browser.get(add)) | {"label_en": "Meet", "station": "plan"} | {field: value}
    answer = browser.post(add, data)
    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [words])
    assert template.steps.count() == 13


def test_two_who_change_one_step_lose_nothing_and_two_steps_are_no_conflict(cast, enter, template):
    first, second = template.steps.order_by("position")[:2]
    browser, edit, other = (
        enter(cast.manager),
        page("step-edit", template, first.pk),
        page("step-edit", template, second.pk),
    )
    form, beside = filled(browser.get(edit)), filled(browser.get(other))
    assert browser.post(edit, form | {"guidance_en": "Theirs", "idempotency_key": ""}).status_code == 302
    assert browser.post(other, beside | {"guidance_en": "Beside", "idempotency_key": ""}).status_code == 302
    answer = browser.post(edit, form | {"guidance_en": "Mine", "label_fr": "Aussi", "idempotency_key": ""})
    assert all(word in warn_free(answer, 409) for word in ("Theirs", "Mine", "Aussi"))
    assert browser.post(edit, filled(answer) | {"choose-guidance_en": "mine"}).status_code == 302
    first.refresh_from_db()
    assert (first.guidance["en"], first.labels["fr"]) == ("Mine", "Aussi")


def test_steps_are_moved_and_removed_by_a_button(cast, enter, template):
    browser, first = enter(cast.manager), template.steps.get(position=1)
    browser.post(page("step-move", template, first.pk), {"way": "down"})
    assert template.steps.get(pk=first.pk).position == 2
    browser.post(page("step-move", template, first.pk), {"way": "up"})
    assert "at the end of the list already" in warn_free(
        browser.post(page("step-move", template, first.pk), {"way": "up"}, follow=True)
    )
    browser.post(page("step-remove", template, first.pk))
    assert template.steps.count() == 12
    assert browser.post(page("step-remove", template, first.pk)).status_code == 404


def test_a_step_of_another_list_is_not_there(cast, enter, programme, template):
    own = actions.make_template(StepTemplate(programme=programme, labels={"en": "Own"}), by=cast.manager)
    step = template.steps.get(position=1)
    browser = enter(cast.manager)
    assert browser.get(page("step-edit", own, step.pk)).status_code == 404
    assert browser.post(page("step-move", own, step.pk), {"way": "up"}).status_code == 404


# --- the choice -------------------------------------------------------------------------------------------------------
def test_each_list_is_shown_with_its_steps_before_it_is_chosen(cast, enter, cycle, template):
    browser, choose = enter(cast.manager), page("steps-choose", cycle)
    html = warn_free(browser.get(choose))
    assert html.count("Choose this list") == 3
    assert "Keep it running" in html
    answer = browser.post(choose, {"template": template.pk}, follow=True)
    assert answer.redirect_chain == [(page("work-plan", cycle), 302)]
    assert cycle.milestones.count() == 13
    assert "another list replaces them" in warn_free(browser.get(choose))
    browser.post(choose, {"ready": "sixteen"})
    assert cycle.milestones.count() == 16


@pytest.mark.parametrize("sent", [{}, {"template": "x"}, {"template": "9" * 30}, {"ready": "none"}])
def test_what_is_no_list_is_refused_in_words(cast, enter, cycle, sent):
    answer = enter(cast.manager).post(page("steps-choose", cycle), sent, follow=True)
    assert "There is no such ready list of steps." in warn_free(answer)
    assert not cycle.milestones.exists()


def test_a_list_of_another_programme_is_none(cast, enter, cycle):
    foreign = actions.adopt_ready(cast.there.programme, "components", by=cast.stranger)
    enter(cast.manager).post(page("steps-choose", cycle), {"template": foreign.pk})
    assert not cycle.milestones.exists()


def test_a_work_plan_in_use_offers_no_other_list(cast, enter, cycle, chosen):
    plan.mark_done(chosen[0], by=cast.manager)
    browser = enter(cast.manager)
    html = warn_free(browser.get(page("steps-choose", cycle)))
    assert ("is in use already" in html, "Choose this list" in html) == (True, False)
    assert page("steps-choose", cycle) not in warn_free(browser.get(page("work-plan", cycle)))


# --- the work plan ----------------------------------------------------------------------------------------------------
def test_an_empty_work_plan_says_what_to_do(cast, enter, cycle):
    assert page("steps-choose", cycle) in warn_free(enter(cast.manager).get(page("work-plan", cycle)))
    html = warn_free(enter(cast.facilitator).get(page("work-plan", cycle)))
    assert (page("steps-choose", cycle) in html, page("milestone-new", cycle) in html) == (False, True)


def test_the_work_plan_shows_what_is_done_late_left_out_and_next(cast, enter, cycle, chosen):
    today = timezone.localdate()
    Milestone.objects.filter(pk=chosen[0].pk).update(planned_on=Day(2026, 3, 10), done_on=Day(2026, 3, 13), version=2)
    Milestone.objects.filter(pk=chosen[1].pk).update(planned_on=today - datetime.timedelta(days=1))
    Milestone.objects.filter(pk=chosen[2].pk).update(left_out="No road", planned_on=Day(2026, 3, 1))
    Milestone.objects.filter(pk__gt=chosen[2].pk).update(planned_on=None)
    html = warn_free(enter(cast.facilitator).get(page("work-plan", cycle)))
    told = [(line.label, line.delay) for line in work_plan(cycle, today).lines[:4]]
    assert told == [
        ("Done", "\u20663\u2069 days late"), ("Late", "\u20661\u2069 day late"), ("Left out", ""), ("No day yet", ""),
    ]  # fmt: skip
    assert all(
        word in html for word in ("No road", "Done: \u20661\u2069 of \u206612\u2069 steps. Late: \u20661\u2069.")
    )
    step = f"{reverse('workshops:session-new', args=[cycle.pk])}?step={chosen[1].pk}"
    assert (step in html, f"?step={chosen[0].pk}" in html) == (True, False)  # nothing is planned for what is done
    assert "Choose eight to fifteen women and men" in html


def test_the_next_steps_are_the_late_ones_first(cast, cycle, chosen):
    days = {0: None, 1: Day(2026, 5, 1), 2: Day(2026, 4, 1), 3: Day(2026, 7, 1), 4: Day(2026, 6, 20)}
    for at, day in days.items():
        Milestone.objects.filter(pk=chosen[at].pk).update(planned_on=day)
    Milestone.objects.filter(pk__gt=chosen[4].pk).update(done_on=Day(2026, 4, 2))
    upcoming = work_plan(cycle, Day(2026, 6, 1)).upcoming
    assert [line.number for line in upcoming] == [3, 2, 5]


def test_in_an_ended_cycle_nothing_is_late_and_nothing_is_pressed(cast, enter, cycle, chosen):
    cycle.phase = Phase.CLOSED
    cycle.save()
    html = warn_free(enter(cast.manager).get(page("work-plan", cycle)))
    assert (work_plan(cycle, Day(2030, 1, 1)).late, "/done/" in html, "This cycle has ended." in html) == (
        0, False, True,
    )  # fmt: skip


def test_a_step_is_done_by_one_button_pressed_twice(cast, enter, cycle, chosen):
    browser, done = enter(cast.facilitator), page("milestone-done", chosen[0])
    key = "8c5b9d9e-7f0e-4d64-9c0c-2f0b7d7b7a11"
    assert {browser.post(done, {"idempotency_key": key}).headers["Location"] for _twice in range(2)} == {
        page("work-plan", cycle)
    }
    assert Event.objects.filter(verb=Verb.MILESTONE_CHANGED).count() == 1
    assert "is done or left out already" in warn_free(browser.post(done, follow=True))


def test_a_step_is_changed_and_two_who_change_it_lose_nothing(cast, enter, chosen):
    browser, edit = enter(cast.facilitator), page("milestone-edit", chosen[1])
    form = filled(browser.get(edit))
    assert "label" not in form
    assert browser.post(edit, form).status_code == 302
    assert Milestone.objects.get(pk=chosen[1].pk).version == 1  # nothing changed, nothing written
    browser.post(edit, form | {"responsible": "Theirs", "idempotency_key": ""})
    answer = browser.post(edit, form | {"responsible": "Mine", "done_on": "2026-04-01", "idempotency_key": ""})
    assert all(word in warn_free(answer, 409) for word in ("Theirs", "Mine"))
    assert browser.post(edit, filled(answer) | {"choose-responsible": "mine"}).status_code == 302
    kept = Milestone.objects.get(pk=chosen[1].pk)
    assert (kept.responsible, kept.done_on) == ("Mine", Day(2026, 4, 1))


@pytest.mark.parametrize(("values", "field", "words"), [
    ({"done_on": "2040-01-01"}, "__all__", "This day lies in the future."),
    ({"done_on": "soon"}, "done_on", "Enter a valid date."),
    ({"done_on": "2026-04-01", "left_out": "No"}, "__all__", "A step is done, or it is left out."),
    ({"planned_on": "9999-12-31"}, "__all__", "This day lies more than 15 years from the start of the cycle."),
    ({"note": "x" * 1001}, "note", "Ensure this value has at most 1000 characters (it has 1001)."),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_stays_typed(cast, enter, chosen, values, field, words):
    browser, edit = enter(cast.facilitator), page("milestone-edit", chosen[0])
    answer = browser.post(edit, filled(browser.get(edit)) | {"responsible": "رئيس"} | values)
    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [words])
    assert "رئيس" in answer.content.decode()


def test_a_step_of_the_teams_own_is_added_renamed_moved_and_removed(cast, enter, cycle, chosen):
    User.objects.filter(pk=cast.facilitator.pk).update(language="fr")
    browser, new = enter(cast.facilitator), page("milestone-new", cycle)
    data = filled(browser.get(new))
    assert data["station"] == ["prepare"]  # where the cycle stands
    data |= {"label": "Atelier photo", "station": "profile"}
    assert {browser.post(new, data).status_code for _twice in range(2)} == {302}
    own = Milestone.objects.get(step=None)
    assert own.labels == {"fr": "Atelier photo"}
    edit = page("milestone-edit", own)
    browser.post(edit, filled(browser.get(edit)) | {"label": "Photos", "note": "En groupe"})
    own.refresh_from_db()
    assert (own.labels, own.note) == ({"fr": "Photos"}, "En groupe")
    place = own.position
    browser.post(page("milestone-move", own), {"way": "down"})
    own.refresh_from_db()
    assert own.position == place + 1
    browser.post(page("milestone-remove", own))
    assert not Milestone.objects.filter(step=None).exists()
    answer = browser.post(page("milestone-remove", chosen[0]), follow=True)
    assert answer.redirect_chain[0][0] == page("milestone-edit", chosen[0])
    assert Milestone.objects.filter(pk=chosen[0].pk).exists()


def test_the_work_plan_leaves_as_seen_and_only_with_those_who_may(cast, enter, cycle, chosen):
    Milestone.objects.filter(pk=chosen[0].pk).update(responsible="=1+1", left_out="")
    answer = enter(cast.facilitator).get(page("work-plan", cycle), {"format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[0].split(",")[:3]) == (14, ["Number", "Station", "Step"])
    assert lines[1].startswith("1,Prepare,Agree with the authorities,2026-03-10,")
    assert ",'=1+1," in lines[1]
    assert Event.objects.filter(verb=Verb.LIST_EXPORTED).get().after["list"] == "work-plan"
    assert enter(cast.partner).get(page("work-plan", cycle), {"format": "csv"}).status_code == 403


# --- on the pages of the desk -----------------------------------------------------------------------------------------
def test_programme_and_cycle_lead_to_their_steps(cast, enter, programme, cycle, chosen):
    browser = enter(cast.manager)
    assert page("template-list", programme) in warn_free(browser.get(programme.get_absolute_url()))
    html = warn_free(browser.get(cycle.get_absolute_url()))
    assert page("work-plan", cycle) in html
    assert "Agree with the authorities" in html


def test_one_or_three_cost_the_same(cast, enter, programme, cycle, template):
    """Lists, steps and milestones: the number of questions is that of one."""
    template.steps.filter(position__gt=1).delete()
    plan.choose_steps(cycle, template, by=cast.manager)
    pages = {"template-list": programme, "template-detail": template, "steps-choose": cycle, "work-plan": cycle}
    browser = enter(cast.manager)
    browser.get(page("template-list", programme))  # the first page of a browser asks more

    def counted():
        counts = {}
        for name, thing in pages.items():
            with CaptureQueriesContext(connection) as seen:
                warn_free(browser.get(page(name, thing)))
            counts[name] = len(seen)
        return counts

    one = counted()
    for number in range(2):
        made = actions.make_template(StepTemplate(programme=programme, labels={"en": f"{number}"}), by=cast.manager)
        for thing in (made, template):
            step = TemplateStep(template=thing, station="plan", labels={"en": "More"})
            version = StepTemplate.objects.get(pk=thing.pk).version
            actions.add_step(step, expected=version, by=cast.manager)
    plan.choose_steps(cycle, template, by=cast.manager)
    assert (cycle.milestones.count(), counted()) == (3, one)
    assert max(one.values()) <= 15


@ANY_TEXT
@pytest.mark.parametrize("name", ["template-edit", "step-new", "milestone-edit", "milestone-new"])
def test_any_text_in_any_field_is_answered_in_words(cast, enter, cycle, template, chosen, name, text):
    things = {"template-edit": template, "step-new": template, "milestone-edit": chosen[0], "milestone-new": cycle}
    browser, address = enter(cast.manager), page(name, things[name])
    form = filled(browser.get(address))
    for field in form:
        if field != "csrfmiddlewaretoken":
            answer = browser.post(address, form | {field: [text]})
            assert answer.status_code in (302, 409, 422), field
            assert "<script>alert(1)" not in answer.content.decode()


# --- the picture ------------------------------------------------------------------------------------------------------
def test_the_band_reaches_from_the_first_day_to_the_last_and_to_today():
    steps = [
        BandStep(1, Day(2026, 1, 1), Day(2026, 1, 11), False), BandStep(2, Day(2026, 2, 1), None, True),
        BandStep(3, None, None, False),
    ]  # fmt: skip
    band = time_band(steps, today=Day(2026, 4, 11), mirrored=False)
    first, second, third = band.rows
    assert (first.planned, first.done, band.today) == (34.0, 69.0, 384.0)  # 100 days on 350 units
    assert (first.line, second.line, third.line) == ((34.0, 69.0), (142.5, 384.0), None)
    assert [tick.text for tick in band.ticks] == ["01/2026", "02/2026", "03/2026", "04/2026"]
    turned = time_band(steps, today=Day(2026, 4, 11), mirrored=True)
    assert [row.planned for row in turned.rows] == [366.0, 257.5, None]
    assert time_band(steps[2:], today=Day(2026, 4, 11), mirrored=False) is None


@pytest.mark.parametrize("last", [Day(2026, 1, 1), Day(2031, 5, 1), Day(2100, 1, 1), Day(9999, 12, 31)])
def test_the_axis_has_few_ticks_however_long_the_plan(last):
    steps = [BandStep(1, Day(2026, 1, 1), None, False), BandStep(2, last, None, False)]
    band = time_band(steps, today=None, mirrored=False)
    assert 1 <= len(band.ticks) <= 7
    assert band.today is None

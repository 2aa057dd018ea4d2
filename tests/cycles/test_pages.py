"""The pages of cycles: a form that loses nothing, steps that ask for their reason, and the panel around the rail."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.accounts.models import Assignment
from cbp.core.models import Event, Verb
from cbp.cycles.models import Cycle, CyclePartner, GatePassage, StepTemplate, TemplateStep
from cbp.cycles.phases import Phase
from cbp.cycles.rail import panel
from tests.chain import make_community, make_cycle, make_engagement, make_organisation
from tests.desk.test_saving import filled
from tests.forged import ANY_TEXT


def page(name, thing, *more):
    return reverse(f"cycles:{name}", args=[thing.pk, *more])


@pytest.fixture
def community(cast):
    return make_community(cast.here)


@pytest.fixture
def cycle(cast, community):
    return make_cycle(community, cast.here.programme, phase=Phase.PREPARING)


# --- starting and changing --------------------------------------------------------------------------------------------
def test_it_works(cast, enter, community):
    lead = make_organisation(cast.here)
    counterpart = make_organisation(cast.here, "Prefecture", kind="local-government")
    browser, new = enter(cast.manager), page("cycle-new", community)
    data = filled(browser.get(new))
    assert data["programme"] == [str(cast.here.programme.pk)]
    data |= {"lead": lead.pk, "counterpart": counterpart.pk, "starts_on": "2026-03-01", "agreement_note": "اتفاق"}
    answers = [browser.post(new, data) for _twice in range(2)]
    cycle = Cycle.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {cycle.get_absolute_url()}
    assert (cycle.number, cycle.lead, cycle.counterpart, cycle.agreement_note) == (1, lead, counterpart, "اتفاق")


def test_all_of_it_is_kept_and_the_cycle_shows_it(cast, enter, community):
    own = StepTemplate.objects.create(programme=cast.here.programme, labels={"en": "Our steps"})
    TemplateStep.objects.create(template=own, position=1, station="prepare", labels={"en": "Meet the elders"})
    previous = make_cycle(community, cast.here.programme, phase=Phase.CLOSED)
    lead = make_organisation(cast.here, "Ministry of plan", kind="government")
    browser, new = enter(cast.manager), page("cycle-new", community)
    data = filled(browser.get(new)) | {
        "title": "Three villages", "types": ["peace", "climate"], "steps": own.pk, "lead": lead.pk,
        "plan_from": "2027-01-01", "plan_until": "2031-12-31", "government_plan": "Plan local",
    }  # fmt: skip
    answer = browser.post(new, data)
    cycle = Cycle.objects.get(number=2)
    assert answer.headers["Location"] == cycle.get_absolute_url()
    assert (cycle.title, cycle.types, cycle.template, cycle.previous) == (
        "Three villages", ["peace", "climate"], own, previous,
    )  # fmt: skip
    assert [str(one) for one in cycle.milestones.all()] == ["Meet the elders"]
    html = browser.get(cycle.get_absolute_url()).content.decode()
    for words in ("Three villages, cycle 2", "Peace · Climate", "Our steps", "Government", "31 December 2031"):
        assert words in html, words
    assert f'"{previous.get_absolute_url()}"' in html
    assert f'"{cycle.get_absolute_url()}"' in browser.get(previous.get_absolute_url()).content.decode()
    (line,) = Event.objects.of(cycle).filter(verb=Verb.CYCLE_STARTED)
    assert ["Peace, Climate and disasters"] in [after for _label, _before, after in line.rows]


@pytest.mark.parametrize(("field", "value", "faulty", "words"), [
    ("types", ["war"], "types", "Select a valid choice. war is not one of the available choices."),
    ("plan_until", "2020-01-01", "__all__", "The government’s plan ends before it begins."),
    ("steps", "stairs", "steps", "Select a valid choice. stairs is not one of the available choices."),
])  # fmt: skip
def test_what_is_new_of_a_cycle_and_cannot_be_is_refused_in_words(cast, enter, community, field, value, faulty, words):
    browser, new = enter(cast.manager), page("cycle-new", community)
    answer = browser.post(new, filled(browser.get(new)) | {"plan_from": "2027-01-01"} | {field: value})
    assert (answer.status_code, answer.context["form"].errors[faulty]) == (422, [words])
    assert not Cycle.objects.exists()


def test_a_ready_list_writes_the_work_plan_and_lists_of_others_are_not_offered(cast, enter, community):
    foreign = StepTemplate.objects.create(programme=cast.there.programme, labels={"en": "Foreign"})
    browser, new = enter(cast.manager), page("cycle-new", community)
    form = filled(browser.get(new))
    assert browser.post(new, form | {"steps": foreign.pk}).status_code == 422
    assert browser.post(new, form | {"steps": "thirteen"}).status_code == 302
    assert Cycle.objects.get().milestones.count() == 13


def test_a_second_running_cycle_is_refused_in_words_and_nothing_typed_is_lost(cast, enter, cycle, community):
    browser, new = enter(cast.manager), page("cycle-new", community)
    answer = browser.post(new, filled(browser.get(new)) | {"agreement_note": "اتفاق"})
    assert (answer.status_code, "اتفاق" in answer.content.decode()) == (422, True)
    assert answer.context["form"].non_field_errors() == [
        "This community already has a running cycle in this programme."
    ]


@pytest.mark.parametrize(("field", "value", "faulty", "words"), [
    ("programme", "there", "programme", "Select a valid choice. That choice is not one of the available choices."),
    ("lead", "there", "lead", "Select a valid choice. That choice is not one of the available choices."),
    ("counterpart", "ngo", "counterpart", "Select a valid choice. That choice is not one of the available choices."),
    ("planned_end_on", "2025-01-01", "__all__", "The plan is expected before the cycle starts."),
    ("starts_on", "soon", "starts_on", "Enter a valid date."),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words(cast, enter, community, field, value, faulty, words):
    values = {"there": cast.there.programme.pk if field == "programme" else make_organisation(cast.there).pk,
              "ngo": make_organisation(cast.here).pk}  # fmt: skip
    browser, new = enter(cast.manager), page("cycle-new", community)
    data = filled(browser.get(new)) | {"starts_on": "2026-03-01"} | {field: values.get(value, value)}
    answer = browser.post(new, data)
    assert (answer.status_code, answer.context["form"].errors[faulty]) == (422, [words])
    assert not Cycle.objects.exists()


def test_a_role_in_the_next_district_starts_no_cycle_here(cast, enter, community):
    """Programme and area match within one role: two roles do not lend each other their halves."""
    Assignment.objects.filter(user=cast.manager).update(area=cast.here.neighbour)
    Assignment.objects.create(user=cast.manager, role="facilitator", area=cast.here.region)
    assert enter(cast.manager).get(page("cycle-new", community)).status_code == 403


def test_two_who_change_a_cycle_lose_nothing(cast, enter, cycle):
    browser, edit = enter(cast.manager), page("cycle-edit", cycle)
    form = filled(browser.get(edit))
    assert browser.post(edit, form).status_code == 302
    assert Cycle.objects.get().version == 1
    browser.post(edit, form | {"government_plan": "Theirs", "idempotency_key": ""})
    answer = browser.post(
        edit, form | {"government_plan": "Mine", "agreement_note": "Also mine", "idempotency_key": ""}
    )
    assert answer.status_code == 409
    assert all(word in answer.content.decode() for word in ("Theirs", "Mine", "Also mine"))
    assert browser.post(edit, filled(answer) | {"choose-government_plan": "mine"}).status_code == 302
    kept = Cycle.objects.get()
    assert (kept.government_plan, kept.agreement_note) == ("Mine", "Also mine")


def test_an_organisation_that_can_no_longer_be_chosen_stays_where_it_stands(cast, enter, cycle):
    cycle.lead = make_organisation(cast.here, "Old house", is_active=False)
    cycle.save()
    make_organisation(cast.here, "Gone house", is_active=False)
    html = enter(cast.manager).get(page("cycle-edit", cycle)).content.decode()
    assert ("Old house" in html, "Gone house" in html) == (True, False)


def test_an_ended_cycle_is_not_changed(cast, enter, cycle):
    browser, edit = enter(cast.manager), page("cycle-edit", cycle)
    form = filled(browser.get(edit))
    Cycle.objects.update(phase=Phase.CLOSED)
    answer = browser.post(edit, form | {"government_plan": "Other"})
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422, ["This cycle has ended. Nothing in it is changed any more."],
    )  # fmt: skip


# --- the steps --------------------------------------------------------------------------------------------------------
def waive_all(browser, cycle):
    for code in ("lead", "counterpart", "boundary", "agreement", "selection", "team", "trained"):
        waive = page("check-waive", cycle, code)
        assert browser.post(waive, filled(browser.get(waive)) | {"reason": "بسبب"}).status_code == 302


def test_a_cycle_is_held_waived_moved_and_taken_back(cast, enter, cycle):
    browser = enter(cast.manager)
    seen = browser.post(page("cycle-move", cycle), {"phase": "preparing"}, follow=True).content.decode()
    assert "7 points are still open before this step" in seen
    waive_all(browser, cycle)
    assert (
        browser.post(page("cycle-move", cycle), {"phase": "preparing"}).headers["Location"] == cycle.get_absolute_url()
    )
    assert Cycle.objects.get().phase == Phase.ASSESSING
    assert set(GatePassage.objects.values_list("outcome", "reason")) == {("waived", "بسبب")}
    back = page("cycle-back", cycle)
    assert browser.post(back, filled(browser.get(back)) | {"reason": "The road was cut."}).status_code == 302
    assert (Cycle.objects.get().phase, GatePassage.objects.count()) == (Phase.PREPARING, 0)


def test_the_button_pressed_in_two_windows_moves_it_one_step(cast, enter, community):
    cycle = make_cycle(community, cast.here.programme, phase=Phase.DRAFT)
    for person in (cast.manager, cast.screening):
        enter(person).post(page("cycle-move", cycle), {"phase": "draft"})
    assert Cycle.objects.get().phase == Phase.PREPARING


@pytest.mark.parametrize("name", ["cycle-back", "cycle-cancel"])
def test_a_step_decided_on_an_older_phase_is_refused(cast, enter, cycle, name):
    browser, address = enter(cast.manager), page(name, cycle)
    data = filled(browser.get(address)) | {"reason": "Because"}
    Cycle.objects.update(phase=Phase.ASSESSING)
    answer = browser.post(address, data)
    assert answer.status_code == 422
    assert "Someone moved this cycle meanwhile" in answer.context["form"].non_field_errors()[0]
    assert Cycle.objects.get().phase == Phase.ASSESSING


@pytest.mark.parametrize("name", ["cycle-back", "cycle-cancel"])
def test_a_step_without_its_reason_is_refused(cast, enter, cycle, name):
    answer = enter(cast.manager).post(page(name, cycle), {"reason": "  "})
    assert (answer.status_code, answer.context["form"].errors["reason"]) == (422, ["This field is required."])


def test_a_cancelled_cycle_tells_why(cast, enter, cycle):
    browser, cancel = enter(cast.manager), page("cycle-cancel", cycle)
    assert browser.post(cancel, filled(browser.get(cancel)) | {"reason": "They moved away."}).status_code == 302
    kept = Cycle.objects.get()
    assert (kept.phase, "They moved away." in drawn(kept)) == (Phase.CANCELLED, True)


def test_a_check_of_another_gate_is_not_there(cast, enter, cycle):
    browser = enter(cast.manager)
    assert [browser.get(page("check-waive", cycle, code)).status_code for code in ("lead", "profile", "none")] == [
        200, 404, 404,
    ]  # fmt: skip


# --- partners ---------------------------------------------------------------------------------------------------------
def test_a_partner_is_tied_and_only_what_fits_is_offered(cast, enter, cycle):
    organisation = make_organisation(cast.here)
    fits, general = make_engagement(organisation, programme=cast.here.programme), make_engagement(organisation)
    make_engagement(organisation, ends_on="2020-01-01")
    foreign = make_engagement(make_organisation(cast.there))
    browser, new = enter(cast.manager), page("cycle-partner-new", cycle)
    answer = browser.get(new)
    assert set(answer.context["form"].fields["engagement"].queryset) == {fits, general}
    data = filled(answer) | {"part": "Facilitation"}
    assert browser.post(new, data | {"engagement": foreign.pk}).status_code == 422
    assert [browser.post(new, data | {"engagement": fits.pk}).status_code for _twice in range(2)] == [302, 302]
    assert [one.part for one in CyclePartner.objects.all()] == ["Facilitation"]
    again = browser.post(new, data | {"engagement": fits.pk, "idempotency_key": ""})
    assert again.context["form"].non_field_errors() == ["This engagement is tied to the cycle already."]


# --- the panel around the rail ----------------------------------------------------------------------------------------
def drawn(cycle, *, may_manage=True):
    return render_to_string("cycles/rail_panel.html", panel(cycle, may_manage=may_manage))


def test_the_panel_shows_what_is_open_and_the_way_to_it(cast, cycle):
    html = drawn(cycle)
    edit = reverse("cycles:cycle-edit", args=[cycle.pk])
    assert html.count(f'href="{edit}"') == 3
    assert html.count("checks/") == 7
    assert "The next gate: The preparation is agreed" in html
    assert 'value="preparing"' in html


def test_who_does_not_manage_sees_the_points_and_no_button(cast, cycle):
    html = drawn(cycle, may_manage=False)
    assert "A lead organisation is named" in html
    assert not any(word in html for word in ("<form", "<button", "waive", "/back/", "/cancel/"))


@pytest.mark.parametrize("phase", Phase)
def test_the_panel_in_every_phase(cast, community, phase):
    html = drawn(make_cycle(community, cast.here.programme, phase=phase, end_reason="Moved away."))
    cycle = Cycle.objects.get()
    shown = {word: word in html for word in ("/move/", "/back/", "/cancel/", "Moved away.")}
    assert shown == {
        "/move/": cycle.next_phase is not None, "/back/": cycle.phase_before is not None,
        "/cancel/": cycle.can_be_cancelled, "Moved away.": phase == Phase.CANCELLED,
    }  # fmt: skip


# --- any input --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["cycle-edit", "cycle-cancel", "cycle-partner-new"])
def test_one_or_three_organisations_cost_the_same(cast, enter, cycle, name):
    counts = []
    for number in range(3):
        make_engagement(make_organisation(cast.here, f"Prefecture {number}", kind="local-government"))
        if number != 1:
            with CaptureQueriesContext(connection) as seen:
                assert enter(cast.manager).get(page(name, cycle)).status_code == 200
            counts.append(len(seen))
    assert counts[0] == counts[1]


@ANY_TEXT
@pytest.mark.parametrize("name", ["cycle-edit", "cycle-back", "cycle-cancel", "cycle-partner-new", "cycle-move"])
def test_any_text_in_any_field_is_answered_in_words(cast, enter, cycle, name, text):
    browser, address = enter(cast.manager), page(name, cycle)
    form = {"phase": ["preparing"]} if name == "cycle-move" else filled(browser.get(address))
    for field in form:
        if field != "csrfmiddlewaretoken":
            answer = browser.post(address, form | {field: [text]})
            assert answer.status_code in (302, 409, 422), field
            assert "<script>alert(1)" not in answer.content.decode()

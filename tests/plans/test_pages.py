"""The pages of a plan: read by everybody who may, and its way to the authority, page by page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.core.models import Event, Programme, Verb
from cbp.plans.models import Plan
from cbp.priorities.models import Need
from cbp.workshops.models import Session
from tests.chain import make_engagement, make_item, make_need, make_organisation, make_session
from tests.desk.test_saving import filled
from tests.forged import ANY_TEXT
from tests.plans.browsing import anew, page
from tests.plans.things import assembly, endorsed, returned, signed, submitted, validated


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


# --- reading ----------------------------------------------------------------------------------------------------------
def more_items(cast, plan):
    """Two more, with needs, partner and money of their own."""
    organisation = make_organisation(cast.here, "Second")
    for position in (2, 3):
        more = make_item(plan, [make_need(plan.cycle, f"Need {position}")], position=position, partner=organisation)
        more.funding_lines.update(organisation=organisation)


@pytest.mark.parametrize("make", [lambda cast: cast.here.chain.plan, returned])
def test_one_item_and_three_items_cost_the_same(make, cast, enter):
    plan = make(cast)
    plan.items.get().funding_lines.update(organisation=cast.here.chain.organisation)
    client, url = enter(cast.planner), plan.get_absolute_url()
    one = queries(client, url)
    more_items(cast, plan)
    assert queries(client, url) == one


def test_an_endorsed_edition_costs_the_same_too(cast, enter):
    """The second world's plan has three items."""
    more_items(cast, cast.there.chain.plan)
    plans = [cast.here.chain.plan, cast.there.chain.plan]
    for plan in plans:
        plan.items.first().funding_lines.update(organisation=cast.here.chain.organisation)
        endorsed(cast, plan)
    client = enter(cast.administrator)
    one, three = (queries(client, plan.get_absolute_url()) for plan in plans)
    assert one == three


def test_the_form_of_an_item_costs_the_same_with_more_needs_and_lines(cast, enter, plan, item):
    client, url = enter(cast.planner), page("item-edit", item)
    one = queries(client, url)
    for number in range(3):
        make_need(plan.cycle, f"Need {number}")
        make_engagement(make_organisation(cast.here, f"Organisation {number}"))
        item.cost_lines.create(label=f"Line {number}", unit_cost=1)
    assert queries(client, url) == one


def test_the_page_tells_the_whole_plan(cast, enter, plan, item):
    Plan.objects.filter(pk=plan.pk).update(vision="Water for all", objectives="One well\nOne road")
    html = enter(cast.auditor).get(plan.get_absolute_url()).content.decode()
    for words in (
        "Water for all", "One road", "Water service of the district", "Q3 2026", "Q4 2026", "With the local government",
        "2,000\u00a0XAF", "1,500\u00a0XAF", "0.00%", "Drilling", "Women", "Not validated by the community yet",
        cast.here.chain.need.title,
    ):  # fmt: skip
        assert words in html, words
    assert reverse("plans:item-edit", args=[item.pk]) not in html


def test_unknown_costs_are_not_zero_on_the_page(cast, enter, plan, item):
    item.cost_lines.all().delete()
    html = enter(cast.planner).get(plan.get_absolute_url()).content.decode()
    assert "incomplete: the cost of one item is not known" in html
    assert html.count("not known") >= 4
    item.cost_lines.create(label="Free", unit_cost=0)
    assert "not applicable" in enter(cast.planner).get(plan.get_absolute_url()).content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("make", [validated, signed, submitted, returned, endorsed])
def test_every_station_can_be_read_in_every_language(make, language, cast, enter):
    plan = make(cast)
    for person in (cast.endorser, cast.manager, cast.partner):
        type(person).objects.filter(pk=person.pk).update(language=language)
        answer = enter(person).get(plan.get_absolute_url())
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()


def offered(client, plan):
    html = client.get(plan.get_absolute_url()).content.decode()
    names = ("validate", "sign", "submit", "endorse", "return", "record", "reopen", "withdraw")
    return [name for name in names if f'="/plans/{plan.pk}/{name}/"' in html]


def test_each_sees_the_steps_that_are_for_them(cast, enter):
    plan = cast.here.chain.plan
    assert offered(enter(cast.planner), plan) == ["validate", "sign", "withdraw"]  # to sign is said to be missing
    signed(cast, plan)
    assert offered(enter(cast.planner), plan) == ["sign", "submit", "reopen", "withdraw"]
    submitted_by_planner(cast, plan)
    assert offered(enter(cast.endorser), plan) == ["sign", "endorse", "return", "withdraw"]
    assert offered(enter(cast.manager), plan) == ["sign", "record", "withdraw"]
    assert offered(enter(cast.auditor), plan) == []
    plan.authors.add(cast.endorser)
    assert offered(enter(cast.endorser), plan) == ["sign", "withdraw"]
    assert "wrote in a plan does not decide" in enter(cast.endorser).get(plan.get_absolute_url()).content.decode()


def submitted_by_planner(cast, plan):
    from cbp.plans.actions.editions import submit_plan

    submit_plan(plan, by=cast.planner)


# --- the way to the authority, page by page ---------------------------------------------------------------------------
def test_from_draft_to_endorsed_and_the_next_edition(cast, enter, plan):
    session, writer, endorser = assembly(cast), enter(cast.facilitator), enter(cast.endorser)
    for name, values in (
        ("plan-validate", {"session": session.pk}),
        ("plan-sign", {"body": "Committee", "office": "President", "method": "witnessed", "signed_on": "2026-06-02"}),
    ):
        data = filled(writer.get(page(name, plan)))
        assert writer.post(page(name, plan), data | {key: [value] for key, value in values.items()}).status_code == 302
    assert writer.post(page("plan-submit", plan)).status_code == 302
    url = page("plan-endorse", plan)
    data = filled(endorser.get(url)) | {"authority": ["Council"], "decided_on": ["2026-07-01"], "letter": ["5"]}
    assert endorser.post(url, data).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "endorsed"
    assert Need.objects.get(pk=cast.here.chain.need.pk).state == "planned"
    new = reverse("plans:plan-new", args=[plan.cycle_id])
    form = filled(writer.get(new))
    assert writer.post(new, anew(form)).status_code == 422  # without a reason
    assert writer.post(new, anew(form, revision_reason=["More money came"])).status_code == 302
    assert Plan.objects.get(cycle=plan.cycle, number=2).items.get().origin == plan.items.get()


def test_returned_with_remarks_and_answered(cast, enter, item):
    plan = submitted(cast)
    url = page("plan-return", plan)
    client = enter(cast.endorser)
    data = filled(client.get(url)) | {"authority": ["Council"], "decided_on": ["2026-07-01"]}
    assert client.post(url, anew(data)).status_code == 422  # without a remark
    assert client.post(url, anew(data, **{f"item{item.pk}": ["Too deep"]})).status_code == 302
    remark = plan.remarks.get()
    answer = filled(enter(cast.planner).get(page("remark-answer", remark))) | {"answer": ["A shallow one"]}
    assert enter(cast.planner).post(page("remark-answer", remark), answer).status_code == 302
    html = enter(cast.auditor).get(plan.get_absolute_url()).content.decode()
    assert "Too deep" in html
    assert "A shallow one" in html


@pytest.mark.parametrize(("kind", "state"), [("endorsed", "endorsed"), ("returned", "returned")])
def test_a_decision_on_paper(kind, state, cast, enter):
    plan = submitted(cast)
    url, client = page("plan-record", plan), enter(cast.manager)
    data = filled(client.get(url)) | {"authority": ["Council"], "decided_on": ["2026-07-01"], "remarks": ["Seen."]}
    data |= {"kind": [kind]}
    assert client.post(url, anew(data)).status_code == 422  # without the number of the letter
    assert client.post(url, anew(data, letter=["7/2026"])).status_code == 302
    decision = plan.decisions.get()
    assert (Plan.objects.get(pk=plan.pk).state, decision.on_paper, decision.letter) == (state, True, "7/2026")


@pytest.mark.parametrize("who", ["author", "submitter"])
def test_self_approval_is_forbidden_and_remembered(who, cast, enter):
    """A10."""
    plan = submitted(cast)
    if who == "author":
        plan.authors.add(cast.endorser)
    else:
        Plan.objects.filter(pk=plan.pk).update(submitted_by=cast.endorser)
    values = {"authority": "Council", "decided_on": "2026-07-01", "letter": "1"}
    for name in ("plan-endorse", "plan-return"):
        answer = enter(cast.endorser).post(page(name, plan), values)
        assert answer.status_code == 403
        assert "does not decide on it" in answer.content.decode()
    assert Plan.objects.get(pk=plan.pk).state == "submitted"
    assert Event.objects.filter(verb=Verb.TRY_REFUSED, by_id=cast.endorser.pk).count() == 2


def test_a_ministry_is_recorded_beside(cast, enter):
    Programme.objects.filter(pk=cast.here.programme.pk).update(needs_ministry=True)
    plan = endorsed(cast)
    client, url = enter(cast.manager), page("plan-record", plan)
    assert "waits for the endorsement of the ministry" in client.get(plan.get_absolute_url()).content.decode()
    data = filled(client.get(url)) | {"authority": ["Ministry"], "decided_on": ["2026-09-01"], "letter": ["M1"]}
    assert client.post(url, anew(data, kind=["endorsed"])).status_code == 302
    assert plan.decisions.get(level="ministry").authority == "Ministry"
    assert url not in client.get(plan.get_absolute_url()).content.decode()


def test_sessions_that_can_validate_are_the_only_choices(cast, enter, plan):
    good = assembly(cast)
    make_session(plan.cycle, "mixed", people=0, kind="assembly", state="planned")
    make_session(plan.cycle, "women", people=0, kind="focus-group", state="recorded")
    foreign = assembly(cast, cast.there.chain.cycle)
    form = enter(cast.planner).get(page("plan-validate", plan)).context["form"]
    assert [pk for pk, _label in form.fields["session"].choices if pk] == [good.pk]
    answer = enter(cast.planner).post(page("plan-validate", plan), {"session": foreign.pk})
    assert answer.status_code == 422
    assert Session.objects.filter(validated_plans=plan).count() == 0


def test_an_edition_at_work_is_led_to(cast, enter, plan):
    answer = enter(cast.planner).get(reverse("plans:plan-new", args=[plan.cycle_id]))
    assert (answer.status_code, answer.url) == (302, plan.get_absolute_url())


@pytest.mark.parametrize("year", ["1999", "2101", "9999", "0001"])
def test_years_that_are_none(year, cast, enter, plan):
    url, client = page("plan-edit", plan), enter(cast.planner)
    answer = client.post(url, filled(client.get(url)) | {"starts_on": [f"{year}-01-01"], "ends_on": [f"{year}-12-31"]})
    assert answer.status_code == 422
    assert "between 2000 and 2100" in answer.content.decode()


@ANY_TEXT
def test_any_text_in_any_field_is_answered_in_words(text, cast, enter, plan, item):
    client = enter(cast.planner)
    for url in (page("item-edit", item), page("plan-edit", plan), page("plan-sign", plan), page("plan-validate", plan)):
        form = filled(client.get(url))
        names = set(form) - {"csrfmiddlewaretoken", "version", "base", "idempotency_key"}
        for fields in [names, *({name} for name in sorted(names) if text == "\x00")]:
            answer = client.post(url, anew(form, **{field: [text] for field in fields}))
            assert answer.status_code in (302, 409, 422), fields
            if answer.status_code == 302:
                form = filled(client.get(url))
            assert "<script>alert(1)" not in answer.content.decode()


def test_history_tells_an_item_in_words(cast, enter, item):
    client, url = enter(cast.planner), page("item-edit", item)
    client.post(url, filled(client.get(url)) | {"title": ["Two wells"], "needs": []})
    event = Event.objects.of(item).get()
    labels = [label for label, _was, _now in event.rows]
    assert "What is to be done" in labels
    assert "Needs it answers" in labels

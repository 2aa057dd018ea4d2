"""The rules of inclusion of a programme, and the reason why one was not kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cbp.core.actions.rules import MOST, change_rules, rules_of
from cbp.core.groups import BODY_GROUPS
from cbp.core.models import Event, InclusionRule, PopulationGroup, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.cycles.actions.rules import explain_rule
from cbp.cycles.models import RuleReason
from cbp.cycles.phases import Phase
from cbp.cycles.reading.bodies import COUNTED
from tests.chain import make_community, make_cycle
from tests.desk.counting import questions
from tests.desk.test_saving import filled

DEFAULTS = {
    ("sessions", "women", 1, True), ("share", "women", 30, False), ("sessions", "youth", 1, False),
    ("body-share", "women", 30, False),
}  # fmt: skip


@pytest.fixture
def programme(cast):
    return cast.here.programme


@pytest.fixture
def cycle(cast, programme):
    return make_cycle(make_community(cast.here), programme)


def rule(kind="share", group="idp", minimum=20, holds_up=False) -> InclusionRule:
    return InclusionRule(kind=kind, group=group, minimum=minimum, holds_up=holds_up)


def stored(programme) -> set[tuple[object, ...]]:
    return set(programme.inclusion_rules.values_list("kind", "group", "minimum", "holds_up"))


def page(programme) -> str:
    return reverse("cycles:rule-list", args=[programme.pk])


# --- the rules of a programme -----------------------------------------------------------------------------------------
def test_it_works(cast, programme):
    """A rule of the same kind and group stays the same one, so that reasons stay with it."""
    assert stored(programme) == DEFAULTS
    share = programme.inclusion_rules.get(kind="share")
    change_rules(programme, [rule(group="women", minimum=50), rule()], expected=1, by=cast.manager)
    assert stored(programme) == {("share", "women", 50, False), ("share", "idp", 20, False)}
    assert (programme.inclusion_rules.get(minimum=50).pk, programme.version) == (share.pk, 2)
    line = Event.objects.of(programme).get(verb=Verb.PROGRAMME_RULES)
    ((label, before, after),) = line.rows
    assert (label, len(before), len(after)) == ("Rules of inclusion", 4, 2)
    assert "Group: Women" in after[0]
    assert "At least: 50" in after[0]


def test_whoever_was_slower_is_stopped_and_nothing_new_writes_no_line(cast, programme):
    change_rules(programme, rules_of(programme), expected=1, by=cast.manager)
    assert not Event.objects.filter(verb=Verb.PROGRAMME_RULES).exists()
    with pytest.raises(Stale):
        change_rules(programme, [], expected=1, by=cast.manager)
    assert stored(programme) == DEFAULTS


@pytest.mark.parametrize(("rules", "words"), [
    ([rule(), rule(minimum=30)], "a rule of this kind for this group already"),
    ([rule(group="mixed")], "only sessions can be counted"),
    ([rule("participations", "mixed")], "only sessions can be counted"),
    ([rule("body-share", "leaders")], "not counted by this group"),
    ([rule(minimum=101)], "lies between 1 and 100"),
    ([rule(minimum=0)], "lies between 1 and 100"),
    ([rule("participations", minimum=10_001)], "between 1 and 10,000"),
    ([rule(group="martians")], "does not know that group"),
    ([rule(kind="weather")], "does not know that group or that kind"),
    ([rule("participations", group) for group in ("women", "men", "youth", "older", "idp", "host", "leaders",
                                                  "farmers", "minority")], "at most 8 rules"),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_what_could_never_be_told_is_refused(cast, programme, rules, words):
    with pytest.raises(Refused, match=words):
        change_rules(programme, rules, expected=1, by=cast.manager)
    assert stored(programme) == DEFAULTS


def test_bodies_are_judged_by_the_groups_in_which_they_are_counted():
    assert set(COUNTED) == BODY_GROUPS


def test_a_group_that_is_no_longer_used_keeps_its_rule(cast, programme):
    PopulationGroup.objects.create(programme=programme, code="island", labels={"en": "Island people"}, position=9)
    change_rules(programme, [rule(group="island")], expected=1, by=cast.manager)
    PopulationGroup.objects.filter(code="island").update(is_active=False)
    change_rules(programme, [rule(group="island", minimum=30)], expected=2, by=cast.manager)
    assert stored(programme) == {("share", "island", 30, False)}


# --- its page ---------------------------------------------------------------------------------------------------------
def test_the_page_changes_takes_out_and_adds(cast, enter, programme):
    browser, here = enter(cast.manager), page(programme)
    data = filled(browser.get(here))
    assert (data["rule0_kind"], data["rule0_group"], data["rule0_holds_up"]) == (["sessions"], ["women"], ["on"])
    data |= {"rule1_kind": "", "rule1_group": "", "rule1_minimum": ""}  # the share of women goes
    data |= {"rule7_kind": "participations", "rule7_group": "idp", "rule7_minimum": "1 000"}
    assert {browser.post(here, data).headers["Location"] for _twice in range(2)} == {programme.get_absolute_url()}
    left = DEFAULTS - {("share", "women", 30, False)}
    assert stored(programme) == left | {("participations", "idp", 1000, False)}
    assert programme._meta.model.objects.get(pk=programme.pk).version == 2


@pytest.mark.parametrize(("fields", "faulty", "words"), [
    ({"rule4_group": "idp"}, "rule4_kind", "Say what is counted, or leave the group and the number empty too."),
    ({"rule4_kind": "share"}, "rule4_group", "This field is required."),
    ({"rule4_kind": "share", "rule4_group": "idp"}, "rule4_minimum", "This field is required."),
    ({"rule4_kind": "share", "rule4_group": "women", "rule4_minimum": "9"}, "rule4_group",
     "There is a rule of this kind for this group already."),
    ({"rule4_kind": "share", "rule4_group": "men", "rule4_minimum": "900"}, "rule4_group",
     "A share lies between 1 and 100, any other number between 1 and 10,000."),
    ({"rule4_minimum": "many"}, "rule4_minimum", "Enter a whole number in digits, such as 1250 or 1 250."),
    ({"rule4_kind": "weather"}, "rule4_kind", "Select a valid choice. weather is not one of the available choices."),
])  # fmt: skip
def test_bad_input_is_answered_in_words_and_nothing_typed_is_lost(cast, enter, programme, fields, faulty, words):
    browser, here = enter(cast.manager), page(programme)
    answer = browser.post(here, filled(browser.get(here)) | fields)
    assert (answer.status_code, answer.context["form"].errors[faulty]) == (422, [words])
    assert stored(programme) == DEFAULTS


def test_two_who_change_the_rules_lose_nothing(cast, enter, programme):
    browser, here = enter(cast.manager), page(programme)
    form = filled(browser.get(here))
    change_rules(programme, [rule(group="women", minimum=40)], expected=1, by=cast.screening)
    answer = browser.post(here, form | {"rule0_minimum": "2"})
    assert answer.status_code == 409
    assert len(stored(programme)) == 1


def test_one_or_three_rules_cost_the_same(cast, enter, programme):
    browser, counts = enter(cast.manager), {}
    for number, group in enumerate(("idp", "host", "returnee-idp")):
        programme.inclusion_rules.filter(kind__in=["sessions", "body-share"]).delete()
        InclusionRule.objects.create(programme=programme, kind="participations", group=group, minimum=5)
        if number == 1:
            continue
        for address in (page(programme), programme.get_absolute_url()):
            counts.setdefault(address, []).append(questions(browser, address))
    assert all(first == last for first, last in counts.values()), counts


def test_the_programme_shows_its_rules(cast, enter, programme):
    html = enter(cast.auditor).get(programme.get_absolute_url()).content.decode()
    assert "at least \u20661\u2069 verified session of their own" in html
    assert page(programme) not in html
    assert page(programme) in enter(cast.manager).get(programme.get_absolute_url()).content.decode()
    assert len(rules_of(programme)) <= MOST


# --- why one was not kept ---------------------------------------------------------------------------------------------
def explain(cycle, by, reason="The men were fishing.", expected="", **about):
    one = cycle.programme.inclusion_rules.get(**(about or {"kind": "share"}))
    return explain_rule(cycle, one, reason=reason, expected=expected, by=by)


def test_a_reason_is_written_and_written_anew(cast, cycle):
    explain(cycle, cast.facilitator, reason=" The men were fishing. ")
    kept = explain(cycle, cast.manager, reason="The road was cut.", expected="The men were fishing.")
    assert (RuleReason.objects.count(), kept.reason, kept.by) == (1, "The road was cut.", cast.manager)
    lines = Event.objects.of(cycle).filter(verb=Verb.RULE_EXPLAINED).order_by("pk")
    assert [line.before for line in lines] == [None, {"reason": "The men were fishing."}]
    assert "Women: at least" in lines[0].after["rule"]


def test_what_cannot_be_explained_is_refused(cast, cycle):
    explain(cycle, cast.facilitator)
    foreign = cast.there.programme.inclusion_rules.get(kind="share")
    with pytest.raises(Refused, match="rule of another programme"):
        explain_rule(cycle, foreign, reason="Because", expected="", by=cast.manager)
    with pytest.raises(Refused, match="A manager waives it at its gate"):
        explain(cycle, cast.manager, holds_up=True)
    with pytest.raises(Refused, match=r"Say why\."):
        explain(cycle, cast.manager, reason=" ")
    with pytest.raises(Refused, match="Someone wrote another reason meanwhile: “The men were fishing"):
        explain(cycle, cast.manager, reason="Mine")
    type(cycle).objects.filter(pk=cycle.pk).update(phase=Phase.CLOSED)
    with pytest.raises(Refused, match="has ended"):
        explain(cycle, cast.manager, expected="The men were fishing.")
    assert RuleReason.objects.get().reason == "The men were fishing."


def test_the_page_of_a_reason(cast, enter, cycle):
    share = cycle.programme.inclusion_rules.get(kind="share")
    browser, here = enter(cast.facilitator), reverse("cycles:rule-reason", args=[cycle.pk, share.pk])
    data = filled(browser.get(here)) | {"reason": "بسبب الصيد"}
    assert {browser.post(here, data).headers["Location"] for _twice in range(2)} == {
        cycle.get_absolute_url() + "#rules"
    }
    assert filled(browser.get(here))["seen"] == ["بسبب الصيد"]
    stale = browser.post(here, data | {"reason": "Mine", "idempotency_key": ""})
    assert (stale.status_code, "بسبب الصيد" in stale.content.decode()) == (422, True)
    assert browser.post(here, {"reason": " "}).status_code == 422


@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_a_rule_that_is_not_there_is_not_there(cast, enter, cycle, number):
    foreign = cast.there.programme.inclusion_rules.first().pk
    for key in (number, foreign):
        assert enter(cast.manager).get(f"/cycles/{cycle.pk}/rules/{key}/reason/").status_code == 404

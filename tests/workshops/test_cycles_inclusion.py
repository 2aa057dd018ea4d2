"""Rules of inclusion judged in a cycle: what was found, what is not known, what nothing can be divided by."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.core.models import InclusionRule
from cbp.cycles.actions.rules import explain_rule
from cbp.cycles.gates import checks_of
from cbp.cycles.phases import Gate, Phase
from cbp.workshops.checks import warnings_of
from cbp.workshops.inclusion import judged
from cbp.workshops.models import AttendanceCell, Session
from cbp.workshops.phases import SessionState
from tests.chain import make_community, make_cycle, make_session, make_team, verified
from tests.desk.counting import questions


@pytest.fixture
def cycle(cast):
    """Of a programme without rules."""
    InclusionRule.objects.filter(programme=cast.here.programme).delete()
    return make_cycle(make_community(cast.here), cast.here.programme)


def rule(cycle, kind="share", group="women", minimum=30, holds_up=False) -> InclusionRule:
    return InclusionRule.objects.create(
        programme=cycle.programme, kind=kind, group=group, minimum=minimum, holds_up=holds_up
    )


def held(cycle, women: int | None, men: int | None, group: str = "mixed", **fields) -> Session:
    session = make_session(cycle, group, 0, **{"state": SessionState.RECORDED, **fields})
    counts = [("f", women), ("m", men)]
    AttendanceCell.objects.bulk_create(
        AttendanceCell(session=session, sex=sex, lower=18, upper=59, people=people)
        for sex, people in counts
        if people is not None
    )
    return session


def of_whom(session: Session, group: str, people: int) -> None:
    AttendanceCell.objects.create(session=session, group=group, sex="f", people=people)


def told(cycle):
    (one,) = judged(cycle)
    return one.found, one.is_kept, one.is_applicable


# --- a share of mixed sessions ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("women", "men", "is_kept"), [(3, 7, True), (29, 71, False), (30, 70, True), (299, 701, False)]
)
def test_the_share_is_compared_exactly(cycle, women, men, is_kept):
    rule(cycle)
    held(cycle, women, men)
    assert told(cycle) == (Decimal(women * 100) / (women + men), is_kept, True)


def test_the_share_is_of_all_mixed_sessions_together_and_shows_its_arithmetic(cycle):
    rule(cycle)
    held(cycle, 10, 50)
    held(cycle, 1, 9)
    held(cycle, None, 40, attendance_stated=90)  # unknown is not zero
    held(cycle, 60, 0, group="women")
    held(cycle, 90, 0, state=SessionState.DRAFT)
    (one,) = judged(cycle)
    assert (one.found, one.is_kept) == (Decimal(1100) / 70, False)
    assert one.sentence.replace("\u2066", "").replace("\u2069", "") == (
        "11 of 70: 15 in a hundred. Mixed sessions in which they were not counted: 1."
    )


def test_a_share_of_another_group_is_of_all_who_came(cycle):
    rule(cycle, group="idp", minimum=20)
    of_whom(held(cycle, 20, 30), "idp", 10)
    assert told(cycle) == (Decimal(20), True, True)
    of_whom(held(cycle, 30, 20), "idp", 0)
    assert told(cycle) == (Decimal(10), False, True)


def test_a_share_of_nothing_is_not_applicable_and_an_uncounted_one_not_known(cycle):
    rule(cycle)
    held(cycle, 9, 0, group="women")
    assert told(cycle) == (None, None, False)
    held(cycle, 0, 0)
    assert told(cycle) == (None, None, False)
    Session.objects.filter(group="mixed").delete()
    held(cycle, None, 40)
    assert told(cycle) == (None, None, True)


# --- sessions and participations --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("group", "of", "counts"), [
    ("women", "women", True), ("women", "young-women", True), ("women", "mixed", False), ("women", "men", False),
    ("youth", "young-men", True), ("mixed", "mixed", True), ("idp", "idp", True), ("idp", "women", False),
])  # fmt: skip
def test_verified_sessions_of_the_group_alone(cast, cycle, group, of, counts):
    rule(cycle, "sessions", group, 1)
    session = held(cycle, 5, None, group=of)
    assert told(cycle)[:2] == (0, False)
    verified(session, cast.manager, cast.facilitator)
    assert told(cycle)[:2] == (int(counts), counts)


def test_participations_are_enough_when_they_are_enough(cycle):
    rule(cycle, "participations", "idp", 12)
    assert told(cycle) == (None, None, True)
    of_whom(held(cycle, 20, 30), "idp", 7)
    assert told(cycle) == (7, False, True)
    uncounted = held(cycle, 20, 30)
    assert told(cycle) == (7, None, True)
    of_whom(uncounted, "idp", 5)
    assert told(cycle) == (12, True, True)
    held(cycle, 20, 30)  # nobody asked there, and it is enough all the same
    assert told(cycle) == (12, True, True)


def test_participations_of_women_and_of_youth(cycle):
    women, youth = rule(cycle, "participations", "women", 30), rule(cycle, "participations", "youth", 9)
    held(cycle, 20, 5)
    held(cycle, 4, 6, group="youth")
    found = {one.rule: (one.found, one.is_kept) for one in judged(cycle)}
    assert found == {women: (24, False), youth: (10, True)}


# --- bodies -----------------------------------------------------------------------------------------------------------
def test_each_body_is_judged_by_itself_and_the_smallest_share_is_told(cycle):
    rule(cycle, "body-share")
    assert told(cycle) == (None, None, False)
    make_team(cycle, women=5, men=5)
    assert told(cycle) == (Decimal(50), True, True)
    make_team(cycle, kind="procurement", women=None, men=None)
    assert told(cycle) == (Decimal(50), None, True)
    make_team(cycle, kind="monitoring", women=1, men=4)
    (one,) = judged(cycle)
    assert (one.found, one.is_kept, "Monitoring" in one.sentence) == (Decimal(20), False, True)


def test_a_body_that_was_dissolved_is_not_judged(cycle):
    rule(cycle, "body-share")
    make_team(cycle, women=0, men=4, dissolved_on="2026-05-01")
    assert told(cycle) == (None, None, False)


# --- the gate ---------------------------------------------------------------------------------------------------------
def gate(cycle):
    return next(one for one in checks_of(Gate.CHOSEN) if one.code == "rules-of-inclusion").ask(cycle)


def test_a_rule_that_holds_up_is_a_check_of_the_gate_and_one_that_warns_is_none(cast, cycle):
    assert gate(cycle).is_fulfilled
    rule(cycle, "sessions", "youth", 1)
    assert gate(cycle).is_fulfilled
    rule(cycle, "sessions", "women", 1, holds_up=True)
    answer = gate(cycle)
    assert (answer.is_fulfilled, answer.url) == (False, f"/cycles/{cycle.pk}/participation/#rules")
    assert "Women" in answer.sentence
    assert "Youth" not in answer.sentence
    verified(held(cycle, 5, None, group="women"), cast.manager, cast.facilitator)
    assert gate(cycle).is_fulfilled


def test_what_nobody_counted_opens_no_gate_and_what_is_not_applicable_closes_none(cycle):
    rule(cycle, holds_up=True)
    assert gate(cycle).is_fulfilled  # no mixed session was held
    held(cycle, None, 40)
    assert not gate(cycle).is_fulfilled


# --- the pages --------------------------------------------------------------------------------------------------------
def pages(cycle):
    return cycle.get_absolute_url(), reverse("workshops:participation", args=[cycle.pk])


def test_a_rule_that_warns_asks_why_until_it_is_said(cast, enter, cycle):
    share = rule(cycle)
    held(cycle, 1, 9)
    reason = reverse("cycles:rule-reason", args=[cycle.pk, share.pk])
    for address in pages(cycle):
        html = enter(cast.facilitator).get(address).content.decode()
        assert all(words in html for words in (reason, "not kept, and no reason written"))
        assert reason not in enter(cast.auditor).get(address).content.decode()
    explain_rule(cycle, share, reason="They were at the <market>.", expected="", by=cast.facilitator)
    for address in pages(cycle):
        html = enter(cast.auditor).get(address).content.decode()
        assert "They were at the &lt;market&gt;." in html
        assert "no reason written" not in html


def test_before_the_workshops_nobody_is_asked_why(cast, enter, cycle):
    rule(cycle, "sessions", "youth", 1)
    type(cycle).objects.update(phase=Phase.ASSESSING)
    cycle.refresh_from_db()
    (one,) = judged(cycle)
    assert (one.is_kept, one.wants_a_reason, one.may_be_explained) == (False, False, False)
    html = enter(cast.manager).get(cycle.get_absolute_url()).content.decode()
    assert ("not yet" in html, "/reason/" in html) == (True, False)


def test_the_questions_do_not_grow_with_rules_sessions_and_bodies(cast, enter, cycle):
    browser = enter(cast.manager)

    def asked() -> dict[str, int]:
        fresh, counts = type(cycle).objects.select_related("programme").get(pk=cycle.pk), {}
        with CaptureQueriesContext(connection) as seen:
            judged(fresh)
        counts["judged"] = len(seen)
        for address in pages(cycle):
            counts[address] = questions(browser, address)
        return counts

    def more(number: int) -> None:
        own = rule(cycle, "sessions", ("women", "men", "youth")[number])
        make_team(cycle, kind=("monitoring", "procurement", "audit")[number])
        held(cycle, number, 5)
        explain_rule(cycle, own, reason="Because", expected="", by=cast.manager)

    more(0)
    one = asked()
    more(1)
    more(2)
    assert asked() == one
    assert one["judged"] <= 6


# --- the warning of one session ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(("minimum", "warned"), [(None, False), (20, False), (21, True), (50, True)])
def test_a_session_is_warned_of_by_the_programme_s_own_share(cycle, minimum, warned):
    if minimum:
        rule(cycle, minimum=minimum)
    rule(cycle, "participations", "women", 90)
    found = {one.code: one.sentence for one in warnings_of(held(cycle, 1, 4))}
    assert ("few-women" in found) == warned
    if warned:
        assert f"at least \u2066{minimum}\u2069" in found["few-women"]

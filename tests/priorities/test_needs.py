"""The register of needs: raising, changing, deciding by the table, and the voices that stay."""

from __future__ import annotations

import pytest

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.priorities.actions import needs as actions
from cbp.priorities.models import Need
from cbp.priorities.phases import ALIVE, ASIDE, DECISIONS, NEED_NEXT, NeedState, asks_reason
from tests.chain import make_community, make_cycle, make_need, make_ranking, make_session


def voices(need):
    return sorted((voice.group, voice.session_id) for voice in need.voices.all())


def elsewhere(cast):
    return make_cycle(make_community(cast.here, "Elsewhere"), cast.here.programme)


# --- raising and changing ---------------------------------------------------------------------------------------------
def test_it_works(cast):
    cycle, session = cast.here.chain.cycle, cast.here.chain.session
    cast.facilitator.language = "ar"
    need = actions.raise_need(
        Need(cycle=cycle, title="الماء بعيد"), voices=[("women", session), ("idp", None), ("women", session)],
        by=cast.facilitator,
    )  # fmt: skip
    assert (need.number, need.state, need.language) == (2, NeedState.RAISED, "ar")
    assert voices(need) == [("idp", None), ("women", session.pk)]
    assert Event.objects.of(need).get(verb=Verb.NEED_RAISED).after["title"] == "الماء بعيد"


def test_numbers_begin_anew_in_each_cycle(cast):
    need = actions.raise_need(Need(cycle=elsewhere(cast), title="Road"), voices=[], by=cast.facilitator)
    assert need.number == 1


def test_what_cannot_be_raised(cast):
    cycle = cast.here.chain.cycle
    for chosen, words in [
        ([("nobody", None)], "does not know"),
        ([("women", make_session(elsewhere(cast)))], "another"),
    ]:
        with pytest.raises(Refused, match=words):
            actions.raise_need(Need(cycle=cycle, title="No"), voices=chosen, by=cast.facilitator)
    type(cycle).objects.filter(pk=cycle.pk).update(phase="cancelled")
    with pytest.raises(Refused, match="has ended"):
        actions.raise_need(Need(cycle=cycle, title="No"), voices=[], by=cast.facilitator)
    assert not Need.objects.filter(title="No").exists()


def test_it_is_changed_and_its_translations_doubted(cast):
    need = cast.here.chain.need
    said = {"fr": {"title": {"text": "Loin", "state": "checked"}, "causes": {"text": "x", "state": "checked"}}}
    Need.objects.filter(pk=need.pk).update(translations=said)
    need.title = "Water is an hour away"
    actions.change_need(need, fields=["title"], voices=[("men", None)], expected=1, by=cast.facilitator)
    need.refresh_from_db()
    assert (need.title, need.version, voices(need)) == ("Water is an hour away", 2, [("men", None)])
    states = {field: text["state"] for field, text in need.translations["fr"].items()}
    assert states == {"title": "draft", "causes": "checked"}
    line = Event.objects.of(need).get(verb=Verb.NEED_CHANGED)
    assert (line.before["voices"], line.after["voices"]) == (["women"], ["men"])


def test_whoever_changes_it_too_late_is_told(cast):
    need = cast.here.chain.need
    Need.objects.filter(pk=need.pk).update(version=2)
    with pytest.raises(Stale):
        actions.change_need(need, fields=["title"], voices=[], expected=1, by=cast.facilitator)
    assert voices(need) == [("women", None)]


@pytest.mark.parametrize("state", [NeedState.MERGED, NeedState.WITHDRAWN])
def test_what_left_the_register_is_not_changed(cast, state):
    need = make_need(
        cast.here.chain.cycle, state=state, merged_into=cast.here.chain.need if state == "merged" else None
    )
    with pytest.raises(Refused, match="not changed any more"):
        actions.change_need(need, fields=["title"], voices=[], expected=1, by=cast.facilitator)


# --- deciding ---------------------------------------------------------------------------------------------------------
def in_state(cast, state):
    into = cast.here.chain.need if state == NeedState.MERGED else None
    return make_need(cast.here.chain.cycle, "One", groups=("women", "idp"), state=state, merged_into=into)


@pytest.mark.parametrize("now", NeedState)
def test_every_step_of_the_table_and_no_other(cast, now):
    for after in NeedState:
        need, into = in_state(cast, now), make_need(cast.here.chain.cycle, "Other", groups=("men",))
        if after in NEED_NEXT[now]:
            actions.move_need(need, to=after, reason="Because", by=cast.facilitator, into=into)
            need.refresh_from_db()
            assert (need.state, need.merged_into == into) == (after, after == NeedState.MERGED)
        else:
            with pytest.raises(Refused, match="does not become"):
                actions.move_need(need, to=after, reason="Because", by=cast.facilitator, into=into)


def test_every_state_can_be_reached():
    assert {after for many in NEED_NEXT.values() for after in many} | {NeedState.RAISED} == set(NeedState)
    assert ALIVE | set(ASIDE) == set(NeedState)
    assert set(DECISIONS) == {NeedState.CONFIRMED, *ASIDE}


@pytest.mark.parametrize("after", ASIDE)
def test_whoever_sets_it_aside_says_why(cast, after):
    need = in_state(cast, NeedState.CONFIRMED)
    assert asks_reason(NeedState.CONFIRMED, after)
    with pytest.raises(Refused, match="Say"):
        actions.move_need(need, to=after, reason=" ", by=cast.facilitator, into=cast.here.chain.need)


def test_coming_back_asks_why_too(cast):
    need = in_state(cast, NeedState.PARKED)
    with pytest.raises(Refused, match="Say why"):
        actions.move_need(need, to=NeedState.CONFIRMED, reason="", by=cast.facilitator)
    actions.move_need(need, to=NeedState.CONFIRMED, reason="The road is open", by=cast.facilitator)
    need.refresh_from_db()
    line = Event.objects.of(need).get(verb=Verb.NEED_MOVED)
    assert (need.state_reason, line.reason, line.before, line.after) == (
        "The road is open", "The road is open", {"state": "parked"}, {"state": "confirmed"},
    )  # fmt: skip


def test_a_merged_need_keeps_its_voices_on_the_survivor(cast):
    session = cast.here.chain.session
    need = in_state(cast, NeedState.RAISED)
    need.voices.filter(group="idp").update(session=session)
    into = make_need(cast.here.chain.cycle, "Other", groups=("women", "men"))
    actions.move_need(need, to=NeedState.MERGED, reason="The same", by=cast.facilitator, into=into)
    assert voices(into) == [("idp", session.pk), ("men", None), ("women", None)]
    assert len(voices(need)) == 2


def test_what_a_need_is_not_merged_into(cast):
    need = in_state(cast, NeedState.RAISED)
    for into, words in [
        (None, "Choose another need"),
        (need, "Choose another need"),
        (make_need(elsewhere(cast)), "Choose another need"),
        (in_state(cast, NeedState.PARKED), "goes on itself"),
    ]:
        with pytest.raises(Refused, match=words):
            actions.move_need(need, to=NeedState.MERGED, reason="x", by=cast.facilitator, into=into)


@pytest.mark.parametrize(("state", "is_held"), [("set-up", True), ("open", True), ("closed", False)])
def test_an_option_of_a_running_ranking_is_not_set_aside(cast, state, is_held):
    need = in_state(cast, NeedState.CONFIRMED)
    make_ranking(cast.here.chain.cycle, [need], {}, state=state)
    if is_held:
        with pytest.raises(Refused, match="is an option of the ranking"):
            actions.move_need(need, to=NeedState.PARKED, reason="x", by=cast.facilitator)
    else:
        actions.move_need(need, to=NeedState.PARKED, reason="x", by=cast.facilitator)

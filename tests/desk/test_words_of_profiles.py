"""Translating what is said in a profile, a score or a confirmation: by the right to fill it, and nothing hidden."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from cbp.core.models import Event, Verb
from cbp.core.refusals import Refused
from cbp.desk.spoken import KINDS, ProfileRow, write_words
from cbp.workshops.models import ProfileConfirmation
from profiling.actions.answers import save_answers
from profiling.actions.entries import add_entry, change_entry
from profiling.actions.notes import save_note
from profiling.actions.profiles import begin_profile, submit_profile
from profiling.models import (
    Answer,
    DisplacementFlow,
    Hazard,
    LocalBody,
    MarketItem,
    OngoingWork,
    PartSetting,
    Perception,
    Profile,
    ProfileFactor,
    Question,
    SectionNote,
    SelectionAssessment,
    SelectionScore,
    ServiceStatus,
    Stakeholder,
    Tenure,
)
from profiling.models.services import ServiceKind
from profiling.reading.past import told_to
from tests.chain import verified
from tests.desk.test_saving import filled
from tests.profiling.chosen import begun, make_criteria
from tests.profiling.things import complete, make_source, new_community

ARABIC = "الماء بعيد"


@pytest.fixture
def profile(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    return begin_profile(community, cast.here.programme, by=cast.facilitator)


def address(thing, to="ar"):
    return reverse("desk:words", args=[thing._meta.label_lower, thing.pk]) + f"?to={to}"


def note(profile, section="hazards", text="The river rises", **fields):
    return save_note(SectionNote(profile=profile, section=section, text=text, **fields), by=profile.begun_by)


def row(profile, made):
    made.profile, made.source = profile, make_source()
    return add_entry(made, by=profile.begun_by)


def answered(cast, profile, text="Every spring"):
    question = Question.objects.create(
        programme=cast.here.programme, section="hazards", code="when", kind="text", labels={"en": "When does it come?"}
    )  # fmt: skip
    save_answers(profile, "hazards", {question: text}, source=make_source(), by=cast.facilitator)
    return Answer.objects.get(question=question)


def everything(cast, profile):
    """One of each model of a profile that holds words, with the field that holds them."""
    made = [
        (DisplacementFlow(kind="arrival", origin="Kukawa"), "origin"),
        (ServiceStatus(kind=ServiceKind.WATER, exists=True, problem="The pump is broken"), "problem"),
        (ProfileFactor(kind="driver", text="Drought"), "text"),
        (MarketItem(kind="price", text="Millet"), "text"),
        (Tenure(kind="customary", remark="By the chief"), "remark"),
        (Hazard(kind="flood", text="It takes the fields"), "text"),
        (Perception(kind="safety", question="Is it safe?"), "question"),
        (Stakeholder(kind="custom", name="Council of elders"), "name"),
        (OngoingWork(actor="The commune", title="Wells"), "title"),
        (LocalBody(kind="water", name="Water committee"), "name"),
    ]
    told = [(row(profile, thing), field) for thing, field in made]
    return [*told, (note(profile), "text"), (answered(cast, profile), "text")]


# --- the table --------------------------------------------------------------------------------------------------------
def test_every_word_of_a_profile_is_translated_and_reachable_from_the_page(cast, enter, profile):
    client, things = enter(cast.facilitator), everything(cast, profile)
    assert {type(thing) for thing, _field in things} == {
        kind.model for kind in KINDS.values() if isinstance(kind, ProfileRow)
    }
    body = client.get(profile.get_absolute_url()).content.decode()
    for thing, field in things:
        page = address(thing)
        assert page.removesuffix("?to=ar") in body, thing
        answer = client.post(page, filled(client.get(page)) | {field: ARABIC, f"{field}_checked": "on"})
        assert (answer.status_code, answer.url) == (302, page), thing
        thing.refresh_from_db()
        assert (thing.said(field, "ar").text, thing.said(field, "ar").state) == (ARABIC, "checked")
    assert Event.objects.of(profile).filter(verb=Verb.WORDS_TRANSLATED).count() == len(things)


def test_the_right_is_that_of_the_part(cast, enter, profile):
    """A planner fills services, and words nothing else."""
    service = row(profile, ServiceStatus(kind=ServiceKind.WATER, exists=True, problem="Broken"))
    hazard = row(profile, Hazard(kind="flood", text="Fields"))
    told = {"planner": (200, 403), "facilitator": (200, 200), "auditor": (403, 403), "stranger": (404, 404)}
    for actor, expected in told.items():
        client = enter(cast.people[actor])
        assert tuple(client.get(address(thing)).status_code for thing in (service, hazard)) == expected, actor
    assert enter(None).get(address(hazard)).status_code == 302


# --- what is hidden ---------------------------------------------------------------------------------------------------
def test_what_is_restricted_is_not_there_for_others(cast, enter, profile):
    """By its own class, by its table, or because the programme closed the part."""
    closed = [
        row(profile, ProfileFactor(kind="divider", text="Who owns the well")),
        row(profile, ProfileFactor(kind="driver", text="Drought", classification="restricted")),
        note(profile, section="cohesion", text="They quarrel"),
    ]
    later = [note(profile), answered(cast, profile)]
    PartSetting.objects.create(programme=cast.here.programme, section="hazards", classification="restricted")
    for thing in (*closed, *later):
        assert enter(cast.facilitator).get(address(thing)).status_code == 200, thing
        for actor in ("planner", "auditor", "administrator"):
            assert enter(cast.people[actor]).get(address(thing)).status_code == 404, (actor, thing)


def test_neither_browser_nor_history_keeps_restricted_words(cast, enter, profile):
    client = enter(cast.facilitator)
    open_one, closed = note(profile), note(profile, section="cohesion", text="They quarrel")
    for thing, keeps in ((open_one, True), (closed, False)):
        page = client.get(address(thing))
        assert (f"sectionnote-words-ar-{thing.pk}" in page.content.decode()) is keeps
        client.post(address(thing), filled(page) | {"text": ARABIC})
        line = Event.objects.filter(verb=Verb.WORDS_TRANSLATED).latest_first().first()
        assert (ARABIC in str(line.after)) is keeps
        assert line.after["language"] == "ar"


def test_words_that_became_restricted_since_are_told_to_their_readers_alone(cast, enter, profile):
    client = enter(cast.facilitator)
    statement, told = row(profile, ProfileFactor(kind="driver", text="Drought")), note(profile)
    for thing in (statement, told):
        client.post(address(thing), filled(client.get(address(thing))) | {"text": ARABIC})
    lines = Event.objects.filter(verb=Verb.WORDS_TRANSLATED)
    assert [ARABIC in str(line.after) for line in told_to(lines.all(), cast.auditor)] == [True, True]
    ProfileFactor.objects.filter(pk=statement.pk).update(classification="restricted")
    PartSetting.objects.create(programme=cast.here.programme, section="hazards", classification="restricted")
    assert [ARABIC in str(line.after) for line in told_to(lines.all(), cast.auditor)] == [False, False]
    assert [ARABIC in str(line.after) for line in told_to(lines.all(), cast.manager)] == [True, True]


# --- frozen, stale, gone ----------------------------------------------------------------------------------------------
def test_a_version_that_is_not_filled_in_any_more_is_frozen_in_every_language(cast, enter, profile):
    hazard = row(complete(profile, cast.facilitator), Hazard(kind="flood", text="Fields"))
    client = enter(cast.facilitator)
    form = filled(client.get(address(hazard)))
    submit_profile(profile, by=cast.facilitator)
    answer = client.post(address(hazard), form | {"text": ARABIC})
    assert answer.status_code == 422
    assert "is not filled in any more" in unescape(answer.content.decode())
    assert "<textarea" not in client.get(address(hazard)).content.decode()
    with pytest.raises(Refused, match="not filled in"):
        write_words(KINDS["profiling.hazard"], hazard, "ar", {}, expected=profile.version, by=cast.facilitator)


def test_colleagues_who_fill_in_other_parts_do_not_disturb(cast, enter, profile):
    hazard, client = row(profile, Hazard(kind="flood", text="Fields")), enter(cast.facilitator)
    form = filled(client.get(address(hazard)))
    row(profile, Stakeholder(kind="custom", name="Elders"))
    client.post(address(hazard, "fr"), filled(client.get(address(hazard, "fr"))) | {"text": "Champs"})
    assert client.post(address(hazard), form | {"text": ARABIC}).status_code == 302
    hazard.refresh_from_db()
    assert [hazard.said("text", language).text for language in ("ar", "fr")] == [ARABIC, "Champs"]


def test_words_that_changed_meanwhile_are_looked_at_again(cast, enter, profile):
    hazard, client = row(profile, Hazard(kind="flood", text="Fields")), enter(cast.facilitator)
    form = filled(client.get(address(hazard)))
    hazard.text = "Houses"
    change_entry(hazard, fields=["text"], by=cast.facilitator)
    answer = client.post(address(hazard), form | {"text": ARABIC})
    assert answer.status_code == 409
    assert ARABIC in unescape(answer.content.decode())
    assert client.post(address(hazard), filled(answer)).status_code == 302
    hazard.refresh_from_db()
    assert hazard.said("text", "ar").text == ARABIC


def test_two_people_who_translate_the_same_are_both_asked(cast, enter, profile):
    hazard = row(profile, Hazard(kind="flood", text="Fields"))
    mine, theirs = enter(cast.facilitator), enter(cast.manager)
    form = filled(mine.get(address(hazard)))
    theirs.post(address(hazard), filled(theirs.get(address(hazard))) | {"text": "حقول"})
    answer = mine.post(address(hazard), form | {"text": ARABIC})
    assert answer.status_code == 409
    assert "حقول" in unescape(answer.content.decode())


def test_a_row_that_was_removed_is_refused_in_words(cast, profile):
    hazard = row(profile, Hazard(kind="flood", text="Fields"))
    profile = Profile.objects.get(pk=profile.pk)
    hazard.profile = profile
    Hazard.objects.filter(pk=hazard.pk).delete()
    with pytest.raises(Refused, match="removed"):
        write_words(KINDS["profiling.hazard"], hazard, "ar", {}, expected=profile.version, by=cast.facilitator)


# --- scores and confirmations -----------------------------------------------------------------------------------------
def test_the_evidence_of_a_score(cast, enter, profile):
    make_criteria(cast.here.programme)
    assessment = begun(profile.community, cast.here.programme, cast.facilitator, 1, 2, 3)
    told, _second, closed = SelectionScore.objects.filter(assessment=assessment).order_by("criterion__position")
    client = enter(cast.facilitator)
    body = client.get(assessment.get_absolute_url()).content.decode()
    assert address(told).removesuffix("?to=ar") in body
    assert client.post(address(told), filled(client.get(address(told))) | {"evidence": ARABIC}).status_code == 302
    told.refresh_from_db()
    assert told.said("evidence", "ar").text == ARABIC
    assert [enter(cast.auditor).get(address(one)).status_code for one in (told, closed)] == [403, 404]
    form = filled(client.get(address(told)))
    SelectionAssessment.objects.filter(pk=assessment.pk).update(state="proposed")
    answer = client.post(address(told), form | {"evidence": "x"})
    assert answer.status_code == 422
    assert "is not scored any more" in unescape(answer.content.decode())


def test_what_the_community_corrected_is_translated_after_the_session_is_verified(cast, enter):
    chain = cast.here.chain
    made = ProfileConfirmation.objects.create(
        session=chain.session, profile=chain.profile, remarks="The well is older", by=cast.facilitator
    )
    verified(chain.session, cast.planner, cast.facilitator)
    client = enter(cast.facilitator)
    assert address(made).removesuffix("?to=ar") in client.get(chain.session.get_absolute_url()).content.decode()
    assert client.post(address(made), filled(client.get(address(made))) | {"remarks": ARABIC}).status_code == 302
    made.refresh_from_db()
    assert made.said("remarks", "ar").text == ARABIC

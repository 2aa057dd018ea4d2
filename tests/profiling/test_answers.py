"""A programme's own questions, answered in a profile: each in its kind, with its source, and copied with it."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from cbp.core.models import Event
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from profiling.actions.answers import save_answers
from profiling.actions.layouts import Choice, add_question, change_question, set_layout
from profiling.actions.profiles import begin_profile, submit_profile, validate_profile
from profiling.models import Profile, Question
from tests.chain import make_community
from tests.desk.test_saving import filled
from tests.profiling.things import complete, make_source

OPTIONS = [{"labels": {"en": "Often", "fr": "Souvent"}}, {"labels": {"en": "Never"}}]


@pytest.fixture
def profile(cast) -> Profile:
    return begin_profile(make_community(cast.here), cast.here.programme, by=cast.facilitator)


def ask(cast, kind: str, section: str = "land", **fields: object) -> Question:
    programme = cast.here.programme
    programme.refresh_from_db()
    labels = {"en": f"Which {kind}?", "fr": f"Quel {kind} ?"}
    options = OPTIONS if kind == "choice" else []
    question = Question(programme=programme, section=section, kind=kind, labels=labels, options=options, **fields)
    return add_question(question, expected=programme.version, by=cast.manager)


def address(profile: Profile, section: str = "land") -> str:
    return reverse("profiling:answers", args=[profile.pk, section])


KINDS = {
    "text": ("The mayor’s", "The mayor’s"), "number": ("1 250,5", Decimal("1250.50")), "choice": ("often", "often"),
    "yes-no": ("no", False), "date": ("2026-01-31", datetime.date(2026, 1, 31)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_answered_kept_and_taken_back(cast, enter, profile, kind):
    question, client = ask(cast, kind), enter(cast.facilitator)
    name, (sent, kept) = f"answer_{question.pk}", KINDS[kind]
    source = {"source_title": "Meeting", "source_method": "focus-group", "source_dated_on": "2026-03-01",
              "source_confidence": "2"}  # fmt: skip
    answer = client.post(address(profile), filled(client.get(address(profile))) | {name: sent} | source)
    assert answer.url == f"{profile.get_absolute_url()}#land"
    stored = profile.answers.get()
    assert (stored.value, stored.source.title, stored.language) == (kept, "Meeting", cast.facilitator.language)
    lines = Event.objects.count()
    again = filled(client.get(address(profile)))
    assert client.post(address(profile), again).status_code == 302
    assert Event.objects.count() == lines
    assert client.post(address(profile), again | {name: "", "idempotency_key": []}).status_code == 302
    assert not profile.answers.exists()


@pytest.mark.parametrize(("kind", "value"), [
    ("text", Decimal(3)), ("number", "3"), ("number", True), ("number", Decimal("1.125")), ("choice", "sometimes"),
    ("yes-no", "yes"), ("yes-no", Decimal(1)), ("date", "2026-01-01"), ("text", "x" * 2001),
])  # fmt: skip
def test_an_answer_fits_its_question(cast, profile, kind, value):
    question = ask(cast, kind)
    with pytest.raises(Refused):
        save_answers(profile, "land", {question: value}, source=None, by=cast.facilitator)
    assert not profile.answers.exists()


def test_only_what_was_answered_is_written_and_the_history_tells_it_in_words(cast, profile):
    choice, text = ask(cast, "choice"), ask(cast, "text")
    save_answers(profile, "land", {text: "Here"}, source=make_source(), by=cast.facilitator)
    save_answers(profile, "land", {choice: "often"}, source=make_source(title="Other"), by=cast.facilitator)
    told = {one.question.kind: (one.value, one.source.title) for one in profile.answers.select_related("question")}
    assert told == {"text": ("Here", "Register of the village"), "choice": ("often", "Other")}
    line = Event.objects.of(profile).latest_first().first()
    assert (line.before, line.after) == ({"Which choice?": None}, {"section": "land", "Which choice?": "Often"})


def test_new_words_doubt_their_translations(cast, profile):
    question = ask(cast, "text")
    save_answers(profile, "land", {question: "Here"}, source=None, by=cast.facilitator)
    said = {"fr": {"text": {"text": "Ici", "state": "checked"}}}
    profile.answers.update(translations=said)
    save_answers(profile, "land", {question: "There"}, source=None, by=cast.facilitator)
    assert profile.answers.get().translations["fr"]["text"]["state"] == "draft"


def test_a_question_of_another_part_or_programme_is_refused(cast, profile):
    question = ask(cast, "text")
    other = Question.objects.create(
        programme=cast.there.programme, section="land", code="x", kind="text", labels={"en": "x"}
    )
    for section, one in (("works", question), ("land", other), ("unheard-of", question)):
        with pytest.raises(Refused, match="no question of this part"):
            save_answers(profile, section, {one: "x"}, source=None, by=cast.facilitator)


def test_a_stale_save_writes_nothing_and_another_part_does_not_disturb(cast, enter, profile):
    land, works = ask(cast, "text"), ask(cast, "text", "works")
    client = enter(cast.facilitator)
    form = filled(client.get(address(profile)))
    save_answers(profile, "works", {works: "x"}, source=None, by=cast.manager)
    mine = {f"answer_{land.pk}": "Mine"}
    assert client.post(address(profile), form | mine).status_code == 302
    with pytest.raises(Stale):
        save_answers(profile, "land", {land: "Late"}, source=None, expected=1, by=cast.manager)
    answer = client.post(
        address(profile), form | {f"answer_{land.pk}": "Again", "idempotency_key": [str(uuid.uuid4())]}
    )
    assert answer.status_code == 409
    assert client.post(address(profile), filled(answer) | {f"choose-answer_{land.pk}": "mine"}).status_code == 302
    assert profile.answers.get(question=land).value == "Again"


def test_restricted_parts_are_answered_by_their_readers_alone(cast, enter, profile):
    question = ask(cast, "yes-no", "cohesion")
    assert enter(cast.planner).get(address(profile, "cohesion")).status_code == 403
    page = enter(cast.facilitator).get(address(profile, "cohesion"))
    assert page.status_code == 200
    assert "data-cbp-autosave" not in page.content.decode()
    save_answers(profile, "cohesion", {question: True}, source=None, by=cast.facilitator)
    assert Event.objects.of(profile).latest_first().first().after == {"section": "cohesion"}


def test_a_part_without_questions_has_no_page(cast, enter, profile):
    client = enter(cast.facilitator)
    assert client.get(address(profile)).status_code == 404
    assert client.get(address(profile, "unheard-of")).status_code == 404


def test_answers_are_copied_also_where_the_question_is_asked_no_more(cast, enter):
    community = make_community(cast.here)
    profile = complete(begin_profile(community, cast.here.programme, by=cast.facilitator), cast.facilitator)
    question = ask(cast, "number", unit="litres")
    save_answers(profile, "land", {question: Decimal(7)}, source=make_source(), by=cast.facilitator)
    submit_profile(profile, by=cast.facilitator)
    validate_profile(profile, by=cast.manager)
    cast.here.programme.refresh_from_db()
    set_layout(cast.here.programme, {"land": Choice(False, "internal")}, expected=2, by=cast.manager)
    question.refresh_from_db()
    question.is_active = False
    change_question(question, expected=3, by=cast.manager)
    copy = begin_profile(community, cast.here.programme, by=cast.facilitator)
    (answer,) = copy.answers.select_related("source")
    assert (answer.value, answer.source.profile) == (7, copy)
    assert f"answer_{question.pk}" in enter(cast.facilitator).get(address(copy)).content.decode()


def test_a_choice_without_answers_is_told_where_they_are_written(cast, enter):
    client, address = enter(cast.manager), reverse("profiling:question-new", args=[cast.here.programme.pk])
    form = filled(client.get(address)) | {
        "section": "land",
        "kind": "choice",
        "label_en": "How often?",
        "new_en": "Never",
    }
    answer = client.post(address, form)
    assert list(answer.context["form"].errors) == ["new_en"]
    assert 'href="#id_new_en"' in answer.content.decode()

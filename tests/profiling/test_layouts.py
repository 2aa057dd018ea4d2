"""What the profiles of a programme ask: parts, fields, classification, and questions of its own."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from cbp.core.models import Event, Programme, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from profiling.actions.answers import save_answers
from profiling.actions.layouts import Choice, add_question, change_question, remove_question, set_layout
from profiling.actions.profiles import begin_profile
from profiling.models import PartSetting, Question
from profiling.reading.layouts import layout_of
from profiling.sections import ALWAYS, SECTIONS
from tests.chain import make_community
from tests.desk.test_pages import count_queries
from tests.desk.test_saving import filled


def page(name: str, *args: object) -> str:
    return reverse(f"profiling:{name}", args=args)


def body(answer) -> str:
    return answer.content.decode()


def usual(code: str, **changes: object) -> Choice:
    section = next(one for one in SECTIONS if one.code == code)
    return Choice(**{"is_on": True, "classification": section.classification.value, **changes})


# --- parts ------------------------------------------------------------------------------------------------------------
def test_what_is_switched_off_is_not_asked_and_the_history_says_so(cast, programme):
    choices = {
        "land": usual("land", is_on=False),
        "services": usual("services", fields_off=frozenset({"services.fee"})),
    }
    set_layout(programme, {**choices, "hazards": usual("hazards")}, expected=1, by=cast.manager)
    layout = layout_of(programme)
    assert [part.code for part in layout if not part.is_on] == ["land"]
    (table,) = layout["services"].section.tables
    assert "fee" not in layout["services"].fields(table)
    assert programme.version == 2
    line = Event.objects.of(programme).get(verb=Verb.PROFILE_LAYOUT)
    assert line.after == {"layout": [
        {"section": "land", "classification": "internal", "not_asked": True},
        {"section": "services", "classification": "public", "fields_off": ["What it costs to use it"]},
    ]}  # fmt: skip
    assert line.before["layout"][0] == {"section": "land", "classification": "internal"}
    set_layout(programme, choices, expected=2, by=cast.manager)
    assert Event.objects.filter(verb=Verb.PROFILE_LAYOUT).count() == 1


@pytest.mark.parametrize(("code", "choice", "words"), [
    ("identity", {"is_on": False}, "part of every profile"), ("population", {"is_on": False}, "part of every profile"),
    ("population", {"classification": "restricted"}, "read by everybody"),
    ("cohesion", {"classification": "internal"}, "never more open than “Restricted”"),
    ("land", {"classification": "secret"}, "how open"), ("land", {"classification": ""}, "how open"),
    ("services", {"fields_off": frozenset({"services.kind"})}, "cannot be left out"),
    ("services", {"fields_off": frozenset({"tenures.remark"})}, "cannot be left out"),
])  # fmt: skip
def test_what_no_programme_decides(cast, programme, code, choice, words):
    with pytest.raises(Refused, match=words):
        set_layout(programme, {code: usual(code, **choice)}, expected=1, by=cast.manager)
    assert not PartSetting.objects.exists()


def test_an_unknown_part_and_a_stale_save_are_refused(cast, programme):
    with pytest.raises(Refused, match="no such part"):
        set_layout(programme, {"factors": Choice(True, "public")}, expected=1, by=cast.manager)
    with pytest.raises(Stale):
        set_layout(programme, {"land": usual("land")}, expected=7, by=cast.manager)


def test_the_page_shows_every_part_and_saves_what_was_ticked(cast, enter, programme):
    client, address = enter(cast.manager), page("layout", programme.pk)
    form = filled(client.get(address))
    assert set(form["asked"]) == {section.code for section in SECTIONS} - set(ALWAYS)
    assert all(f"{section.code}-open" in form for section in SECTIONS)
    form["asked"].remove("land")
    form["services-services"].remove("services.fee")
    form["population-population"].remove("population.voters")
    answer = client.post(address, form | {"hazards-open": "restricted"})
    assert answer.url == address
    layout = layout_of(programme)
    assert [part.code for part in layout if not part.is_on] == ["land"]
    assert [part.code for part in layout.restricted] == ["cohesion", "hazards"]
    assert layout["population"].totals == ["females", "males", "households"]
    assert layout["services"].fields_off == {"services.fee"}
    again = filled(client.get(address))
    lines = Event.objects.count()
    assert client.post(address, again).status_code == 302
    assert Event.objects.count() == lines


def test_two_people_decide_part_by_part(cast, enter, programme):
    client, address = enter(cast.manager), page("layout", programme.pk)
    form = filled(client.get(address))
    set_layout(programme, {"hazards": usual("hazards", classification="internal")}, expected=1, by=cast.administrator)
    answer = client.post(address, form | {"land-open": "restricted"})
    assert answer.status_code == 409
    chosen = {"choose-hazards-open": "theirs", "choose-land-open": "mine"}
    assert client.post(address, filled(answer) | chosen).status_code == 302
    layout = layout_of(programme)
    assert (layout["hazards"].classification, layout["land"].classification) == ("internal", "restricted")


def test_a_change_of_the_programme_beside_it_is_no_conflict(cast, enter, programme):
    client, address = enter(cast.manager), page("layout", programme.pk)
    form = filled(client.get(address))
    programme.save_over(1, [])
    assert client.post(address, form | {"land-open": "restricted"}).status_code == 302


def test_more_questions_ask_the_database_no_more(cast, enter, programme):
    ask(cast, programme)
    count_queries(enter(cast.manager), page("layout", programme.pk))
    counted = count_queries(enter(cast.manager), page("layout", programme.pk))
    ask(cast, programme)
    ask(cast, programme)
    assert count_queries(enter(cast.manager), page("layout", programme.pk)) == counted <= 16


# --- own questions ----------------------------------------------------------------------------------------------------
def ask(cast, programme: Programme, kind: str = "text", **fields: object) -> Question:
    programme.refresh_from_db()
    values = {"section": "land", "labels": {"en": "Who owns the well?"}, **fields}
    question = Question(programme=programme, kind=kind, **values)
    return add_question(question, expected=programme.version, by=cast.manager)


def change(question: Question, by, **fields: object) -> None:
    question = Question.objects.select_related("programme").get(pk=question.pk)
    for name, value in fields.items():
        setattr(question, name, value)
    change_question(question, expected=question.programme.version, by=by)


def test_a_question_takes_its_code_from_its_words_and_its_place_at_the_end(cast, programme):
    codes = [ask(cast, programme).code for _time in range(3)]
    codes.append(ask(cast, programme, labels={"ar": "من يملك البئر؟"}).code)
    assert codes == ["who-owns-the-well", "who-owns-the-well-2", "who-owns-the-well-3", "q"]
    first = Question.objects.get(code="who-owns-the-well")
    change_question(first, place=3, expected=5, by=cast.manager)
    order = Question.objects.order_by("position").values_list("code", flat=True)
    assert list(order) == ["who-owns-the-well-2", "who-owns-the-well-3", "who-owns-the-well", "q"]


@pytest.mark.parametrize(("fields", "words"), [
    ({"labels": {}}, "at least one language"), ({"labels": {"en": " "}}, "at least one language"),
    ({"labels": {"en": "x" * 201}}, "at most 200"), ({"section": "factors"}, "no such part"),
    ({"kind": "choice"}, "between 2 and 30"), ({"kind": "choice", "options": [{"labels": {"en": "x"}}]}, "between 2"),
    ({"kind": "choice", "options": [{"labels": {"en": "x"}}, {"labels": {}}]}, "each answer"),
    ({"kind": "choice", "options": [{"code": "x", "labels": {"en": "x"}}] * 2}, "same code"),
    ({"kind": "essay"}, "not a valid choice"),
])  # fmt: skip
def test_what_is_no_question(cast, programme, fields, words):
    with pytest.raises(Refused, match=words):
        ask(cast, programme, **fields)
    assert not Question.objects.exists()


def test_what_answers_forbid(cast, programme):
    """Once answered: its kind, its part and the answers that were chosen stay; it is retired and not removed."""
    options = [{"code": code, "labels": {"en": code}} for code in ("often", "never", "once")]
    question = ask(cast, programme, "choice", options=options)
    change(question, cast.manager, kind="text")
    change(question, cast.manager, kind="choice", options=options)
    profile = begin_profile(make_community(cast.here), programme, by=cast.facilitator)
    question.refresh_from_db()
    save_answers(profile, "land", {question: "often"}, source=None, by=cast.facilitator)
    for fields, words in (
        ({"kind": "text"}, "kind of its answer stays"), ({"section": "works"}, "stays in its part"),
        ({"options": options[1:]}, "stays among the answers"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            change(question, cast.manager, **fields)
    relabelled = [{"code": "often", "labels": {"fr": "Souvent"}}, options[1]]
    change(question, cast.manager, options=relabelled, is_active=False)
    question.refresh_from_db()
    assert (question.options, question.is_active) == (relabelled, False)
    with pytest.raises(Refused, match="Ask it no more instead"):
        remove_question(question, by=cast.manager)
    profile.answers.all().delete()
    remove_question(question, by=cast.manager)
    with pytest.raises(Refused, match="removed this question"):
        remove_question(question, by=cast.manager)


def test_a_choice_is_written_in_two_languages_and_keeps_its_codes(cast, enter, programme):
    client, address = enter(cast.manager), page("question-new", programme.pk)
    form = filled(client.get(address)) | {
        "section": "land", "kind": "choice", "label_en": "How often?", "label_fr": "À quelle fréquence ?",
        "new_en": "Often\nNever", "new_fr": "Souvent\nJamais",
    }  # fmt: skip
    answer = client.post(address, form)
    assert answer.url == f"{page('layout', programme.pk)}#questions"
    question = Question.objects.get()
    assert question.options == [
        {"code": "often", "labels": {"en": "Often", "fr": "Souvent"}},
        {"code": "never", "labels": {"en": "Never", "fr": "Jamais"}},
    ]
    text = body(client.get(page("layout", programme.pk)))
    assert "How often?" in text
    assert "Often" in text
    edit = page("question-edit", programme.pk, question.pk)
    changed = filled(client.get(edit)) | {
        "option_often_en": "Nearly always", "option_never_en": "", "option_never_fr": "", "new_en": "Once",
    }  # fmt: skip
    assert client.post(edit, changed).status_code == 302
    question.refresh_from_db()
    assert [(one["code"], one["labels"]["en"]) for one in question.options] == [
        ("often", "Nearly always"), ("once", "Once"),
    ]  # fmt: skip


def test_a_number_may_count_people_and_nothing_else_may(cast, enter, programme):
    client, address = enter(cast.manager), page("question-new", programme.pk)
    form = filled(client.get(address)) | {
        "section": "land", "kind": "number", "label_en": "How many orphans?", "counts_people": "on",
    }  # fmt: skip
    assert client.post(address, form).status_code == 302
    question = Question.objects.get()
    assert question.counts_people
    assert "This number counts people" in body(client.get(page("layout", programme.pk)))
    line = Event.objects.latest_first().first()
    assert ("This number counts people", ["–"], ["yes"]) in line.rows
    change(question, cast.manager, kind="text")
    question.refresh_from_db()
    assert not question.counts_people
    assert "This number counts people" not in body(client.get(page("layout", programme.pk)))


@pytest.mark.parametrize(("values", "words"), [
    ({"label_en": ""}, "at least one language"), ({"new_en": "x\ny", "new_fr": "z"}, "as many answers"),
    ({"kind": "choice"}, "between 2 and 30"), ({"kind": ""}, "required"), ({"place": "0"}, "greater than"),
])  # fmt: skip
def test_a_question_that_does_not_do_is_refused_and_kept(cast, enter, programme, values, words):
    client, address = enter(cast.manager), page("question-new", programme.pk)
    form = filled(client.get(address)) | {"section": "land", "kind": "text", "label_en": "Who?", "label_fr": "Qui ?"}
    answer = client.post(address, form | ({"label_fr": ""} if values == {"label_en": ""} else {}) | values)
    assert answer.status_code == 422
    assert words in body(answer)
    assert not Question.objects.exists()


def test_two_people_change_one_question(cast, enter, programme):
    question = ask(cast, programme)
    client, address = enter(cast.manager), page("question-edit", programme.pk, question.pk)
    form = filled(client.get(address))
    change(question, cast.administrator, labels={"en": "Whose is the well?"})
    assert client.post(address, form | {"label_en": "Who has the well?"}).status_code == 409
    other = ask(cast, programme, section="works")
    form = filled(client.get(address))
    change(other, cast.administrator, labels={"en": "x"})
    mine = form | {"label_fr": "À qui est le puits ?", "idempotency_key": [str(uuid.uuid4())]}
    assert client.post(address, mine).status_code == 302


def test_a_question_of_another_programme_is_none(cast, enter, programme):
    other = Question.objects.create(
        programme=cast.there.programme, section="land", code="x", kind="text", labels={"en": "x"}
    )
    client = enter(cast.manager)
    assert client.get(page("question-edit", programme.pk, other.pk)).status_code == 404
    assert client.post(page("question-remove", programme.pk, other.pk)).status_code == 404

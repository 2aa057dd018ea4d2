"""Translating what communities said: one page for all of it, closed doors, nothing lost, signed is signed."""

from __future__ import annotations

from html import unescape

import pytest
from django.apps import apps
from django.urls import reverse

from cbp.core.actions.words import translate
from cbp.core.models import Event, Verb, Versioned, Wording
from cbp.core.models.words import Spoken
from cbp.core.refusals import Refused
from cbp.desk.spoken import KINDS, Row, write_words
from cbp.plans.models import Plan, PlanItem
from cbp.plans.phases import PlanState
from cbp.priorities.models import Need, Ranking
from cbp.workshops.models import Session
from tests.cast import HERE
from tests.chain import verified
from tests.desk.test_saving import filled
from tests.workshops.photo_things import kept_photo

ARABIC = "الماء بعيد"


@pytest.fixture
def chain(cast):
    Need.objects.filter(pk=cast.here.chain.need.pk).update(language="fr", title="L’eau est loin")
    cast.here.chain.need.refresh_from_db()
    return cast.here.chain


@pytest.fixture
def page(chain):
    return address("priorities.need", chain.need.pk)


def address(label, pk, to="ar"):
    return reverse("desk:words", args=[label, pk]) + (f"?to={to}" if to else "")


FIELDS = {"workshops.actionpoint": "text", "cycles.body": "name", "workshops.sessionphoto": "caption"}


def things(cast, chain):
    tool = chain.session.tools.create(tool="problem-tree", title="Tree", story="Roots")
    point = chain.session.action_points.create(text="Repair the pump")
    body = chain.cycle.bodies.create(kind="facilitation", name="Team")
    photo = kept_photo(chain.session, cast.facilitator, caption="The pump")
    return {
        "workshops.actionpoint": point.pk, "cycles.body": body.pk, "workshops.sessionphoto": photo.pk,
        "workshops.session": chain.session.pk, "workshops.toolrecord": tool.pk, "priorities.need": chain.need.pk,
        "priorities.ranking": chain.ranking.pk, "plans.plan": chain.plan.pk, "plans.planitem": chain.item.pk,
    }  # fmt: skip


# --- the table --------------------------------------------------------------------------------------------------------
def test_everything_that_is_spoken_is_in_the_table_and_nothing_else():
    spoken = {model._meta.label_lower for model in apps.get_models() if issubclass(model, Spoken)}
    assert set(KINDS) == spoken
    assert all(label == kind.model._meta.label_lower for label, kind in KINDS.items())


def test_whatever_has_no_version_counts_with_a_record_that_has_one():
    for kind in KINDS.values():
        keeper = kind.model._meta.get_field(kind.root).related_model if isinstance(kind, Row) else kind.model
        assert issubclass(keeper, Versioned), kind


@pytest.mark.parametrize("label", [label for label, kind in KINDS.items() if not isinstance(kind, Row)])
def test_every_kind_is_translated_by_who_may_and_read_by_nobody_else(cast, enter, chain, label):
    pk, field = things(cast, chain)[label], FIELDS.get(label, "title")
    if label == "workshops.session":
        field = "aim"
        Session.objects.filter(pk=pk).update(aim="To hear")
    page = address(label, pk, "es")
    client = enter(cast.facilitator)
    answer = client.post(page, filled(client.get(page)) | {field: "Otra", f"{field}_checked": "on"})
    assert (answer.status_code, answer.url) == (302, page)
    said = KINDS[label].model.objects.get(pk=pk).said(field, "es")
    assert (said.text, said.state) == ("Otra", "checked")
    assert enter(cast.stranger).get(page).status_code == 404
    assert enter(cast.auditor).get(page).status_code == 403
    assert enter(None).get(page).status_code == 302


@pytest.mark.parametrize("label", ["plans.costline", "core.area", "profiling.community", "no", "PLANS.PLAN"])
def test_what_is_not_in_the_table_is_not_there(cast, enter, chain, label):
    assert enter(cast.manager).get(address(label, chain.plan.pk)).status_code == 404


def test_a_partner_sees_the_plan_and_not_the_need(cast, enter, chain):
    client = enter(cast.partner)
    assert client.get(address("plans.plan", chain.plan.pk, "fr")).status_code == 403
    assert client.get(address("priorities.need", chain.need.pk)).status_code == 404


# --- the page ---------------------------------------------------------------------------------------------------------
def test_the_original_stands_beside_the_box_each_in_its_own_direction(cast, enter, page):
    body = unescape(enter(cast.facilitator).get(page).content.decode())
    assert '<div class="said" lang="fr" dir="ltr"><p>L’eau est loin</p></div>' in body
    assert 'name="title"' in body
    assert 'lang="ar" dir="rtl"' in body


def test_empty_texts_have_no_box(cast, enter, page):
    assert enter(cast.facilitator).get(page).context["form"].open_names() == ["title", "title_checked"]


def test_without_a_language_the_readers_own_is_meant(cast, enter, chain):
    client = enter(cast.facilitator)
    pages = {}
    for language in ("ar", "fr"):
        cast.facilitator.language = language
        cast.facilitator.save()
        pages[language] = client.get(address("priorities.need", chain.need.pk, "")).context["language"]
    assert pages == {"ar": "ar", "fr": "en"}  # French is the language in which it was said


@pytest.mark.parametrize("to", ["fr", "de", "", "ar ", "x" * 999])
def test_other_languages_are_not_there(cast, enter, chain, to):
    path = reverse("desk:words", args=["priorities.need", chain.need.pk])
    for method in ("get", "post"):
        assert getattr(enter(cast.facilitator), method)(f"{path}?to={to}").status_code == 404


def test_a_draft_and_a_checked_text_stay_apart(cast, enter, chain, page):
    Need.objects.filter(pk=chain.need.pk).update(statement="Le puits est à sec.")
    client = enter(cast.facilitator)
    client.post(page, filled(client.get(page)) | {"title": ARABIC, "title_checked": "on"})
    client.post(page, filled(client.get(page)) | {"statement": "جفت البئر"})
    need = Need.objects.get(pk=chain.need.pk)
    assert [need.said(field, "ar").state for field in ("title", "statement")] == ["checked", "draft"]
    assert [event.after["title"] for event in Event.objects.filter(verb=Verb.WORDS_TRANSLATED)] == [ARABIC, ARABIC]


def test_an_emptied_box_takes_the_translation_away(cast, enter, chain, page):
    client = enter(cast.facilitator)
    client.post(page, filled(client.get(page)) | {"title": ARABIC})
    client.post(page, filled(client.get(page)) | {"title": " "})
    assert Need.objects.get(pk=chain.need.pk).said("title", "ar").language == "fr"


def test_nothing_touched_writes_nothing(cast, enter, chain, page):
    client = enter(cast.facilitator)
    assert client.post(page, filled(client.get(page))).status_code == 302
    assert Need.objects.get(pk=chain.need.pk).version == chain.need.version
    assert not Event.objects.filter(verb=Verb.WORDS_TRANSLATED).exists()


def test_two_people_translate_at_once_and_both_are_asked(cast, enter, chain, page):
    mine, theirs = enter(cast.facilitator), enter(cast.planner)
    form = filled(mine.get(page))
    theirs.post(page, filled(theirs.get(page)) | {"title": "الماء نادر"})
    answer = mine.post(page, form | {"title": ARABIC})
    body = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert ARABIC in body
    assert "الماء نادر" in body
    settled = filled(answer) | {"choose-title": "mine", "choose-title_checked": "mine"}
    assert mine.post(page, settled).status_code == 302
    assert Need.objects.get(pk=chain.need.pk).said("title", "ar").text == ARABIC


def test_translations_into_two_languages_at_once_lose_nothing(cast, enter, chain, page):
    """The record is one: whoever comes second is shown that nothing of theirs clashes, and keeps both."""
    client, spanish = enter(cast.facilitator), page.replace("to=ar", "to=es")
    form = filled(client.get(spanish))
    client.post(page, filled(client.get(page)) | {"title": ARABIC})
    answer = client.post(spanish, form | {"title": "El agua está lejos"})
    assert answer.status_code == 409
    client.post(spanish, filled(answer) | {"choose-title": "mine"})
    need = Need.objects.get(pk=chain.need.pk)
    assert [need.said("title", language).text for language in ("ar", "es")] == [ARABIC, "El agua está lejos"]


def test_the_same_form_twice_writes_once(cast, enter, chain, page):
    client = enter(cast.facilitator)
    form = filled(client.get(page)) | {"title": ARABIC}
    assert [client.post(page, form).status_code for _time in range(2)] == [302, 302]
    assert Event.objects.filter(verb=Verb.WORDS_TRANSLATED).count() == 1


@pytest.mark.parametrize("text", ["\x00", "x" * 100_000, "<script>alert(1)</script>", "\U0001f6b0"])
def test_any_text_is_answered_in_words(cast, enter, page, text):
    client = enter(cast.facilitator)
    answer = client.post(page, filled(client.get(page)) | {"title": text})
    assert answer.status_code in (302, 422)
    assert "<script>alert(1)" not in client.get(page).content.decode()


# --- signed is signed -------------------------------------------------------------------------------------------------
def test_an_endorsed_plan_is_refused_in_words(cast, enter, chain):
    client = enter(cast.planner)
    pages = [address("plans.plan", chain.plan.pk, "fr"), address("plans.planitem", chain.item.pk, "fr")]
    forms = [filled(client.get(page)) for page in pages]
    Plan.objects.filter(pk=chain.plan.pk).update(state=PlanState.ENDORSED)
    for page, form in zip(pages, forms, strict=True):
        answer = client.post(page, form | {"title": "Puits"})
        assert answer.status_code == 422
        assert "This edition is endorsed." in unescape(answer.content.decode())
        body = client.get(page).content.decode()
        assert "This edition is endorsed." in body
        assert "<textarea" not in body
    assert Plan.objects.get(pk=chain.plan.pk).translations == {}
    assert PlanItem.objects.get(pk=chain.item.pk).translations == {}


def test_the_action_itself_refuses_an_endorsed_plan(cast, chain):
    Plan.objects.filter(pk=chain.plan.pk).update(state=PlanState.ENDORSED)
    with pytest.raises(Refused, match="endorsed"):
        write_words(KINDS["plans.plan"], chain.plan, "fr", {}, expected=1, by=cast.planner)


def test_of_a_record_in_two_languages_each_text_is_translated_from_its_own(cast, enter, chain):
    texts = {"aim": "Entendre", "summary": "الماء بعيد", "decisions": "", "title": ""}
    Session.objects.filter(pk=chain.session.pk).update(language="fr", record_language="ar", **texts)
    browser, at = enter(cast.manager), chain.session.pk
    pages = {to: browser.get(address("workshops.session", at, to)) for to in ("en", "fr", "ar")}
    fields = {to: [one.field for one in page.context["texts"]] for to, page in pages.items()}
    assert fields == {"en": ["aim", "summary"], "fr": ["summary"], "ar": ["aim"]}
    assert "It was said in \u2068French\u2069, \u2068Arabic\u2069." in unescape(pages["en"].content.decode())
    session = Session.objects.get(pk=at)
    with pytest.raises(Refused, match="in which it was said"):
        translate(session, "ar", {"summary": "x"}, state=Wording.DRAFT, by=cast.manager, expected=session.version)
    translate(session, "ar", {"aim": "س"}, state=Wording.DRAFT, by=cast.manager, expected=session.version)
    assert [str(session.said(field, "ar")) for field in ("aim", "summary")] == ["س", "الماء بعيد"]


def test_a_verified_session_and_a_closed_ranking_can_still_be_translated(cast, enter, chain):
    Session.objects.filter(pk=chain.session.pk).update(summary="All came")
    verified(chain.session, cast.planner, cast.facilitator)
    Ranking.objects.filter(pk=chain.ranking.pk).update(state="closed")
    client = enter(cast.facilitator)
    for label, thing, field in [
        ("workshops.session", chain.session, "summary"), ("priorities.ranking", chain.ranking, "title"),
    ]:  # fmt: skip
        page = address(label, thing.pk, "fr")
        assert client.post(page, filled(client.get(page)) | {field: "Tous"}).status_code == 302
        thing.refresh_from_db()
        assert thing.said(field, "fr").text == "Tous"


def test_the_page_leads_back_to_the_thing(cast, enter, chain, page):
    body = enter(cast.facilitator).get(page).content.decode()
    assert chain.need.get_absolute_url() in body
    assert HERE in body


@pytest.mark.parametrize("pk", ["0", "-1", "1" + "0" * 23, "9" * 5000, "abc", "1.5", "%00", "١"], ids=lambda pk: pk[:9])
def test_odd_ids_are_not_there(cast, enter, chain, pk):
    client = enter(cast.administrator)
    for page in (f"/words/plans.plan/{pk}/", f"/communities/{pk}/", f"/cycles/{pk}/"):
        assert client.get(page).status_code == (400 if pk == "%00" else 404)

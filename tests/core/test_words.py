"""Texts of communities: their own language, translations that are draft or checked, and what a change does to them."""

from __future__ import annotations

import pytest
from django.utils import translation

from cbp.core.actions.words import translate
from cbp.core.models import Event, Said, Verb, Wording
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.core.templatetags.words import said, said_at_length
from cbp.priorities.models import Need

CHECKED, DRAFT = Wording.CHECKED, Wording.DRAFT


@pytest.fixture
def need(cast) -> Need:
    need = cast.here.chain.need
    Need.objects.filter(pk=need.pk).update(language="fr", title="L’eau est loin", statement="Le puits est à sec.")
    need.refresh_from_db()
    return need


def test_without_a_translation_it_is_said_as_it_was_said(need):
    assert need.said("title", "ar") == Said("L’eau est loin", "fr", Wording.ORIGINAL)


def test_a_translation_is_said_in_its_language_and_keeps_its_state(cast, need):
    translate(need, "en", {"title": "Water is far", "statement": ""}, state=CHECKED, by=cast.manager, expected=1)
    need.refresh_from_db()
    assert need.said("title", "en") == Said("Water is far", "en", CHECKED)
    assert need.said("statement", "en").language == "fr"
    with translation.override("en-gb"):
        assert str(need.said("title")) == "Water is far"
    assert need.version == 2
    line = Event.objects.get(verb=Verb.WORDS_TRANSLATED)
    assert (line.by_id, line.after) == (cast.manager.pk, {"language": "en", "title": "Water is far"})


def test_one_field_is_translated_without_touching_the_others(cast, need):
    translate(need, "en", {"title": "Water is far"}, state=CHECKED, by=cast.manager, expected=1)
    translate(need, "en", {"statement": "The well is dry."}, state=DRAFT, by=cast.manager, expected=2)
    assert need.translations["en"] == {
        "title": {"text": "Water is far", "state": "checked"},
        "statement": {"text": "The well is dry.", "state": "draft"},
    }


def test_an_empty_text_takes_a_translation_away(cast, need):
    translate(need, "en", {"title": "Water is far"}, state=CHECKED, by=cast.manager, expected=1)
    translate(need, "en", {"title": "  "}, state=CHECKED, by=cast.manager, expected=2)
    assert need.said("title", "en").state == Wording.ORIGINAL


def test_the_own_language_is_no_translation(cast, need):
    with pytest.raises(Refused, match="the language in which it was said"):
        translate(need, "fr", {"title": "Autre"}, state=CHECKED, by=cast.manager, expected=1)


def test_a_field_that_holds_no_words_is_refused(cast, need):
    with pytest.raises(ValueError, match="state_reason"):
        translate(need, "en", {"state_reason": "x"}, state=CHECKED, by=cast.manager, expected=1)


def test_a_stale_translation_is_told_and_writes_nothing(cast, need):
    translate(need, "en", {"title": "Water is far"}, state=CHECKED, by=cast.manager, expected=1)
    with pytest.raises(Stale):
        translate(need, "en", {"title": "Far water"}, state=CHECKED, by=cast.planner, expected=1)
    assert Need.objects.get(pk=need.pk).said("title", "en").text == "Water is far"


def test_a_changed_original_makes_its_checked_translations_drafts(cast, need):
    translate(need, "en", {"title": "Water is far", "statement": "Dry."}, state=CHECKED, by=cast.manager, expected=1)
    assert need.doubt_translations(["title"])
    assert [need.said(field, "en").state for field in ("title", "statement")] == [DRAFT, CHECKED]
    assert not need.doubt_translations(["title"])


def test_a_snapshot_gets_every_language_of_every_text_that_there_is(cast, need):
    translate(need, "ar", {"title": "الماء بعيد"}, state=DRAFT, by=cast.manager, expected=1)
    told = need.all_said()
    assert told["title"] == {"fr": ["L’eau est loin", "original"], "ar": ["الماء بعيد", "draft"]}
    assert sorted(told) == ["statement", "title"]


def test_on_a_page_a_foreign_text_says_its_language_and_direction(need):
    with translation.override("ar"):
        assert said(need, "title") == '<bdi lang="fr" dir="ltr">L’eau est loin</bdi>'
    with translation.override("fr"):
        assert said(need, "title") == "<bdi>L’eau est loin</bdi>"
        assert said_at_length(need, "statement") == (
            '<div class="words" lang="fr" dir="ltr"><p>Le puits est à sec.</p></div>'
        )


def test_on_a_page_a_draft_says_so_and_nothing_is_taken_for_markup(cast, need):
    translate(need, "en", {"title": "<b>Water</b>"}, state=DRAFT, by=cast.manager, expected=1)
    assert said(need, "title") == ('<bdi>&lt;b&gt;Water&lt;/b&gt;</bdi> <span class="wording">draft translation</span>')
    translate(need, "en", {"statement": "<b>Dry</b>\n\nvery"}, state=CHECKED, by=cast.manager, expected=2)
    assert "<p>&lt;b&gt;Dry&lt;/b&gt;</p>" in said_at_length(need, "statement")

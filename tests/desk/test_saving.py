"""Saving what others may change: nothing is lost, nothing is written twice, nonsense is refused in words."""

import re
from html import unescape

import pytest
from django.urls import reverse

from cbp.core.models import Area, AreaName, DisplacementFigure, Event, Programme, Verb
from tests.forged import ANY_TEXT

INPUT = re.compile(r"<(input|textarea|select)\b([^>]*)>(.*?)(?=</textarea>|</select>|<|$)", re.S)


def filled(response):
    """What a browser would send back: every named control of the main form with its value."""
    html = response.content.decode()
    html = html[html.index('class="form"') :]
    html = html[: html.index("</form>")]
    data: dict[str, list[str]] = {}
    for select in re.findall(r"<select\b[^>]*name=\"([^\"]+)\".*?</select>", html, re.S):
        data[select] = []
    for name, options in re.findall(r"<select\b[^>]*name=\"([^\"]+)\"[^>]*>(.*?)</select>", html, re.S):
        data[name] = [unescape(value) for value in re.findall(r"<option value=\"([^\"]*)\" selected", options)]
    for name, text in re.findall(r"<textarea\b[^>]*name=\"([^\"]+)\"[^>]*>(.*?)</textarea>", html, re.S):
        data[name] = [unescape(text).removeprefix("\n")]
    for tag in re.findall(r"<input\b[^>]*>", html):
        name = re.search(r'\bname="([^"]+)"', tag)
        value = re.search(r'\bvalue="([^"]*)"', tag)
        kind = (re.search(r'\btype="([^"]+)"', tag) or ["", "text"])[1]
        if name is None or kind in ("file", "submit") or (kind in ("checkbox", "radio") and " checked" not in tag):
            continue
        empty = "on" if kind in ("checkbox", "radio") else ""
        data.setdefault(name[1], []).append(unescape(value[1]) if value else empty)
    return data


@pytest.fixture
def area_page(cast):
    return reverse("desk:area-edit", args=[cast.here.region.pk])


def test_it_works(cast, enter, area_page):
    client = enter(cast.administrator)
    data = filled(client.get(area_page)) | {
        "name": "Lac Tchad",
        "name_fr": "Lac",
        "others": "Old lake\nKanem lake",
        "codes": "TD07",
    }
    answer = client.post(area_page, data)
    assert answer.status_code == 302
    area = Area.objects.get(pk=cast.here.region.pk)
    assert (area.name, area.version) == ("Lac Tchad", 2)
    names = list(
        AreaName.objects.filter(area=area).order_by("kind", "language", "text").values_list("kind", "language", "text")
    )
    assert ("name", "fr", "Lac") in names
    assert ("code", "", "TD07") in names
    event = Event.objects.of(area).get(verb=Verb.AREA_CHANGED)
    assert event.after["name"] == "Lac Tchad"
    assert event.by_label == cast.administrator.name


def test_a_save_that_changes_nothing_writes_nothing(cast, enter, area_page):
    client = enter(cast.administrator)
    client.post(area_page, filled(client.get(area_page)))
    assert Area.objects.get(pk=cast.here.region.pk).version == 1
    assert not Event.objects.of(cast.here.region).exists()


def test_a_stale_save_shows_before_theirs_and_mine_and_then_saves_both(cast, enter, area_page):
    client = enter(cast.administrator)
    form = filled(client.get(area_page))
    before = form["name"][0]
    client.post(area_page, form | {"name": "Theirs", "name_fr": "Leur nom"})
    mine = form | {
        "name": "Mine",
        "others": "My other name",
        "idempotency_key": ["0b0d6d6e-2f0c-4f5c-9a38-0d8f7c1b2a11"],
    }
    page = client.post(area_page, mine)
    html = page.content.decode()
    assert page.status_code == 409
    assert all(word in html for word in (before, "Theirs", "Mine", "Leur nom", "My other name"))
    choice = filled(page)
    choice |= {"choose-name": "mine"}
    assert client.post(area_page, choice).status_code == 302
    area = Area.objects.get(pk=cast.here.region.pk)
    texts = set(AreaName.objects.filter(area=area).values_list("text", flat=True))
    assert area.name == "Mine"
    assert {"Leur nom", "My other name"} <= texts


def test_theirs_is_kept_where_the_person_says_so(cast, enter, area_page):
    client = enter(cast.administrator)
    form = filled(client.get(area_page))
    client.post(area_page, form | {"name": "Theirs"})
    page = client.post(area_page, form | {"name": "Mine", "idempotency_key": ["0b0d6d6e-2f0c-4f5c-9a38-0d8f7c1b2a12"]})
    client.post(area_page, filled(page) | {"choose-name": "theirs"})
    assert Area.objects.get(pk=cast.here.region.pk).name == "Theirs"


@pytest.mark.parametrize(("name", "field"), [("desk:programme-edit", "title"), ("desk:programme-lists", "age_bands")])
def test_a_programme_saved_by_two_is_no_one_s_loss(cast, enter, name, field):
    page = reverse(name, args=[cast.here.programme.pk])
    client = enter(cast.manager)
    values = {"title": ("Second title", "Third title"), "age_bands": ("0-17, 18+", "0-35, 36+")}[field]
    form = filled(client.get(page))
    assert client.post(page, form | {field: values[0]}).status_code == 302
    answer = client.post(page, form | {field: values[1], "idempotency_key": ["0b0d6d6e-2f0c-4f5c-9a38-0d8f7c1b2a13"]})
    assert answer.status_code == 409
    assert all(value in answer.content.decode() for value in values)
    assert client.post(page, filled(answer) | {f"choose-{field}": "mine"}).status_code == 302
    programme = Programme.objects.get(pk=cast.here.programme.pk)
    kept = (
        programme.title if field == "title" else ", ".join(f"{b.lower}" for b in programme.age_bands.order_by("lower"))
    )
    assert kept == {"title": "Third title", "age_bands": "0, 36"}[field]


def test_the_same_form_sent_twice_makes_one_programme(cast, enter):
    page = reverse("desk:programme-new")
    client = enter(cast.administrator)
    data = filled(client.get(page)) | {
        "code": "TWICE",
        "title": "Twice",
        "country": cast.here.country.pk,
        "currency": "XAF",
        "languages": ["fr", "ar"],
    }
    first, second = client.post(page, data), client.post(page, data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Programme.objects.filter(code="TWICE").count() == 1


def test_a_refused_form_frees_its_key_and_keeps_what_was_typed(cast, enter):
    page = reverse("desk:programme-new")
    client = enter(cast.administrator)
    data = filled(client.get(page)) | {
        "code": "LATER",
        "title": "قرية الأمل",
        "country": cast.here.country.pk,
        "currency": "XAF",
        "languages": [],
    }
    refused = client.post(page, data)
    assert refused.status_code == 422
    assert "قرية الأمل" in refused.content.decode()
    assert client.post(page, data | {"languages": ["ar"]}).status_code == 302


@ANY_TEXT
@pytest.mark.parametrize(
    "name",
    [
        "desk:area-edit",
        "desk:programme-edit",
        "desk:programme-lists",
        "desk:displacement-new",
        "desk:import-new",
        "accounts:settings",
        "accounts:invitation-new",
    ],
)
def test_any_text_in_any_field_is_answered_in_words(cast, enter, name, text):
    pk = {
        "desk:area-edit": cast.here.region.pk,
        "desk:displacement-new": cast.here.region.pk,
        "desk:programme-edit": cast.here.programme.pk,
        "desk:programme-lists": cast.here.programme.pk,
    }
    page = reverse(name, args=[pk[name]] if name in pk else [])
    client = enter(cast.administrator)
    form = filled(client.get(page))
    for field in form:
        if field not in ("csrfmiddlewaretoken", "version", "base", "idempotency_key"):
            answer = client.post(page, form | {field: [text], "idempotency_key": []})
            assert answer.status_code in (200, 302, 409, 422), field
            if answer.status_code == 302:
                form = filled(client.get(page))
            assert "<script>alert(1)" not in answer.content.decode()


@pytest.mark.parametrize("key", ["version", "base", "idempotency_key"])
def test_a_forged_hidden_field_breaks_nothing(cast, enter, area_page, key):
    client = enter(cast.administrator)
    form = filled(client.get(area_page)) | {"name": "Forged", key: "9" * 5000}
    assert client.post(area_page, form).status_code in (302, 409, 422)


def test_another_country_s_area_is_no_choice_for_a_manager(cast, enter):
    client = enter(cast.manager)
    page = reverse("accounts:invitation-new")
    data = filled(client.get(page)) | {
        "email": "x@example.org",
        "role": "facilitator",
        "programme": cast.there.programme.pk,
        "area": cast.there.region.pcode,
    }
    answer = client.post(page, data)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Select a valid choice" in body
    assert f"No area within your reach has the P-code or name “{cast.there.region.pcode}”." in body


def test_figures_entered_by_hand(cast, enter):
    client = enter(cast.manager)
    page = reverse("desk:displacement-new", args=[cast.here.district.pk])
    data = filled(client.get(page)) | {
        "round": "7",
        "reported_on": "2024-03-01",
        "assessment": "BA",
        "conflict_persons": "120",
        "conflict_females": "70",
        "conflict_males": "",
        "disaster_persons": "0",
    }
    assert client.post(page, data).status_code == 302
    figures = list(
        DisplacementFigure.objects.filter(area=cast.here.district)
        .order_by("reason")
        .values_list("reason", "persons", "females", "males")
    )
    assert figures == [("conflict", 120, 70, None), ("disaster", 0, None, None)]


@pytest.mark.parametrize(("cells", "words"), [
    ({}, "Enter at least one number of displaced persons."),
    ({"conflict_persons": "10", "conflict_females": "7", "conflict_males": "4"}, "count more people than both"),
    ({"conflict_females": "7"}, "say how many together"),
    ({"conflict_persons": "-1"}, "This number cannot be below zero."),
    ({"conflict_persons": "50000001"}, "less than or equal to"),
    ({"conflict_persons": "1e400"}, "Enter a whole number in digits"),
])  # fmt: skip
def test_impossible_figures_are_refused(cast, enter, cells, words):
    client = enter(cast.manager)
    page = reverse("desk:displacement-new", args=[cast.here.district.pk])
    answer = client.post(
        page, filled(client.get(page)) | {"round": "7", "reported_on": "2024-03-01", "assessment": "BA"} | cells
    )
    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())
    assert not DisplacementFigure.objects.filter(area=cast.here.district).exists()


def test_a_round_that_is_there_is_replaced_only_on_purpose(cast, enter):
    client = enter(cast.manager)
    page = reverse("desk:displacement-new", args=[cast.here.district.pk])
    first = {"round": "7", "reported_on": "2024-03-01", "assessment": "BA", "conflict_persons": "999"}
    client.post(page, filled(client.get(page)) | first)
    second = first | {"conflict_persons": "1,200"}
    assert "is there already" in client.post(page, filled(client.get(page)) | second).content.decode()
    assert client.post(page, filled(client.get(page)) | second | {"replaces": "on"}).status_code == 302
    assert DisplacementFigure.objects.get(area=cast.here.district).persons == 1200
    event = Event.objects.of(cast.here.district).latest_first().first()
    assert (event.before["Conflict"]["persons"], event.after["Conflict"]["persons"]) == (999, 1200)

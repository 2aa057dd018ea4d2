"""The pages of organisations: what they show to whom, what they refuse in words, and what is never lost."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from cbp.core.models import Event, Verb
from partners.models import Engagement, Organisation, OrganisationContact
from tests.chain import make_engagement, make_organisation
from tests.forged import ANY_TEXT
from tests.partners.browsing import filled

LIST = reverse("partners:organisation-list")
NEW = reverse("partners:organisation-new")


def page(name, thing):
    return reverse(f"partners:{name}", args=[thing.pk])


@pytest.fixture
def organisation(cast):
    made = make_organisation(cast.here, "House of the lake")
    made.areas.add(cast.here.region)
    return made


@pytest.fixture
def called(organisation):
    return OrganisationContact.objects.create(
        organisation=organisation, name="Achta Moussa", phone="+235 66", purpose="Meetings", has_consented=True
    )


# --- registering ------------------------------------------------------------------------------------------------------
def test_it_works(cast, enter):
    browser = enter(cast.manager)
    data = filled(browser.get(NEW)) | {
        "name": "Maison du lac", "kind": "community-group", "areas": f"{cast.here.region.pcode}\n{cast.here.district}",
        "contact_name": "Achta", "contact_purpose": "Meetings", "contact_has_consented": "on",
        "engagement_modality": "informal", "engagement_subject": "Facilitation", "engagement_noted_by": "The manager",
    }  # fmt: skip
    answer = browser.post(NEW, data)
    made = Organisation.objects.get(name="Maison du lac")
    assert (answer.status_code, answer.headers["Location"]) == (302, made.get_absolute_url())
    assert list(made.areas.order_by("path")) == [cast.here.region, cast.here.district]
    assert [(one.name, one.phone) for one in made.contacts.all()] == [("Achta", "")]
    assert [one.noted_by for one in made.engagements.all()] == ["The manager"]
    html = browser.get(made.get_absolute_url()).content.decode()
    assert all(
        word in html for word in ("Maison du lac", "Achta", "Informal: a verbal undertaking", cast.here.region.name)
    )


def test_name_and_kind_are_enough(cast, enter):
    browser = enter(cast.manager)
    assert browser.post(NEW, filled(browser.get(NEW)) | {"name": "Maison", "kind": "media"}).status_code == 302
    made = Organisation.objects.get()
    assert (made.country, made.contacts.count(), made.engagements.count()) == (cast.here.country, 0, 0)


def test_sent_twice_it_is_registered_once(cast, enter):
    browser = enter(cast.manager)
    data = filled(browser.get(NEW)) | {"name": "Maison", "kind": "media"}
    first, second = browser.post(NEW, data), browser.post(NEW, data)
    assert first.headers["Location"] == second.headers["Location"]
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(("values", "field", "words"), [
    ({"contact_name": "Achta", "contact_purpose": "Meetings"}, "contact_has_consented",
     "Keep a contact only when the person agreed to it."),
    ({"contact_phone": "+235", "contact_has_consented": "on"}, "contact_purpose",
     "Say what this person may be contacted for."),
    ({"contact_phone": "+235", "contact_has_consented": "on"}, "contact_name",
     "Name the contact, or say which position it is."),
    ({"engagement_modality": "formal", "engagement_subject": "Wells"}, "__all__",
     "A contractual engagement has the number of its agreement."),
    ({"engagement_modality": "ad-hoc"}, "engagement_subject", "This field cannot be blank."),
    ({"engagement_modality": "ad-hoc", "engagement_subject": "A day", "engagement_starts_on": "2026-02-01",
      "engagement_ends_on": "2026-01-01"}, "__all__", "The engagement ends before it begins."),
    ({"areas": "NOWHERE"}, "areas", "No area within your reach has the P-code or name “NOWHERE”."),
    ({"areas": "\n".join(str(one) for one in range(61))}, "areas",
     "These are more than 60 areas. Write the larger area in which they lie."),
    ({"name": ""}, "name", "This field is required."),
    ({"kind": "nothing"}, "kind", "Select a valid choice. nothing is not one of the available choices."),
])  # fmt: skip
def test_faults_come_back_as_words_and_nothing_typed_is_lost(cast, enter, values, field, words):
    browser = enter(cast.manager)
    data = filled(browser.get(NEW)) | {"name": "Maison", "kind": "media", "about": "بئر القرية"} | values
    answer = browser.post(NEW, data)
    assert (answer.status_code, words in answer.context["form"].errors[field]) == (422, True)
    assert "بئر القرية" in answer.content.decode()
    assert not Organisation.objects.exists()


def test_the_same_name_is_refused_in_words(cast, enter, organisation):
    browser = enter(cast.manager)
    data = filled(browser.get(NEW)) | {"name": "house of the lake", "kind": "media", "is_another": "on"}
    answer = browser.post(NEW, data)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["An organisation with this name is registered already."]


def test_a_name_that_is_nearly_the_same_is_shown_before_another_is_registered(cast, enter, organisation):
    browser = enter(cast.manager)
    data = filled(browser.get(NEW)) | {"name": "Houses of the lakes", "kind": "media"}
    answer = browser.post(NEW, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="{organisation.get_absolute_url()}">' in html
    assert 'type="checkbox" name="is_another"' in html
    assert browser.post(NEW, filled(answer) | {"is_another": "on"}).status_code == 302
    assert Organisation.objects.count() == 2


def test_what_is_registered_in_another_country_is_not_shown_as_similar(cast, enter):
    make_organisation(cast.there, "House of the lake")
    browser = enter(cast.manager)
    data = filled(browser.get(NEW)) | {"name": "Houses of the lakes", "kind": "media"}
    assert browser.post(NEW, data).status_code == 302


def test_another_country_and_no_country_are_no_choice(cast, enter):
    browser = enter(cast.manager)
    data = filled(browser.get(NEW)) | {"name": "Maison", "kind": "media"}
    for foreign in (cast.there.country.pk, 10**9, "x"):
        answer = browser.post(NEW, data | {"country": foreign})
        assert answer.context["form"].errors["country"] == [
            "Select a valid choice. That choice is not one of the available choices."
        ]


def test_areas_and_programmes_of_another_country_are_unknown(cast, enter):
    browser = enter(cast.manager)
    answer = browser.post(NEW, filled(browser.get(NEW)) | {
        "name": "Maison", "kind": "media", "areas": cast.there.region.pcode,
        "engagement_programme": cast.there.programme.pk, "engagement_modality": "ad-hoc", "engagement_subject": "Day",
    })  # fmt: skip
    assert set(answer.context["form"].errors) == {"areas", "engagement_programme"}


# --- changing ---------------------------------------------------------------------------------------------------------
def test_a_change_and_one_that_changes_nothing(cast, enter, organisation):
    browser, edit = enter(cast.manager), page("organisation-edit", organisation)
    form = filled(browser.get(edit))
    assert form["areas"] == [cast.here.region.pcode]
    assert browser.post(edit, form).status_code == 302
    assert Organisation.objects.get().version == 1
    answer = browser.post(edit, form | {"name": "New name", "areas": "", "idempotency_key": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, organisation.get_absolute_url())
    kept = Organisation.objects.get()
    assert (kept.name, kept.version, kept.areas.count()) == ("New name", 2, 0)


def test_areas_out_of_reach_that_stand_already_stay(cast, enter, organisation):
    """A manager of one district changes the name of an organisation that is present in the next one too."""
    cast.manager.assignments.update(area=cast.here.neighbour)
    browser, edit = enter(cast.manager), page("organisation-edit", organisation)
    assert browser.post(edit, filled(browser.get(edit)) | {"name": "New name"}).status_code == 302
    assert list(Organisation.objects.get().areas.all()) == [cast.here.region]
    answer = browser.post(edit, filled(browser.get(edit)) | {"areas": cast.here.district.pcode})
    assert answer.status_code == 422


def test_two_who_change_an_organisation_lose_nothing(cast, enter, organisation):
    browser, edit = enter(cast.manager), page("organisation-edit", organisation)
    form = filled(browser.get(edit))
    browser.post(edit, form | {"name": "Theirs", "areas": cast.here.district.pcode})
    answer = browser.post(edit, form | {"name": "Mine", "idempotency_key": ""})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert all(word in html for word in ("House of the lake", "Theirs", "Mine", cast.here.district.pcode))
    assert browser.post(edit, filled(answer) | {"choose-name": "mine"}).status_code == 302
    kept = Organisation.objects.get()
    assert (kept.name, list(kept.areas.all())) == ("Mine", [cast.here.district])


def test_a_taken_name_is_refused_in_words_when_it_is_changed(cast, enter, organisation):
    make_organisation(cast.here, "Taken")
    browser, edit = enter(cast.manager), page("organisation-edit", organisation)
    answer = browser.post(edit, filled(browser.get(edit)) | {"name": "Taken"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["An organisation with this name is registered already."]


# --- the contact ------------------------------------------------------------------------------------------------------
def test_the_contact_is_changed_and_removed(cast, enter, organisation, called):
    browser, edit = enter(cast.manager), page("contact-edit", organisation)
    form = filled(browser.get(edit))
    assert (form["contact_name"], form["contact_has_consented"]) == (["Achta Moussa"], ["on"])
    assert browser.post(edit, form | {"contact_phone": "+235 77"}).status_code == 302
    assert [(one.pk, one.phone) for one in OrganisationContact.objects.all()] == [(called.pk, "+235 77")]
    assert browser.post(page("contact-remove", organisation)).status_code == 302
    assert not OrganisationContact.objects.exists()
    assert browser.post(page("contact-remove", organisation)).status_code == 302


def test_two_who_change_the_contact_lose_nothing(cast, enter, organisation, called):
    browser, edit = enter(cast.manager), page("contact-edit", organisation)
    form = filled(browser.get(edit))
    browser.post(edit, form | {"contact_phone": "+235 77"})
    answer = browser.post(edit, form | {"contact_phone": "+235 88", "idempotency_key": ""})
    assert answer.status_code == 409
    assert browser.post(edit, filled(answer) | {"choose-contact_phone": "mine"}).status_code == 302
    assert OrganisationContact.objects.get().phone == "+235 88"


def test_no_contact_without_consent(cast, enter, organisation):
    browser, edit = enter(cast.manager), page("contact-edit", organisation)
    data = filled(browser.get(edit)) | {"contact_name": "Achta", "contact_purpose": "Meetings"}
    answer = browser.post(edit, data)
    assert answer.status_code == 422
    assert answer.context["form"].errors["contact_has_consented"] == [
        "Keep a contact only when the person agreed to it."
    ]


def test_only_the_team_sees_the_contact(cast, enter, organisation, called):
    sees = {
        name: "Achta" in enter(getattr(cast, name)).get(organisation.get_absolute_url()).content.decode()
        for name in ("manager", "facilitator", "planner", "partner", "auditor", "administrator")
    }
    assert sees == {
        "manager": True, "facilitator": True, "planner": True, "partner": False, "auditor": False,
        "administrator": False,
    }  # fmt: skip


def test_no_copy_of_names_and_numbers_stays_in_the_browser(cast, enter, organisation):
    browser = enter(cast.manager)
    for address in (NEW, page("contact-edit", organisation)):
        form = browser.get(address).context["form"]
        for name in ("contact_name", "contact_phone", "contact_email"):
            assert "data-cbp-private" in str(form[name])
    assert "data-cbp-autosave" not in browser.get(page("contact-edit", organisation)).content.decode()


# --- engagements ------------------------------------------------------------------------------------------------------
def test_an_engagement_is_noted_and_ended(cast, enter, organisation):
    browser, new = enter(cast.manager), page("engagement-new", organisation)
    data = filled(browser.get(new)) | {
        "modality": "formal", "subject": "Wells", "programme": cast.here.programme.pk, "area": cast.here.district.pcode,
    }  # fmt: skip
    refused = browser.post(new, data)
    assert (refused.status_code, refused.context["form"].non_field_errors()) == (
        422, ["A contractual engagement has the number of its agreement."],
    )  # fmt: skip
    data = filled(refused) | {"reference": "MOU/7"}
    assert [browser.post(new, data).status_code for _again in range(2)] == [302, 302]
    engagement = Engagement.objects.get()
    assert (engagement.reference, engagement.area) == ("MOU/7", cast.here.district)
    end = page("engagement-end", engagement)
    assert browser.post(end, filled(browser.get(end)) | {"on": "2020-01-01"}).status_code == 302
    again = browser.post(end, {"on": "2020-01-01"})
    assert (again.status_code, again.context["form"].non_field_errors()) == (
        422, ["This engagement has ended already."],
    )  # fmt: skip


def test_a_foreign_programme_and_none_are_no_choice_for_an_engagement(cast, enter, organisation):
    browser, new = enter(cast.manager), page("engagement-new", organisation)
    for foreign in (cast.there.programme.pk, 10**9):
        answer = browser.post(new, {"modality": "ad-hoc", "subject": "Day", "programme": foreign})
        assert answer.context["form"].errors["programme"] == [
            "Select a valid choice. That choice is not one of the available choices."
        ]


# --- the list ---------------------------------------------------------------------------------------------------------
def names_on(answer):
    return [one.name for one in answer.context["page_obj"]]


@pytest.mark.parametrize(("query", "names"), [
    ({}, ["Association des éleveurs", "Groupement Été", "Ministère"]),
    ({"q": "ete"}, ["Groupement Été"]),
    ({"q": "MIN"}, ["Ministère"]),
    ({"q": "mea"}, ["Ministère"]),
    ({"kind": "union"}, ["Association des éleveurs"]),
    ({"area": "TCD0701"}, ["Groupement Été"]),
    ({"area": "nowhere"}, []),
    ({"q": "x", "kind": "union"}, []),
])  # fmt: skip
def test_search_and_filters(cast, enter, query, names):
    make_organisation(cast.here, "Ministère", kind="government", acronym="MEA")
    make_organisation(cast.here, "Groupement Été", kind="community-group").areas.add(cast.here.region)
    make_organisation(cast.here, "Association des éleveurs", kind="union").areas.add(cast.here.neighbour)
    make_organisation(cast.there, "Elsewhere")
    assert names_on(enter(cast.partner).get(LIST, query)) == names


def test_the_code_of_a_hidden_area_filters_like_no_code(cast, enter):
    make_organisation(cast.there).areas.add(cast.there.region)
    answer = enter(cast.manager).get(LIST, {"area": cast.there.region.pcode})
    assert (names_on(answer), answer.status_code) == ([], 200)


def test_the_list_leaves_as_seen_without_contacts(cast, enter, organisation, called):
    make_organisation(cast.here, "=Other", kind="media")
    make_engagement(organisation)
    browser = enter(cast.auditor)
    answer = browser.get(LIST, {"format": "csv", "kind": "ngo-national"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["Name", "Acronym", "Kind", "IATI organisation type", "Country", "Areas of presence", "What it does",
         "How we work with it", "Can be chosen"],
        ["House of the lake", "", "National or local non-governmental organisation", "22", cast.here.country.name,
         "TCD07", "", "Informal: a verbal undertaking", "yes"],
    ]  # fmt: skip
    assert Event.objects.get(verb=Verb.LIST_EXPORTED).after == {
        "list": "organisations", "filters": {"kind": "ngo-national"},
    }  # fmt: skip
    assert enter(cast.partner).get(LIST, {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("query", [{}, {"format": "csv"}])
def test_one_or_three_organisations_cost_the_same(cast, enter, django_assert_num_queries, query):
    counts = []
    for number in range(3):
        made = make_organisation(cast.here, f"House {number}")
        made.areas.set([cast.here.region, cast.here.district])
        make_engagement(made, programme=cast.here.programme)
        if number != 1:
            counts.append(_queries(enter(cast.auditor), LIST, query))
    assert counts[0] == counts[1]


def test_one_or_three_of_everything_on_the_half_page_cost_the_same(cast, enter, organisation):
    counts = []
    for number, area in enumerate((cast.here.district, cast.here.neighbour, cast.here.country)):
        organisation.areas.add(area)
        make_engagement(organisation, subject=f"Day {number}", area=area, programme=cast.here.programme)
        if number != 1:
            counts.append(_queries(enter(cast.manager), organisation.get_absolute_url()))
    assert counts[0] == counts[1]


def _queries(browser, address, query=None):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address, query or {}).status_code == 200
    return len(seen)


# --- any input --------------------------------------------------------------------------------------------------------
@ANY_TEXT
@pytest.mark.parametrize("name", ["organisation-new", "organisation-edit", "contact-edit", "engagement-new"])
def test_any_text_in_any_field_is_answered_in_words(cast, enter, organisation, name, text):
    address = NEW if name == "organisation-new" else page(name, organisation)
    browser = enter(cast.manager)
    form = filled(browser.get(address))
    for field in form:
        if field != "csrfmiddlewaretoken":
            answer = browser.post(address, form | {field: [text]})
            assert answer.status_code in (302, 409, 422), field
            assert "<script>alert(1)" not in answer.content.decode()
    asked = browser.get(LIST, {"q": text[:200], "area": text[:200], "kind": text[:9]})
    assert asked.status_code == (400 if text == "\x00" else 200)

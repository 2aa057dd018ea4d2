"""Organisations: every refusal in words, and a history that keeps no name and no number of a person."""

from __future__ import annotations

import datetime
import json

import pytest
from django.db import connection
from django.utils import timezone

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from partners import actions
from partners.models import IATI, Engagement, Organisation, OrganisationContact, OrganisationKind
from tests.chain import make_engagement, make_organisation

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def fresh(world, name="House of the lake", **fields):
    return Organisation(**{"name": name, "kind": "ngo-national", "country": world.country, **fields})


def contact(**fields):
    values = {"name": "Achta Moussa", "phone": "+235 66 00 00 00", "purpose": "Meetings", "has_consented": True}
    return OrganisationContact(**{**values, **fields})


def lines(organisation):
    return list(Event.objects.of(organisation).order_by("pk"))


# --- registering ------------------------------------------------------------------------------------------------------
def test_it_works(cast):
    world = cast.here
    organisation = actions.create_organisation(
        fresh(world), areas=[world.district, world.region, world.district], contact=contact(),
        engagement=Engagement(modality="formal", subject="Wells", reference="MOU/7", programme=world.programme),
        by=cast.manager,
    )  # fmt: skip
    assert list(organisation.areas.order_by("path")) == [world.region, world.district]
    assert [one.phone for one in organisation.contacts.all()] == ["+235 66 00 00 00"]
    assert [str(one) for one in organisation.engagements.all()] == [
        "House of the lake · Contractual: written and binding, for a set time"
    ]
    assert [line.verb for line in lines(organisation)] == [
        Verb.ORGANISATION_CREATED, Verb.CONTACT_CHANGED, Verb.ENGAGEMENT_ADDED,
    ]  # fmt: skip
    assert lines(organisation)[0].after["areas"] == sorted([world.region.name, world.district.name])
    assert [line.programme_id for line in lines(organisation)] == [None, None, world.programme.pk]


def test_no_name_and_no_number_of_a_person_stands_in_the_history_or_open_in_the_table(cast):
    organisation = actions.create_organisation(fresh(cast.here), areas=[], contact=contact(), by=cast.manager)
    one = organisation.contacts.get()
    one.name = "Zenaba Ali"
    actions.set_contact(one, by=cast.manager)
    actions.remove_contact(one, by=cast.manager)
    told = json.dumps([[line.before, line.after, line.thing_label] for line in lines(organisation)])
    assert len(lines(organisation)) == 4
    assert all(word not in told for word in ("Achta", "Zenaba", "235"))
    contact(organisation=organisation).save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM partners_organisationcontact t")
        assert "Achta" not in cursor.fetchone()[0]


@pytest.mark.parametrize("name", ["House of the lake", "HOUSE of the LAKE"])
def test_one_name_in_a_country_is_one_organisation(cast, name):
    actions.create_organisation(fresh(cast.here), areas=[], by=cast.manager)
    with pytest.raises(Refused, match=r"An organisation with this name is registered already\."):
        actions.create_organisation(fresh(cast.here, name), areas=[], by=cast.manager)
    actions.create_organisation(fresh(cast.there, name), areas=[], by=cast.stranger)
    assert Organisation.objects.filter(name__iexact=name).count() == 2


def test_whoever_registers_reaches_the_country(cast):
    for person, world in [(cast.manager, cast.there), (cast.facilitator, cast.here), (cast.removed, cast.here)]:
        with pytest.raises(Refused, match="only in the countries that you work in"):
            actions.create_organisation(fresh(world), areas=[], by=person)
    assert not Organisation.objects.exists()


def test_an_area_of_another_country_is_refused_and_nothing_stays(cast):
    with pytest.raises(Refused, match="does not lie in the country of the organisation"):
        actions.create_organisation(fresh(cast.here), areas=[cast.there.region], by=cast.manager)
    with pytest.raises(Refused, match="Keep a contact only when the person agreed to it"):
        actions.create_organisation(
            fresh(cast.here), areas=[], contact=contact(has_consented=False), by=cast.manager
        )  # fmt: skip
    assert not Organisation.objects.exists()
    assert not Event.objects.filter(verb=Verb.ORGANISATION_CREATED).exists()


# --- changing ---------------------------------------------------------------------------------------------------------
def test_a_change_writes_the_named_fields_and_the_areas(cast):
    organisation = make_organisation(cast.here)
    organisation.areas.set([cast.here.region])
    organisation.name, organisation.kind = "New name", "media"
    actions.change_organisation(
        organisation, fields=["name"], areas=[cast.here.district], expected=1, by=cast.manager
    )  # fmt: skip
    kept = Organisation.objects.get(pk=organisation.pk)
    assert (kept.name, kept.kind, kept.version) == ("New name", "ngo-national", 2)
    assert list(kept.areas.all()) == [cast.here.district]
    (line,) = lines(organisation)
    assert (line.before["areas"], line.after["areas"]) == ([cast.here.region.name], [cast.here.district.name])


def test_a_change_refuses_what_cannot_stand_and_tells_who_was_faster(cast):
    organisation = make_organisation(cast.here)
    make_organisation(cast.here, "Taken")
    organisation.name = "TAKEN"
    with pytest.raises(Refused, match="is registered already"):
        actions.change_organisation(organisation, fields=["name"], areas=[], expected=1, by=cast.manager)
    organisation.name = "Free"
    with pytest.raises(Stale):
        actions.change_organisation(organisation, fields=["name"], areas=[], expected=7, by=cast.manager)
    with pytest.raises(Refused, match="does not lie in the country"):
        actions.change_organisation(
            organisation, fields=["name"], areas=[cast.there.region], expected=1, by=cast.manager
        )  # fmt: skip
    assert lines(organisation) == []


def test_a_contact_has_a_name_or_a_position_and_shares_the_version(cast):
    organisation = make_organisation(cast.here)
    with pytest.raises(Refused, match="Name the contact"):
        actions.set_contact(contact(organisation=organisation, name="", position=""), by=cast.manager)
    actions.set_contact(contact(organisation=organisation), by=cast.manager, expected=1)
    with pytest.raises(Stale):
        actions.set_contact(contact(organisation=organisation), by=cast.manager, expected=1)
    assert OrganisationContact.objects.count() == 1


# --- engagements ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("fields", "words"), [
    ({"modality": "formal"}, "A contractual engagement has the number of its agreement."),
    ({"starts_on": TODAY, "ends_on": TODAY - DAY}, "The engagement ends before it begins."),
])  # fmt: skip
def test_an_engagement_that_cannot_be_is_refused_in_words(cast, fields, words):
    organisation = make_organisation(cast.here)
    engagement = Engagement(**{"organisation": organisation, "modality": "ad-hoc", "subject": "A day", **fields})
    with pytest.raises(Refused) as refusal:
        actions.add_engagement(engagement, by=cast.manager)
    assert str(refusal.value) == words
    assert not Engagement.objects.exists()


def test_an_engagement_stays_in_the_country(cast):
    organisation = make_organisation(cast.here)
    for fields in ({"programme": cast.there.programme}, {"area": cast.there.region}):
        with pytest.raises(Refused, match="country"):
            actions.add_engagement(
                Engagement(organisation=organisation, modality="ad-hoc", subject="A day", **fields), by=cast.manager
            )  # fmt: skip
    assert not Engagement.objects.exists()


def test_an_engagement_ends_once_and_not_later_than_was_agreed(cast):
    engagement = make_engagement(make_organisation(cast.here), starts_on=TODAY - 10 * DAY, ends_on=TODAY + 10 * DAY)
    for on, words in [(TODAY + 11 * DAY, "ends earlier already"), (TODAY - 11 * DAY, "ends before it begins")]:
        with pytest.raises(Refused, match=words):
            actions.end_engagement(engagement, on=on, by=cast.manager)
    assert lines(engagement.organisation) == []
    actions.end_engagement(engagement, on=TODAY - DAY, by=cast.manager)
    assert (engagement.has_ended, Engagement.objects.running().count()) == (True, 0)
    with pytest.raises(Refused, match="has ended already"):
        actions.end_engagement(engagement, on=TODAY - 2 * DAY, by=cast.manager)
    (line,) = lines(engagement.organisation)
    assert (line.before["ends_on"], line.after["ends_on"]) == (str(TODAY + 10 * DAY), str(TODAY - DAY))
    assert [label for label, _was, _now in line.rows] == ["Until"]


# --- the registry -----------------------------------------------------------------------------------------------------
def test_every_kind_has_its_code_of_the_exchange_format():
    assert set(IATI) == set(OrganisationKind)
    assert set(IATI.values()) <= {"10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73",
                                  "80", "90"}  # fmt: skip


@pytest.mark.parametrize(("name", "alike"), [
    ("Association des Femmes de Bol", True),
    ("association des femmés  de BOL", True),
    ("Assoc. des femmes de Bol", True),
    ("Association des éleveurs", False),
    ("Ministère de l’eau", False),
])  # fmt: skip
def test_names_that_are_nearly_the_same(cast, name, alike):
    make_organisation(cast.here, "Association des femmes de Bol")
    assert Organisation.objects.nearly_called(name).exists() == alike


def test_nearly_the_same_in_arabic(cast):
    make_organisation(cast.here, "جمعية نساء بول")
    assert Organisation.objects.nearly_called("جمعيه النساء بول").exists()


def test_present_in_an_area_its_parts_and_the_whole_around_it(cast):
    world = cast.here
    whole, part, other, none = (make_organisation(world, name) for name in ("Whole", "Part", "Other", "None"))
    whole.areas.add(world.region)
    part.areas.add(world.district)
    other.areas.add(world.neighbour)
    names = {
        area: sorted(Organisation.objects.present_in(area).values_list("name", flat=True))
        for area in (world.region, world.district, world.neighbour, world.country)
    }
    assert names == {
        world.region: ["Part", "Whole"], world.district: ["Part", "Whole"], world.neighbour: ["Other"],
        world.country: ["Other", "Part", "Whole"],
    }  # fmt: skip
    assert not none.areas.exists()

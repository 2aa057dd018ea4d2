"""The pages of communities and profiles: they work, they keep what was typed, and they show nobody too much."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings
from django.urls import reverse

from cbp.core.models import Event
from profiling.actions.communities import create_community
from profiling.actions.entries import add_entry, change_entry
from profiling.actions.notes import save_note
from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile, explain_warning, submit_profile
from profiling.models import Community, DisplacementFlow, Profile, ProfileFactor, SectionNote, ServiceStatus
from profiling.sections import TABLES
from tests.chain import make_community
from tests.desk.test_pages import count_queries
from tests.desk.test_saving import filled
from tests.forged import ANY_TEXT
from tests.profiling.things import TOTAL, complete, fill, make_source, new_community, validated

CLOSED = "only-the-team-reads-this"


@pytest.fixture
def profile(cast) -> Profile:
    return begin_profile(make_community(cast.here), cast.here.programme, by=cast.facilitator)


def page(name: str, *args: object) -> str:
    return reverse(f"profiling:{name}", args=args)


def again(form: dict) -> dict:
    """The same form from another window: a key of its own."""
    return form | {"idempotency_key": [str(uuid.uuid4())]}


def body(answer) -> str:
    return answer.content.decode()


# --- communities ------------------------------------------------------------------------------------------------------
def new_form(cast, client, **values: object) -> dict:
    data = filled(client.get(page("community-new")))
    return data | {"programme": cast.here.programme.pk, "area": cast.here.district.pcode, "name": "Kouloudia", **values}


def test_a_community_is_added(cast, enter):
    client = enter(cast.facilitator)
    lines = "Centre – chief of the quarter\nPort - Boulama\nAl-Amal"
    point = {"latitude": "13.5", "longitude": "14.25", "precision": "exact", "blocked_months": ["7", "8"]}
    data = new_form(cast, client, parts=lines, name_ar="كولوديا", others="Koulfoua", **point)
    answer = client.post(page("community-new"), data)
    community = Community.objects.get()
    assert answer.url == community.get_absolute_url()
    assert [(one.name, one.leader) for one in community.sub_communities.order_by("position")] == [
        ("Centre", "chief of the quarter"), ("Port", "Boulama"), ("Al-Amal", ""),
    ]  # fmt: skip
    assert sorted(community.names.values_list("language", "text")) == [("", "Koulfoua"), ("ar", "كولوديا")]
    assert community.blocked_months == [7, 8]
    assert client.post(page("community-new"), data).url == answer.url
    assert Community.objects.count() == 1


@pytest.mark.parametrize(("values", "words"), [
    ({"area": "TCD070"}, "No area within your reach"), ({"area": ""}, "required"),
    ({"latitude": "0", "longitude": "0", "precision": "exact"}, "The point 0, 0 lies in the sea"),
    ({"latitude": "13"}, "Give both coordinates or none"),
    ({"latitude": "13", "longitude": "14"}, "Say how exact the point is"),
    ({"latitude": "91", "longitude": "14"}, "less than or equal to 90"),
    ({"parts": "Port\nport – chief"}, "Two parts of the community have the same name"),
    ({"programme": "0"}, "Select a valid choice"), ({"travel_minutes": "-3"}, "greater than or equal to 0"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words(cast, enter, values, words):
    client = enter(cast.facilitator)
    answer = client.post(page("community-new"), new_form(cast, client, definition="Kept as typed", **values))
    assert answer.status_code == 422
    assert words in body(answer)
    assert "Kept as typed" in body(answer)
    assert not Community.objects.exists()


def test_a_name_much_like_another_is_asked_about(cast, enter):
    other = new_community(cast.here.programme, cast.here.district, cast.facilitator, "Kouloudya")
    client = enter(cast.facilitator)
    asked = client.post(page("community-new"), new_form(cast, client))
    assert asked.status_code == 422
    assert f'href="{other.get_absolute_url()}"' in body(asked)
    assert client.post(page("community-new"), filled(asked) | {"is_another": "on"}).status_code == 302
    answer = client.post(page("community-new"), again(new_form(cast, client, is_another="on")))
    assert answer.status_code == 422
    assert "has a community of this kind with the name “Kouloudia” already." in body(answer)


def test_two_people_change_one_community(cast, enter):
    community = create_community(
        Community(name="Kiri", area=cast.here.district), programme=cast.here.programme, parts=[("Port", "")],
        by=cast.facilitator,
    )  # fmt: skip
    client, address = enter(cast.facilitator), page("community-edit", community.pk)
    form = filled(client.get(address))
    client.post(address, form | {"road": "Their road"})
    answer = client.post(address, again(form) | {"road": "My road", "parts": "Port\nCentre"})
    assert answer.status_code == 409
    assert client.post(address, filled(answer) | {"choose-road": "mine", "choose-parts": "mine"}).status_code == 302
    community.refresh_from_db()
    assert (community.road, community.sub_communities.count()) == ("My road", 2)


# --- reading ----------------------------------------------------------------------------------------------------------
def grow(profile: Profile, number: int, cast) -> None:
    """One more row of every kind, each with a source of its own, and a warning with its reason."""
    by, source = cast.facilitator, lambda: make_source(title=f"Source {number}")
    group = ["idp", "returnee-idp", "host"][number]
    save_population(
        profile, group, total={"persons": 10, "households": 20}, cells={("f", 0): 1}, source=source(), by=by
    )
    explain_warning(profile, f"households:{group}", "So they said", by=by)
    add_entry(DisplacementFlow(profile=profile, kind="arrival", group=group, source=source()), by=by)
    add_entry(ServiceStatus(profile=profile, kind="water", count=number, source=source()), by=by)
    add_entry(ProfileFactor(profile=profile, kind="risk", text="Fire", source=source()), by=by)
    add_entry(ProfileFactor(profile=profile, kind="divider", text=CLOSED, source=source()), by=by)
    save_note(SectionNote(profile=profile, section=["services", "risks", "displacement"][number], text="x"), by=by)
    profile.community.names.create(text=f"Name {number}")
    profile.community.sub_communities.create(name=f"Part {number}")


def test_three_rows_ask_no_more_than_one(cast, enter):
    community = make_community(cast.here)
    validated(community, cast.here.programme, cast.manager)
    profile = begin_profile(community, cast.here.programme, by=cast.facilitator)
    grow(profile, 0, cast)
    for name in ("profile-detail", "profile-review"):
        count_queries(enter(cast.manager), page(name, profile.pk))
    counted = [
        count_queries(enter(cast.manager), page(name, profile.pk)) for name in ("profile-detail", "profile-review")
    ]
    grow(profile, 1, cast)
    grow(profile, 2, cast)
    names = ("profile-detail", "profile-review")
    assert [count_queries(enter(cast.manager), page(name, profile.pk)) for name in names] == counted
    assert counted[0] <= 50


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_page_works_in_every_language(cast, enter, profile, language):
    complete(profile, cast.facilitator)
    grow(profile, 1, cast)
    cast.facilitator.language = language
    cast.facilitator.save()
    client, pk = enter(cast.facilitator), profile.pk
    rows = [("movements", profile.displacementflows), ("services", profile.servicestatuss)]
    addresses = [page("entry-edit", pk, table, manager.first().pk) for table, manager in rows]
    addresses += [page("entry-new", pk, table) for table in TABLES]
    addresses += [page("source-edit", pk, profile.sources.first().pk)]
    addresses += [page("profile-population", pk, group) for group in ("all", "returnee-idp", "disability")]
    addresses += [page("profile-detail", pk), page("profile-review", pk), page("community-edit", profile.community_id)]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert f'<html lang="{language}"' in body(answer)


def test_figures_stand_with_their_source_and_sums_beside_totals(cast, enter, profile):
    fill(profile, cast.facilitator, total={**TOTAL, "persons": 510})
    text = body(enter(cast.auditor).get(page("profile-detail", profile.pk)))
    for words in ("Register of the village", "Registration or register", "confidence: Medium", "Sum of the cells",
                  "As stated", "stated 510: 10 fewer"):  # fmt: skip
        assert words in text


def test_old_figures_are_marked(cast, enter, profile):
    source = make_source(dated_on="2020-01-01")
    save_population(profile, "", total=TOTAL, cells={}, source=source, by=cast.facilitator)
    assert "Old figure" in body(enter(cast.auditor).get(page("profile-detail", profile.pk)))


@pytest.mark.parametrize("actor", ["planner", "endorser", "partner", "auditor", "administrator"])
def test_restricted_parts_are_the_team_s_alone(cast, enter, profile, actor):
    complete(profile, cast.facilitator)
    address, client = page("profile-detail", profile.pk), enter(getattr(cast, actor))
    before = body(client.get(address))
    secret = ProfileFactor(
        profile=profile, kind="risk", text=CLOSED, classification="strict",
        source=make_source(title=CLOSED, dated_on="2019-01-01"),
    )  # fmt: skip
    add_entry(secret, by=cast.facilitator)
    save_note(SectionNote(profile=profile, section="cohesion", text=CLOSED), by=cast.facilitator)
    after = client.get(address)
    assert CLOSED in body(enter(cast.facilitator).get(address))
    assert CLOSED not in body(after)
    assert "Cohesion and conflict" not in body(after)
    assert len(body(after)) == len(before)
    if actor in ("planner", "endorser"):
        assert CLOSED not in body(client.get(page("entry-new", profile.pk, "services")))
    if actor in ("auditor", "administrator"):
        assert CLOSED not in body(client.get(reverse("desk:history-list")))


def test_a_point_that_is_not_to_be_shown_stays_with_the_team(cast, enter, profile):
    where = {"latitude": "13.123456", "longitude": "14", "precision": "exact", "is_location_sensitive": True}
    Community.objects.filter(pk=profile.community_id).update(**where)
    address = page("profile-detail", profile.pk)
    assert "13.123456" in body(enter(cast.facilitator).get(address))
    assert "13.123456" not in body(enter(cast.auditor).get(address))


def test_a_row_of_another_profile_is_none(cast, enter, profile):
    other = begin_profile(make_community(cast.here, "Other"), cast.here.programme, by=cast.facilitator)
    open_one = add_entry(ProfileFactor(profile=other, kind="risk", text="x"), by=cast.facilitator)
    closed = add_entry(ProfileFactor(profile=profile, kind="divider", text="x"), by=cast.facilitator)
    client = enter(cast.facilitator)
    assert client.get(page("entry-edit", profile.pk, "risks", open_one.pk)).status_code == 404
    assert client.get(page("entry-edit", profile.pk, "risks", closed.pk)).status_code == 404
    assert client.get(page("profile-population", profile.pk, "unheard-of")).status_code == 404
    assert client.get(page("profile-note", profile.pk, "identity")).status_code == 404
    assert enter(cast.planner).get(page("profile-note", profile.pk, "risks")).status_code == 403


# --- filling in together ----------------------------------------------------------------------------------------------
def test_different_parts_do_not_disturb_each_other(cast, enter, profile):
    client, other = enter(cast.facilitator), enter(cast.planner)
    address = page("profile-population", profile.pk, "all")
    form = filled(client.get(address))
    service = filled(other.get(page("entry-new", profile.pk, "services")))
    assert other.post(page("entry-new", profile.pk, "services"), service | {"kind": "water"}).status_code == 302
    fill(profile, cast.facilitator, "idp")
    values = {"persons": "1 250", "0_f": "12", "source_title": "Register", "source_method": "census",
              "source_dated_on": "2026-03-01", "source_confidence": "2"}  # fmt: skip
    assert client.post(address, form | values).status_code == 302
    assert profile.populationtotals.get(group="").persons == 1250
    assert profile.populationfigures.get(group="").source.title == "Register"


def test_the_same_part_is_decided_field_by_field(cast, enter, profile):
    client, address = enter(cast.facilitator), page("profile-population", profile.pk, "all")
    form = filled(client.get(address))
    assert client.post(address, form | {"persons": "900", "households": "150"}).status_code == 302
    answer = client.post(address, again(form) | {"persons": "950", "0_m": "40"})
    assert answer.status_code == 409
    choices = {"choose-persons": "mine", "choose-households": "theirs", "choose-0_m": "mine"}
    assert client.post(address, filled(answer) | choices).status_code == 302
    total = profile.populationtotals.get()
    assert (total.persons, total.households, profile.populationfigures.get().persons) == (950, 150, 40)


def test_a_row_that_others_changed_is_compared(cast, enter, profile):
    service = add_entry(ServiceStatus(profile=profile, kind="water", count=2), by=cast.facilitator)
    client, address = enter(cast.planner), page("entry-edit", profile.pk, "services", service.pk)
    form = filled(client.get(address))
    service.count = 3
    change_entry(service, fields=["count"], by=cast.facilitator)
    answer = client.post(address, form | {"problem": "The rope"})
    assert answer.status_code == 409
    done = client.post(address, filled(answer) | {"choose-count": "theirs", "choose-problem": "mine"})
    assert done.status_code == 302
    service.refresh_from_db()
    assert (service.count, service.problem) == (3, "The rope")


def test_a_form_sent_twice_adds_one_row(cast, enter, profile):
    client, address = enter(cast.facilitator), page("entry-new", profile.pk, "movements")
    form = filled(client.get(address)) | {"kind": "arrival", "persons": "12"}
    assert client.post(address, form).url == client.post(address, form).url
    assert profile.displacementflows.get().persons == 12
    assert profile.displacementflows.get().language == cast.facilitator.language


def test_a_save_that_changes_nothing_writes_nothing(cast, enter, profile):
    fill(profile, cast.facilitator)
    client, address = enter(cast.facilitator), page("profile-population", profile.pk, "all")
    lines = Event.objects.count()
    assert client.post(address, filled(client.get(address))).status_code == 302
    assert Event.objects.count() == lines


def test_browsers_keep_no_copy_of_what_is_restricted(cast, enter, profile):
    client = enter(cast.facilitator)
    assert "data-cbp-autosave" in body(client.get(page("entry-new", profile.pk, "risks")))
    for address in (page("entry-new", profile.pk, "cohesion"), page("profile-note", profile.pk, "cohesion")):
        assert "data-cbp-autosave" not in body(client.get(address))


@pytest.mark.parametrize(("values", "words"), [
    ({"persons": "-4"}, "cannot be below zero"), ({"0_f": "many"}, "Enter a whole number"),
    ({"0_f": "50000001"}, "less than or equal to"), ({"source_title": "x"}, "A new source needs"),
    ({"source_dated_on": "2999-01-01"}, "lies in the future"), ({"source": "999999"}, "Select a valid choice"),
])  # fmt: skip
def test_impossible_figures_are_refused_and_kept(cast, enter, profile, values, words):
    client, address = enter(cast.facilitator), page("profile-population", profile.pk, "all")
    answer = client.post(address, filled(client.get(address)) | {"households": "77"} | values)
    assert answer.status_code == 422
    assert words in body(answer)
    assert 'value="77"' in body(answer)


@ANY_TEXT
@pytest.mark.parametrize("table", ["movements", "services", "market", "cohesion", ""])
def test_any_text_in_any_field_is_answered_in_words(cast, enter, profile, table, text):
    client = enter(cast.facilitator)
    address = page("entry-new", profile.pk, table) if table else page("community-new")
    form = filled(client.get(address))
    for field in set(form) - {"csrfmiddlewaretoken", "idempotency_key"}:
        answer = client.post(address, form | {field: [text], "idempotency_key": []})
        assert answer.status_code in (302, 409, 422), field
        assert "<script>alert(1)" not in body(answer)


# --- review -----------------------------------------------------------------------------------------------------------
def test_from_the_first_form_to_a_validated_profile(cast, enter):
    community = make_community(cast.here)
    client, manager = enter(cast.facilitator), enter(cast.manager)
    form = filled(client.get(page("profile-new", community.pk)))
    answer = client.post(page("profile-new", community.pk), form | {"programme": cast.here.programme.pk})
    profile = community.profiles.get()
    assert answer.url == profile.get_absolute_url()
    missing = body(client.get(page("profile-review", profile.pk)))
    assert page("profile-population", profile.pk, "all") in missing
    assert page("profile-note", profile.pk, "services") in missing
    assert client.post(page("profile-submit", profile.pk)).url == page("profile-review", profile.pk)
    complete(profile, cast.facilitator)
    assert client.post(page("profile-submit", profile.pk)).url == profile.get_absolute_url()
    returned = {"reason": "Count the camp too"}
    assert manager.post(page("profile-return", profile.pk), returned).status_code == 302
    assert "Count the camp too" in body(client.get(profile.get_absolute_url()))
    submit_profile(profile, by=cast.facilitator)
    assert manager.post(page("profile-validate", profile.pk)).status_code == 302
    text = body(client.get(profile.get_absolute_url()))
    assert page("profile-new", community.pk) in text
    assert page("entry-new", profile.pk, "services") not in text
    address = page("entry-new", profile.pk, "services")
    refused = client.post(address, filled(client.get(address)) | {"kind": "water"})
    assert refused.status_code == 422
    assert "is not filled in any more" in body(refused)


def test_a_warning_is_explained_on_its_own_page(cast, enter, profile):
    fill(profile, cast.facilitator, total={**TOTAL, "persons": 510})
    client, address = enter(cast.facilitator), page("profile-explain", profile.pk, "age-sum:")
    assert "stated 510: 10 fewer" in body(client.get(address))
    assert client.post(address, {"reason": "Ten are travelling"}).status_code == 302
    assert "Ten are travelling" in body(client.get(profile.get_absolute_url()))
    assert client.get(page("profile-explain", profile.pk, "no-such")).status_code == 404

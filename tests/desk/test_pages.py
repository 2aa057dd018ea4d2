"""Every page of the desk: it works for its roles in four languages, and a longer list asks no more questions."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.accounts.roles import Role
from cbp.core import audit
from cbp.core.actions.places import load_places
from cbp.core.actions.programmes import create_programme
from cbp.core.models import AreaName, Event, Programme, Verb
from tests.cast import HERE, make_area, make_figure, make_invitation, make_person, make_sheet
from tests.chain import make_community, make_cycle, make_session

LISTS = [
    "desk:home",
    "desk:community-list",
    "desk:cycle-list",
    "desk:area-list",
    "desk:programme-list",
    "desk:import-list",
    "desk:history-list",
    "accounts:person-list",
    "reports:report-list",
]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_works_in_every_language(cast, enter, language):
    cast.manager.language = language
    cast.manager.save()
    client = enter(cast.manager)
    region = cast.here.region.pk
    pages = [reverse(name) for name in LISTS]
    pages += [
        reverse("desk:area-detail", args=[region]),
        reverse("desk:programme-detail", args=[cast.here.programme.pk]),
        cast.here.chain.community.get_absolute_url(),
        cast.here.chain.cycle.get_absolute_url(),
        reverse("desk:words", args=["plans.planitem", cast.here.chain.item.pk]),
        reverse("desk:waiting", args=["rankings-open"]),
    ]
    for page in pages:
        body = client.get(page).content.decode()
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in body, page


def test_an_area_is_named_in_the_reader_s_language(cast, enter):
    cast.facilitator.language = "ar"
    cast.facilitator.save()
    body = enter(cast.facilitator).get(reverse("desk:area-detail", args=[cast.here.region.pk])).content.decode()
    assert f"<h1><bdi>بحيرة {HERE}</bdi></h1>" in body


def test_a_place_and_a_programme_lead_to_their_communities_and_cycles(cast, enter):
    assert cast.here.chain
    body = enter(cast.auditor).get(reverse("desk:area-detail", args=[cast.here.region.pk])).content.decode()
    assert f'href="{reverse("desk:community-list")}?area=TCD07"' in body
    programme = cast.here.programme.pk
    body = enter(cast.auditor).get(reverse("desk:programme-detail", args=[programme])).content.decode()
    for name in ("desk:community-list", "desk:cycle-list"):
        assert f'href="{reverse(name)}?programme={programme}"' in body


def grow(cast, number):
    """One more of everything that a list shows."""
    area = make_area(cast.here.region, f"TCD07X{number}", f"Area {number}")
    AreaName.objects.create(area=area, text=f"منطقة {number}", language="ar")
    make_figure(area, number + 2)
    create_programme(
        Programme(
            code=f"G{number}", title=f"Grown {number}", country=cast.here.country, currency="XAF", languages=["en"]
        ),
        by=None,
    )
    make_sheet(cast.manager, name=f"grown {number}")
    make_invitation(cast.manager, email=f"grown{number}@example.org", programme=cast.here.programme, area=area)
    make_person(f"Grown {number}", Role.FACILITATOR, programme=cast.here.programme, area=area)
    audit.record(Verb.AREA_CHANGED, area, by=cast.manager, before={"name": "x"}, after={"name": "y"})


def count_queries(client, page):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", [*LISTS, "desk:search", "desk:area-detail"])
def test_three_rows_ask_no_more_than_one(cast, enter, name):
    page = reverse(name, args=[cast.here.region.pk]) if name == "desk:area-detail" else reverse(name)
    page += "?q=grown" if name == "desk:search" else ""
    client = enter(cast.manager)
    grow(cast, 1)
    client.get(page)  # the first visit of a session writes its time
    one = count_queries(client, page)
    grow(cast, 2)
    grow(cast, 3)
    assert count_queries(client, page) == one


def test_the_filter_stays_in_the_address_and_in_the_export(cast, enter):
    client = enter(cast.manager)
    page = reverse("desk:area-list") + "?q=district&level=2"
    body = client.get(page).content.decode()
    assert 'value="district"' in body
    assert "1 entry is shown." in body
    lines = client.get(page + "&format=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines] == ["P-Code", "TCD0701"]
    assert Event.objects.filter(verb=Verb.LIST_EXPORTED).get().after == {
        "list": "places",
        "filters": {"q": "district", "level": "2"},
    }


def test_a_cell_that_begins_like_a_formula_is_guarded(cast, enter):
    make_area(cast.here.region, "TCD0799", "=HYPERLINK(1)")
    lines = (
        enter(cast.manager)
        .get(reverse("desk:area-list") + "?q=hyperlink&format=csv")
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert lines[1].split(",")[3] == "'=HYPERLINK(1)"


def test_the_exported_list_of_places_can_be_loaded_again_and_changes_nothing(cast, enter):
    make_area(cast.here.region, "TCD0799", "=HYPERLINK(1)")
    answer = enter(cast.administrator).get(reverse("desk:area-list") + "?format=csv")
    outcome = load_places(answer.content, by=None)
    assert (outcome.rows, outcome.unchanged, outcome.faults) == (9, 9, [])


def test_an_empty_list_offers_its_button_once(cast, enter):
    """In the middle of the page while there is nothing; at its head once there is."""
    cycle = make_cycle(make_community(cast.here), cast.here.programme)
    sessions, plan = (reverse(f"workshops:session-{name}", args=[cycle.pk]) for name in ("list", "new"))
    pages = {
        sessions: plan,
        reverse("priorities:need-list", args=[cycle.pk]): reverse("priorities:need-new", args=[cycle.pk]),
        reverse("profiling:sheet-list"): reverse("profiling:sheet-new"),
    }
    client = enter(cast.manager)
    for address, button in pages.items():
        text = client.get(address).content.decode()
        assert text.count(f'class="btn btn-primary" href="{button}"') == 1, address
    make_session(cycle)
    assert client.get(sessions).content.decode().count(f'class="btn btn-primary" href="{plan}"') == 1


def test_an_empty_list_says_which_filter_is_in_force(cast, enter):
    body = enter(cast.facilitator).get(reverse("desk:area-list") + "?q=nowhere").content.decode()
    assert "No place fits this filter" in body
    assert "Show everything" in body


@pytest.mark.parametrize("words", ["district", "DISTRICT", "tcd0701", "بحيرة"])
def test_the_search_finds_what_is_in_reach(cast, enter, words):
    body = enter(cast.facilitator).get(reverse("desk:search"), {"q": words}).content.decode()
    assert HERE in body


def test_the_search_does_not_tell_of_what_is_out_of_reach(cast, enter):
    body = enter(cast.facilitator).get(reverse("desk:search"), {"q": cast.there.region.pcode}).content.decode()
    assert "Nothing was found" in body


@pytest.mark.parametrize("name", [*LISTS, "desk:search"])
@pytest.mark.parametrize(
    "value",
    ["\x00", "1" * 5000, "10" + "0" * 30, "%_%_%", "'; DROP TABLE core_area; --", "\ud83d\ude00", "x" * 100_000],
)
def test_odd_words_in_the_address_are_answered(cast, enter, name, value):
    parameters = ("q", "level", "under", "page", "verb", "since", "thing_id", "kind", "role", "state")
    query = {parameter: value.encode("utf-8", "surrogatepass") for parameter in parameters}
    assert enter(cast.manager).get(reverse(name), query).status_code in (200, 400)

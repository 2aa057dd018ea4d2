"""What people type as the house prints it is taken; who was faster is named; what nobody needs is out of the way."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from cbp.accounts.roles import Role
from cbp.core.models import DisplacementFigure
from cbp.desk.filters import LEVELS
from cbp.desk.forms.programmes import ListsForm, ProgrammeForm
from tests.cast import HERE, PASSWORD, make_area, make_figure, make_person, with_password
from tests.desk.test_saving import filled

ROUND = {"round": "7", "reported_on": "2024-03-01", "assessment": "BA"}


@pytest.fixture
def figures_page(cast):
    return reverse("desk:displacement-new", args=[cast.here.district.pk])


@pytest.fixture
def area_page(cast):
    return reverse("desk:area-edit", args=[cast.here.region.pk])


def test_figures_are_taken_as_the_house_prints_them(cast, enter, figures_page):
    client = enter(cast.manager)
    cells = {"conflict_persons": "12\u202f345", "conflict_females": "١٢٬٠٠٠", "conflict_males": "\u2066345\u2069"}
    assert client.post(figures_page, filled(client.get(figures_page)) | ROUND | cells).status_code == 302
    figure = DisplacementFigure.objects.get(area=cast.here.district)
    assert (figure.persons, figure.females, figure.males) == (12345, 12000, 345)


def test_a_faulty_cell_is_told_of_once(cast, enter, figures_page):
    client = enter(cast.manager)
    cells = {"conflict_persons": "1.5", "conflict_females": "1"}
    html = client.post(figures_page, filled(client.get(figures_page)) | ROUND | cells).content.decode()
    assert "Enter a whole number in digits" in html
    assert "say how many together" not in html


def test_a_stale_save_says_who_was_faster_and_when(cast, enter, area_page):
    mine, theirs = enter(cast.administrator), enter(make_person("Faster", Role.ADMINISTRATOR))
    form = filled(mine.get(area_page))
    theirs.post(area_page, filled(theirs.get(area_page)) | {"name": "Theirs"})
    html = mine.post(area_page, form | {"name": "Mine"}).content.decode()
    assert "While you were writing, <bdi>Faster</bdi> saved <bdi>Theirs</bdi> on" in html
    assert f'href="{reverse("desk:area-list")}"' in html[html.index('class="crumbs"') :]


def test_a_stale_save_of_one_s_own_says_so(cast, enter, area_page):
    client = enter(cast.administrator)
    form = filled(client.get(area_page))
    client.post(area_page, form | {"name": "First"})
    again = form | {"name": "Second", "idempotency_key": ["0b0d6d6e-2f0c-4f5c-9a38-0d8f7c1b2a19"]}
    html = client.post(area_page, again).content.decode()
    assert "You, in another window, saved" in html
    assert "Theirs:" not in html


def test_old_rounds_are_folded_and_one_source_is_named_once(cast, enter):
    for number in range(2, 10):
        make_figure(cast.here.region, number, operation=cast.here.figure.operation)
    page = reverse("desk:area-detail", args=[cast.here.region.pk])
    html = enter(cast.manager).get(page).content.decode()
    newest, older = html.split('<details class="more">')
    assert newest.count('<span class="cards-only">') == 6
    assert older.count('<span class="cards-only">') == 3
    assert "Source: <bdi>IOM DTM</bdi>" in newest
    assert 'data-label="Source"' not in html
    make_figure(cast.here.region, 11, source="Another", reported_on=datetime.date(2024, 5, 1))
    assert 'data-label="Source"' in enter(cast.manager).get(page).content.decode()


def test_the_search_names_the_parent_in_the_reader_s_language(cast, enter):
    cast.manager.language = "ar"
    cast.manager.save()
    make_area(cast.here.region, "TCD0788", "Ngouboua")
    assert f"بحيرة {HERE}" in enter(cast.manager).get(reverse("desk:search"), {"q": "ngouboua"}).content.decode()


def test_no_currency_is_chosen_beforehand_and_none_is_a_metal_or_a_fund(db):
    choices = dict(ProgrammeForm().fields["currency"].choices)
    assert next(iter(choices)) == ""
    assert {"XAF", "XOF", "XPF", "XCD", "USD"} <= set(choices)
    assert not {"XAU", "XDR", "XXX", "XTS", "CLF", "USN", "CHE"} & set(choices)


def test_own_groups_are_folded_until_one_is_filled_or_faulty(cast, enter):
    page = reverse("desk:programme-lists", args=[cast.here.programme.pk])
    client = enter(cast.manager)
    html = client.get(page).content.decode()
    assert html.count('<details class="group fold">') == 4
    answer = client.post(page, filled(client.get(page)) | {"own1_fr": "Femmes"})
    assert answer.content.decode().count('<details class="group fold" open>') == 1
    assert ListsForm(instance=cast.here.programme).fields["own3_code"].required is False


def test_levels_speak_the_language_of_the_reader():
    with translation.override("fr"):
        assert str(dict(LEVELS)["2"]) == "Niveau 2"


def test_the_welcome_speaks_the_person_s_language(cast, client):
    cast.facilitator.language = "fr"
    cast.facilitator.save()
    with_password(cast.facilitator)
    sent = {"login": cast.facilitator.email, "password": PASSWORD}
    answer = client.post(reverse("account_login"), sent, headers={"Accept-Language": "en"}, follow=True)
    html = answer.content.decode()
    assert '<html lang="fr"' in html
    assert "Successfully signed in" not in html
    assert 'class="notice' in html


def test_the_forgotten_password_stands_behind_its_field(client, db):
    html = client.get(reverse("account_login")).content.decode()
    assert html.index('name="password"') < html.index(reverse("account_reset_password"))


def test_each_language_is_written_as_its_people_write_it(client, db):
    html = client.get(reverse("account_login"), headers={"Accept-Language": "ar"}).content.decode()
    switch = html[html.index('class="languages"') :]
    assert all(name in switch for name in (">English<", ">Français<", ">Español<", ">العربيّة<"))


def test_everybody_finds_the_own_history(cast, enter):
    assert reverse("desk:history-list") in enter(cast.facilitator).get(reverse("desk:home")).content.decode()

"""The demonstration: what a newcomer finds, and that it was told by the rules that hold for everybody."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from cbp.accounts.context import DEMO_PEOPLE
from cbp.accounts.models import User
from cbp.core.models import Event, Spoken
from cbp.cycles.models import Cycle
from cbp.local.stack import DEMO
from cbp.plans.models import Decision, Plan, PlanItem, Remark
from cbp.plans.reading import money_of
from cbp.priorities.models import Ranking, RankingResult
from cbp.workshops.models import Session
from cbp.workshops.participation import participation
from partners.models import Organisation, OrganisationContact
from profiling.checks import warnings_of
from profiling.models import Community, Profile

pytestmark = pytest.mark.django_db
LANGUAGES = {"fr", "en", "ar"}


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Loaded once for all tests of this module, and taken back after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", if_empty=True, stdout=open("/dev/null", "w"))  # noqa: PTH123, SIM115
        yield
        transaction.set_rollback(True)


def of(name: str) -> Cycle:
    return Cycle.objects.get(community__name=name)


# --- where the three communities stand --------------------------------------------------------------------------------
def test_three_communities_stand_at_different_stations():
    stand = dict(Cycle.objects.values_list("community__name", "phase"))
    assert stand == {"Kirdjem": "implementing", "Ngaltoum": "validating", "Abourom": "planning"}
    assert dict(Plan.objects.values_list("cycle__community__name", "state")) == {
        "Kirdjem": "endorsed", "Ngaltoum": "returned",
    }  # fmt: skip
    assert dict(Ranking.objects.values_list("cycle__community__name", "state")) == {
        "Kirdjem": "closed", "Ngaltoum": "closed", "Abourom": "open",
    }  # fmt: skip


def test_a_profile_was_counted_anew_and_says_why_its_sums_differ():
    versions = Profile.objects.filter(community__name="Kirdjem").order_by("number")
    assert [(one.number, one.state) for one in versions] == [(1, "superseded"), (2, "validated")]
    reasons = {warning.code: warning.reason for warning in warnings_of(versions[1])}
    assert {code for code, reason in reasons.items() if reason} == {"sex-sum:idp", "age-sum:idp"}
    men = Profile.objects.get(community__name="Abourom").populationfigures.filter(group="", sex="m")
    assert set(men.values_list("lower", flat=True)) == {0, 5, 12, 60}  # those of 18 to 59 are not known


def test_one_group_has_still_to_vote_and_one_was_not_met():
    cycle = of("Abourom")
    assert list(cycle.rankings.get().groups.filter(voters=None).values_list("group", flat=True)) == ["youth"]
    assert [one.state for one in cycle.sessions.in_order()] == [
        "verified", "verified", "verified", "verified", "recorded", "planned",
    ]  # fmt: skip
    missing = [row.code for row in participation(cycle).rows if row.is_missing]
    assert "returnee-idp" in missing
    assert [row.code for row in participation(of("Kirdjem")).rows if row.is_missing] == []


def test_groups_disagreed_and_the_order_was_changed_with_a_reason():
    ranking = of("Kirdjem").rankings.get()
    places = RankingResult.objects.filter(option__ranking=ranking).order_by("final_rank")
    computed = [one.computed_rank for one in places]
    assert computed == [1, 2, 7, 3, 4, 5, 6, 8]
    assert "141 pour" in ranking.order_reason
    assert any(one.left_out for one in places)


def test_the_endorsed_plan_is_honest_about_money():
    plan = Plan.objects.get(state="endorsed")
    items = list(plan.items.in_order())
    assert (plan.number, len(items)) == (1, 10)
    assert {item.track for item in items} == {"community", "municipality", "others"}
    money = [money_of(item) for item in items]
    assert sum(one.cost for one in money if one.cost is not None) == 81_020_000
    assert sum(one.funded for one in money) == 52_120_000
    assert [item.cost_unknown_reason != "" for item in items if not item.cost_lines.exists()] == [True]


def test_one_plan_was_answered_and_one_waits_for_answers():
    answered = dict(Remark.objects.values_list("plan__cycle__community__name", "answer").distinct())
    assert bool(answered["Kirdjem"])
    assert not answered["Ngaltoum"]
    assert Remark.objects.filter(plan__cycle__community__name="Ngaltoum", answered_at=None).count() == 4


# --- by the rules that hold for everybody -----------------------------------------------------------------------------
def test_who_records_does_not_verify_and_who_writes_does_not_decide():
    for session in Session.objects.verified():
        assert session.recorded_by_id != session.verified_by_id
    for decision in Decision.objects.all():
        assert decision.by.email == "endorser@demo.example"
        assert not decision.plan.authors.filter(pk=decision.by_id).exists()


def test_everything_was_done_by_a_person_and_told_to_the_history():
    for model in (Community, Cycle, Session, Ranking, Plan, PlanItem, Organisation):
        for thing in model._default_manager.all():
            assert Event.objects.of(thing).exclude(by_id=None).exists(), thing


def test_every_text_is_there_in_three_languages():
    lacking = []
    for model in apps.get_models():
        if issubclass(model, Spoken):
            for thing in model._default_manager.all():
                told = thing.all_said()
                lacking += [f"{thing!r} {field}" for field, words in told.items() if set(words) != LANGUAGES]
    assert lacking == []


def test_what_is_invented_says_so():
    for community in Community.objects.select_related("area"):
        assert community.area.pcode.startswith("TCD07")
        assert "Communauté inventée pour la démonstration" in community.definition
    for contact in OrganisationContact.objects.all():
        assert contact.has_consented
        assert "00 00 00" in contact.phone
        assert contact.email == "" or contact.email.endswith("@demo.example")


def test_every_figure_names_its_source():
    for profile in Profile.objects.all():
        for name in ("populationtotals", "populationfigures", "displacementflows", "servicestatuss", "profilefactors"):
            assert not getattr(profile, name).filter(source=None).exists()


# --- loading it -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("options", [["--if-empty"], []])
def test_loaded_again_it_changes_nothing(options, capsys):
    before = Event.objects.count()
    call_command("load_demo", *options)
    assert Event.objects.count() == before
    assert ("There are people already" in capsys.readouterr().out) == (not options)


def test_the_people_are_named_wherever_they_are_listed(client, settings):
    settings.DEMO = True
    page = client.get(reverse("account_login")).content.decode()
    readme = Path(settings.BASE_DIR, "README.md").read_text()
    for email, *_rest in DEMO_PEOPLE:
        assert email in page
        assert email in readme
        assert email in DEMO


def test_the_tables_are_small_enough_to_read():
    folder = settings.BASE_DIR / "cbp" / "desk" / "demonstration"
    files = [*folder.rglob("*.toml"), *folder.glob("*.py")]
    assert {file.name: len(file.read_text().splitlines()) for file in files if file.read_text().count("\n") > 400} == {}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_profiles_weigh_little_when_they_are_read_again(client, language):
    """A repeated view may weigh 15 kB, packed: the whole of Kirdjem, its pictures and what changed."""
    manager = User.objects.get(email="manager@demo.example")
    User.objects.filter(pk=manager.pk).update(language=language)
    client.force_login(manager)
    profile = Profile.objects.get(community__name="Kirdjem", state="validated")
    for page in ("detail", "pictures", "changes"):
        answer = client.get(reverse(f"profiling:profile-{page}", args=[profile.pk]))
        assert answer.headers["Content-Language"] == language
        assert len(gzip.compress(answer.content, compresslevel=6)) < 15_000, page


def test_the_page_of_the_tour_shows_every_picture():
    """Fifteen steps, each with its picture, small enough for a slow line. The walk itself is a journey."""
    docs = settings.BASE_DIR / "docs"
    words = (docs / "tour.md").read_text()
    numbers = [line.removeprefix("## ").split(".")[0] for line in words.splitlines() if line.startswith("## ")]
    assert numbers == [str(number) for number in range(1, 16)]
    for number in range(1, 16):
        assert f"](pictures/tour-{number:02}.png)" in words
        assert (docs / "pictures" / f"tour-{number:02}.png").stat().st_size <= 150_000

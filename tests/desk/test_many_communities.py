"""The list of ten thousand communities: eight questions at most, a page at a time, found by the indexes of trigrams."""

from __future__ import annotations

import random
import time

import pytest
from django.db import connection

from profiling.models import Community, CommunityName
from tests.cast import make_area
from tests.desk.counting import questions

pytestmark = pytest.mark.slow
MANY = 10_000
PARTS = [
    "ka", "ki", "ndji", "ria", "bol", "ngou", "ri", "fa", "lta", "mé", "dé", "tou", "gal", "mao", "li", "wa", "yo",
    "sar", "bé", "nou", "kou", "ba",
]  # fmt: skip


@pytest.fixture
def many(cast):
    """Names of two words; every second one in Arabic too, every third in another spelling."""
    chance = random.Random(7)  # noqa: S311
    areas = [make_area(cast.here.region, f"TCD07{number:02}", f"Area {number}") for number in range(10, 60)]

    def word(most: int) -> str:
        return "".join(chance.choice(PARTS) for _ in range(chance.randint(2, most))).capitalize()

    names = set()
    while len(names) < MANY - 1:
        names.add(f"{word(4)} {word(3)}")
    rows = [Community(name=name, area=areas[at % 50], kind="village") for at, name in enumerate(sorted(names))]
    rows.append(Community(name="Zouarké Kindjiria", area=areas[0], kind="village"))
    made = Community.objects.bulk_create(rows, batch_size=2000)
    through = Community.programmes.through
    through.objects.bulk_create([through(community=one, programme=cast.here.programme) for one in made])
    others = [CommunityName(community=one, text=f"قرية {at}", language="ar") for at, one in enumerate(made) if at % 2]
    others += [CommunityName(community=one, text=one.name.replace("ou", "u")) for one in made[::3]]
    CommunityName.objects.bulk_create(others, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE profiling_community, profiling_communityname, profiling_community_programmes")
    return made


def test_ten_thousand_communities(cast, enter, many):
    client = enter(cast.manager)
    programme = cast.here.programme.pk
    for query in (
        "", "?page=150", "?q=zuarke+kinjiria", "?q=قرية", "?area=TCD0712&kind=village", "?phase=none",
        f"?q=ka&area=TCD07&programme={programme}&kind=village&phase=none",
    ):  # fmt: skip
        began = time.monotonic()
        assert questions(client, f"/communities/{query}") <= 8, query  # asked twice
        assert time.monotonic() - began < 8, query
    page = client.get("/communities/", {"q": "zuarke kinjiria"}).context["rows"]
    assert page[0][0].name == "Zouarké Kindjiria"
    assert client.get("/communities/").context["page_obj"].paginator.count == MANY


def test_names_are_found_by_index(many):
    plan = Community.objects.found_by("Kindjiria").explain()
    assert plan.count("Bitmap Index Scan on community_name_folded") == 2, plan
    assert plan.count("Bitmap Index Scan on community_name_text_folded") == 2, plan


def test_the_export_of_all_asks_no_more(cast, enter, many, django_assert_max_num_queries):
    client = enter(cast.auditor)
    client.get("/communities/")
    with django_assert_max_num_queries(16):
        answer = client.get("/communities/", {"format": "csv"})
    assert len(answer.content.decode().splitlines()) == MANY + 1

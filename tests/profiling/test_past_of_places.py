"""A place that was renamed or coded anew is still found by what it was called: in sheets, in searches, in lists."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from cbp.core.actions.areas import change_area, names_of, recode_area
from cbp.core.models import Area
from tests.chain import make_community
from tests.profiling.sheet_things import HEADS, found, outcome, upload

DAY = datetime.date(2026, 1, 1)


@pytest.fixture
def community(cast):
    """In a district that was called otherwise, and had another code."""
    community, area = make_community(cast.here, "Kaya"), Area.objects.get(pk=cast.here.district.pk)
    names = names_of(area)
    area.name = "Nouvelle Rive"
    change_area(area, fields=["name"], names=names, expected=area.version, by=cast.administrator)
    recode_area(area, pcode="TCD0799", since=DAY, reason="New table", expected=area.version, by=cast.administrator)
    return community


@pytest.mark.parametrize("called", ["code", "new code", "name"])
def test_a_row_of_an_old_sheet_finds_its_community(cast, community, called):
    words = {"code": cast.here.district.pcode, "new code": "TCD0799", "name": cast.here.district.name}[called]
    sheet = upload([HEADS[:4], ["Kaya", words, "village", 90]], cast.here.programme, cast.manager)
    assert (outcome(sheet).created, outcome(sheet).changed) == (0, 1), found(sheet)


def test_the_search_finds_the_place_by_what_it_was_called(cast, community, enter):
    client = enter(cast.manager)
    for words in (cast.here.district.name, cast.here.district.pcode, "nouvelle rive", "TCD0799"):
        groups = client.get(reverse("desk:search"), {"q": words}).context["groups"]
        urls = [hit.url for group in groups for hit in group.hits]
        assert cast.here.district.get_absolute_url() in urls, words


def test_the_list_filtered_by_an_old_code_holds_what_lies_there(cast, community, enter):
    for code in (cast.here.district.pcode, "TCD0799"):
        page = enter(cast.manager).get(reverse("desk:community-list"), {"area": code})
        assert community in list(page.context["page_obj"]), code

"""Sheets of profiles and the communities of others: nothing is told of them. And sentences that stay short."""

from __future__ import annotations

import pytest

from profiling.models import Community, CommunityName
from profiling.sheets.findings import MOST_KEPT
from profiling.sheets.places import Reach
from tests.chain import make_community
from tests.profiling.sheet_things import found, outcome, upload

CODE = "TCD0701"
HEADS = ["uid", "name", "pcode", "kind"]


def stranger(cast, name, **fields):
    """In the country of the programme, which does not work with it."""
    community = make_community(cast.here, name, **fields)
    community.programmes.clear()
    return community


@pytest.fixture
def checked(cast):
    def check(*rows):
        sheet = upload([HEADS, *rows], cast.here.programme, cast.manager)
        assert Reach(sheet.reach).enrolled  # a role in the programme alone
        return sheet

    return check


def test_a_name_like_that_of_a_stranger_tells_nothing(cast, checked):
    community = stranger(cast, "Kouloudia")
    CommunityName.objects.create(community=community, text="Marhaba Est")
    rows = ["", "Koulouda", CODE, ""], ["", "Marhaba Ist", CODE, ""]
    assert found(checked(*rows)) == []
    community.programmes.add(cast.here.programme)
    assert found(checked(*rows)) == [(2, "name", "similar_name"), (3, "name", "similar_name")]


def test_a_stranger_of_another_kind_of_site_tells_nothing(cast, checked):
    community = stranger(cast, "Kaya")
    row = ["", "Kaya", CODE, "camp"]
    assert found(checked(row)) == []
    community.programmes.add(cast.here.programme)
    assert found(checked(row)) == [(2, "kind", "other_kind")]


def test_strangers_that_may_be_meant_are_not_named(cast, checked):
    village, _camp = stranger(cast, "Kaya"), stranger(cast, "Kaya", kind="camp")
    row = ["", "Kaya", CODE, ""]
    assert found(checked(row)) == [(2, "name", "taken")]
    village.programmes.add(cast.here.programme)
    (fault,) = outcome(checked(row)).faults
    assert (fault.code, fault.values["names"]) == ("unclear_community", "Kaya (village)")


def test_the_number_of_a_stranger_is_told_as_one_that_nobody_has(cast, checked):
    community = stranger(cast, "Kaya")
    uids = [str(community.uid), "00000000-0000-4000-8000-000000000000"]
    sentences = [one.sentence for uid in uids for one in outcome(checked([uid, "Bol", CODE, ""])).faults]
    assert sentences == [f"No community within your reach has the number {uid}." for uid in uids]


def test_many_rows_of_one_community_are_not_named_one_by_one_by_each_other(cast, checked):
    """Ten thousand of them would make a sentence of sixty thousand signs for each, and no worker holds that."""
    made = outcome(checked(*[["", "Same", CODE, ""]] * 1500))
    assert (made.fault_count, made.refused) == (1500, 1500)
    assert made.faults[0].values["rows"] == "2, 3, 4, 5, 6, 7, 8, 9, …"
    assert len(made.faults) <= MOST_KEPT
    assert not Community.objects.exists()


def test_an_administrator_reads_no_exact_place_in_a_sheet(cast, enter):
    make_community(cast.here, "Kaya", latitude="13.481234", longitude="14.321234")
    rows = [["name", "pcode", "latitude", "longitude"], ["Kaya", CODE, "13.495678", "14.335678"]]
    sheet = upload(rows, cast.here.programme, cast.manager)
    pages = [enter(who).get(f"{sheet.get_absolute_url()}?show=changes").content.decode()
             for who in (cast.manager, cast.administrator)]  # fmt: skip
    assert ["13.481234" in page for page in pages] == [True, False]
    assert ["14.335678" in page for page in pages] == [True, False]

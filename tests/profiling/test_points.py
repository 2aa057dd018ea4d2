"""Where a community lies: exact for those who enter it, to a kilometre for others, sensitive for nobody else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cbp.core.models import Event
from profiling.actions.communities import change_community, create_community
from profiling.actions.merging import merge_communities
from profiling.models import Community
from profiling.sheets.judging import _is_known
from profiling.workbooks.filling import communities_of
from profiling.workbooks.known import known_rows
from tests.cast import HERE
from tests.chain import make_community

POINT = {"latitude": Decimal("13.456789"), "longitude": Decimal("-14.715000"), "precision": "exact"}


def test_a_point_is_coarse_unless_somebody_asks_for_it_exactly():
    community = Community(name="Kaya", **POINT)
    point = community.shown_point()
    assert (point.latitude, point.longitude, point.is_exact, point.is_kept) == (
        Decimal("13.46"), Decimal("-14.72"), False, False,
    )  # fmt: skip
    exact = community.shown_point(exact=True)
    assert (exact.latitude, exact.longitude, exact.is_exact) == (POINT["latitude"], POINT["longitude"], True)


def test_a_sensitive_point_is_shown_only_exactly_and_marked():
    community = Community(name="Kaya", **POINT, is_location_sensitive=True)
    assert community.shown_point() is None
    assert community.shown_point(exact=True).is_kept
    assert Community(name="Kaya").shown_point(exact=True) is None


@pytest.mark.parametrize(("sensitive", "told"), [(False, "13.46"), (True, "…")])
def test_the_history_keeps_what_anyone_may_read(cast, sensitive, told):
    community = Community(name="Kaya", area=cast.here.district, is_location_sensitive=sensitive, **POINT)
    create_community(community, programme=cast.here.programme, by=cast.manager)
    community.latitude = Decimal("13.999999")
    change_community(community, fields=["latitude"], names=(), parts=(), expected=1, by=cast.manager)
    first, second = Event.objects.of(community).order_by("pk")
    assert first.after["latitude"] == second.before["latitude"] == told
    assert second.after["latitude"] == ("…" if sensitive else "14.00")


def test_a_workbook_holds_coarse_points_and_brings_them_back_without_a_change(cast):
    make_community(cast.here, **POINT)
    make_community(cast.here, "Kept", is_location_sensitive=True, **POINT)
    found = communities_of(cast.here.programme, cast.manager)
    rows = {row["name"]: row for row in known_rows(found, cast.here.programme, [])}
    assert rows[f"Community {HERE}"]["latitude"] == Decimal("13.46")
    assert "latitude" not in rows["Kept"]
    assert _is_known(Decimal("13.46"), POINT["latitude"])
    assert not _is_known(Decimal("13.47"), POINT["latitude"])
    assert not _is_known(Decimal("13.46"), None)


@pytest.mark.parametrize(("actor", "words"), [("facilitator", "13.456789"), ("auditor", "13.46")])
def test_the_profile_shows_the_point_as_the_page_of_the_community_does(cast, enter, actor, words):
    chain = cast.here.chain
    Community.objects.filter(pk=chain.community.pk).update(**POINT)
    body = enter(getattr(cast, actor)).get(chain.profile.get_absolute_url()).content.decode()
    assert words in body
    assert ("13.456" in body) is (actor == "facilitator")


def test_what_was_merged_by_mistake_is_registered_anew(cast):
    kept, gone = make_community(cast.here, "Kept"), make_community(cast.here, "Gone")
    merge_communities(kept, gone, reason="By mistake", by=cast.manager)
    anew = Community(name="Gone", area=cast.here.district)
    assert create_community(anew, programme=cast.here.programme, by=cast.manager).pk

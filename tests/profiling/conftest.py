"""The programme of the country that the tests are about, and a profile with rows in its tables."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cbp.core.models import Programme
from profiling.models import (
    DisplacementFlow,
    Hazard,
    LocalBody,
    MarketItem,
    OngoingWork,
    Perception,
    Profile,
    ProfileFactor,
    ServiceStatus,
    Stakeholder,
    Tenure,
)
from tests.chain import make_community, make_organisation, make_profile


@pytest.fixture
def programme(cast) -> Programme:
    return cast.here.programme


@pytest.fixture
def filled(cast) -> Profile:
    """A draft with a row in nearly every table, and what a cell could lose: line breaks, lists, ties, decimals."""
    profile = make_profile(make_community(cast.here, "Kaya"), cast.here.programme)
    day = datetime.date
    organisation = make_organisation(cast.here, "Union of  herders")
    quarter = profile.community.sub_communities.get()
    for row in (
        DisplacementFlow(kind="arrival", group="idp", starts_on=day(2025, 1, 2), persons=120, origin="Bol\nand  Liwa"),
        ServiceStatus(
            kind="water", exists=True, functioning="partly", count=0, distance_km=Decimal("2.5"), fee="=50 F",
            excluded_groups=["women", "idp"], quarter=quarter,
        ),
        ServiceStatus(kind="cases", exists=False, functioning="no"),
        ProfileFactor(kind="driver", text="No rain", level="community", strength=3),
        ProfileFactor(kind="risk", text="Landslides", strength=1), ProfileFactor(kind="barrier", text="No papers"),
        MarketItem(kind="price", text="Millet", price=Decimal("15000.50"), currency="XAF", unit="100 kg"),
        Tenure(kind="customary", group="idp", households=30, is_disputed=True),
        Hazard(kind="flood", months=[7, 8], last_year=2024, persons=40, strength=2),
        Perception(kind="safety", question="Do you feel safe?", very_good=3, bad=None, not_said=0),
        Stakeholder(name="District", kind="authority", importance=5, closeness=1, organisation=organisation),
        OngoingWork(actor="Union", title="Wells", sector="14030", ends_on=day(2030, 1, 1), organisation=organisation),
        LocalBody(kind="water", name="Water committee", women=3, is_active=False, since_year=2019),
        ProfileFactor(kind="divider", text="Wells of the chief", classification="restricted"),
    ):  # fmt: skip
        row.profile = profile
        row.save()
    return profile

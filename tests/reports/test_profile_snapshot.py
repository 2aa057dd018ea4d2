"""The snapshot of a profile: everything that its paper shows and nothing else, as plain JSON; and that of its form."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cbp.core.canonical import canonical
from cbp.core.choices import Classification
from cbp.core.models import DisplacementFigure, Event, PopulationGroup, Programme, Verb
from cbp.workshops.models import ProfileConfirmation
from profiling.models import (
    Answer,
    CommunityName,
    DisplacementFlow,
    Hazard,
    LocalBody,
    MarketItem,
    OngoingWork,
    PartSetting,
    Perception,
    PopulationFigure,
    PopulationTotal,
    Profile,
    ProfileFactor,
    Question,
    SectionNote,
    ServiceStatus,
    Source,
    Stakeholder,
    Tenure,
)
from reports.profile_snapshot import form_snapshot, profile_snapshot
from tests.cast import HERE, Cast
from tests.chain import DAY, make_profile
from tests.reports.profile_things import Row, a_form, a_profile, part_of, table_in
from tests.shapes import keys_of, shape_of

pytestmark = pytest.mark.django_db
FREE = {"names", "texts", "groups", "cells", "labels", "sentences"}


@pytest.fixture
def profile(cast: Cast) -> Profile:
    return cast.here.chain.profile


def everywhere(profile: Profile, cast: Cast) -> Profile:
    """The next version, with a row in every open table, an answer, words, a confirmation and something that is old."""
    source = profile.sources.get()
    Source.objects.filter(pk=source.pk).update(dated_on=datetime.date(2020, 1, 1))
    values: Row = {"profile": profile, "source": source}
    DisplacementFlow.objects.create(kind="arrival", persons=30, **values)
    for kind in ("driver", "barrier", "risk", "livelihood", "capacity"):
        ProfileFactor.objects.create(kind=kind, text="Said", **values)
    ServiceStatus.objects.create(kind="water", exists=True, distance_km=Decimal("1.50"), **values)
    ServiceStatus.objects.create(kind="legal-aid", exists=False, **values)
    MarketItem.objects.create(kind="price", text="Millet", price=Decimal(10), currency="XAF", **values)
    Tenure.objects.create(kind="owned", households=150, **values)
    Hazard.objects.create(kind="flood", months=[8, 9], persons=5000, **values)
    Perception.objects.create(kind="safety", question="Safe?", good=20, **values)
    Stakeholder.objects.create(name="Chief", kind="custom", importance=5, **values)
    OngoingWork.objects.create(actor="An NGO", title="Wells", **values)
    LocalBody.objects.create(kind="water", women=10, men=12, **values)
    question = Question.objects.create(
        programme=profile.programme, section="services", code="plan", kind="choice", labels={"en": "Is there a plan?"},
        options=[{"code": "yes", "labels": {"en": "There is"}}],
    )  # fmt: skip
    Answer.objects.create(question=question, option="yes", **values)
    SectionNote.objects.create(profile=profile, section="services", text="Wells run dry.")
    former = Profile.objects.create(
        community=profile.community, programme=profile.programme, number=2, age_bands=profile.age_bands, as_of=DAY,
        state="superseded",
    )  # fmt: skip
    Profile.objects.filter(pk=profile.pk).update(previous=former, number=3)
    ProfileConfirmation.objects.create(session=cast.here.chain.session, profile=profile, by=cast.manager)
    community = profile.community
    community.latitude, community.longitude = Decimal("13.48"), Decimal("14.32")
    community.save()
    CommunityName.objects.create(community=community, text="نقوبوا", language="ar")
    for number in (1, 2):
        DisplacementFigure.objects.create(
            area=cast.here.district, round=number, persons=100, source="DTM", operation="Lake", reason="conflict",
            reported_on=datetime.date(2024, 1, number), assessment="BA",
        )  # fmt: skip
    return Profile.objects.get(pk=profile.pk)


# --- its shape --------------------------------------------------------------------------------------------------------
def test_it_is_plain_json_without_a_single_row_number(profile: Profile, cast: Cast) -> None:
    found = profile_snapshot(everywhere(profile, cast))
    assert json.loads(canonical(found)) == found
    assert not [key for key in keys_of(found) if key in ("id", "pk", "uid") or key.endswith(("_id", "_pk"))]


def test_the_paper_s_own_example_has_its_shape(profile: Profile, cast: Cast) -> None:
    """The example that the tests of the paper draw is what rows give: the same keys in every part that both have."""
    found, example = profile_snapshot(everywhere(profile, cast)), a_profile()
    for part in ("changes",):  # told apart by what changed
        found.pop(part), example.pop(part)
    made, drawn = shape_of(found, FREE), shape_of(example, FREE)
    assert set(made) == set(drawn)
    for part in made:
        assert made[part] == drawn[part], part
    codes = [[one["code"] for part in each["parts"] for one in part["tables"]] for each in (found, example)]
    assert codes[0] == codes[1]


def test_the_form_s_own_example_has_its_shape(profile: Profile, cast: Cast) -> None:
    everywhere(profile, cast)
    assert shape_of(form_snapshot(profile.programme), FREE) == shape_of(a_form(), FREE)


def test_it_does_not_depend_on_the_reader_s_language(profile: Profile, cast: Cast) -> None:
    everywhere(profile, cast)
    with translation.override("ar"):
        arabic = canonical(profile_snapshot(profile))
    with translation.override("fr"):
        assert canonical(profile_snapshot(profile)) == arabic


def test_in_a_fixed_number_of_questions(profile: Profile, cast: Cast) -> None:
    profile = everywhere(profile, cast)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            profile_snapshot(profile)
        counts.append(len(asked))
        for number in range(3):
            ServiceStatus.objects.create(profile=profile, kind="market", exists=True, count=number)
            Stakeholder.objects.create(profile=profile, name=f"Actor {number}", kind="ngo")
    assert counts[0] == counts[1]


# --- what is never in it ----------------------------------------------------------------------------------------------
def test_nothing_restricted_is_in_it(profile: Profile) -> None:
    secret = Source.objects.create(
        profile=profile, title="SECRET informant", method="key-informant", dated_on=DAY, confidence=1
    )
    ProfileFactor.objects.create(
        profile=profile, kind="divider", text="SECRET", classification=Classification.RESTRICTED, source=secret
    )
    ProfileFactor.objects.create(
        profile=profile, kind="risk", text="SECRET risk", classification=Classification.STRICT, source=secret
    )
    Stakeholder.objects.create(
        profile=profile, name="SECRET actor", kind="other", classification=Classification.RESTRICTED, source=secret
    )
    SectionNote.objects.create(profile=profile, section="cohesion", text="SECRET words")
    found = profile_snapshot(profile)
    assert "SECRET" not in json.dumps(found)
    assert "cohesion" not in [part["code"] for part in found["parts"]]


def test_a_part_that_the_programme_restricts_is_not_in_it(profile: Profile, cast: Cast) -> None:
    everywhere(profile, cast)
    assert table_in(profile_snapshot(profile), "perceptions")["rows"]
    PartSetting.objects.create(
        programme=profile.programme, section="perceptions", classification=Classification.RESTRICTED
    )
    found = profile_snapshot(profile)
    assert "perceptions" not in [part["code"] for part in found["parts"]]
    assert "perceptions" not in [change["section"] for change in found["changes"]]


def test_the_point_is_coarse_and_of_a_kept_place_there_is_none(profile: Profile) -> None:
    community = profile.community
    community.latitude, community.longitude, community.precision = Decimal("13.481234"), Decimal("14.329876"), "exact"
    community.road, community.distance_km = "The dike", Decimal("38.0")
    community.save()
    found = profile_snapshot(profile)["community"]
    assert found["point"] == {"latitude": "13.48", "longitude": "14.33", "precision": "exact"}
    assert (found["road"], found["distance_km"]) == ("The dike", "38")
    community.is_location_sensitive = True
    community.save()
    kept = profile_snapshot(profile)
    assert kept["community"]["is_kept"]
    assert "13.4" not in json.dumps(kept)
    assert "The dike" not in json.dumps(kept)
    assert kept["areas"][-1]["pcode"] == "TCD0701"


def test_no_name_of_a_person_is_in_it(profile: Profile, cast: Cast) -> None:
    Profile.objects.filter(pk=profile.pk).update(
        state="validated", validated_by=cast.manager, validated_at=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC),
        submitted_by=cast.facilitator, begun_by=cast.facilitator,
    )  # fmt: skip
    found = profile_snapshot(profile)
    assert (found["profile"]["validated_on"], found["profile"]["validated_as"]) == ("2026-05-01", "manager")
    for person in (cast.manager, cast.facilitator):
        assert person.name not in json.dumps(found)


# --- small counts -----------------------------------------------------------------------------------------------------
def count(profile: Profile, group: str, women: list[int], men: list[int], **total: int) -> None:
    PopulationTotal.objects.filter(profile=profile, group=group).delete()
    PopulationFigure.objects.filter(profile=profile, group=group).delete()
    PopulationTotal.objects.create(
        profile=profile, group=group, females=sum(women), males=sum(men), persons=sum(women) + sum(men), **total
    )
    for sex, counts in (("f", women), ("m", men)):
        for (lower, upper), persons in zip(profile.bands, counts, strict=True):
            PopulationFigure.objects.create(
                profile=profile, group=group, sex=sex, lower=lower, upper=upper, persons=persons
            )


def test_small_counts_are_hidden_by_age_and_across_the_groups(profile: Profile) -> None:
    """Whole = displaced + hosts in every cell: a hidden cell of one group is hidden in the other too."""
    count(profile, "idp", [3, 20, 20, 30, 10], [8, 9, 10, 20, 10], households=30)
    count(profile, "host", [37, 40, 30, 60, 20], [40, 40, 30, 60, 20], households=90)
    count(profile, "", [40, 60, 50, 90, 30], [48, 49, 40, 80, 30], households=120)
    rows = {row["group"]: row for row in profile_snapshot(profile)["population"]}
    assert rows["idp"]["ages"][0][0] == "hidden"
    for at, line in enumerate(rows["idp"]["ages"]):
        for place, value in enumerate(line):
            if value == "hidden":
                others = [rows[group]["ages"][at][place] for group in ("host", "")]
                assert "hidden" in others, (at, place)
    hidden_in_row = [value == "hidden" for value in rows["idp"]["ages"][0]]
    assert sum(hidden_in_row) >= 2


def test_counts_of_people_in_rows_are_hidden_and_other_figures_are_not(profile: Profile) -> None:
    LocalBody.objects.create(profile=profile, kind="water", women=2, men=9, since_year=2021)
    ServiceStatus.objects.create(profile=profile, kind="water", exists=True, count=1, capacity=3)
    found = profile_snapshot(profile)
    body, service = (table_in(found, code)["rows"][0]["cells"] for code in ("bodies", "services"))
    assert (body["women"], body["men"], body["since_year"]) == ("hidden", 9, 2021)
    assert (service["count"], service["capacity"]) == (1, 3)


def test_households_that_add_up_to_a_group_hide_one_more(profile: Profile) -> None:
    PopulationTotal.objects.filter(profile=profile, group="").update(households=150)
    for kind, households in (("owned", 3), ("rented", 47), ("customary", 100)):
        Tenure.objects.create(profile=profile, kind=kind, households=households)
    rows = table_in(profile_snapshot(profile), "tenures")["rows"]
    assert {row["cells"]["kind"]: row["cells"]["households"] for row in rows} == {
        "owned": "hidden", "rented": "hidden", "customary": 100,
    }  # fmt: skip


def test_a_warning_is_told_in_every_language_unless_its_figures_are_hidden(profile: Profile) -> None:
    PopulationTotal.objects.filter(profile=profile, group="").update(females=470)
    Hazard.objects.create(profile=profile, kind="flood", persons=5000)
    LocalBody.objects.create(profile=profile, kind="peace", women=1, men=9)
    found = {one["table"] or one["group"]: one for one in profile_snapshot(profile)["warnings"]}
    assert set(found[""]["sentences"]) == {"en", "fr", "es", "ar"}
    assert "470 + 420 = 890" in found[""]["sentences"]["en"]
    assert found["hazards"]["sentences"]
    assert found["bodies"]["sentences"] == {}


def test_a_sum_of_hidden_counts_is_not_told(profile: Profile) -> None:
    """Of a group in which anything is hidden, sums over its ages stay out; its stated totals may be compared."""
    count(profile, "idp", [3, 20, 20, 30, 10], [8, 9, 10, 20, 10])
    PopulationTotal.objects.filter(profile=profile, group="idp").update(persons=170, females=100)
    codes = [
        (one["group"], bool(one["sentences"])) for one in profile_snapshot(profile)["warnings"] if one["group"] == "idp"
    ]
    assert set(codes) == {("idp", True), ("idp", False)}


# --- what it says -----------------------------------------------------------------------------------------------------
def test_what_is_not_known_is_said_as_such(profile: Profile, cast: Cast) -> None:
    SectionNote.objects.create(profile=profile, section="land", text="Nobody was asked.", is_unknown=True)
    found = profile_snapshot(profile)
    assert "idp" in found["uncounted"]
    land = part_of(found, "land")
    assert (land["state"], land["note"]["is_unknown"]) == ("unknown", True)
    assert part_of(found, "works")["state"] == "empty"
    assert found["population"][0]["voters"] is None
    whole = found["population"][0]
    assert whole["ages"][3] == [200, None, None]


def test_changes_are_value_by_value(profile: Profile) -> None:
    values: Row = {"kind": "water", "exists": True, "source": None}
    ServiceStatus.objects.create(profile=profile, functioning="yes", provider="Committee", **values)
    ServiceStatus.objects.create(profile=profile, kind="market", exists=True)
    Profile.objects.filter(pk=profile.pk).update(state="superseded")
    later = make_profile(profile.community, profile.programme, number=2, previous=profile)
    ServiceStatus.objects.create(profile=later, functioning="no", provider="Committee", **values)
    ServiceStatus.objects.create(profile=later, kind="police", exists=False)
    PopulationTotal.objects.filter(profile=later).update(persons=3, females=1000)
    changes = profile_snapshot(later)["changes"]
    people = {one["key"]: (one["before"], one["now"]) for one in changes if "key" in one}
    assert people["females"] == (480, 1000)
    assert people["persons"] == (900, "hidden")
    services = [one for one in changes if one["section"] == "services"]
    changed = [(one["field"], one["before"]["cells"], one["now"]["cells"]) for one in services if "field" in one]
    assert changed == [("functioning", {"functioning": "yes"}, {"functioning": "no"})]
    assert [(one["row"]["cells"]["kind"], one["is_new"]) for one in services if "is_new" in one] == [
        ("police", True), ("market", False),
    ]  # fmt: skip


def test_old_and_unpublished_sources_are_marked(profile: Profile, cast: Cast) -> None:
    everywhere(profile, cast)
    source = profile_snapshot(profile)["sources"][0]
    assert (source["is_old"], source["release"], source["reason"]) == (True, "team", "")
    assert not [one for one in profile_snapshot(profile)["warnings"] if one["section"] == "sources"]


def test_the_cycle_that_runs_is_on_its_rail_and_an_ended_one_is_not(profile: Profile, cast: Cast) -> None:
    cycle = cast.here.chain.cycle
    assert profile_snapshot(profile)["cycle"] == {"number": 1, "phase": "planning"}
    type(cycle).objects.filter(pk=cycle.pk).update(phase="closed")
    assert profile_snapshot(profile)["cycle"] is None


def test_the_printed_day_is_that_of_the_last_change_of_what_is_in_it(profile: Profile, cast: Cast) -> None:
    for year, thing in ((2030, profile), (2031, cast.there.chain.profile)):
        at = datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
        Event.objects.create(verb=Verb.PROFILE_FILLED, thing_type=thing._meta.label_lower, thing_id=thing.pk, at=at)
    assert profile_snapshot(profile)["as_of"] == "2030-01-01T00:00:00+00:00"


# --- the form ---------------------------------------------------------------------------------------------------------
def test_the_form_asks_what_the_programme_asks(profile: Profile, cast: Cast) -> None:
    programme: Programme = cast.here.programme
    PopulationGroup.objects.create(programme=programme, code="fishers", labels={"fr": "Pêcheurs"}, position=99)
    PartSetting.objects.create(programme=programme, section="works", is_on=False)
    PartSetting.objects.create(programme=programme, section="services", fields_off=["services.fee"])
    Question.objects.create(programme=programme, section="land", code="a", kind="text", labels={"en": "Asked"})
    Question.objects.create(
        programme=programme, section="land", code="b", kind="text", labels={"en": "Not any more"}, is_active=False
    )
    found = form_snapshot(programme)
    parts = {part["code"]: part for part in found["parts"]}
    assert "works" not in parts
    assert "fee" not in parts["services"]["tables"][0]["fields"]
    assert [one["labels"]["en"] for one in parts["land"]["questions"]] == ["Asked"]
    assert parts["cohesion"]["is_restricted"]
    assert "fishers" in found["counted"]
    assert HERE not in json.dumps(found["parts"])

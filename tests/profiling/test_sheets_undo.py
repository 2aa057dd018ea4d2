"""Undoing an applied sheet: everything as it was before, until somebody has gone on with it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.forms.models import model_to_dict
from django.utils import timezone

from cbp.accounts.roles import Role
from cbp.core.models import Event, JobState, Verb
from cbp.core.refusals import Refused
from profiling.actions import sheets
from profiling.actions.communities import change_community
from profiling.actions.population import save_population
from profiling.models import (
    Answer,
    ColumnMapping,
    Community,
    CommunityName,
    Hazard,
    Profile,
    ProfileSheet,
    Question,
    ServiceStatus,
    SheetTouch,
    WarningReason,
)
from profiling.phases import ProfileState
from tests.cast import make_person
from tests.chain import make_community, make_cycle, make_profile
from tests.profiling.sheet_things import HEADS, applied, draft, outcome, total, upload, work

Step = ProfileSheet.Step
CODE = "TCD0701"
NEW = [HEADS, ["Kaya", CODE, "", 5, "", "", ""], ["Bol", CODE, "", 6, "", "", ""]]
BESIDE = (ProfileSheet, SheetTouch, ColumnMapping)


def undone(sheet: ProfileSheet, by) -> ProfileSheet:
    sheets.undo_sheet(sheet, by=by)
    return work(sheet)


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row of this room but for versions, which only ever grow."""
    return {
        model._meta.label: [
            {**model_to_dict(row, exclude=["programmes"]), "pk": row.pk, "version": None}
            for row in model._default_manager.order_by("pk")
        ]
        for model in [*apps.get_app_config("profiling").get_models(), Community.programmes.through]
        if model not in BESIDE
    }


def test_new_communities_and_their_profiles_go(cast):
    sheet = undone(applied(NEW, cast.here.programme, cast.manager), cast.manager)
    assert (sheet.step, sheet.state) == (Step.UNDO, JobState.DONE)
    assert not any(everything().values())
    event = Event.objects.get(verb=Verb.PROFILE_SHEET_UNDONE)
    assert (event.thing_id, event.after["created"], event.by_label) == (sheet.pk, 2, cast.manager.label)


def test_what_was_filled_is_as_it_was(cast):
    """A draft, a validated version, a community with a point and a name: all of it, row by row."""
    words = Question.objects.create(
        programme=cast.here.programme, section="land", code="words", kind="text", labels={"en": "W"}
    )
    filled = make_community(cast.here, "Kaya", latitude="13.5", longitude="14.5", precision="area")
    at_work = make_profile(filled, cast.here.programme)
    ServiceStatus.objects.create(profile=at_work, kind="water", exists=True, distance_km="2.5", provider="The council")
    ServiceStatus.objects.create(profile=at_work, kind="market", quarter=filled.sub_communities.get(), exists=False)
    Answer.objects.create(profile=at_work, question=words, text="Old words")
    kept = make_profile(make_community(cast.here, "Bol"), cast.here.programme)
    Hazard.objects.create(profile=kept, kind="flood", source=kept.sources.get())
    Profile.objects.filter(pk=kept.pk).update(state=ProfileState.VALIDATED)
    Community.objects.create(name="Doum", area=cast.here.district)
    manager = make_person("Manager of the area", Role.MANAGER, area=cast.here.district)
    before = everything()
    heads = [
        "name", "pcode", "other_names", "latitude", "longitude", "precision", "total.persons", "total.voters",
        "cell.f.18", "cell.m.18", "service.water.exists", "service.water.distance_km", "service.market.exists",
        "question.words",
    ]  # fmt: skip
    figures = [950, 300, 210, 190, "no", "7,5", "yes", "New words"]
    rows = [["Kaya", CODE, "Kaïa", "13.6", "14.6", "exact", *figures], ["Bol", CODE, "", "", "", "", *figures]]
    sheet = applied([heads, *rows, ["Doum", CODE, *[""] * 12]], cast.here.programme, manager)
    assert outcome(sheet).changed == 3
    assert everything() != before
    undone(sheet, manager)
    assert everything() == before


def test_a_source_that_other_figures_name_meanwhile_could_not_be(cast):
    """The source of the sheet goes with its figures; the profile keeps the one that it had."""
    community = make_community(cast.here, "Kaya")
    make_profile(community, cast.here.programme)
    undone(applied(NEW, cast.here.programme, cast.manager), cast.manager)
    assert [one.title for one in draft(community).sources.all()] == ["Register of the village"]
    assert total(draft(community)).persons == 900


def test_it_can_be_checked_and_applied_once_more(cast):
    sheet = undone(applied(NEW, cast.here.programme, cast.manager), cast.manager)
    sheets.check_sheet(sheet, by=cast.manager)
    sheet = work(sheet)
    assert (sheet.step, outcome(sheet).created) == (Step.CHECK, 2)
    sheets.apply_profiles(sheet, skip_faulty=False, by=cast.manager)
    assert outcome(work(sheet)).applied
    assert Community.objects.count() == 2


# --- somebody went on -------------------------------------------------------------------------------------------------
def fill(cast, community: Community) -> None:
    save_population(draft(community), "", total={"persons": 7}, cells={}, source=None, by=cast.facilitator)


def rename(cast, community: Community) -> None:
    community.definition = "Ours"
    change_community(community, fields=["definition"], names=[], parts=[], expected=community.version, by=cast.manager)


def start(cast, community: Community) -> None:
    make_cycle(community, cast.here.programme)


def submit(cast, community: Community) -> None:
    Profile.objects.filter(community=community).update(state=ProfileState.IN_REVIEW)


def enrol(cast, community: Community) -> None:
    community.programmes.add(cast.there.programme)


def explain(cast, community: Community) -> None:
    WarningReason.objects.create(profile=draft(community), code="sex-sum:", reason="So", at=timezone.now())


def name_part(cast, community: Community) -> None:
    community.sub_communities.create(name="Centre")


@pytest.mark.parametrize("went_on", [fill, rename, start, submit, enrol, explain, name_part])
def test_until_somebody_has_gone_on(cast, went_on):
    sheet = applied(NEW, cast.here.programme, cast.manager)
    went_on(cast, Community.objects.get(name="Bol"))
    with pytest.raises(Refused) as refusal:
        sheets.undo_sheet(sheet, by=cast.manager)
    assert (
        str(refusal.value)
        == "People have gone on with communities of this sheet (1): “Bol”. It cannot be undone any more."
    )
    assert (Community.objects.count(), ProfileSheet.objects.get().step) == (2, Step.APPLY)


def test_the_first_communities_are_named(cast):
    names = ["Amba", "Bol", "Cora", "Doum"]
    sheet = applied([HEADS, *([name, CODE, "", 5, "", "", ""] for name in names)], cast.here.programme, cast.manager)
    for community in Community.objects.all():
        fill(cast, community)
    with pytest.raises(Refused, match=r"\(4\): “Amba”, “Bol”, “Cora”\."):
        sheets.undo_sheet(sheet, by=cast.manager)


def test_somebody_goes_on_between_the_order_and_the_work(cast):
    sheet = applied(NEW, cast.here.programme, cast.manager)
    sheets.undo_sheet(sheet, by=cast.manager)
    fill(cast, Community.objects.get(name="Kaya"))
    sheet = work(sheet)
    assert (sheet.state, sheet.refusal_values["names"], Community.objects.count()) == (JobState.FAILED, "“Kaya”", 2)


def test_a_later_sheet_that_changed_the_same_is_undone_first(cast):
    first = applied(NEW, cast.here.programme, cast.manager)
    second = applied([HEADS, ["Kaya", CODE, "", 9, "", "", ""]], cast.here.programme, cast.manager)
    with pytest.raises(Refused, match="“Kaya”"):
        sheets.undo_sheet(first, by=cast.manager)
    undone(second, cast.manager)
    assert total(draft(Community.objects.get(name="Kaya"))).persons == 5


@pytest.mark.parametrize("step", ["checked", "undone"])
def test_only_what_was_applied_is_undone(cast, step):
    sheet = upload(NEW, cast.here.programme, cast.manager)
    if step == "undone":
        sheet = undone(applied(NEW, cast.here.programme, cast.manager), cast.manager)
    with pytest.raises(Refused, match="Only a sheet that was applied"):
        sheets.undo_sheet(sheet, by=cast.manager)


def test_names_that_stood_before_stay(cast):
    community = make_community(cast.here, "Kaya")
    CommunityName.objects.create(community=community, text="Kaia")
    heads = ["name", "pcode", "other_names"]
    undone(applied([heads, ["Kaya", CODE, "Kaia; Kaïa"]], cast.here.programme, cast.manager), cast.manager)
    assert [one.text for one in community.names.all()] == ["Kaia"]

"""Applying a sheet of profiles: all or nothing, drafts begun as copies, one source, and nothing twice."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError

from cbp.accounts.models import Assignment, User
from cbp.accounts.roles import Role
from cbp.core.models import Event, JobState, Verb
from cbp.core.refusals import Refused
from profiling.actions import sheets
from profiling.actions.profiles import explain_warning, validate_profile
from profiling.checks import warnings_of
from profiling.models import (
    Answer,
    Community,
    CommunityName,
    Hazard,
    PopulationFigure,
    Profile,
    ProfileSheet,
    Question,
    ServiceStatus,
    SheetTouch,
    Source,
)
from profiling.models.layouts import QuestionKind
from profiling.phases import ProfileState
from tests.cast import make_person
from tests.chain import make_community, make_profile
from tests.profiling.sheet_things import HEADS, SOURCE, applied, cells, draft, found, outcome, total, upload, work

Step = ProfileSheet.Step
CODE = "TCD0701"
FULL = [
    "name", "pcode", "kind", "other_names", "latitude", "longitude", "precision", "total.persons", "cell.f.18",
    "group.idp.persons", "service.water.exists", "service.water.functioning", "service.water.distance_km",
    "question.wells", "question.seen", "question.lit", "question.words", "question.choice",
]  # fmt: skip
ROW = [
    "Kaya", CODE, "camp", "Kaïa; كايا", "13°30'N", "14,5", "exact", 1250, 300, 200, "✓", "partly", "2,25", "1 200,5",
    "2026-01-31", "x", "By the lake", "blue",
]  # fmt: skip


def questions(cast) -> None:
    kinds = {"wells": "number", "seen": "date", "lit": "yes-no", "words": "text", "choice": "choice"}
    for code, kind in kinds.items():
        options = [{"code": "blue", "labels": {"en": "Blue"}}] if kind == QuestionKind.CHOICE else []
        Question.objects.create(
            programme=cast.here.programme, section="land", code=code, kind=kind, labels={"en": code}, options=options
        )


# --- new communities --------------------------------------------------------------------------------------------------
def test_it_works(cast):
    questions(cast)
    sheet = applied([FULL, ROW], cast.here.programme, cast.manager)
    assert (sheet.step, sheet.state, outcome(sheet).applied, outcome(sheet).unread) == (
        Step.APPLY,
        JobState.DONE,
        True,
        [],
    )
    community = Community.objects.get(name="Kaya")
    assert (community.kind, community.area, community.precision) == ("camp", cast.here.district, "exact")
    assert (community.latitude, community.longitude) == (Decimal("13.5"), Decimal("14.5"))
    assert list(community.programmes.all()) == [cast.here.programme]
    assert [one.text for one in community.names.order_by("text")] == ["Kaïa", "كايا"]
    profile = draft(community)
    assert (profile.number, profile.version, profile.begun_by, profile.previous) == (1, 1, cast.manager, None)
    assert (total(profile).persons, total(profile).females, total(profile, "idp").persons) == (1250, None, 200)
    assert cells(profile) == {("f", 18): 300}
    service = ServiceStatus.objects.get(profile=profile)
    assert (service.kind, service.exists, service.functioning, service.distance_km) == (
        "water",
        True,
        "partly",
        Decimal("2.3"),
    )
    answers = {
        one.question.code: one.value for one in Answer.objects.filter(profile=profile).select_related("question")
    }
    day = datetime.date(2026, 1, 31)
    assert answers == {"wells": Decimal("1200.5"), "seen": day, "lit": True, "words": "By the lake", "choice": "blue"}


def test_every_figure_names_the_one_source_of_the_sheet(cast):
    questions(cast)
    applied([FULL, ROW], cast.here.programme, cast.manager)
    source = Source.objects.get()
    assert {name: getattr(source, name) for name in SOURCE} == SOURCE
    profile = draft(Community.objects.get(name="Kaya"))
    for rows in (profile.populationtotals, profile.populationfigures, profile.servicestatuss, profile.answers):
        assert {one.source_id for one in rows.all()} == {source.pk}


def test_one_line_of_history_with_counts_and_control_totals(cast):
    sheet = applied(
        [HEADS, ["Kaya", CODE, "", 5, "", "", 2], ["Bol", CODE, "", "", "", "", ""]], cast.here.programme, cast.manager
    )
    event = Event.objects.get(verb=Verb.PROFILE_SHEET)
    assert (event.thing_id, event.by_label, event.programme_id) == (
        sheet.pk,
        cast.manager.label,
        cast.here.programme.pk,
    )
    assert event.after | {"sha256": ""} == {
        "file": "profiles.csv", "sha256": "", "source": SOURCE["title"], "rows": 2, "created": 2, "changed": 0,
        "unchanged": 0, "skipped": 0, "stated_persons": 5, "stated_households": 2,
    }  # fmt: skip
    assert not Event.objects.filter(verb__in=(Verb.COMMUNITY_CREATED, Verb.PROFILE_BEGUN)).exists()


def test_a_community_without_figures_has_no_profile_yet(cast):
    applied([HEADS, ["Kaya", CODE, "", "-", "", "", ""]], cast.here.programme, cast.manager)
    assert (Community.objects.count(), Profile.objects.count()) == (1, 0)


# --- refused rows -----------------------------------------------------------------------------------------------------
ROWS = [HEADS, ["Kaya", CODE, "", 5, "", "", ""], ["Bol", "TCD9", "", 7, "", "", ""]]


def test_all_or_nothing(cast):
    sheet = upload(ROWS, cast.here.programme, cast.manager)
    with pytest.raises(Refused, match="Some rows are refused"):
        sheets.apply_profiles(sheet, skip_faulty=False, by=cast.manager)
    assert not Community.objects.exists()


def test_refused_rows_are_left_out_when_the_person_says_so(cast):
    sheet = applied(ROWS, cast.here.programme, cast.manager, skip=True)
    assert list(Community.objects.values_list("name", flat=True)) == ["Kaya"]
    assert (outcome(sheet).skipped, outcome(sheet).refused, found(sheet)) == (1, 1, [(3, "pcode", "unknown_area")])


def test_what_changed_since_the_check_counts_as_it_is_now(cast):
    """The profile went into review between check and application: nothing is written, and the sheet waits again."""
    community = make_community(cast.here, "Kaya")
    profile = make_profile(community, cast.here.programme)
    sheet = upload(
        [HEADS, ["Kaya", CODE, "", 5, "", "", ""], ["Bol", CODE, "", 5, "", "", ""]], cast.here.programme, cast.manager
    )
    sheets.apply_profiles(sheet, skip_faulty=False, by=cast.manager)
    Profile.objects.filter(pk=profile.pk).update(state=ProfileState.IN_REVIEW)
    sheet = work(sheet)
    assert (sheet.step, outcome(sheet).applied, found(sheet)[-1]) == (Step.CHECK, False, (2, "", "in_review"))
    assert not Community.objects.filter(name="Bol").exists()


@pytest.mark.parametrize("step", ["map", "applied"])
def test_only_a_checked_sheet_is_applied(cast, step):
    rows = [["Wioska", "Znak"], ["Kaya", CODE]] if step == "map" else [HEADS, ["Kaya", CODE, "", 5, "", "", ""]]
    sheet = (
        upload(rows, cast.here.programme, cast.manager)
        if step == "map"
        else applied(rows, cast.here.programme, cast.manager)
    )
    with pytest.raises(Refused, match="has not been checked yet, or was applied already"):
        sheets.apply_profiles(sheet, skip_faulty=True, by=cast.manager)


# --- what stands already ----------------------------------------------------------------------------------------------
def test_an_open_draft_is_filled_and_keeps_what_the_sheet_does_not_say(cast):
    community = make_community(cast.here, "Kaya")
    profile = make_profile(community, cast.here.programme)  # 900 persons, 480 + 420, 150 households; 200 women
    applied(
        [[*HEADS, "cell.f.18", "cell.m.18"], ["Kaya", CODE, "", 950, "", "", 150, 200, 90]],
        cast.here.programme,
        cast.manager,
    )
    now = draft(community)
    assert (now.pk, now.version) == (profile.pk, profile.version + 1)
    assert (total(now).persons, total(now).females, total(now).households) == (950, 480, 150)
    assert total(now).source.title == SOURCE["title"]
    assert cells(now) == {("f", 18): 200, ("m", 18): 90}
    # What the sheet only repeats keeps the source that it had.
    assert PopulationFigure.objects.get(sex="f").source.title == "Register of the village"


def test_of_a_validated_version_the_next_one_begins_as_a_copy(cast):
    community = make_community(cast.here, "Kaya")
    validated = make_profile(community, cast.here.programme, number=3)
    hazard = Hazard.objects.create(profile=validated, kind="flood", source=validated.sources.get(), measures="Dams")
    ServiceStatus.objects.create(profile=validated, kind="water", exists=True, provider="The council")
    validated.populationtotals.update(households=10)
    (warning,) = warnings_of(validated)
    explain_warning(validated, warning.code, "Counted so", by=cast.manager)
    Profile.objects.filter(pk=validated.pk).update(state=ProfileState.VALIDATED)
    applied(
        [["name", "pcode", "total.persons", "service.water.functioning"], ["Kaya", CODE, 901, "no"]],
        cast.here.programme,
        cast.manager,
    )
    now = draft(community)
    assert (now.number, now.previous_id, now.version) == (4, validated.pk, 1)
    assert (total(now).persons, total(now).females, cells(now)) == (901, 480, {("f", 18): 200})
    assert {one.title for one in now.sources.all()} == {"Register of the village", SOURCE["title"]}
    copy = Hazard.objects.get(profile=now)
    assert (copy.measures, copy.source.profile_id, copy.source.title) == ("Dams", now.pk, hazard.source.title)
    service = ServiceStatus.objects.get(profile=now)
    assert (service.exists, service.functioning, service.provider) == (True, "no", "The council")
    assert now.reasons.get(code=warning.code).reason == "Counted so"
    # The validated version is as it was.
    assert (total(validated).persons, ServiceStatus.objects.get(profile=validated).functioning) == (900, "")


def test_a_copy_is_what_begin_profile_makes(cast):
    """The copies of a sheet and those of a person hold the same rows, table by table."""
    from profiling.actions.profiles import begin_profile
    from profiling.actions.sheet_copying import copied_models

    one, two = make_community(cast.here, "Kaya"), make_community(cast.here, "Bol")
    for community in (one, two):
        validated = make_profile(community, cast.here.programme)
        Hazard.objects.create(profile=validated, kind="flood", source=validated.sources.get())
        validated.notes.create(section="land", text="Theirs")
        Profile.objects.filter(pk=validated.pk).update(state=ProfileState.VALIDATED)
    by_hand = begin_profile(two, cast.here.programme, by=cast.manager)
    applied([["name", "pcode", "service.market.exists"], ["Kaya", CODE, "yes"]], cast.here.programme, cast.manager)
    by_sheet = draft(one)
    ServiceStatus.objects.filter(profile=by_sheet).delete()
    by_sheet.sources.filter(title=SOURCE["title"]).delete()

    def rows(profile):
        return [
            [
                {k: v for k, v in row.items() if k not in ("id", "profile_id", "source_id")}
                for row in model._default_manager.filter(profile=profile).order_by("pk").values()
            ]
            for model in copied_models()
        ]

    assert rows(by_sheet) == rows(by_hand)


def test_counts_by_age_of_other_bands_are_not_mixed_in(cast):
    community = make_community(cast.here, "Kaya")
    make_profile(community, cast.here.programme, age_bands="0-17, 18+", state=ProfileState.VALIDATED)
    applied([["name", "pcode", "cell.m.18"], ["Kaya", CODE, 70]], cast.here.programme, cast.manager)
    assert cells(draft(community)) == {("m", 18): 70}
    assert total(draft(community)).persons == 900


def test_the_same_file_again_changes_nothing(cast):
    questions(cast)
    rows = [FULL, ROW]
    applied(rows, cast.here.programme, cast.manager)
    community = Community.objects.get(name="Kaya")
    before = (draft(community).version, community.version, Source.objects.count(), ServiceStatus.objects.count())
    again = applied(rows, cast.here.programme, cast.manager, title="Another title")
    read = outcome(again)
    assert (read.created, read.changed, read.unchanged, read.changes_nothing) == (0, 0, 1, True)
    community.refresh_from_db()
    assert (
        draft(community).version,
        community.version,
        Source.objects.count(),
        ServiceStatus.objects.count(),
    ) == before
    assert not SheetTouch.objects.filter(sheet=again).exists()
    assert Event.objects.filter(verb=Verb.PROFILE_SHEET).count() == 1


def test_nothing_changes_either_when_the_draft_was_validated_meanwhile(cast):
    rows = [HEADS, ["Kaya", CODE, "", 5, "", "", ""]]
    applied(rows, cast.here.programme, cast.manager)
    Profile.objects.update(state=ProfileState.IN_REVIEW)
    validate_profile(Profile.objects.get(), by=cast.manager)
    assert outcome(applied(rows, cast.here.programme, cast.manager)).unchanged == 1
    assert Profile.objects.count() == 1


def test_a_second_sheet_of_the_same_source_names_the_same_row(cast):
    applied([HEADS, ["Kaya", CODE, "", 5, "", "", ""]], cast.here.programme, cast.manager)
    applied([HEADS, ["Kaya", CODE, "", 6, "", "", ""]], cast.here.programme, cast.manager)
    assert (Source.objects.count(), draft(Community.objects.get()).version) == (1, 2)


def test_points_and_names_of_a_community_that_stands(cast):
    community = make_community(cast.here, "Kaya", latitude="13.5", longitude="14.5", definition="Ours")
    CommunityName.objects.create(community=community, text="كايا", language="ar")
    heads = ["name", "pcode", "other_names", "latitude", "longitude"]
    applied([heads, ["KAYA", CODE, "كايا; Kaïa; Kaya", "13.6", "14.6"]], cast.here.programme, cast.manager)
    community.refresh_from_db()
    assert (community.name, community.version, community.definition, community.latitude) == (
        "Kaya",
        2,
        "Ours",
        Decimal("13.6"),
    )
    assert sorted(one.text for one in community.names.all()) == ["Kaïa", "كايا"]
    assert not Profile.objects.exists()


def test_a_community_of_another_programme_is_taken_in(cast):
    community = Community.objects.create(name="Kaya", area=cast.here.district)
    manager = make_person("Manager of the area", Role.MANAGER, area=cast.here.district)
    applied([HEADS, ["Kaya", CODE, "", 5, "", "", ""]], cast.here.programme, manager)
    assert list(community.programmes.all()) == [cast.here.programme]


def test_services_of_a_quarter_stay_as_they_are(cast):
    community = make_community(cast.here, "Kaya")
    profile = make_profile(community, cast.here.programme)
    quarter = community.sub_communities.get()
    ServiceStatus.objects.create(profile=profile, kind="water", quarter=quarter, exists=False)
    applied([["name", "pcode", "service.water.exists"], ["Kaya", CODE, "yes"]], cast.here.programme, cast.manager)
    assert {(one.quarter_id, one.exists) for one in profile.servicestatuss.all()} == {(quarter.pk, False), (None, True)}


def test_new_words_doubt_their_translations(cast):
    questions(cast)
    profile = make_profile(make_community(cast.here, "Kaya"), cast.here.programme)
    said = {"fr": {"text": {"text": "Le “checked”", "state": "checked"}}}
    question = Question.objects.get(code="words")
    answer = Answer.objects.create(profile=profile, question=question, text="Old", translations=said)
    applied([["name", "pcode", "question.words"], ["Kaya", CODE, "New"]], cast.here.programme, cast.manager)
    answer.refresh_from_db()
    assert (answer.text, answer.translations) == ("New", {"fr": {"text": {"text": "Le “checked”", "state": "draft"}}})


def test_words_with_tabs_line_ends_and_backslashes_arrive_whole(cast):
    questions(cast)
    words = "a\\b \\N \\t 'quoted' \"twice\" {x}"
    applied([["name", "pcode", "question.words"], ["Ka\tya\n\\N", CODE, words]], cast.here.programme, cast.manager)
    assert (Community.objects.get().name, Answer.objects.get().text) == ("Ka ya \\N", words)


def test_the_database_refuses_what_two_write_at_the_same_moment(cast, monkeypatch):
    """Somebody adds the community after it was looked up: nothing is half written, and the next try finds it."""
    sheet = upload([HEADS, ["Kaya", CODE, "", 5, "", "", ""]], cast.here.programme, cast.manager)
    from profiling.actions import sheet_steps
    from profiling.sheets.reading import judge_of, opened

    judge = judge_of(sheet, opened(sheet.path.read_bytes(), cast.here.programme))
    lock = sheet_steps._lock
    monkeypatch.setattr(sheet_steps, "_lock", lambda matched: (lock(matched), make_community(cast.here, "Kaya")))
    with pytest.raises(IntegrityError):
        sheet_steps.write(sheet, judge)
    assert not Profile.objects.exists()


def test_who_adds_here_and_applies_elsewhere_writes_nothing_here(cast):
    """One role checks sheets here, another one applies them there: together they do not write here."""
    Assignment.objects.create(user=cast.facilitator, role=Role.MANAGER, area=cast.there.district)
    sheet = upload([HEADS, ["Kaya", CODE, "", 5, "", "", ""]], cast.here.programme, cast.facilitator)
    assert outcome(sheet).refused == 0
    sheets.apply_profiles(sheet, skip_faulty=False, by=User.objects.get(pk=cast.facilitator.pk))
    assert (outcome(work(sheet)).applied, Community.objects.filter(name="Kaya").exists()) == (False, False)


def test_the_sheets_of_a_programme_are_seen_by_who_reaches_all_of_it(cast):
    sheet = upload([HEADS, ["Kaya", CODE, "", 5, "", "", ""]], cast.here.programme, cast.facilitator)
    in_an_area = make_person("Manager of one area", Role.MANAGER, area=cast.here.district)
    assert not ProfileSheet.objects.visible_to(in_an_area).filter(pk=sheet.pk).exists()
    assert ProfileSheet.objects.visible_to(cast.manager).filter(pk=sheet.pk).exists()

"""Versions of a profile: begun as a copy, walked through their states, and never changed once validated."""

from __future__ import annotations

import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from cbp.core.actions.programmes import Lists, change_lists
from cbp.core.ages import read_bands
from cbp.core.choices import Classification
from cbp.core.models import Event, Verb
from cbp.core.refusals import Refused
from profiling.actions.entries import add_entry
from profiling.actions.notes import save_note
from profiling.actions.population import save_population
from profiling.actions.profiles import (
    begin_profile,
    explain_warning,
    return_profile,
    submit_profile,
    validate_profile,
)
from profiling.checks import missing_for_review, warnings_of
from profiling.models import (
    DisplacementFlow,
    PopulationFigure,
    Profile,
    ProfileFactor,
    SectionNote,
    ServiceStatus,
    Source,
    WarningReason,
)
from profiling.phases import NEXT, ProfileState
from tests.chain import make_community
from tests.profiling.things import TOTAL, cells, complete, fill, make_source, validated

MOVES = {
    ProfileState.IN_REVIEW: lambda profile, by: submit_profile(profile, by=by),
    ProfileState.DRAFT: lambda profile, by: return_profile(profile, reason="Count again", by=by),
    ProfileState.VALIDATED: lambda profile, by: validate_profile(profile, by=by),
}
CHILDREN = (
    "source", "populationtotal", "populationfigure", "displacementflow", "servicestatus", "profilefactor",
    "sectionnote", "warningreason",
)  # fmt: skip


@pytest.fixture
def community(cast):
    return make_community(cast.here)


def begin(cast, community) -> Profile:
    return begin_profile(community, cast.here.programme, by=cast.facilitator)


def whole(cast, community) -> Profile:
    """A draft with a row of every kind, one restricted, one translated, and a warning with its reason."""
    profile = complete(begin(cast, community), cast.facilitator)
    save_population(
        profile, "idp", total={"persons": 600}, cells={}, source=make_source(title="Census of the camp"),
        by=cast.facilitator,
    )  # fmt: skip
    add_entry(DisplacementFlow(profile=profile, kind="arrival", persons=100, source=make_source()), by=cast.facilitator)
    translations = {"fr": {"text": {"text": "Fête du marché", "state": "checked"}}}
    add_entry(
        ProfileFactor(
            profile=profile, kind="connector", text="Feast of the market", translations=translations,
            source=make_source(title="Focus group"),
        ),
        by=cast.facilitator,
    )  # fmt: skip
    save_note(SectionNote(profile=profile, section="services", text="The pump broke in May."), by=cast.facilitator)
    explain_warning(profile, "groups-sum", "The camp was counted later.", by=cast.facilitator)
    return profile


# --- begun ------------------------------------------------------------------------------------------------------------
def test_the_first_version_is_empty_and_takes_the_age_bands(cast, community):
    profile = begin(cast, community)
    assert (profile.number, profile.state, profile.previous) == (1, "draft", None)
    assert profile.age_bands == "0-4, 5-11, 12-17, 18-59, 60+"
    assert profile.begun_by == cast.facilitator
    assert Event.objects.of(profile).get().verb == Verb.PROFILE_BEGUN


def test_the_next_version_is_a_copy_with_all_rows_and_sources(cast, community):
    former = whole(cast, community)
    submit_profile(former, by=cast.facilitator)
    validate_profile(former, by=cast.manager)
    profile = begin(cast, community)
    assert (profile.number, profile.previous) == (2, former)
    for name in ("populationtotals", "populationfigures", "displacementflows", "servicestatuss", "profilefactors"):
        old, new = (list(getattr(one, name).order_by("pk").values()) for one in (former, profile))
        titles = [dict(one.sources.values_list("pk", "title")) for one in (former, profile)]
        assert old
        for rows, sources in ((old, titles[0]), (new, titles[1])):
            for row in rows:
                row["source_id"] = sources[row["source_id"]]
                del row["id"], row["profile_id"]
        assert old == new
    assert profile.sources.count() == former.sources.count() == 3
    assert [note.text for note in profile.notes.all()] == ["The pump broke in May."]
    assert [one.reason for one in warnings_of(profile) if one.code == "groups-sum"] == ["The camp was counted later."]


def test_other_age_bands_leave_the_cells_behind(cast, community):
    former = validated(community, cast.here.programme, cast.manager)
    lists = Lists(tuple(read_bands("0-17, 18+")), ("idp",))
    cast.here.programme.refresh_from_db()
    change_lists(cast.here.programme, lists, expected=cast.here.programme.version, by=cast.manager)
    profile = begin(cast, community)
    assert profile.age_bands == "0-17, 18+"
    assert not profile.populationfigures.exists()
    assert profile.populationtotals.get().persons == 500
    assert former.populationfigures.count() == 10


def test_one_version_is_at_work_at_a_time(cast, community):
    begin(cast, community)
    with pytest.raises(Refused, match="worked on already"):
        begin(cast, community)


def test_a_programme_of_another_country_begins_none(cast, community):
    with pytest.raises(Refused, match="another country"):
        begin_profile(community, cast.there.programme, by=cast.stranger)


def test_a_community_that_takes_no_part_begins_none(cast, community):
    type(community).objects.filter(pk=community.pk).update(is_active=False)
    with pytest.raises(Refused, match="no part in planning"):
        begin(cast, community)


# --- its states -------------------------------------------------------------------------------------------------------
def in_state(cast, community, state: ProfileState) -> Profile:
    profile = whole(cast, community)
    if state != ProfileState.DRAFT:
        submit_profile(profile, by=cast.facilitator)
    if state in (ProfileState.VALIDATED, ProfileState.SUPERSEDED):
        validate_profile(profile, by=cast.manager)
    if state == ProfileState.SUPERSEDED:
        validated(community, cast.here.programme, cast.manager)
        profile.refresh_from_db()
    assert profile.state == state
    return profile


def test_every_state_can_be_reached():
    assert {state for after in NEXT.values() for state in after} == set(ProfileState)


@pytest.mark.parametrize("to", MOVES)
@pytest.mark.parametrize("state", ProfileState)
def test_a_profile_moves_as_the_table_says(cast, community, state, to):
    profile = in_state(cast, community, state)
    if to in NEXT[state]:
        MOVES[to](profile, cast.manager)
        assert Profile.objects.get(pk=profile.pk).state == to
        assert Event.objects.of(profile).latest_first().first().after == {"state": to.value}
    else:
        with pytest.raises(Refused, match="cannot become"):
            MOVES[to](profile, cast.manager)
        assert Profile.objects.get(pk=profile.pk).state == state


def test_validating_supersedes_the_former_one_in_the_same_moment(cast, community):
    first = validated(community, cast.here.programme, cast.manager)
    second = validated(community, cast.here.programme, cast.manager)
    first.refresh_from_db()
    assert (first.state, second.state) == (ProfileState.SUPERSEDED, ProfileState.VALIDATED)
    assert second.validated_by == cast.manager
    assert Event.objects.of(first).latest_first().first().after == {"state": "superseded"}


def test_a_return_asks_why_and_the_next_submission_forgets_it(cast, community):
    profile = in_state(cast, community, ProfileState.IN_REVIEW)
    with pytest.raises(Refused, match="Say why"):
        return_profile(profile, reason="  ", by=cast.manager)
    return_profile(profile, reason="The camp is missing", by=cast.manager)
    assert profile.return_reason == "The camp is missing"
    submit_profile(profile, by=cast.facilitator)
    assert profile.return_reason == ""


# --- what review asks for ---------------------------------------------------------------------------------------------
def test_a_profile_is_as_old_as_its_newest_figure_whenever_it_was_typed_in(cast, community):
    profile = whole(cast, community)
    newest = max(source.dated_on for source in profile.sources.all())
    submit_profile(profile, by=cast.facilitator)
    assert profile.as_of == newest != datetime.date.today()


def test_an_empty_profile_is_told_what_is_missing(cast, community):
    profile = begin(cast, community)
    assert [one.sentence for one in missing_for_review(profile)] == [
        "Say how many people live here, or why this is not known.",
        "Enter the services, or say why nothing is known of them.",
    ]
    with pytest.raises(Refused, match=r"Say how many people .* Enter the services"):
        submit_profile(profile, by=cast.facilitator)
    assert Profile.objects.get(pk=profile.pk).state == "draft"


def test_a_word_on_why_nothing_is_known_is_enough(cast, community):
    profile = begin(cast, community)
    for section in ("population", "services"):
        note = SectionNote(profile=profile, section=section, text="The road is closed.", is_unknown=True)
        save_note(note, by=cast.facilitator)
    submit_profile(profile, by=cast.facilitator)
    assert profile.state == "in-review"


def test_every_figure_and_statement_names_its_source(cast, community):
    profile, by = complete(begin(cast, community), cast.facilitator), cast.facilitator
    assert missing_for_review(profile) == []
    save_population(profile, "idp", total={"persons": 3}, cells={}, source=None, by=by)
    flow = add_entry(DisplacementFlow(profile=profile, kind="return"), by=by)
    service = add_entry(ServiceStatus(profile=profile, kind="market"), by=by)
    factor = add_entry(ProfileFactor(profile=profile, kind="risk", text="Fire"), by=by)
    missing = missing_for_review(profile)
    assert [one.sentence.partition(": ")[2] for one in missing] == [
        "Internally displaced people.", "Came back.", "Fire.", "Market.",
    ]  # fmt: skip
    assert [one.url for one in missing] == [
        f"/profiles/{profile.pk}/population/idp/",
        f"/profiles/{profile.pk}/tables/movements/{flow.pk}/",
        f"/profiles/{profile.pk}/tables/risks/{factor.pk}/",
        f"/profiles/{profile.pk}/tables/services/{service.pk}/",
    ]


# --- read only --------------------------------------------------------------------------------------------------------
DEEDS = {
    "population": lambda profile, by: fill(profile, by),
    "flow": lambda profile, by: add_entry(DisplacementFlow(profile=profile, kind="arrival"), by=by),
    "service": lambda profile, by: add_entry(ServiceStatus(profile=profile, kind="road"), by=by),
    "factor": lambda profile, by: add_entry(ProfileFactor(profile=profile, kind="risk", text="Fire"), by=by),
    "note": lambda profile, by: save_note(SectionNote(profile=profile, section="risks", text="Fire"), by=by),
    "reason": lambda profile, by: explain_warning(profile, "groups-sum", "Other", by=by),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("state", [one for one in ProfileState if one != ProfileState.DRAFT])
def test_only_a_draft_is_filled_in(cast, community, state, deed):
    profile = in_state(cast, community, state)
    events = Event.objects.count()
    with pytest.raises(Refused):
        DEEDS[deed](profile, cast.facilitator)
    assert Event.objects.count() == events


def refused(do) -> bool:
    """Whether the database refused with the trigger's own words."""
    try:
        with transaction.atomic():
            do()
    except DatabaseError as error:
        return "stays as it is" in str(error)
    return False


def sql(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.parametrize("state", [ProfileState.VALIDATED, ProfileState.SUPERSEDED])
def test_the_database_keeps_a_validated_version(cast, community, state):
    profile = in_state(cast, community, state)
    row = Profile.objects.filter(pk=profile.pk)
    assert refused(lambda: row.update(age_bands="0+"))
    assert refused(lambda: row.update(state=ProfileState.DRAFT))
    assert refused(lambda: row.update(state=ProfileState.SUPERSEDED, number=9))
    assert refused(lambda: profile.save())
    assert refused(lambda: sql("DELETE FROM profiling_profile WHERE id = %s", profile.pk))
    assert refused(lambda: sql("UPDATE profiling_profile SET as_of = '2000-01-01' WHERE id = %s", profile.pk))


@pytest.mark.parametrize("table", CHILDREN)
@pytest.mark.parametrize("state", [ProfileState.VALIDATED, ProfileState.SUPERSEDED])
def test_the_database_keeps_its_rows(cast, community, state, table):
    profile = in_state(cast, community, state)
    draft = begin_draft_beside(cast)
    where = f"profiling_{table} WHERE profile_id = %s"
    assert sql(f"SELECT 1 FROM {where}", profile.pk)  # noqa: S608
    assert refused(lambda: sql(f"DELETE FROM {where}", profile.pk))  # noqa: S608
    assert refused(lambda: sql(f"UPDATE profiling_{table} SET id = id WHERE profile_id = %s", profile.pk))  # noqa: S608
    take = f"UPDATE profiling_{table} SET profile_id = %s WHERE profile_id = %s"  # noqa: S608
    assert refused(lambda: sql(take, draft.pk, profile.pk))
    assert refused(lambda: sql(take, profile.pk, draft.pk))


def begin_draft_beside(cast) -> Profile:
    return whole(cast, make_community(cast.here, "Beside"))


@pytest.mark.parametrize("make", [
    lambda profile: Source.objects.create(profile=profile, title="x", method="census", dated_on="2026-01-01",
                                          confidence=1),
    lambda profile: PopulationFigure.objects.create(profile=profile, group="idp", sex="f", lower=0, persons=1),
    lambda profile: profile.populationtotals.create(group="host", persons=1),
    lambda profile: ServiceStatus.objects.create(profile=profile, kind="road"),
    lambda profile: DisplacementFlow.objects.bulk_create([DisplacementFlow(profile=profile, kind="return")]),
    lambda profile: ProfileFactor.objects.create(profile=profile, kind="risk", text="x"),
    lambda profile: SectionNote.objects.create(profile=profile, section="risks", text="x"),
    lambda profile: WarningReason.objects.create(profile=profile, code="x", reason="x"),
    lambda profile: profile.populationfigures.update(persons=0),
    lambda profile: profile.profilefactors.all().delete(),
])  # fmt: skip
def test_nothing_slips_in_through_the_orm(cast, community, make):
    profile = in_state(cast, community, ProfileState.VALIDATED)
    assert refused(lambda: make(profile))


def test_a_draft_keeps_its_freedom(cast, community):
    profile = whole(cast, community)
    assert profile.profilefactors.get().classification == Classification.RESTRICTED
    for table in [*reversed(CHILDREN)]:
        assert sql(f"UPDATE profiling_{table} SET id = id WHERE profile_id = %s", profile.pk)  # noqa: S608
        assert sql(f"DELETE FROM profiling_{table} WHERE profile_id = %s", profile.pk)  # noqa: S608
    profile.delete()
    assert not Profile.objects.exists()


# --- reasons ----------------------------------------------------------------------------------------------------------
def test_a_reason_stands_with_its_warning_until_the_arithmetic_changes(cast, community):
    profile, by = complete(begin(cast, community), cast.facilitator), cast.facilitator
    fill(profile, by, total={**TOTAL, "persons": 510})
    explain_warning(profile, "age-sum:", "Ten people were not asked for their age.", by=by)
    explain_warning(profile, "sex-sum:", "Nor for their sex.", by=by)
    explained = {one.code: one.reason for one in warnings_of(profile)}
    assert explained == {"age-sum:": "Ten people were not asked for their age.", "sex-sum:": "Nor for their sex."}
    fill(profile, by, total={**TOTAL, "persons": 510}, counted=cells([40, 60, 50, 90, 21], [45, 55, 40, 80, 20]))
    explained = {one.code: one.reason for one in warnings_of(profile) if one.code.endswith("sum:")}
    assert explained == {"age-sum:": "", "sex-sum:": "Nor for their sex.", "women-sum:": ""}


@pytest.mark.parametrize(("code", "reason", "words"), [
    ("age-sum:", " ", "Say why"), ("age-sum:", "x" * 501, "500 letters"), ("no-such", "Why", "does not stand"),
])  # fmt: skip
def test_a_reason_says_something_about_a_warning_that_stands(cast, community, code, reason, words):
    profile = begin(cast, community)
    fill(profile, cast.facilitator, total={**TOTAL, "persons": 510})
    with pytest.raises(Refused, match=words):
        explain_warning(profile, code, reason, by=cast.facilitator)

"""The reading page of a profile: light, whole, and for each reader what that reader may know."""

from __future__ import annotations

import gzip
import re

import pytest
from django.urls import reverse

from cbp.workshops.actions.sessions import confirm_profile
from profiling.actions.entries import add_entry
from profiling.actions.notes import save_note
from profiling.actions.profiles import begin_profile
from profiling.models import (
    Answer,
    DisplacementFlow,
    Hazard,
    LocalBody,
    PartSetting,
    Profile,
    ProfileFactor,
    Question,
    SectionNote,
    ServiceStatus,
    Stakeholder,
)
from profiling.sections import NOTED
from tests.chain import make_community, make_cycle, make_session, verified
from tests.desk.test_pages import count_queries
from tests.desk.test_saving import filled
from tests.profiling.things import TOTAL, fill, make_source, validated

CLOSED = "only-the-team-reads-this"


@pytest.fixture
def profile(cast) -> Profile:
    return begin_profile(make_community(cast.here), cast.here.programme, by=cast.facilitator)


def body(client, profile: Profile) -> str:
    return client.get(profile.get_absolute_url()).content.decode()


def grow(profile: Profile, cast, number: int) -> None:
    """One row of every kind, with a source of its own, an own question and its answer."""
    by, source = cast.facilitator, make_source(title=f"Source {number}")
    rows = [
        DisplacementFlow(profile=profile, kind="arrival", persons=10), ServiceStatus(profile=profile, kind="water"),
        ProfileFactor(profile=profile, kind="risk", text=f"Risk {number}"), Hazard(profile=profile, kind="flood"),
        ProfileFactor(profile=profile, kind="divider", text=CLOSED), LocalBody(profile=profile, kind="water"),
        Stakeholder(profile=profile, name=f"Actor {number}", kind="ngo", importance=3, closeness=2),
    ]  # fmt: skip
    for row in rows:
        row.source = source
        add_entry(row, by=by)
    question = Question.objects.create(
        programme=profile.programme, code=f"q{number}", kind="yes-no", section="services", labels={"en": f"Q {number}"}
    )
    Answer.objects.create(profile=profile, question=question, yes=True)


def test_three_rows_of_every_kind_ask_no_more_than_one(cast, enter):
    community = make_community(cast.here)
    validated(community, cast.here.programme, cast.manager)
    profile = begin_profile(community, cast.here.programme, by=cast.facilitator)
    grow(profile, cast, 0)
    address = profile.get_absolute_url()
    count_queries(enter(cast.manager), address)
    counted = count_queries(enter(cast.manager), address)
    grow(profile, cast, 1)
    grow(profile, cast, 2)
    assert count_queries(enter(cast.manager), address) == counted <= 50


def test_a_long_profile_stays_light(cast, enter, profile):
    """A page that is seen again may weigh 15 kB, for whoever fills it in too."""
    fill(profile, cast.facilitator)
    for number in range(4):
        grow(profile, cast, number)
    assert len(gzip.compress(body(enter(cast.facilitator), profile).encode())) < 15_000


def test_pictures_stand_on_a_page_of_their_own(cast, enter, profile):
    """Each with its table; the reading page draws who lives there, and leads to the others."""
    address = reverse("profiling:profile-pictures", args=[profile.pk])
    assert "There is nothing to draw yet" in enter(cast.facilitator).get(address).content.decode()
    assert address not in body(enter(cast.facilitator), profile)
    fill(profile, cast.facilitator)
    grow(profile, cast, 0)
    text, drawn = body(enter(cast.facilitator), profile), enter(cast.facilitator).get(address).content.decode()
    for part in ("population", "services", "stakeholders", "cohesion"):
        assert f'href="{address}#{part}"' in text
        assert f'<section class="panel" id="{part}"' in drawn
    assert (text.count('role="img"'), drawn.count('role="img"')) == (1, 4)
    assert drawn.count("Show these figures as a table") == 5  # movements without a day are a table alone
    strangers = enter(cast.auditor).get(address).content.decode()
    assert 'id="cohesion"' not in strangers
    assert CLOSED not in strangers


def test_what_changed_stands_on_a_page_of_its_own(cast, enter):
    community = make_community(cast.here)
    first = validated(community, cast.here.programme, cast.manager)
    second = begin_profile(community, cast.here.programme, by=cast.facilitator)
    address = reverse("profiling:profile-changes", args=[second.pk])
    assert "Nothing changed." in body(enter(cast.facilitator), second)
    add_entry(Hazard(profile=second, kind="flood", source=make_source()), by=cast.facilitator)
    text = body(enter(cast.facilitator), second)
    assert f'href="{address}"' in text
    assert "Changes, value by value" not in text
    told = enter(cast.facilitator).get(address).content.decode()
    assert "Changes, value by value" in told
    assert "Flood" in told
    former = enter(cast.facilitator).get(reverse("profiling:profile-changes", args=[first.pk]))
    assert "Nothing changed." in former.content.decode()


def test_each_part_tells_its_state(cast, enter, profile):
    fill(profile, cast.facilitator)
    save_note(SectionNote(profile=profile, section="land", text="Nobody said.", is_unknown=True), by=cast.facilitator)
    text = body(enter(cast.facilitator), profile)
    assert "2 of 17 parts filled" in text.replace('<span class="figure" dir="ltr">', "").replace("</span>", "")
    assert text.count("status--active") == 2  # in the list of parts and at the part
    assert "Nothing is known about this yet" in text


def test_from_each_empty_part_one_says_why_nothing_is_known(cast, enter, profile):
    """On the reading page and on the pages to fill in; where something is known, it is not offered."""
    client = enter(cast.facilitator)
    why = reverse("profiling:profile-note", args=[profile.pk, "hazards"]) + "?unknown"
    rows = reverse("profiling:entry-new", args=[profile.pk, "hazards"])
    people = reverse("profiling:profile-note", args=[profile.pk, "population"]) + "?unknown"
    text = body(client, profile)
    assert text.count("?unknown") == len(NOTED)
    assert f'<a href="{why}">Say why nothing is known' in text
    assert f'<a href="{why}">' in client.get(rows).content.decode()
    counts = reverse("profiling:profile-population", args=[profile.pk, "all"])
    assert people in client.get(counts).content.decode()
    form = client.get(why)
    assert "<h1>In words, or why nothing is known</h1>" in form.content.decode()
    assert re.search(r'<input[^>]*name="is_unknown"[^>]* checked', form.content.decode())
    assert " checked" not in client.get(why.removesuffix("?unknown")).content.decode()
    client.post(why, {**filled(form), "is_unknown": "on", "text": "We asked the chief; nobody remembers a flood."})
    assert "We asked the chief" in body(client, profile)
    assert why not in body(client, profile)
    add_entry(Hazard(profile=profile, kind="flood", source=make_source()), by=cast.facilitator)
    fill(profile, cast.facilitator)
    assert why not in client.get(rows).content.decode()
    assert people not in client.get(counts).content.decode()


def test_a_part_that_is_not_asked_is_shown_where_it_holds_something(cast, enter, profile):
    add_entry(Hazard(profile=profile, kind="flood", source=make_source()), by=cast.facilitator)
    for section in ("hazards", "land"):
        PartSetting.objects.create(programme=profile.programme, section=section, is_on=False)
    text = body(enter(cast.facilitator), profile)
    assert "This part is not asked any more" in text
    assert 'id="land"' not in text
    assert reverse("profiling:entry-new", args=[profile.pk, "hazards"]) not in text
    assert reverse("profiling:entry-new", args=[profile.pk, "drivers"]) in text


@pytest.mark.parametrize("who", ["planner", "partner", "auditor", "administrator"])
def test_others_know_nothing_of_a_restricted_part(cast, enter, profile, who):
    grow(profile, cast, 0)
    PartSetting.objects.create(programme=profile.programme, section="hazards", classification="restricted")
    PartSetting.objects.create(programme=profile.programme, section="population", classification="restricted")
    fill(profile, cast.facilitator, total={**TOTAL, "persons": 510})
    text = body(enter(getattr(cast, who)), profile)
    for words in (CLOSED, "Flood", 'id="cohesion"', 'id="hazards"', 'id="population"', "stated 510", 'class="tiles"'):
        assert words not in text
    theirs = body(enter(cast.facilitator), profile)
    for words in (CLOSED, "Flood", 'id="cohesion"', 'id="hazards"', 'id="population"', "stated 510", 'class="tiles"'):
        assert words in theirs


def test_links_to_fill_in_follow_the_right_of_each_part(cast, enter, profile):
    planner, reader = body(enter(cast.planner), profile), body(enter(cast.auditor), profile)
    for table, may in (("services", True), ("protection", False), ("drivers", False)):
        page = reverse("profiling:entry-new", args=[profile.pk, table])
        assert (page in planner, page in reader) == (may, False)


def test_every_row_and_unused_source_can_be_taken_away_from_the_page(cast, enter, profile):
    """Every button presses one form, which has the token that the server asks for."""
    grow(profile, cast, 0)
    text = body(enter(cast.facilitator), profile)
    buttons = re.findall(r'<button[^>]* form="removal" formaction="([^"]+/remove/)"', text)
    assert len(buttons) == len(set(buttons)) == 7
    form = text.partition('<form id="removal" method="post">')[2].partition("</form>")[0]
    assert "csrfmiddlewaretoken" in form
    key = re.search(r'name="idempotency_key" value="([^"]+)"', form)
    assert key
    client = enter(cast.facilitator)
    for address in buttons:  # one key for them all: each row goes, and only once
        assert client.post(address, {"idempotency_key": key.group(1)}).status_code == 302
    text = body(client, profile)
    assert not [address for address in buttons if address in text]
    assert 'id="removal"' not in body(enter(cast.auditor), profile)


def test_who_may_publish_stands_with_the_figures(cast, enter, profile):
    for number, release in enumerate(("anyone", "ask", "team")):
        source = make_source(title=f"Source {number}", release=release, holder="The statistics office")
        add_entry(ServiceStatus(profile=profile, kind="water", source=source), by=cast.facilitator)
    text = body(enter(cast.auditor), profile)
    for words in ("ask before passing on", "not to be published", "The statistics office", "Anyone, with the source"):
        assert words in text


def test_the_session_in_which_the_community_confirmed_it(cast, enter):
    community = make_community(cast.here)
    profile = validated(community, cast.here.programme, cast.manager)
    assert "in no session yet" in body(enter(cast.auditor), profile)
    cycle = make_cycle(community, cast.here.programme)
    session = verified(make_session(cycle), by=cast.manager, recorded_by=cast.facilitator)
    confirm_profile(session, profile, by=cast.facilitator)
    link = f'href="{session.get_absolute_url()}"'
    assert link in body(enter(cast.auditor), profile)
    theirs = body(enter(cast.administrator), profile)
    assert "Focus group" in theirs
    assert link not in theirs


def test_from_a_figure_to_the_figures_of_former_versions(cast, enter):
    community = make_community(cast.here)
    first = validated(community, cast.here.programme, cast.manager)
    second = begin_profile(community, cast.here.programme, by=cast.facilitator)
    text = body(enter(cast.auditor), second)
    assert f'href="{reverse("profiling:community-history", args=[community.pk])}#population"' in text
    assert f'href="{first.get_absolute_url()}"' in text


def test_from_what_is_missing_one_comes_back_to_it(cast, enter, profile):
    """Saved or left: on to the next that is missing. From anywhere else, back to the part."""
    client, review = enter(cast.facilitator), reverse("profiling:profile-review", args=[profile.pk])
    page = reverse("profiling:profile-population", args=[profile.pk, "all"])
    assert f'href="{page}?review"' in client.get(review).content.decode()
    form = client.get(f"{page}?review")
    assert f'class="btn btn-quiet" href="{review}"' in form.content.decode()
    assert client.post(f"{page}?review", {**filled(form), "persons": "500"}).url == review
    answer = client.post(page, {**filled(client.get(page)), "persons": "510"})
    assert answer.url == f"{profile.get_absolute_url()}#population"


# --- reasons ----------------------------------------------------------------------------------------------------------
def test_a_typed_reason_is_not_lost_when_the_warning_is_gone(cast, enter, profile):
    fill(profile, cast.facilitator, total={**TOTAL, "persons": 510})
    client, address = enter(cast.facilitator), reverse("profiling:profile-explain", args=[profile.pk, "age-sum:"])
    assert client.get(address).status_code == 200
    fill(profile, cast.facilitator)
    answer = client.post(address, {"reason": "Ten are travelling"})
    assert answer.status_code == 422
    assert "This warning does not stand any more." in answer.content.decode()
    assert "Ten are travelling" in answer.content.decode()
    assert client.get(address).status_code == 404


def test_a_restricted_warning_is_explained_by_its_readers(cast, enter, profile):
    PartSetting.objects.create(programme=profile.programme, section="population", classification="restricted")
    fill(profile, cast.facilitator, total={**TOTAL, "persons": 510})
    address = reverse("profiling:profile-explain", args=[profile.pk, "age-sum:"])
    assert enter(cast.facilitator).post(address, {"reason": "Ten are travelling"}).status_code == 302
    assert enter(cast.planner).get(address).status_code == 403

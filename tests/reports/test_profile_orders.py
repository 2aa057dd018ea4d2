"""The papers of a profile are asked for, made, downloaded and shown like those of a place and a plan."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from cbp.core import jobs
from cbp.core.choices import Classification
from profiling.models import Profile, ProfileFactor
from profiling.phases import ProfileState
from reports import producing
from reports.models import Report
from reports.subjects import find_programme
from tests.cast import HERE, Cast
from tests.conftest import Enter
from tests.reports.things import text_of

pytestmark = pytest.mark.django_db
PAPER, FORM = "community-profile", "profile-form"


def new_url(paper: str, pk: int) -> str:
    return reverse("reports:report-new", args=[paper, pk])


def print_url(paper: str, pk: int) -> str:
    return reverse("reports:report-print", args=[paper, pk])


def test_the_page_before_says_what_it_holds(cast: Cast, enter: Enter) -> None:
    profile = cast.here.chain.profile
    response = enter(cast.manager).get(new_url(PAPER, profile.pk))
    assert response.status_code == 200
    parts = {str(part["label"]): part["empty"] for part in response.context["preflight"].parts}
    assert not parts["Population"]
    assert parts["Stakeholders"]
    assert "Cohesion and conflict" not in parts


def test_the_pages_of_profile_and_programme_lead_to_them(cast: Cast, enter: Enter) -> None:
    """The blank form also from a profile that is still open: there it is looked for."""
    client, profile, programme = enter(cast.manager), cast.here.chain.profile, cast.here.programme
    page = client.get(profile.get_absolute_url()).content.decode()
    assert new_url(PAPER, profile.pk) in page
    assert new_url(FORM, programme.pk) in page
    assert new_url(FORM, programme.pk) in client.get(programme.get_absolute_url()).content.decode()
    Profile.objects.filter(pk=profile.pk).update(state=ProfileState.SUPERSEDED)
    assert new_url(FORM, programme.pk) not in client.get(profile.get_absolute_url()).content.decode()


def test_out_of_reach_they_do_not_exist(cast: Cast, enter: Enter) -> None:
    for person in (cast.stranger, cast.stranger_facilitator):
        client = enter(person)
        for paper, pk in ((PAPER, cast.here.chain.profile.pk), (FORM, cast.here.programme.pk)):
            assert client.get(new_url(paper, pk)).status_code == 404
            assert client.get(print_url(paper, pk)).status_code == 404


def test_it_is_ordered_made_and_downloaded_without_what_is_restricted(cast: Cast, enter: Enter) -> None:
    """Also by somebody who reads the restricted part on the screen: a paper goes from hand to hand."""
    profile, client = cast.here.chain.profile, enter(cast.manager)
    ProfileFactor.objects.create(
        profile=profile, kind="divider", text="SECRET quarrel", classification=Classification.RESTRICTED
    )
    client.post(new_url(PAPER, profile.pk), {"language": "fr"})
    report = Report.objects.get()
    assert (report.paper, report.subject_id, report.classification) == (PAPER, profile.pk, "internal")
    assert (report.programme_id, report.area_path) == profile.history_scope()
    jobs.work(Report, report.pk, producing.produce)
    response = client.get(reverse("reports:report-file", args=[report.pk]))
    assert response.headers["Content-Disposition"] == f'attachment; filename="{PAPER}-TCD0701-1-fr.pdf"'
    text = text_of(b"".join(response.streaming_content))
    assert f"Community {HERE}" in text
    assert "900" in text
    assert "SECRET" not in text


def test_the_same_as_a_page_says_that_it_is_a_draft(cast: Cast, enter: Enter) -> None:
    html = enter(cast.manager).get(print_url(PAPER, cast.here.chain.profile.pk), {"language": "en"}).content.decode()
    assert '<p class="watermark__word" dir="ltr">DRAFT</p>' in html
    assert "Register of the village" in html


def test_the_form_is_a_page_too(cast: Cast, enter: Enter) -> None:
    html = enter(cast.manager).get(print_url(FORM, cast.here.programme.pk), {"language": "ar"}).content.decode()
    assert f"Programme {HERE}" in html
    assert 'class="box"' in html


def run(*arguments: object) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("render_paper", *map(str, arguments), stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().strip()
    return 0, out.getvalue().strip()


def test_from_a_terminal_by_its_number_and_by_the_code_of_the_programme(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "profile.pdf"
    assert run(PAPER, cast.here.chain.profile.pk, "--language", "ar", "--output", file)[0] == 0
    assert "TCD0701" in text_of(file.read_bytes())
    programme = cast.here.programme
    assert {find_programme(programme.code.lower()), find_programme(str(programme.pk))} == {programme}


@pytest.mark.parametrize("words", ["0", "nine", "9" * 5000])
def test_what_is_not_there_is_one_sentence(words: str, tmp_path: Path) -> None:
    assert run(PAPER, words, "--output", tmp_path / "x.pdf") == (1, f"No profile has the number {words}.")
    assert run(FORM, words, "--output", tmp_path / "x.pdf") == (1, f"No programme has the code {words}.")

"""The paper of a plan is asked for, made, downloaded and shown like that of a place."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from cbp.core import jobs
from cbp.plans.models import Plan, PlanSnapshot
from cbp.plans.snapshots import hash_of, plan_snapshot
from reports import producing
from reports.models import PaperFile, Report
from tests.cast import HERE, Cast
from tests.conftest import Enter
from tests.reports.things import text_of

pytestmark = pytest.mark.django_db
PAPER = "community-action-plan"


def new_url(plan: Plan) -> str:
    return reverse("reports:report-new", args=[PAPER, plan.pk])


def frozen(plan: Plan) -> Plan:
    data = plan_snapshot(plan)
    data["plan"]["state"] = "endorsed"
    PlanSnapshot.objects.create(plan=plan, data=data, sha256=hash_of(data))
    return plan


def test_the_page_before_says_what_it_holds_and_what_has_no_translation(cast: Cast, enter: Enter) -> None:
    response = enter(cast.manager).get(new_url(cast.here.chain.plan))
    html = response.content.decode()
    assert response.status_code == 200
    assert "printed in the language in which it was said" in html
    missing = {one["code"]: one["missing"] for one in response.context["preflight"].languages}
    assert missing == {"en": 0, "fr": 4, "es": 4, "ar": 4}
    assert f"Plan of Community {HERE}" in html


def test_a_place_still_speaks_of_official_names(cast: Cast, enter: Enter) -> None:
    html = enter(cast.manager).get(reverse("reports:report-new", args=["area-sheet", cast.here.region.pk]))
    assert "the official name is printed" in html.content.decode()


def test_out_of_reach_it_does_not_exist(cast: Cast, enter: Enter) -> None:
    for person in (cast.stranger, cast.stranger_facilitator):
        assert enter(person).get(new_url(cast.here.chain.plan)).status_code == 404
        assert (
            enter(person).get(reverse("reports:report-print", args=[PAPER, cast.here.chain.plan.pk])).status_code == 404
        )


def test_it_is_ordered_made_and_downloaded(cast: Cast, enter: Enter) -> None:
    plan, client = cast.here.chain.plan, enter(cast.manager)
    client.post(new_url(plan), {"language": "fr"})
    report = Report.objects.get()
    assert (report.paper, report.subject_id, report.classification) == (PAPER, plan.pk, "internal")
    assert (report.programme_id, report.area_path) == plan.history_scope()
    jobs.work(Report, report.pk, producing.produce)
    response = client.get(reverse("reports:report-file", args=[report.pk]))
    assert response.headers["Content-Disposition"] == f'attachment; filename="{PAPER}-TCD0701-1-1-fr.pdf"'
    text = text_of(b"".join(response.streaming_content))
    assert f"A well {HERE}" in text.replace("\r\n", " ")
    assert HERE in client.get(reverse("reports:report-list")).content.decode()


def test_an_endorsed_edition_is_one_file_whatever_is_renamed_since(cast: Cast) -> None:
    plan = frozen(cast.here.chain.plan)
    for name in ("As it was", "Renamed since"):
        cast.here.chain.community.name = name
        cast.here.chain.community.save()
        report = order(plan, cast)
        jobs.work(Report, report.pk, producing.produce)
    assert PaperFile.objects.count() == 1
    assert len(set(Report.objects.values_list("data_hash", "file_id"))) == 1


def order(plan: Plan, cast: Cast) -> Report:
    from reports.actions import order_report
    from reports.papers import ACTION_PLAN

    return order_report(ACTION_PLAN, plan, language="fr", by=cast.manager)


def test_the_same_as_a_page_says_that_it_is_a_draft(cast: Cast, enter: Enter) -> None:
    url = reverse("reports:report-print", args=[PAPER, cast.here.chain.plan.pk])
    html = enter(cast.manager).get(url, {"language": "en"}).content.decode()
    assert '<p class="watermark__word" dir="ltr">DRAFT</p>' in html
    frozen(cast.here.chain.plan)
    assert "watermark" not in enter(cast.manager).get(url, {"language": "en"}).content.decode()


def run(*arguments: object) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("render_paper", PAPER, *map(str, arguments), stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().strip()
    return 0, out.getvalue().strip()


def test_from_a_terminal_by_the_number_of_its_row(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    status, words = run(cast.here.chain.plan.pk, "--language", "ar", "--output", file)
    assert (status, str(file) in words) == (0, True)
    assert "TCD0701" in text_of(file.read_bytes())


@pytest.mark.parametrize("words", ["0", "nine", "9" * 5000])
def test_a_plan_that_is_not_there_is_one_sentence(words: str, tmp_path: Path) -> None:
    assert run(words, "--output", tmp_path / "x.pdf") == (1, f"No plan has the number {words}.")

"""From the session to the endorsed PDF: the main job, through the pages, with a real worker, in French and in Arabic.

The community, its profile and a cycle in planning are rows; everything after that is typed into forms by three people:
one who writes, one who verifies, one who endorses.
"""

from __future__ import annotations

import datetime
import io
import os
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from cbp.accounts.models import User
from cbp.cycles.models import Cycle
from cbp.plans.models import Plan, PlanItem
from cbp.priorities.models import Ranking
from cbp.workshops.models import Session
from profiling.phases import ProfileState
from tests import chain
from tests.cast import Cast
from tests.journeys.walk import CHROMIUM, DESK, PATIENCE, PHONE, Walk, a_browser, a_worker, browser_of
from tests.reports.things import text_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="no Chromium"),
]
DAY = datetime.date(2026, 3, 10)
WORDS = {
    "fr": {
        "summary": "L’eau est à trois heures de marche.", "need": "L’eau est loin", "ranking": "Priorités du village",
        "item": "Réhabiliter le puits", "who": "Comité du point d’eau",
        "plan": "Plan d’action communautaire du village",
    },
    "ar": {
        "summary": "الماء على مسيرة ثلاث ساعات.", "need": "الماء بعيد", "ranking": "أولويات القرية",
        "item": "تأهيل البئر", "who": "لجنة نقطة المياه", "plan": "خطة العمل المجتمعية للقرية",
    },
}  # fmt: skip


@dataclass
class Scene:
    """Three people at their browsers, and the cycle in which they meet."""

    cycle: Cycle
    writer: Walk
    second: Walk
    endorser: Walk
    words: dict[str, str]

    @property
    def walks(self) -> tuple[Walk, Walk, Walk]:
        return self.writer, self.second, self.endorser


def scene(browser: Browser, url: str, cast: Cast, language: str) -> Scene:
    people = cast.planner, cast.facilitator, cast.endorser
    User.objects.filter(pk__in=[person.pk for person in people]).update(language=language)
    size = DESK if language == "fr" else PHONE
    walks = [Walk(browser_of(browser, person, url, viewport=size).new_page(), url) for person in people]
    return Scene(_cycle(cast), *walks, words=WORDS[language])


def _cycle(cast: Cast) -> Cycle:
    """With a validated profile, a session that validates plans, and a need that another group raised before."""
    world = cast.here
    community = chain.make_community(world)
    chain.make_profile(community, world.programme, state=ProfileState.VALIDATED)
    cycle = chain.make_cycle(community, world.programme, lead=chain.make_organisation(world))
    assembly = chain.make_session(cycle, "mixed", kind="validation", held_on=datetime.date(2026, 9, 15))
    chain.verified(assembly, by=cast.manager, recorded_by=cast.facilitator)
    chain.make_need(cycle, f"The road is cut {world.mark}", ("men",))
    return cycle


# --- the stations -----------------------------------------------------------------------------------------------------
def record_a_session(at: Scene) -> Session:
    writer = at.writer
    writer.open("workshops:session-new", at.cycle.pk)
    writer.fill(kind="focus-group", group="women", held_on=DAY.isoformat(), venue="A 1")
    writer.look()
    writer.send()
    session = at.cycle.sessions.latest("pk")
    writer.open("workshops:session-attendance", session.pk)
    writer.fill(band12_f=2, band18_f=9, band60_f=1, attendance_stated=12)
    writer.look()
    writer.send()
    writer.open("workshops:session-edit", session.pk)
    writer.fill(summary=at.words["summary"])
    writer.send()
    writer.step("record")
    return session


def verify_it(at: Scene, session: Session) -> None:
    """By a second person: the first finds no button."""
    at.writer.open("workshops:session-detail", session.pk)
    assert at.writer.page.locator('main form[action$="/verify/"]').count() == 0
    at.second.open("workshops:session-detail", session.pk)
    at.second.look()
    at.second.step("verify")
    session.refresh_from_db()
    assert session.state == "verified"


def choose(at: Scene, session: Session) -> Ranking:
    """A need, two groups that vote, and the order that comes of it."""
    writer, cycle = at.writer, at.cycle
    writer.open("priorities:need-new", cycle.pk)
    writer.fill(title=at.words["need"], voices=f"women:{session.pk}", sector="14031")
    writer.look()
    writer.send()
    needs = list(cycle.needs.by_number())
    writer.open("priorities:ranking-new", cycle.pk)
    writer.fill(title=at.words["ranking"], group_women=True, session_women=str(session.pk), group_men=True)
    writer.fill(**{f"need_{need.pk}": True for need in needs})
    writer.send()
    ranking = cycle.rankings.get()
    writer.step("open")
    for group, (voters, votes) in zip(ranking.groups.order_by("pk"), ((12, (10, 12)), (8, (8, 2))), strict=True):
        writer.open("priorities:ranking-votes", ranking.pk, group.pk)
        options = ranking.options.order_by("position")
        writer.fill(
            voters=voters, invalid=0, **{f"vote_{one.pk}": at_ for one, at_ in zip(options, votes, strict=True)}
        )
        writer.look()
        writer.send()
    writer.open("priorities:ranking-close", ranking.pk)
    writer.look()
    writer.send()
    ranking.refresh_from_db()
    assert ranking.state == "closed"
    return ranking


def write_a_plan(at: Scene, ranking: Ranking) -> Plan:
    writer = at.writer
    writer.open("plans:plan-new", at.cycle.pk)
    writer.fill(title=at.words["plan"], starts_on="2027-01-01", ends_on="2029-12-31", ranking=str(ranking.pk))
    writer.send()
    plan = at.cycle.plans.get()
    writer.open("plans:item-new", plan.pk)
    need = at.cycle.needs.by_number().last()
    writer.fill(title=at.words["item"], needs=str(need.pk), groups="women", track="municipality", sector="14031")
    writer.fill(responsible=at.words["who"], starts_on="2027-01-01", ends_on="2027-06-30")
    writer.fill(costnew0_label="1", costnew0_quantity="2", costnew0_unit_cost="1500000")
    writer.fill(moneynew0_kind="local-government", moneynew0_amount="1000000", moneynew0_status="pledged")
    writer.look()
    writer.send()
    return plan


def hand_it_in(at: Scene, plan: Plan) -> None:
    """Validated by the community, signed for it, submitted."""
    writer = at.writer
    writer.open("plans:plan-validate", plan.pk)
    writer.fill(session=str(at.cycle.sessions.get(kind="validation").pk))
    writer.send()
    writer.open("plans:plan-sign", plan.pk)
    writer.fill(body=at.words["who"], office="1", method="ink", signed_on="2026-09-15")
    writer.look()
    writer.send()
    writer.open("plans:plan-detail", plan.pk)
    writer.step("submit")
    plan.refresh_from_db()
    assert plan.state == "submitted"


def endorse_it(at: Scene, plan: Plan) -> None:
    """By somebody who is no author: the writer is not let in."""
    page = at.writer.page.request.get(at.writer.url + reverse("plans:plan-endorse", args=[plan.pk]))
    assert page.status == 403
    endorser = at.endorser
    endorser.open("plans:plan-endorse", plan.pk)
    endorser.fill(authority="A 2", decided_on="2026-11-10", letter="2026/131")
    endorser.look()
    endorser.send()
    endorser.open("plans:plan-detail", plan.pk)
    endorser.look()
    plan.refresh_from_db()
    assert plan.state == "endorsed"


def fetch_the_paper(at: Scene, plan: Plan, language: str) -> bytes:
    """Ordered in that language; the page itself says when the worker is done."""
    endorser = at.endorser
    endorser.open("reports:report-new", "community-action-plan", plan.pk)
    endorser.fill(language=language)
    endorser.send()
    link = endorser.page.locator('main a[href$="/file/"]').first
    link.wait_for(timeout=PATIENCE)
    endorser.look()
    answer = endorser.page.request.get(endorser.url + link.get_attribute("href"))
    assert answer.ok
    return answer.body()


# --- the journey ------------------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("language", [pytest.param("fr", id="French"), pytest.param("ar", id="Arabic")])
def test_from_the_session_to_the_endorsed_pdf(live_server, cast: Cast, tmp_path: Path, language: str) -> None:
    with a_browser() as browser, a_worker(tmp_path) as worker:
        at = scene(browser, live_server.url, cast, language)
        session = record_a_session(at)
        verify_it(at, session)
        plan = write_a_plan(at, choose(at, session))
        hand_it_in(at, plan)
        endorse_it(at, plan)
        worker.result()
        paper = fetch_the_paper(at, plan, language)
        wrong = {where: found for walk in at.walks for where, found in walk.wrong.items()}
        direction = at.endorser.page.locator("html").get_attribute("dir")
    assert wrong == {}
    assert direction == ("rtl" if language == "ar" else "ltr")
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert str(document.Root.Lang) == language
    item = PlanItem.objects.get(plan=plan)
    assert (item.language, item.title) == (language, at.words["item"])
    if language == "fr":  # Arabic comes back from a PDF in the shapes of its letters
        assert at.words["plan"] in text_of(paper).replace("\r\n", " ")

"""The tour of docs/tour.md: a newcomer goes from the log-in to the endorsed plan's PDF, in fifteen steps.

Every step is walked for real on the demonstration. With TOUR_PICTURES set, the same walk takes the pictures of the page
anew: `TOUR_PICTURES=1 python3 manage.py test -m slow tests/journeys/test_tour.py` (TOUR_LANGUAGE=fr: in French).
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser

from cbp.accounts.context import DEMO_PASSWORD
from cbp.accounts.models import User
from cbp.cycles.models import Cycle, Milestone
from cbp.plans.models import Plan
from cbp.workshops.models import Session
from tests.journeys.walk import CHROMIUM, DESK, PATIENCE, PHONE, Value, Walk, a_browser, a_worker, browser_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="no Chromium: apt-get install chromium"),
]
LANGUAGE = os.environ.get("TOUR_LANGUAGE", "en")
TEXT = Path(settings.BASE_DIR) / "docs" / "tour.md"
PICTURES = TEXT.with_name("pictures")
MOST_BYTES = 150_000
COLOURS = 96
WIDE, SHEET = {**DESK, "height": 1000}, {"width": 760, "height": 972}
# As the returned families placed them: kind, importance, closeness, relation.
CIRCLES = (
    ("Chef de canton", "community", "5", "4", "support"),
    ("Mosquée", "faith", "4", "5", "support"),
    ("Comité de pêche", "community", "4", "3", "strain"),
    ("Centre de santé", "government", "5", "2", "neutral"),
    ("Commerçants de Bol", "private", "2", "2", "strain"),
    ("Sous-préfecture", "government", "4", "1", "neutral"),
)
OPEN_ROWS = 3


@dataclass
class Tour:
    """The people of the demonstration at their browsers, and the pictures that were taken."""

    browser: Browser
    url: str
    folder: Path
    walks: dict[tuple[str, bool], Walk] = field(default_factory=dict)

    def as_(self, name: str, *, on_a_phone: bool = False) -> Walk:
        if (name, on_a_phone) not in self.walks:
            person = User.objects.get(email=f"{name}@demo.example")
            context = browser_of(self.browser, person, self.url, viewport=PHONE if on_a_phone else WIDE)
            self.walks[name, on_a_phone] = Walk(context.new_page(), self.url)
        return self.walks[name, on_a_phone]

    def picture(self, number: int, walk: Walk, at: str = "", *, of: str = "", space: int = 0) -> None:
        """What the person sees now; `at`: from this element on, with so much `space` above it; `of`: what a further
        picture of the step shows."""
        walk.page.evaluate("window.scrollTo(0, 0)")
        if at:
            walk.page.locator(at).first.evaluate("(there) => there.scrollIntoView()")
            walk.page.evaluate("(space) => window.scrollBy(0, -space)", space)
        self.keep(number, Image.open(io.BytesIO(walk.page.screenshot(animations="disabled"))), of=of)

    def keep(self, number: int, image: Image.Image, *, of: str = "") -> None:
        """Few colours are enough for a page of ours, and keep the picture small."""
        file = self.folder / f"tour-{number:02}{of and f'-{of}'}.png"
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
        assert file.stat().st_size <= MOST_BYTES, file


@pytest.fixture
def tour(live_server, settings, tmp_path: Path, transactional_db: None) -> Iterator[Tour]:
    settings.DEMO = True
    call_command("load_demo", verbosity=0, stdout=io.StringIO())
    User.objects.update(language=LANGUAGE)
    folder = PICTURES if os.environ.get("TOUR_PICTURES") else tmp_path
    with a_browser() as browser:
        yield Tour(browser, live_server.url, folder)


def cycle_of(name: str) -> Cycle:
    return Cycle.objects.get(community__name=name)


# --- finding one's way ------------------------------------------------------------------------------------------------
def log_in(tour: Tour) -> None:
    """1: the page lists everybody; the facilitator comes in by the form."""
    page = tour.browser.new_page(viewport=WIDE, locale=LANGUAGE)
    walk = Walk(page, tour.url)
    walk.open("account_login")
    tour.picture(1, walk)
    page.fill("[name=login]", "facilitator@demo.example")
    page.fill("[name=password]", DEMO_PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    assert page.url.removeprefix(tour.url) == reverse("desk:home")
    tour.walks["facilitator", False] = walk


def look_around(tour: Tour) -> None:
    """2 to 4: what waits, the community, its profile."""
    walk, cycle = tour.as_("facilitator"), cycle_of("Abourom")
    session = cycle.sessions.get(state="recorded")
    walk.open("desk:home")
    assert walk.page.locator(f"main a[href='{session.get_absolute_url()}']").count()
    tour.picture(2, walk)
    walk.open("desk:community-detail", cycle.community_id)
    tour.picture(3, walk)
    profile = cycle.community.profiles.get()
    walk.open("profiling:profile-detail", profile.pk)
    tour.picture(4, walk, at="#population")


# --- sessions ---------------------------------------------------------------------------------------------------------
def verify(tour: Tour) -> None:
    """5: what another recorded; the one who recorded it finds no button."""
    session = cycle_of("Abourom").sessions.get(state="recorded")
    recorder, walk = tour.as_("field"), tour.as_("facilitator")
    recorder.open("workshops:session-detail", session.pk)
    assert recorder.page.locator('main form[action$="/verify/"]').count() == 0
    walk.open("workshops:session-detail", session.pk)
    tour.picture(5, walk)
    walk.step("verify")
    session.refresh_from_db()
    assert session.state == "verified"


def see_who_is_missing(tour: Tour) -> None:
    """6: the returned people live there and were not met; the step that asks for it is late."""
    walk, cycle = tour.as_("facilitator"), cycle_of("Abourom")
    walk.open("workshops:participation", cycle.pk)
    assert walk.page.locator("main .notice--warn").count() == 1
    tour.picture(6, walk)
    walk.open("cycles:work-plan", cycle.pk)
    assert walk.page.locator(f"main {link_to_plan(late_step(cycle))}").count()
    tour.picture(6, walk, of="work-plan")


def late_step(cycle: Cycle) -> Milestone:
    return cycle.milestones.get(done_on=None, step__session_kind="focus-group")


def link_to_plan(step: Milestone) -> str:
    return f"a[href$='{reverse('workshops:session-new', args=[step.cycle_id])}?step={step.pk}']"


def meet_them(tour: Tour, folder: Path) -> Session:
    """7: planned from its step, with a kit; counted and written on a phone; verified by the other facilitator."""
    walk, cycle = tour.as_("facilitator", on_a_phone=True), cycle_of("Abourom")
    session = plan_it(walk, late_step(cycle))
    file_a_sheet(tour, walk, session, take_the_kit(tour, session, folder))
    count(tour, walk, session)
    walk.open("workshops:session-edit", session.pk)
    walk.fill(record_language="fr", decisions="Une personne revenue vient à chaque réunion du comité.")
    walk.fill(summary="Les familles revenues dorment chez des parents. Leurs maisons sont sans toit depuis 2024.")
    walk.send()
    draw(tour, walk, session)
    walk.open("workshops:session-detail", session.pk)
    walk.step("record")
    other = tour.as_("field")
    other.open("workshops:session-detail", session.pk)
    other.step("verify")
    other.open("workshops:participation", cycle.pk)
    assert other.page.locator("main .notice--warn").count() == 0
    return session


def plan_it(walk: Walk, step: Milestone) -> Session:
    """The step brings the kind of the meeting and its agenda."""
    walk.open("cycles:work-plan", step.cycle_id)
    walk.press(walk.page.locator(f"main {link_to_plan(step)}").last)
    assert walk.page.locator("[name=agenda]").input_value()
    walk.page.locator("details:has([name=planned_tools]) > summary").press("Enter")
    walk.fill(group="returnee-idp", held_on="2026-11-18", venue="Abourom Nord", planned_tools="venn")
    walk.send()
    return step.cycle.sessions.get(group="returnee-idp")


def take_the_kit(tour: Tour, session: Session, folder: Path) -> tuple[str, Path]:
    """As a page with its codes. The sheet of the circles is what is photographed afterwards."""
    walk = tour.as_("facilitator")
    walk.open("reports:report-new", "session-kit", session.pk)
    walk.press(walk.page.locator("main [name=prepare]"))
    walk.page.set_viewport_size(SHEET)
    tour.picture(7, walk, at="section.kit-sheet--attendance", of="kit", space=16)
    sheet, photo = walk.page.locator("section.kit-sheet--tool"), folder / "sheet.png"
    sheet.screenshot(path=photo)
    walk.page.set_viewport_size(WIDE)
    return sheet.locator(".kit-code").inner_text(), photo


def file_a_sheet(tour: Tour, walk: Walk, session: Session, sheet: tuple[str, Path]) -> None:
    """By its code, typed as it stands on the sheet; the page says what it belongs to before anything is sent."""
    code, photo = sheet
    walk.open("workshops:page-find")
    walk.fill(code=code.lower())
    walk.send()
    tour.picture(7, walk, of="code")
    walk.page.set_input_files("main [name=file]", photo)
    walk.send()
    assert session.photos.get().page.about == "venn"


def count(tour: Tour, walk: Walk, session: Session) -> None:
    walk.open("workshops:session-attendance", session.pk)
    nobody: dict[str, Value] = {f"band{lower}_{sex}": 0 for lower in (0, 5) for sex in "fmx"}
    nobody |= {f"band{lower}_x": 0 for lower in (12, 18, 60)}
    walk.fill(**nobody, band12_f=3, band12_m=2, band18_f=11, band18_m=9, band60_f=2, band60_m=1)
    walk.fill(attendance_stated=28)
    tour.picture(7, walk, at="main form")
    walk.send()


def draw(tour: Tour, walk: Walk, session: Session) -> None:
    """What the circles say is typed in rows; the page draws them."""
    walk.open("workshops:tool-new", session.pk, "venn")
    for number, circle in enumerate(CIRCLES):
        if number == OPEN_ROWS:
            walk.press(walk.page.locator("main [name=more]"))
        names = (f"row{number}_{name}" for name in ("actor", "kind", "importance", "closeness", "relation"))
        walk.fill(**dict(zip(names, circle, strict=True)))
    walk.send()
    walk.open("workshops:tool-detail", session.tools.get().pk)
    tour.picture(7, walk, at="section.tool", of="circles", space=16)


# --- priorities -------------------------------------------------------------------------------------------------------
def raise_their_need(tour: Tour, session: Session) -> None:
    """8: with the voice of the group and its meeting."""
    walk, cycle = tour.as_("facilitator"), cycle_of("Abourom")
    walk.open("priorities:need-new", cycle.pk)
    walk.fill(
        title="Les maisons des familles revenues sont sans toit",
        statement="Trente familles revenues dorment chez des parents, à dix par pièce.",
        voices=f"returnee-idp:{session.pk}", sector="16040", severity="3", people_affected="170",
    )  # fmt: skip
    tour.picture(8, walk)
    walk.send()
    assert cycle.needs.by_number().last().people_affected == 170


def vote(tour: Tour) -> None:
    """9: the count of the youth, three votes each, at most two on one drawing."""
    walk, ranking = tour.as_("facilitator"), cycle_of("Abourom").rankings.get()
    group = ranking.groups.get(group="youth")
    walk.open("priorities:ranking-votes", ranking.pk, group.pk)
    votes = dict(zip(ranking.options.order_by("position"), (20, 6, 4, 3, 33), strict=True))
    walk.fill(voters=22, invalid=0, **{f"vote_{option.pk}": count for option, count in votes.items()})
    tour.picture(9, walk)
    walk.send()


def close(tour: Tour) -> None:
    """10: the order by the rule that was agreed before, beside the other two."""
    walk, ranking = tour.as_("facilitator"), cycle_of("Abourom").rankings.get()
    walk.open("priorities:ranking-close", ranking.pk)
    walk.send()
    ranking.refresh_from_db()
    assert ranking.state == "closed"
    walk.open("priorities:ranking-detail", ranking.pk)
    tour.picture(10, walk)


def move_on(tour: Tour) -> None:
    """11: every check of the gate is fulfilled; the manager takes the step."""
    walk, cycle = tour.as_("manager"), cycle_of("Abourom")
    walk.open("desk:cycle-detail", cycle.pk)
    tour.picture(11, walk)
    walk.step("move")
    cycle.refresh_from_db()
    assert cycle.phase == "validating"


# --- the plan ---------------------------------------------------------------------------------------------------------
def answer(tour: Tour, plan: Plan) -> None:
    """12: the remarks of the authority, one by one."""
    walk = tour.as_("planner")
    walk.open("plans:plan-detail", plan.pk)
    tour.picture(12, walk)
    for remark in plan.remarks.order_by("pk"):
        walk.open("plans:remark-answer", remark.pk)
        walk.fill(answer="C’est précisé dans le plan.")
        walk.send()


def give_it_a_cost(tour: Tour, plan: Plan) -> None:
    """13: what was not known is known now; what nobody pays stays visible as the gap."""
    walk, item = tour.as_("planner"), plan.items.in_order().last()
    walk.open("plans:item-edit", item.pk)
    walk.fill(costnew0_label="Trente apprentis, trois mois", costnew0_quantity="30", costnew0_unit_cost="180000")
    walk.fill(cost_unknown_reason="", moneynew0_kind="local-government", moneynew0_amount="1500000",
              moneynew0_status="pledged")  # fmt: skip
    tour.picture(13, walk, at='main [name="starts_on"]')
    walk.send()
    assert item.cost_lines.count() == 1


def decide(tour: Tour, plan: Plan) -> None:
    """14: validated and signed anew, submitted, endorsed by somebody who is no author."""
    walk, endorser = tour.as_("planner"), tour.as_("endorser")
    walk.open("plans:plan-validate", plan.pk)
    walk.fill(session=str(plan.cycle.sessions.get(kind="validation").pk))
    walk.send()
    walk.open("plans:plan-sign", plan.pk)
    walk.fill(body="Comité des deux blocs et du village", office="Présidente", method="ink", signed_on="2026-11-20")
    walk.send()
    walk.open("plans:plan-detail", plan.pk)
    walk.step("submit")
    endorser.open("plans:plan-endorse", plan.pk)
    endorser.fill(authority="Sous-préfecture de la rive nord (démonstration)", decided_on="2026-11-21",
                  letter="SP/RN/2026/071")  # fmt: skip
    endorser.send()
    plan.refresh_from_db()
    assert plan.state == "endorsed"
    endorser.open("plans:plan-detail", plan.pk)
    tour.picture(14, endorser)


def take_the_paper(tour: Tour, plan: Plan) -> None:
    """15: ordered, made by the worker, opened: the picture is its first page."""
    walk = tour.as_("endorser")
    walk.open("reports:report-new", "community-action-plan", plan.pk)
    walk.fill(language=LANGUAGE)
    walk.send()
    link = walk.page.locator('main a[href$="/file/"]').first
    link.wait_for(timeout=PATIENCE)
    paper = walk.page.request.get(tour.url + str(link.get_attribute("href"))).body()
    with pypdfium2.PdfDocument(paper) as document:
        tour.keep(15, document[0].render(scale=1.1).to_pil())
        assert len(document) > 3


def test_the_tour(tour: Tour, tmp_path: Path) -> None:
    with a_worker(tmp_path) as worker:
        log_in(tour)
        look_around(tour)
        verify(tour)
        see_who_is_missing(tour)
        raise_their_need(tour, meet_them(tour, tmp_path))
        vote(tour)
        close(tour)
        move_on(tour)
        plan = Plan.objects.get(state="returned")
        answer(tour, plan)
        give_it_a_cost(tour, plan)
        decide(tour, plan)
        worker.result()
        take_the_paper(tour, plan)
    told = re.findall(r"\(pictures/(.+?)\)", TEXT.read_text(encoding="utf-8"))
    assert sorted(told) == sorted(file.name for file in tour.folder.glob("tour-*.png"))

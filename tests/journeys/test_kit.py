"""A meeting with its kit: planned from a step, printed as a page, filed by the code of a sheet, recorded, verified, and
told on paper; in Arabic on a telephone and in French at a desk.

An office plans the meeting in its language; who held it writes the record in another, which is the one of the pages.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, expect

from cbp.accounts.models import User
from cbp.core.models import Programme
from cbp.cycles.actions.milestones import choose_steps
from cbp.cycles.models import Cycle, Milestone
from cbp.cycles.ready import agenda_for
from cbp.workshops.codes import SIGNS
from cbp.workshops.models import Session, SheetKind, Tool
from tests.cast import Cast
from tests.journeys.walk import CHROMIUM, DESK, PATIENCE, PHONE, Walk, a_browser, browser_of
from tests.workshops.photo_things import picture

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium"),
]
DIRECTION = {"ar": "rtl", "fr": "ltr"}
WORDS = {
    "fr": {
        "aim": "Entendre les femmes sur l’eau", "summary": "L’eau est à trois heures de marche.",
        "decisions": "Nous réparons la pompe.\nNous élisons un comité.", "point": "Acheter un joint pour la pompe",
        "who": "Le comité du puits", "rain": "Pluie", "agreed": "La pompe", "alone": "Les femmes au puits",
    },
    "ar": {
        "aim": "سماع النساء في أمر الماء", "summary": "الماء على مسيرة ثلاث ساعات.",
        "decisions": "نصلح المضخة.\nننتخب لجنة.", "point": "شراء حلقة للمضخة", "who": "لجنة البئر", "rain": "المطر",
        "agreed": "المضخة", "alone": "النساء عند البئر",
    },
}  # fmt: skip
# Words of a table that reach into the next cell.
STICKING_OUT = """() => [...document.querySelectorAll(".grid :is(th, td)")]
    .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent.trim())"""
RAIN = (0, 0, 0, 0, 1, 2, 3, 3, 2, 1, 0, 0)


@dataclass
class Meeting:
    """Three people at their browsers, the step that asks for a meeting, and the words that are said there."""

    step: Milestone
    group: str
    language: str
    other: str
    office: Walk
    writer: Walk
    second: Walk
    names: list[str]
    files: list[Path]
    session: Session = field(init=False)

    @property
    def cycle(self) -> Cycle:
        return self.step.cycle

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    def called(self, message: str) -> str:
        """As the pages of whoever writes call it."""
        with translation.override(self.language):
            return gettext(message)


@pytest.fixture(params=[("ar", PHONE), ("fr", DESK)], ids=["Arabic", "French"])
def at(request, cast: Cast, live_server, tmp_path: Path) -> Iterator[Meeting]:
    language, size = request.param
    other = "fr" if language == "ar" else "ar"
    people = cast.psea, cast.facilitator, cast.manager
    User.objects.update(language=language)
    User.objects.filter(pk=cast.psea.pk).update(language=other)
    with a_browser() as browser:
        office, writer, second = (_walk(browser, person, live_server.url, size) for person in people)
        group = cast.here.programme.population_groups.earliest("position").code
        names, files = [person.name for person in people], _pictures(tmp_path)
        yield Meeting(_step(cast), group, language, other, office, writer, second, names, files)


def _walk(browser: Browser, person: User, url: str, size: dict[str, int]) -> Walk:
    return Walk(browser_of(browser, person, url, viewport=size).new_page(), url)


def _step(cast: Cast) -> Milestone:
    """That asks for a focus group, in the work plan of a running cycle whose programme has a safe contact."""
    Programme.objects.filter(pk=cast.here.programme.pk).update(safe_contact="+235 00 00 00 00")
    cycle = cast.here.chain.cycle
    choose_steps(cycle, "components", by=cast.manager)
    return cycle.milestones.get(step__session_kind="focus-group")


def _pictures(folder: Path) -> list[Path]:
    """A sheet, a picture of what agreed to be shown, and one of which nobody was asked."""
    files = [folder / f"{name}.jpg" for name in ("sheet", "agreed", "alone")]
    for file in files:
        file.write_bytes(picture((640, 480)))
    return files


# --- finding one's way ------------------------------------------------------------------------------------------------
def follow(walk: Walk, name: str, *args: object, query: str = "") -> None:
    """By the link that stands on the page; the page behind it is looked at."""
    walk.press(walk.page.locator(f'main a[href="{reverse(name, args=args)}{query}"]').first)
    walk.look()


def unfold(walk: Walk, name: str) -> None:
    """Opens, from the outside in, whatever a field is folded into."""
    folds = walk.page.locator(f'main details:has([name="{name}"])')
    for number in range(folds.count()):
        if folds.nth(number).get_attribute("open") is None:
            folds.nth(number).locator("summary").first.press("Enter")


def shown(walk: Walk, text: str) -> tuple[str | None, str | None]:
    """Language and direction of the innermost element that holds this text and says its language."""
    here = walk.page.locator("main [lang]").filter(has_text=text).last
    expect(here).to_be_visible()
    return here.get_attribute("lang"), here.get_attribute("dir")


# --- before the meeting -----------------------------------------------------------------------------------------------
def plan_from_the_step(at: Meeting) -> None:
    """The kind comes from the step, the agenda is there in the language of whoever plans; the group is asked."""
    office, today = at.office, timezone.localdate()
    office.open("cycles:work-plan", at.cycle.pk)
    office.look()
    follow(office, "workshops:session-new", at.cycle.pk, query=f"?step={at.step.pk}")
    agenda = office.page.locator("[name=agenda]").input_value()
    assert agenda.splitlines() == agenda_for("focus-group", at.other).splitlines()
    assert office.page.locator("[name=kind]").input_value() == "focus-group"
    office.fill(group="women", held_on=today.isoformat(), venue="A 1", aim=WORDS[at.other]["aim"])
    office.send()
    at.session = at.cycle.sessions.get(milestone=at.step)
    assert (at.session.language, at.session.state) == (at.other, "planned")
    office.look()


def open_the_kit(at: Meeting) -> str:
    """As a page with its codes, by the button; the code is read off the sheet of the attendance."""
    writer, page = at.writer, at.writer.page
    writer.open("workshops:session-detail", at.session.pk)
    writer.look()
    assert shown(writer, WORDS[at.other]["aim"]) == (at.other, DIRECTION[at.other])
    follow(writer, "reports:report-new", "session-kit", at.session.pk)
    writer.press(page.get_by_role("button", name=at.called("Open it as a page with its codes")))
    assert page.url.startswith(writer.url + reverse("reports:report-print", args=["session-kit", at.session.pk]))
    writer.look()
    assert page.evaluate(STICKING_OUT) == []
    sheets = page.locator(".kit-code")
    assert sheets.count() == len(set(sheets.all_inner_texts())) == at.session.page_codes.count()
    return page.locator("section.kit-sheet--attendance .kit-code").inner_text().strip()


# --- the page of the kit ----------------------------------------------------------------------------------------------
def refuse_what_is_mistyped(at: Meeting, code: str) -> None:
    """One sign is another one: refused in words, and what was typed is still there."""
    writer, page = at.writer, at.writer.page
    wrong = next(sign for sign in SIGNS if sign != code[0]) + code[1:]
    writer.open("workshops:session-detail", at.session.pk)
    follow(writer, "workshops:page-find")
    writer.fill(code=wrong)
    with page.expect_navigation(timeout=PATIENCE) as leaving:
        page.locator("main form.form [type=submit]").press("Enter")
    assert leaving.value.status == 422
    told = at.called("The last sign does not fit the others: one of them is wrong. Compare the code with the page.")
    expect(page.get_by_role("alert")).to_contain_text(told)
    assert page.locator("[name=code][aria-invalid=true]").input_value() == wrong
    writer.look()


def file_the_sheet(at: Meeting, code: str) -> None:
    """Typed with small letters and a space; before the picture is sent, the page says what it belongs to."""
    writer, page = at.writer, at.writer.page
    assert " " in code
    writer.fill(code=code.lower())
    writer.send()
    assert page.url == writer.url + reverse("workshops:page-file", args=[code.replace(" ", "")])
    with translation.override(at.language):
        sheet = str(SheetKind.ATTENDANCE.label)
    expect(page.locator("main dd", has_text=sheet)).to_be_visible()
    writer.look()
    page.set_input_files("main [name=file]", at.files[0])
    writer.send()
    writer.open("workshops:session-detail", at.session.pk)
    expect(page.locator("#photos ~ ul li")).to_have_text(sheet)
    follow(writer, "workshops:photo-list", at.session.pk)
    expect(page.locator("section[aria-labelledby=filed] h3")).to_have_text(f"{sheet} {code.replace(' ', '')}")
    assert page.locator("section[aria-labelledby=filed] img").count() == 1


# --- the record -------------------------------------------------------------------------------------------------------
def count_who_came(at: Meeting) -> None:
    writer = at.writer
    writer.open("workshops:session-detail", at.session.pk)
    follow(writer, "workshops:session-attendance", at.session.pk)
    writer.fill(band12_f=2, band18_f=9, band60_f=1, attendance_stated=12)
    unfold(writer, f"of_{at.group}_f")
    writer.fill(**{f"of_{at.group}_f": 5})
    writer.look()
    writer.send()
    attendance = writer.page.locator("section[aria-labelledby=who-came]")
    with translation.override(at.language):
        group = str(at.cycle.programme.population_groups.get(code=at.group))
    expect(attendance).to_contain_text(group)


def write_a_tool(at: Meeting) -> None:
    """When it rains: a row of the year."""
    writer, page = at.writer, at.writer.page
    follow(writer, "workshops:tool-choose", at.session.pk)
    follow(writer, "workshops:tool-new", at.session.pk, Tool.SEASONAL_CALENDAR)
    writer.fill(row0_label=at.words["rain"], **{f"row0_{month}": level for month, level in enumerate(RAIN)})
    writer.send()
    record = at.session.tools.get()
    writer.look()
    assert record.payload["rows"][0]["months"] == list(RAIN)
    writer.open("workshops:tool-detail", record.pk)
    writer.look()
    year = page.get_by_role("row").filter(has_text=at.words["rain"])
    assert year.get_by_role("cell").all_inner_texts() == [str(level) for level in RAIN]


def take_pictures(at: Meeting) -> None:
    """One of which everybody was asked, one of which nobody was."""
    writer, page = at.writer, at.writer.page
    writer.open("workshops:photo-list", at.session.pk)
    for caption, consent, file in (("agreed", "verbal", at.files[1]), ("alone", "", at.files[2])):
        writer.open("workshops:photo-new", at.session.pk)
        page.set_input_files("main [name=file]", file)
        writer.fill(caption=at.words[caption])
        if consent:
            writer.fill(consent=consent, consent_scope="public")
        page.locator("main form.form [type=submit]").first.press("Enter")
        expect(page.locator("[data-cbp-photos] li span")).to_have_text(at.called("Kept"), timeout=PATIENCE)
    follow(writer, "workshops:photo-list", at.session.pk)
    card = page.locator("figure", has_text=at.words["alone"])
    expect(card.locator(".notice--warn")).to_be_visible()
    assert page.locator("figure", has_text=at.words["agreed"]).locator(".notice--warn").count() == 0


def write_the_record(at: Meeting) -> None:
    """In the own language, which the field offers though the plan is in another; with what is to be done."""
    writer, page, words = at.writer, at.writer.page, at.words
    writer.open("workshops:session-detail", at.session.pk)
    follow(writer, "workshops:session-edit", at.session.pk)
    language = page.get_by_label(at.called("language of the record").capitalize())
    assert language.input_value() == at.language
    writer.fill(summary=words["summary"], decisions=words["decisions"])
    writer.send()
    writer.look()
    until = timezone.localdate() + datetime.timedelta(days=14)
    follow(writer, "workshops:action-new", at.session.pk)
    writer.fill(point0_text=words["point"], point0_responsible=words["who"], point0_due_on=until.isoformat())
    writer.send()
    follow(writer, "workshops:session-roles", at.session.pk)
    writer.fill(row0_kind="facilitator")
    page.locator("[name=row0_user]").select_option(index=1)
    writer.send()
    at.session.refresh_from_db()
    assert (at.session.language, at.session.record_language) == (at.other, at.language)
    assert at.session.action_points.get().due_on == until


def record_and_verify(at: Meeting) -> None:
    """By two persons: the first finds no button for the second's part."""
    at.writer.step("record")
    at.writer.look()
    assert at.writer.page.locator('main form[action$="/verify/"]').count() == 0
    at.second.open("workshops:session-detail", at.session.pk)
    at.second.look()
    at.second.step("verify")
    at.session.refresh_from_db()
    assert at.session.state == "verified"


# --- the paper --------------------------------------------------------------------------------------------------------
def read_the_paper(at: Meeting) -> None:
    """The record as a page: each text in its own language, no name of a person, no picture without consent."""
    reader, page = at.second, at.second.page
    reader.open("reports:report-new", "session-record", at.session.pk)
    address = f"{reverse('reports:report-print', args=['session-record', at.session.pk])}?language={at.language}"
    reader.press(page.locator(f'main a[href="{address}"]'))
    reader.look()
    own, plan = (at.language, DIRECTION[at.language]), (at.other, DIRECTION[at.other])
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == own
    for text in (at.words["summary"], at.words["decisions"].splitlines()[1], at.words["point"]):
        assert shown(reader, text) == own
    assert shown(reader, WORDS[at.other]["aim"]) == plan
    told = page.locator("body").inner_text()
    assert [name for name in at.names if name in told] == []
    expect(page.locator("main .photo")).to_have_count(1)
    expect(page.locator("main .photo")).to_contain_text(at.words["agreed"])
    assert page.locator("main .photo img").evaluate("(image) => image.complete && image.naturalWidth > 0")
    assert at.words["alone"] not in told


# --- the journey ------------------------------------------------------------------------------------------------------
def test_a_meeting_from_its_step_to_its_paper(at: Meeting) -> None:
    plan_from_the_step(at)
    code = open_the_kit(at)
    refuse_what_is_mistyped(at, code)
    file_the_sheet(at, code)
    count_who_came(at)
    write_a_tool(at)
    take_pictures(at)
    write_the_record(at)
    record_and_verify(at)
    read_the_paper(at)
    assert [walk.wrong for walk in (at.office, at.writer, at.second)] == [{}, {}, {}]

"""The table of papers: what can be made, of what, by whom, in which languages. Nothing else makes one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cbp.accounts.roles import Permission
from cbp.core.choices import Classification
from cbp.core.models import Area, Programme
from cbp.core.reach import Person
from cbp.plans.models import Plan
from cbp.workshops.models import Session
from profiling.models import Profile
from reports import (
    area_sheet,
    kit,
    kit_snapshot,
    plan_paper,
    profile_form,
    profile_paper,
    profile_snapshot,
    session_paper,
    session_snapshot,
    snapshots,
    subjects,
)
from reports.snapshots import Snapshot

AS_SAID = _("What has no translation is printed in the language in which it was said, with a mark.")


class Pure(Protocol):
    """The half that works on a snapshot alone, in the active language.

    `context` is for the template, `table` the data attached to it, `outline`, `untranslated` and `pages` are for the
    page that is shown before it is made.
    """

    def context(self, snapshot: Snapshot) -> dict[str, Any]: ...
    def table(self, snapshot: Snapshot) -> list[list[object]]: ...
    def outline(self, snapshot: Snapshot) -> list[dict[str, Any]]: ...
    def untranslated(self, snapshot: Snapshot) -> list[str]: ...
    def pages(self, snapshot: Snapshot) -> int: ...


@dataclass(frozen=True)
class Paper:
    """One kind of paper. `permission` is asked of its subject, beside the right to make papers at all.

    `find` knows the subject by what a person types at a terminal; `stands_in` says what is printed for a missing
    translation; `refusal` why it is not made of this thing now, or nothing; `prepare` writes what the paper needs
    before it is ordered, and raises `Refused` where it is refused; `withdrawn` why a finished one is not handed over
    any more, or nothing.
    """

    code: str
    title: Promise
    about: Promise
    model: type[models.Model]
    permission: Permission
    template: str
    snapshot: Callable[[Any, Person | None], Snapshot]
    pure: Pure
    stem: Callable[[Snapshot], str]
    find: Callable[[str], Any]
    max_pages: int
    classification: Classification = Classification.INTERNAL
    stands_in: Promise = AS_SAID
    follows_subject: bool = False
    refusal: Callable[[Any], str] = lambda _thing: ""
    prepare: Callable[[Any, Any], None] | None = None
    withdrawn: Callable[[Snapshot], str] = lambda _snapshot: ""
    if_too_long: Promise | str = ""

    @property
    def most_pages(self) -> int:
        """More than this cannot be made in the minute and the memory that a worker has."""
        return min(self.max_pages, settings.PAPER_MAX_PAGES)

    @property
    def languages(self) -> list[tuple[str, str]]:
        return list(settings.LANGUAGES)

    def usual_language(self, thing: Any, person: Any) -> str:
        """Offered first: the language of the meeting's own words where the paper goes into it, else the reader's."""
        return str(thing.language if self.follows_subject else person.language)

    def file_name(self, snapshot: Snapshot, language: str) -> str:
        """A name in letters that every system takes: area-sheet-TCD07-ar.pdf."""
        stem = "".join(sign for sign in self.stem(snapshot) if sign.isascii() and (sign.isalnum() or sign in "-_"))
        return f"{self.code}-{stem or 'paper'}-{language}.pdf"


AREA_SHEET = Paper(
    code="area-sheet",
    title=_("Area sheet"),
    about=_("A place with its names and codes, its displacement figures as picture and table, and the areas below it."),
    model=Area,
    permission=Permission.AREA_VIEW,
    classification=Classification.PUBLIC,
    template="papers/area_sheet.html",
    snapshot=snapshots.area_snapshot,
    pure=area_sheet,
    stem=lambda snapshot: str(snapshot["place"]["pcode"]),
    find=subjects.find_area,
    stands_in=_("Where no name is stored in a language, the official name is printed."),
    if_too_long=_("Choose a smaller area."),
    max_pages=90,  # measured: half a second and 7 MB for a page of table rows; 81 pages took 45 s and 690 MB
)

ACTION_PLAN = Paper(
    code="community-action-plan",
    title=_("Community action plan"),
    about=_("The plan with its cover and the page to sign, how it came about, what the groups chose, and its money."),
    model=Plan,
    permission=Permission.PLAN_VIEW,
    template="papers/plan.html",
    snapshot=snapshots.edition_snapshot,
    pure=plan_paper,
    stem=lambda snapshot: (
        f"{snapshot['areas'][-1]['pcode']}-{snapshot['cycle']['number']}-{snapshot['plan']['edition']}"
    ),
    find=subjects.find_plan,
    max_pages=150,  # measured: a quarter to a third of a second and 3 MB for a page; 33 pages took 11 s and 221 MB
)

COMMUNITY_PROFILE = Paper(
    code="community-profile",
    title=_("Community profile"),
    about=_("Who lives in a community, what works there and what is missing, with sources, and what is not known."),
    model=Profile,
    permission=Permission.COMMUNITY_VIEW,
    template="papers/profile.html",
    snapshot=profile_snapshot.profile_snapshot,
    pure=profile_paper,
    stem=lambda snapshot: f"{snapshot['areas'][-1]['pcode']}-{snapshot['profile']['version']}",
    find=subjects.find_profile,
    max_pages=80,  # measured: half a second and 5 MB for a page; 53 pages took 28 s and 388 MB
)

PROFILE_FORM = Paper(
    code="profile-form",
    title=_("Form of a community profile"),
    about=_("The blank form to fill in by hand where there is no network: what this programme asks, part by part."),
    model=Programme,
    permission=Permission.PROGRAMME_VIEW,
    template="papers/profile_form.html",
    snapshot=profile_snapshot.form_snapshot,
    pure=profile_form,
    stem=lambda snapshot: str(snapshot["programme"]["code"]),
    find=subjects.find_programme,
    stands_in=_("What the programme has not named in a language is printed in another one."),
    max_pages=60,  # measured: 21 pages took 9 to 16 s and 204 MB
)

SESSION_KIT = Paper(
    code="session-kit",
    title=_("Printable kit of a session"),
    about=_("What is carried into a meeting without network: agenda, attendance, tools, ballots, slips, with codes."),
    model=Session,
    permission=Permission.SESSION_RECORD,
    template="papers/kit.html",
    snapshot=kit_snapshot.kit_snapshot,
    pure=kit,
    stem=lambda snapshot: f"{snapshot['areas'][-1]['pcode']}-{snapshot['session']['held_on'] or 'kit'}",
    find=subjects.find_session,
    refusal=kit_snapshot.refusal,
    prepare=kit_snapshot.prepare,
    follows_subject=True,
    max_pages=80,
)

SESSION_RECORD = Paper(
    code="session-record",
    title=_("Record of a session"),
    about=_("Who came, what was said and decided, what the tools brought to light, and photos with a consent."),
    model=Session,
    permission=Permission.SESSION_VIEW,
    template="papers/session.html",
    snapshot=session_snapshot.session_snapshot,
    pure=session_paper,
    stem=lambda snapshot: f"{snapshot['areas'][-1]['pcode']}-{snapshot['session']['held_on'] or 'planned'}",
    find=subjects.find_session,
    withdrawn=session_snapshot.withdrawn,
    max_pages=60,  # measured: half a second and 5 MB for a page; 33 pages took 16 s and 223 MB
)

EVERY = (AREA_SHEET, ACTION_PLAN, COMMUNITY_PROFILE, PROFILE_FORM, SESSION_KIT, SESSION_RECORD)
PAPERS: dict[str, Paper] = {paper.code: paper for paper in EVERY}

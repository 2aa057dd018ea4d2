"""What the printable kit of a session is made from: its plan, what is to be counted, voted on and checked, its codes.

The codes are rows of the workshops: made when the kit is ordered (`prepare`), only read here. Nobody's name is in it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core.choices import ParticipantGroup, SessionKind
from cbp.core.groups import ACROSS
from cbp.core.models import Programme
from cbp.core.reach import Person
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.plans.snapshots.community import profile_of
from cbp.plans.snapshots.parts import areas_of, group_names
from cbp.priorities.models import Ranking
from cbp.priorities.phases import RankingState
from cbp.workshops.actions.pages import Sheet, codes_for
from cbp.workshops.models import PageCode, Session, SheetKind
from cbp.workshops.reading.kit import kit_tools
from reports.profile_snapshot.dating import last_change
from reports.session_snapshot.meeting import community_of, meeting_of

Row = dict[str, Any]
SCHEMA = 1
TEXTS = ("title", "aim", "agenda", "access_note")


def refusal(session: Session) -> str:
    """Why no kit is printed; empty where nothing stands against it."""
    if not any(sign.isalnum() for sign in session.cycle.programme.safe_contact):  # spaces that nobody sees are none
        return _(
            "No kit is printed without the safe contact of the programme for reports of abuse: it stands on every"
            " feedback slip. A manager enters it among the options of the programme."
        )
    if not session.is_open:
        return _("This session is recorded or cancelled. A kit is printed before it.")
    return ""


def prepare(session: Session, by: User) -> None:
    """Gives each sheet its code. The same ever after, so that a second print files the same."""
    if sentence := refusal(session):
        raise Refused(sentence)
    codes_for(session, sheets_of(session), by)


def sheets_of(session: Session) -> list[Sheet]:
    return _in_order(session, rankings_of(session), _profile(session.cycle))


def _in_order(session: Session, rankings: list[Ranking], profile: Row | None) -> list[Sheet]:
    """As they are used on the day."""
    sheets: list[Sheet] = [(SheetKind.COVER, ""), (SheetKind.RECORD, ""), (SheetKind.ATTENDANCE, "")]
    sheets += [(SheetKind.TOOL, tool) for tool in kit_tools(session)]
    for ranking in rankings:
        sheets += [(SheetKind.BALLOT, str(ranking.pk)), (SheetKind.TALLY, str(ranking.pk))]
    if profile:
        sheets.append((SheetKind.PROFILE, ""))
    return [*sheets, (SheetKind.CONSENT, ""), (SheetKind.FEEDBACK, "")]


def _profile(cycle: Cycle) -> Row | None:
    return profile_of(cycle, cycle.programme.disclosure_threshold)


def rankings_of(session: Session) -> list[Ranking]:
    """In which this meeting votes: named with it; of a meeting to choose priorities, every one that is not closed."""
    mine = Q(session=session) | Q(groups__session=session)
    if session.kind == SessionKind.PRIORITISATION:
        mine |= Q(session=None)
    rows = Ranking.objects.filter(mine, cycle=session.cycle_id).exclude(state=RankingState.CLOSED).distinct()
    return list(rows.order_by("pk").prefetch_related("groups", "options__need"))


def kit_snapshot(session: Session, person: Person | None = None) -> Row:
    session = Session.objects.select_related(
        "cycle__programme__country", "cycle__community__area", "milestone", "sub_community"
    ).get(pk=session.pk)  # fmt: skip
    programme, cycle = session.cycle.programme, session.cycle
    rankings, profile = rankings_of(session), _profile(cycle)
    bands = programme.age_bands.order_by("lower", "pk")
    counted = programme.population_groups.filter(is_active=True).order_by("position", "pk")
    return {
        "paper": "session-kit",
        "schema": SCHEMA,
        "programme": _programme(programme),
        "community": community_of(cycle.community),
        "areas": areas_of(cycle.community.area),
        "cycle": {"number": cycle.number, "title": cycle.title},
        "session": {**meeting_of(session), "texts": session.all_said(TEXTS)},
        "bands": [[band.lower, band.upper] for band in bands],
        "counted": [*dict.fromkeys([*(group.code for group in counted), ParticipantGroup.MINORITY.value, *ACROSS])],
        "groups": group_names(programme),
        "rankings": {str(ranking.pk): _ranking(ranking) for ranking in rankings},
        "profile": profile,
        "sheets": _coded(session, _in_order(session, rankings, profile)),
        "as_of": last_change(_told(cycle, session)),
    }


def _told(cycle: Cycle, session: Session) -> Q:
    own = Q(thing_type="workshops.session", thing_id=session.pk) | Q(thing_type="cycles.cycle", thing_id=cycle.pk)
    return own | Q(thing_type="core.programme", thing_id=cycle.programme_id)


def _programme(programme: Programme) -> Row:
    return {"code": programme.code, "title": programme.title, "safe_contact": programme.safe_contact}


def _ranking(ranking: Ranking) -> Row:
    options = sorted(ranking.options.all(), key=lambda option: (option.position, option.pk))
    return {
        "texts": ranking.all_said(("title",)),
        "method": ranking.method,
        "votes_each": ranking.votes_each,
        "most_on_one": ranking.most_on_one,
        "groups": [group.group for group in sorted(ranking.groups.all(), key=lambda one: (one.position, one.pk))],
        "options": [
            {"need": one.need.number, "sector": one.need.sector, "texts": one.need.all_said(("title",))}
            for one in options
        ],
    }


def _coded(session: Session, sheets: list[Sheet]) -> list[Row]:
    """Each with its code and the address that its square pattern leads to; before the kit is ordered without both."""
    known = {(row.sheet, row.about): row.code for row in PageCode.objects.filter(session=session)}
    found = []
    for kind, about in sheets:
        code = known.get((kind.value, about), "")
        url = settings.SITE_URL + reverse("workshops:page-file", args=[code]) if code else ""
        found.append({"kind": kind.value, "about": about, "code": code, "url": url})
    return found

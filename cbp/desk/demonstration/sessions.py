"""The meetings: held, recorded by one person, verified by another."""

from __future__ import annotations

import datetime

from cbp.accounts.models import User
from cbp.core.ages import STANDARD_SETS, read_bands
from cbp.core.models import Wording
from cbp.desk.demonstration.agreed import agree, follow, note_who_came
from cbp.desk.demonstration.books import Entry, beside, book, has_book, original, plain, said, translated
from cbp.desk.demonstration.stage import Place
from cbp.desk.demonstration.tools import use_tools
from cbp.workshops.actions import sessions as actions
from cbp.workshops.actions.attendance import OfWhom
from cbp.workshops.models import ProfileConfirmation, Session, SessionRole

PLANNED = ("kind", "group", "held_on", "venue", "spoken_in", "has_interpreter", "interpreted_into", "next_meeting_on")
BANDS = read_bands(STANDARD_SETS["common"])  # those that every new programme has


def meet(place: Place, *keys: str) -> None:
    """These meetings, in the order of the table."""
    for entry in _entries(place):
        if entry["key"] in keys:
            place.sessions[entry["key"]] = _meet(place, entry)


def _entries(place: Place) -> list[Entry]:
    talks = book(place.name, "talks")["session"] if has_book(place.name, "talks") else []
    return [*talks, *book(place.name, "sessions")["session"]]


def _meet(place: Place, entry: Entry) -> Session:
    """Translated before it is verified: a verified record stays as it is."""
    by, other = _pair(place, entry)
    session = Session(cycle=place.cycle, **plain(entry, *PLANNED), **_times(entry), **said(Session, entry))
    actions.plan_session(session, by=by)
    if "roles" in entry:
        roles = [SessionRole(kind=kind, body=body, sex=sex) for kind, body, sex in entry["roles"]]
        actions.save_roles(session, roles, by=by)
    if not entry.get("planned"):
        _attend(session, entry, by)
        note_who_came(session, entry, by)
        agree(place, session, entry, by)
        use_tools(place, session, entry, by)
    session.cycle = place.cycle  # known already: the history need not fetch it anew
    translated(session, entry, by=by, arabic=Wording.DRAFT)
    if not entry.get("planned"):
        actions.record_session(session, by=by)
        if entry.get("verified", True):
            actions.verify_session(session, by=other)
        follow(session, entry, by)
    if entry.get("confirms"):
        _confirm(place, session, entry, by)
    return session


def _pair(place: Place, entry: Entry) -> tuple[User, User]:
    """Who records, in the language in which it was said, and who verifies."""
    people = place.people
    return (people.field, people.facilitator) if original(entry) == "ar" else (people.facilitator, people.field)


def _times(entry: Entry) -> dict[str, datetime.time]:
    return {name: datetime.time.fromisoformat(text) for name, text in plain(entry, "starts_at", "ends_at").items()}


def _attend(session: Session, entry: Entry, by: User) -> None:
    cells = {
        (sex, lower): count
        for sex in ("f", "m")
        for (lower, _upper), count in zip(BANDS, entry[sex], strict=True)
    }  # fmt: skip
    actions.save_attendance(
        session, cells=cells, of_whom=_of_whom(entry),
        stated=entry["stated"], households=entry.get("households"), left_early=entry.get("left_early"),
        expected=session.version, by=by,
    )  # fmt: skip


def _of_whom(entry: Entry) -> OfWhom:
    """Most groups in one line, some by age."""
    found: dict[tuple[str, str] | tuple[str, str, int], int | None] = {}
    for group, sex, people in entry.get("of_whom", ()):
        found[group, sex] = people
    for group, sex, ages in entry.get("of_whom_by_age", ()):
        found |= {(group, sex, lower): people for (lower, _upper), people in zip(BANDS, ages, strict=True)}
    return found


def _confirm(place: Place, session: Session, entry: Entry, by: User) -> None:
    """The latest version of the profile, with what the community said to it."""
    remarks = said(ProfileConfirmation, entry)["remarks"]
    confirmation = actions.confirm_profile(session, place.profiles[-1], remarks=remarks, by=by)
    confirmation.translations = beside(ProfileConfirmation, entry)["translations"]
    confirmation.save(update_fields=["translations"])

"""Who carries each cycle between the meetings: counts of the members, and one name where a task needs it."""

from __future__ import annotations

from cbp.cycles.actions.bodies import form_body, set_members
from cbp.cycles.models import Body, BodyMember
from cbp.desk.demonstration.books import Entry, book, original, plain, said, translated
from cbp.desk.demonstration.stage import Place

FORMED = ("kind", "formed_on", "how", "turnout", "term_ends_on", "members_stated", *Body.COUNTS)


def form(place: Place, *keys: str) -> None:
    """These bodies, in the order of the table."""
    for entry in book(place.name, "bodies")["body"]:
        if entry["key"] in keys:
            _form(place, entry)


def _form(place: Place, entry: Entry) -> None:
    by = place.people.field if original(entry) == "ar" else place.people.facilitator
    body = Body(cycle=place.cycle, language=original(entry), **plain(entry, *FORMED), **said(Body, entry))
    form_body(body, by=by)
    translated(body, entry, by=by)
    members = [BodyMember(has_consent=True, **one) for one in entry.get("named", ())]
    if members:
        set_members(body, members, by=by)

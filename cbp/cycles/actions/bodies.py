"""Bodies that carry a cycle: forming, changing, renewing, dissolving; the few members who are named.

Who sits in a body is counted. A name is kept only for a purpose and with the person's word; the history keeps roles
and no names. (data protection 7.2)
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.keeping import keep, refuse_what_cannot_stand
from cbp.core.labels import labelled
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.cycles.actions.days import refuse_far
from cbp.cycles.actions.running import refuse_ended, running_cycle
from cbp.cycles.models import Body, BodyMember, Cycle

FIELDS = [
    "kind", "name", "formed_on", "how", "turnout", "term_ends_on", "members_stated", *Body.COUNTS, "language", "note",
]  # fmt: skip
NUMBERS = ("turnout", "members_stated", *Body.COUNTS)
MOST_NAMED = 15
ROLE = "cycles.bodymember.role"  # so that the history tells it in the reader's language


@transaction.atomic
def form_body(body: Body, *, by: User) -> Body:
    """Registers a body in its cycle, as long as the cycle runs."""
    body.cycle = running_cycle(body.cycle_id)
    _refuse_impossible(body)
    keep(body)
    audit.record(Verb.BODY_FORMED, body, by=by, after=_told(body))
    return body


@transaction.atomic
def renew_body(body: Body, *, of: Body, by: User) -> Body:
    """Registers a body in place of an older one, of this cycle or of one that ended. It begins with counts of its own
    and with nobody named. An empty kind, name or language is taken from the older one."""
    body.cycle = running_cycle(body.cycle_id)
    older = Body.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=of.pk)
    _refuse_no_renewal(body, older)
    body.renews, body.kind = older, body.kind or older.kind
    if not body.name:
        body.name, body.language = older.name, older.language
    _refuse_impossible(body)
    keep(body)
    audit.record(Verb.BODY_FORMED, body, by=by, after={**_told(body), "renews": str(older)})
    return body


@transaction.atomic
def change_body(body: Body, *, fields: list[str], expected: int, by: User) -> None:
    """Writes the named fields; raises `Stale` when someone saved before."""
    current = _open(body)
    _refuse_impossible(body)
    refuse_what_cannot_stand(body)
    changed = [name for name in body.TEXTS if name in fields and getattr(current, name) != getattr(body, name)]
    body.translations = current.translations
    doubted = body.doubt_translations(changed)
    before = audit.values_of(current, fields)
    body.save_over(expected, [*fields, "translations"] if doubted else fields)
    audit.record(Verb.BODY_CHANGED, body, by=by, before=before, after=audit.values_of(body, fields))


@transaction.atomic
def dissolve_body(body: Body, *, on: datetime.date, reason: str, by: User) -> None:
    """Ends it, with the day and why. It stays on the list with its counts, and is not renewed any more.

    Its named members are erased: the task for which a name was kept ends with the body. The history tells how many.
    """
    current = _open(body)
    if hasattr(current, "renewed_by"):
        raise Refused(_("This body was renewed already. Dissolve the one that came after it."))
    if is_ahead(on):
        raise Refused(_("This day lies in the future. Enter the day on which it was dissolved."))
    if not reason.strip():
        raise Refused(_("Say why."))
    refuse_far(current.cycle, on)  # where nobody knows when it was formed
    current.dissolved_on, current.dissolved_because = on, reason.strip()
    refuse_what_cannot_stand(current)
    current.save_over(current.version, ["dissolved_on", "dissolved_because"])
    after = audit.values_of(current, ["dissolved_on"])
    erased, _by_model = current.members.all().delete()
    if erased:
        after["names_erased"] = erased
    audit.record(Verb.BODY_CHANGED, current, by=by, before={"dissolved_on": None}, after=after, reason=reason.strip())
    body.refresh_from_db()


# --- named members ----------------------------------------------------------------------------------------------------
@transaction.atomic
def set_members(body: Body, members: list[BodyMember], *, by: User, expected: int | None = None) -> None:
    """Replaces the named members; the counts stay as they are. `expected`: raises `Stale`."""
    current = _open(body)
    if len(members) > MOST_NAMED:
        raise Refused(_("At most %(most)s members are named. The others are counted.") % {"most": MOST_NAMED})
    for member in members:
        _refuse_a_name_without_need(member)
    before = _roles(current.members.order_by("pk"))
    current.save_over(current.version if expected is None else expected, [])
    current.members.all().delete()
    for member in members:
        member.pk, member.body = None, current
    BodyMember.objects.bulk_create(members)
    audit.record(Verb.BODY_MEMBERS, current, by=by, before={ROLE: before}, after={ROLE: _roles(members)})
    body.refresh_from_db()


@transaction.atomic
def remove_member(member: BodyMember, *, by: User) -> None:
    """The person asked for it: the name goes and the counts stay. At any time, also when the cycle has ended."""
    body = Body.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=member.body_id)
    before = _roles(body.members.order_by("pk"))
    gone, _by_model = body.members.filter(pk=member.pk).delete()
    if not gone:
        raise Refused(_("This name was taken out already."))
    body.save_over(body.version, [])
    after = {ROLE: _roles(body.members.order_by("pk"))}
    audit.record(Verb.BODY_MEMBERS, body, by=by, before={ROLE: before}, after=after, reason=_("Removed on request"))


def _refuse_a_name_without_need(member: BodyMember) -> None:
    if member.role not in BodyMember.Role.values:
        raise Refused(_("Choose the role of this person."))
    if not member.name.strip():
        raise Refused(_("Write the name, or leave the whole row empty."))
    if not member.purpose.strip():
        raise Refused(_("Say what the name is needed for. A name that nobody needs is not kept."))
    if not member.has_consent:
        raise Refused(_("A name is kept only when the person agreed."))


def _roles(members: Iterable[BodyMember]) -> list[str]:
    return [member.role for member in members]


def cycle_for(older: Body) -> Cycle | None:
    """The cycle in which an older body is renewed: its own while it runs, else the one that runs after it."""
    if older.cycle.is_running:
        return older.cycle
    same = Cycle.objects.filter(programme=older.cycle.programme_id, community=older.cycle.community_id)
    return same.running().order_by("pk").first()


# --- what cannot be ---------------------------------------------------------------------------------------------------
def is_ahead(day: datetime.date | None) -> bool:
    """A day that has not come yet; one day of grace, because clocks and time zones differ."""
    return day is not None and day > timezone.now().date() + datetime.timedelta(days=1)


def _open(body: Body) -> Body:
    """The row, locked; refused where nothing is changed any more."""
    current = Body.objects.select_for_update(of=("self",)).select_related("cycle__community__area").get(pk=body.pk)
    refuse_ended(current.cycle)
    if current.is_dissolved:
        raise Refused(_("This body is dissolved. Nothing in it is changed any more."))
    return current


def _refuse_impossible(body: Body) -> None:
    """A day to come, a count below zero or beyond any body: in words, whatever form it came by."""
    if is_ahead(body.formed_on):
        raise Refused(_("This day lies in the future. Enter the day on which the body was formed."))
    for name in NUMBERS:
        field: Any = Body._meta.get_field(name)
        try:
            field.clean(getattr(body, name), body)
        except ValidationError as error:
            said = " ".join(str(message) for message in error.messages)
            raise Refused(labelled(capfirst(str(field.verbose_name)), said)) from error


def _refuse_no_renewal(body: Body, older: Body) -> None:
    same = (older.cycle.programme_id, older.cycle.community_id) == (body.cycle.programme_id, body.cycle.community_id)
    if not same or (older.cycle_id != body.cycle_id and older.cycle.is_running):
        raise Refused(_("Only a body of this cycle, or of an earlier one of this community, is renewed here."))
    if older.is_dissolved:
        raise Refused(_("This body is dissolved. Register a new one."))
    if hasattr(older, "renewed_by"):
        raise Refused(_("This body was renewed already."))
    if body.formed_on and older.formed_on and body.formed_on < older.formed_on:
        raise Refused(_("The new body was formed before the one that it renews."))


def _told(body: Body) -> dict[str, object]:
    """What was entered; what is empty is left out."""
    return {name: value for name, value in audit.values_of(body, FIELDS).items() if value not in (None, "")}

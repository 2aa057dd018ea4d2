"""Secret calendar addresses: made, and withdrawn."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.workshops.models import CalendarFeed


@transaction.atomic
def open_calendar(cycle: Cycle | None, *, by: User) -> CalendarFeed:
    """One that runs for each cycle, and one for the own sessions. Refused where there is one already."""
    feed = CalendarFeed(user=by, cycle=cycle)
    feed.seal()
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError as error:
        raise Refused(_("There is an address for this calendar already. Withdraw it to make a new one.")) from error
    audit.record(Verb.CALENDAR_OPENED, by, by=by, after={"calendar": str(cycle or "")})
    return feed


@transaction.atomic
def close_calendar(feed: CalendarFeed, *, by: User) -> None:
    """From now on the address opens nothing. Withdrawing twice is no fault."""
    current = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    if current.revoked_at is not None:
        return
    current.revoked_at = timezone.now()
    current.save(update_fields=["revoked_at"])
    audit.record(Verb.CALENDAR_CLOSED, by, by=by, before={"calendar": str(current.cycle or "")})


def note_reading(feed: CalendarFeed) -> None:
    """When the address was last read, to the hour: a calendar program asks often."""
    now = timezone.now()
    if feed.read_at is None or (now - feed.read_at).total_seconds() > 3600:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)

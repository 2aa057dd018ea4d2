"""Days that cannot belong to a cycle: a slip of the finger in the year."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle

FURTHEST = 15  # years from the start of the cycle


def refuse_far(cycle: Cycle, *days: datetime.date | None) -> None:
    start = cycle.starts_on or timezone.localdate()
    if any(abs(day.year - start.year) > FURTHEST for day in days if day):
        raise Refused(_("This day lies more than %(years)s years from the start of the cycle.") % {"years": FURTHEST})

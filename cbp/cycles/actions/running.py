"""What every action in a cycle asks first: does it run? In one that has ended nothing is changed any more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle


def running_cycle(pk: int) -> Cycle:
    """The row, locked; refused when it has ended."""
    rows = Cycle.objects.select_for_update(of=("self",)).select_related("programme__country", "community__area")
    current = rows.get(pk=pk)
    refuse_ended(current)
    return current


def refuse_ended(cycle: Cycle) -> None:
    if not cycle.is_running:
        raise Refused(_("This cycle has ended. Nothing in it is changed any more."))

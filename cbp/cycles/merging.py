"""What becomes of planning cycles when two records of one community become one: they move, and all below them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core import merging
from cbp.core.merging import Obstacle, Policy
from cbp.core.reach import Person
from cbp.cycles.models import Cycle, CycleCommunity
from profiling.models import Community


def declare_own() -> None:
    merging.declare(
        "profiling.Community", "cycles.Cycle.community", Policy.MOVE, gettext_lazy("Planning cycles"),
        gettext_lazy(
            "They move with their sessions, needs, rankings and plans. A number that is taken becomes the next free "
            "one. Both records may not have a running cycle in the same programme."
        ), act=move_cycles, obstacles=both_running,
    )  # fmt: skip
    merging.declare(
        "profiling.Community", "cycles.CycleCommunity.community", Policy.UNITE, gettext_lazy("Places in clusters"),
        gettext_lazy(
            "They move. A cluster that holds both records, or has its seat in one of them, holds the one that stays "
            "once."
        ), act=unite_places,
    )  # fmt: skip


def move_cycles(kept: Community, gone: Community) -> None:
    """Cycles of the record that stays keep their numbers; of the others only those change whose number is taken."""
    taken = set(Cycle.objects.filter(community=kept).values_list("programme_id", "number"))
    for cycle in Cycle.objects.filter(community=gone).order_by("number", "pk"):
        number = cycle.number
        if (cycle.programme_id, number) in taken:
            number = max(of for programme, of in taken if programme == cycle.programme_id) + 1
        taken.add((cycle.programme_id, number))
        Cycle.objects.filter(pk=cycle.pk).update(community=kept, number=number)


def unite_places(kept: Community, gone: Community) -> None:
    """The cycles have moved already: whose seat is the record that stays needs no further place for it."""
    places = CycleCommunity.objects.filter(community__in=[kept, gone])
    places.filter(cycle__community=kept).delete()
    there = list(places.filter(community=kept).values_list("cycle", flat=True))
    places.filter(community=gone, cycle__in=there).delete()
    places.filter(community=gone).update(community=kept)


def both_running(kept: Community, gone: Community, by: Person) -> Iterable[Obstacle]:
    """One for each programme in which both run, not together; the programme is named to whoever may know it."""
    there = {cycle.programme_id: cycle for cycle in _running(kept)}
    here = _running(gone)
    seen = set(Cycle.objects.visible_to(by).filter(pk__in=[one.pk for one in here]).values_list("pk", flat=True))
    for cycle in here:
        if cycle.programme_id not in there or there[cycle.programme_id].pk == cycle.pk:
            continue
        if cycle.pk not in seen:
            yield Obstacle(_("Both records have a running cycle in a programme that is not yours."))
            continue
        words = _("Both records have a running cycle in the programme “%(programme)s”. End one of them first.")
        yield Obstacle(words % {"programme": cycle.programme.title}, cycle.get_absolute_url(), _("Open this cycle"))


def _running(community: Community) -> list[Cycle]:
    """As a seat and as a member of a cluster."""
    inside = Q(community=community) | Q(pk__in=CycleCommunity.objects.filter(community=community).values("cycle"))
    return list(Cycle.objects.running().filter(inside).select_related("programme").order_by("pk"))

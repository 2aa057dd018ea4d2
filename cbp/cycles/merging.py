"""What becomes of planning cycles when two records of one community become one: they move, and all below them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core import merging
from cbp.core.merging import Obstacle, Policy
from cbp.core.reach import Person
from cbp.cycles.models import Cycle
from profiling.models import Community


def declare_own() -> None:
    merging.declare(
        "profiling.Community", "cycles.Cycle.community", Policy.MOVE, gettext_lazy("Planning cycles"),
        gettext_lazy(
            "They move with their sessions, needs, rankings and plans. A number that is taken becomes the next free "
            "one. Both records may not have a running cycle in the same programme."
        ), act=move_cycles, obstacles=both_running,
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


def both_running(kept: Community, gone: Community, by: Person) -> Iterable[Obstacle]:
    """One for each programme in which both run; the programme is named to whoever may know it."""
    running = Cycle.objects.running().select_related("programme")
    there = {cycle.programme_id: cycle for cycle in running.filter(community=kept)}
    seen = set(Cycle.objects.visible_to(by).filter(community__in=[kept, gone]).values_list("pk", flat=True))
    for cycle in running.filter(community=gone).order_by("pk"):
        if cycle.programme_id not in there:
            continue
        if cycle.pk not in seen:
            yield Obstacle(_("Both records have a running cycle in a programme that is not yours."))
            continue
        words = _("Both records have a running cycle in the programme “%(programme)s”. End one of them first.")
        yield Obstacle(words % {"programme": cycle.programme.title}, cycle.get_absolute_url(), _("Open this cycle"))

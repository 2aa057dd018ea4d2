"""What this room asks at the gates of a cycle."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.cycles.gates import Standing, register
from cbp.cycles.models import Cycle
from cbp.cycles.phases import Gate
from cbp.priorities.models import Ranking


def ranking_is_closed(cycle: Cycle) -> Standing:
    rankings = reverse("priorities:ranking-list", args=[cycle.pk])
    last = Ranking.objects.filter(cycle=cycle).closed().order_by("-closed_at", "-pk").first()
    if last:
        return Standing(True, _("The ranking “%(ranking)s” is closed.") % {"ranking": last}, last.get_absolute_url())
    return Standing(False, _("No ranking by groups is closed yet."), rankings)


def register_own() -> None:
    register(Gate.CHOSEN, "ranking-closed", gettext_lazy("A ranking by groups is closed"), ranking_is_closed)

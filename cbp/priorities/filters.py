"""The filter of the register of needs; it stays in the address."""

from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Sector
from cbp.core.groups import group_labels
from cbp.cycles.models import Cycle
from cbp.priorities.models import Need, NeedVoice
from cbp.priorities.models.needs import NeedQuerySet
from cbp.priorities.phases import ALIVE, NeedState

GOES_ON = "goes-on"


class NeedFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(label=pgettext_lazy("search", "Words"), method="by_words", max_length=200)
    sector = django_filters.ChoiceFilter(label=_("Sector"), choices=Sector.choices, empty_label=_("All sectors"))
    group = django_filters.ChoiceFilter(label=_("Raised by"), method="by_group", empty_label=_("All groups"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[(GOES_ON, pgettext_lazy("needs", "All that go on")), *NeedState.choices],
        empty_label=_("All states"),
    )

    class Meta:
        model = Need
        fields: list[str] = []

    def by_words(self, needs: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return needs.filter(Q(title__icontains=value.strip()) | Q(statement__icontains=value.strip()))

    def by_group(self, needs: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return needs.filter(Exists(NeedVoice.objects.filter(need=OuterRef("pk"), group=value)))

    def by_state(self, needs: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return needs.filter(state__in=ALIVE) if value == GOES_ON else needs.filter(state=value)


def filter_of(cycle: Cycle) -> type[NeedFilter]:
    """With the groups that raised anything in this cycle."""
    labels = group_labels(cycle.programme)
    codes = NeedVoice.objects.filter(need__cycle=cycle).order_by("group").values_list("group", flat=True).distinct()
    group = django_filters.ChoiceFilter(
        label=_("Raised by"),
        method="by_group",
        choices=[(code, labels.get(code, code)) for code in codes],
        empty_label=_("All groups"),
    )
    made: type[NeedFilter] = type("NeedsOfCycleFilter", (NeedFilter,), {"group": group})
    return made

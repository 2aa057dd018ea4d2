"""Filters of the lists of this room; they stay in the address."""

from __future__ import annotations

import django_filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.accounts.filters import lying_in
from cbp.core.search import folded
from profiling.models import Community, SelectionAssessment
from profiling.models.selection import AssessmentQuerySet, Selection
from profiling.phases import SelectionState

# By result: what is sure counts before what is possible, so that an unknown score lifts nobody.
BEST, WORST, NAME, NEWEST = "", "lowest", "name", "newest"
ORDERS = {
    BEST: (F("lowest").desc(nulls_last=True), F("highest").desc(nulls_last=True), "pk"),
    WORST: (F("lowest").asc(nulls_last=True), F("highest").asc(nulls_last=True), "pk"),
    NAME: (folded("community__name"), "pk"),
    NEWEST: (F("held_on").desc(), "-pk"),
}


class SelectionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Of the comparison of many communities (`profiling.reading.selection.compared`)."""

    OPEN = "open"

    q = django_filters.CharFilter(label=_("Name"), method="by_words", max_length=200)
    area = django_filters.CharFilter(label=_("Lies in (place or P-code)"), method="by_area", max_length=200)
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"),
        choices=[*Selection.choices, (OPEN, pgettext_lazy("selection", "None yet"))],
        method="by_outcome",
        empty_label=_("All outcomes"),
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=SelectionState.choices, empty_label=_("All states"))
    order = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=[(WORST, _("Lowest result first")), (NAME, _("By name")), (NEWEST, _("Newest first"))],
        method="by_order",
        empty_label=_("Highest result first"),
    )

    class Meta:
        model = SelectionAssessment
        fields: list[str] = []

    def by_words(self, rows: AssessmentQuerySet, name: str, value: str) -> AssessmentQuerySet:
        return rows.filter(community__in=Community.objects.found_by(value).values("pk"))

    def by_area(self, rows: AssessmentQuerySet, name: str, value: str) -> AssessmentQuerySet:
        return rows.filter(lying_in(self.request, value, "community__area__"))

    def by_outcome(self, rows: AssessmentQuerySet, name: str, value: str) -> AssessmentQuerySet:
        return rows.filter(Q(standing=None) if value == self.OPEN else Q(standing=value))

    def by_order(self, rows: AssessmentQuerySet, name: str, value: str) -> AssessmentQuerySet:
        return rows.order_by(*ORDERS[value])

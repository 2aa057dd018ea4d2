"""Filters of the lists of sessions and of action points; they stay in the address."""

from __future__ import annotations

from typing import cast

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import SessionKind
from cbp.core.groups import group_labels
from cbp.cycles.models import Cycle
from cbp.workshops.models import ActionPoint, Session
from cbp.workshops.models.actions import ActionPointQuerySet
from cbp.workshops.phases import SessionState


class SessionFilter(django_filters.FilterSet):  # type: ignore[misc]
    kind = django_filters.ChoiceFilter(
        label=_("Kind of session"), choices=SessionKind.choices, empty_label=_("All kinds")
    )  # fmt: skip
    group = django_filters.ChoiceFilter(label=_("Group"), empty_label=_("All groups"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=SessionState.choices, empty_label=_("All states"))

    class Meta:
        model = Session
        fields: list[str] = []


def sessions_filter(cycle: Cycle) -> type[SessionFilter]:
    """With the groups that met, or are to meet, in this cycle."""
    labels = group_labels(cycle.programme)
    met = cycle.sessions.order_by("group").values_list("group", flat=True).distinct()
    choices = [(code, labels.get(code, code)) for code in met if code]
    group = django_filters.ChoiceFilter(label=_("Group"), choices=choices, empty_label=_("All groups"))
    return cast("type[SessionFilter]", type("SessionFilter", (SessionFilter,), {"group": group}))


class PointFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Without a choice, the open ones."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[
            ("late", pgettext_lazy("action points", "Late")),
            ("done", pgettext_lazy("action points", "Done")),
            ("dropped", pgettext_lazy("action points", "Dropped")),
            ("all", pgettext_lazy("action points", "All")),
        ],
        empty_label=pgettext_lazy("action points", "All open ones"),
    )

    class Meta:
        model = ActionPoint
        fields: list[str] = []

    def filter_queryset(self, queryset: ActionPointQuerySet) -> ActionPointQuerySet:
        state = self.form.cleaned_data.get("state")
        return self.by_state(queryset, "state", state) if state else queryset.open()

    def by_state(self, points: ActionPointQuerySet, name: str, value: str) -> ActionPointQuerySet:
        found = {
            "late": lambda: points.late_on(timezone.localdate()),
            "done": lambda: points.exclude(done_on=None),
            "dropped": lambda: points.exclude(dropped=""),
        }  # fmt: skip
        return found.get(value, points.all)()

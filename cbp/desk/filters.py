"""Filters of the desk's lists; they stay in the address."""

import django_filters
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cbp.core.models import Area, Event, Programme, SheetImport, Verb
from cbp.core.models.areas import AreaQuerySet
from cbp.core.models.history import EventQuerySet
from cbp.core.models.programmes import ProgrammeQuerySet


def _level(level: int) -> str:
    return gettext("Level %(level)s") % {"level": level}


# Put into words when it is shown, in the language of the reader.
LEVELS = [("0", _("Country")), *((str(level), lazy(_level, str)(level)) for level in range(1, 5))]
DAY = forms.DateInput(attrs={"type": "date"})


class AreaFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(label=_("Name or P-code"), method="by_words", max_length=200)
    level = django_filters.ChoiceFilter(label=_("Level"), choices=LEVELS, empty_label=_("All levels"))
    under = django_filters.CharFilter(label=_("Below the area (P-code)"), method="by_parent", max_length=20)

    class Meta:
        model = Area
        fields: list[str] = []

    def by_words(self, areas: AreaQuerySet, name: str, value: str) -> AreaQuerySet:
        return areas.found_by(value)

    def by_parent(self, areas: AreaQuerySet, name: str, value: str) -> AreaQuerySet:
        parent = (
            Area.objects.visible_to(self.request.user)
            .filter(pcode__iexact=value.strip())
            .order_by("level", "pk")
            .first()
        )
        return areas.under(parent).exclude(pk=parent.pk) if parent else areas.none()


class ProgrammeFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(label=_("Title or code"), method="by_words", max_length=200)

    class Meta:
        model = Programme
        fields: list[str] = []

    def by_words(self, programmes: ProgrammeQuerySet, name: str, value: str) -> ProgrammeQuerySet:
        return programmes.found_by(value)


class ImportFilter(django_filters.FilterSet):  # type: ignore[misc]
    kind = django_filters.ChoiceFilter(
        label=_("What it holds"), choices=SheetImport.Kind.choices, empty_label=_("Everything")
    )

    class Meta:
        model = SheetImport
        fields: list[str] = []


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(label=_("Person or thing"), method="by_words", max_length=200)
    verb = django_filters.ChoiceFilter(label=_("What was done"), choices=Verb.choices, empty_label=_("Everything"))
    since = django_filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte", widget=DAY)
    until = django_filters.DateFilter(label=_("Until"), field_name="at", lookup_expr="date__lte", widget=DAY)
    thing_type = django_filters.CharFilter(widget=forms.HiddenInput, max_length=60)
    thing_id = django_filters.NumberFilter(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    class Meta:
        model = Event
        fields: list[str] = []

    def by_words(self, events: EventQuerySet, name: str, value: str) -> EventQuerySet:
        return events.filter(by_label__icontains=value.strip()) | events.filter(thing_label__icontains=value.strip())

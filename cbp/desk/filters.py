"""Filters of the desk's lists; they stay in the address."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cbp.accounts.doors import PersonRequest
from cbp.accounts.filters import lying_in
from cbp.accounts.models import User, UserQuerySet
from cbp.core.models import Area, Event, Programme, SheetImport, Verb
from cbp.core.models.areas import AreaQuerySet
from cbp.core.models.history import EventQuerySet
from cbp.core.models.programmes import ProgrammeQuerySet
from cbp.cycles.models import Cycle, CycleQuerySet, CycleType
from cbp.cycles.phases import ENDED, Phase
from cbp.desk.board import has_late_steps, has_overdue_bodies, late_on
from cbp.desk.board_funnels import leading
from cbp.desk.communities import in_order
from partners.models import Organisation, OrganisationQuerySet
from profiling.models import Community
from profiling.models.communities import CommunityQuerySet, SiteKind


def _level(level: int) -> str:
    return gettext("Level %(level)s") % {"level": level}


# Put into words when it is shown, in the language of the reader.
LEVELS = [("0", _("Country")), *((str(level), lazy(_level, str)(level)) for level in range(1, 5))]
DAY = forms.DateInput(attrs={"type": "date"})


def my_programmes(request: PersonRequest) -> ProgrammeQuerySet:
    return Programme.objects.visible_to(request.user).by_title()


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
        parent = Area.objects.visible_to(self.request.user).coded(value).order_by("level", "pk").first()
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


class CommunityFilter(django_filters.FilterSet):  # type: ignore[misc]
    NO_CYCLE = "none"

    q = django_filters.CharFilter(label=_("Name"), method="by_words", max_length=200)
    area = django_filters.CharFilter(label=_("Lies in (place or P-code)"), method="by_area", max_length=200)
    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=my_programmes, method="by_programme", empty_label=_("All programmes")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind of site"), choices=SiteKind.choices, empty_label=_("All kinds"))
    phase = django_filters.ChoiceFilter(
        label=_("Phase of the running cycle"),
        choices=[*((one.value, one.label) for one in Phase if one not in ENDED), (NO_CYCLE, _("No running cycle"))],
        method="by_phase",
        empty_label=_("All communities"),
    )

    class Meta:
        model = Community
        fields: list[str] = []

    def by_words(self, communities: CommunityQuerySet, name: str, value: str) -> CommunityQuerySet:
        return in_order(communities.found_by(value), value)

    def by_area(self, communities: CommunityQuerySet, name: str, value: str) -> CommunityQuerySet:
        return communities.filter(lying_in(self.request, value, "area__"))

    def by_programme(self, communities: CommunityQuerySet, name: str, value: Programme) -> CommunityQuerySet:
        return communities.filter(programmes=value)

    def by_phase(self, communities: CommunityQuerySet, name: str, value: str) -> CommunityQuerySet:
        running = Cycle.objects.visible_to(self.request.user).running().filter(community=OuterRef("pk"))
        if value == self.NO_CYCLE:
            return communities.filter(~Exists(running))
        return communities.filter(Exists(running.filter(phase=value)))


def my_leads(request: PersonRequest) -> OrganisationQuerySet:
    """Organisations that lead a cycle in the person's reach."""
    cycles = Cycle.objects.visible_to(request.user).exclude(lead=None)
    return Organisation.objects.filter(pk__in=cycles.values("lead")).by_name()


def my_facilitators(request: PersonRequest) -> UserQuerySet:
    """People who lead sessions that the person may see."""
    people: UserQuerySet = User.objects.filter(pk__in=leading(request.user).values("user"))
    return people.by_name()


class CycleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Of the board."""

    ONLY, STEPS = "1", "steps"

    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=my_programmes, empty_label=_("All programmes")
    )
    area = django_filters.CharFilter(label=_("Lies in (place or P-code)"), method="by_area", max_length=200)
    phase = django_filters.ChoiceFilter(label=_("Phase"), choices=Phase.choices, empty_label=_("All running cycles"))
    late = django_filters.ChoiceFilter(
        label=_("Time"),
        choices=[(ONLY, _("Only late ones")), (STEPS, _("With late steps of the work plan"))],
        method="only_late",
        empty_label=_("Late or not"),
    )
    facilitator = django_filters.ModelChoiceFilter(
        label=_("Facilitator"), queryset=my_facilitators, method="by_facilitator", empty_label=_("All facilitators")
    )
    lead = django_filters.ModelChoiceFilter(
        label=_("Lead organisation"), queryset=my_leads, empty_label=_("All organisations")
    )
    bodies = django_filters.ChoiceFilter(
        label=_("Bodies"), choices=[(ONLY, _("Renewal overdue"))], method="overdue", empty_label=_("Overdue or not")
    )
    type = django_filters.ChoiceFilter(
        label=_("What it is for"), choices=CycleType.choices, method="by_type", empty_label=_("Everything")
    )

    class Meta:
        model = Cycle
        fields: list[str] = []

    def by_area(self, cycles: CycleQuerySet, name: str, value: str) -> CycleQuerySet:
        return cycles.filter(lying_in(self.request, value, "community__area__"))

    def only_late(self, cycles: CycleQuerySet, name: str, value: str) -> CycleQuerySet:
        return cycles.filter(has_late_steps() if value == self.STEPS else late_on(timezone.localdate()))

    def by_facilitator(self, cycles: CycleQuerySet, name: str, value: User) -> CycleQuerySet:
        led = leading(self.request.user).filter(user=value)
        return cycles.filter(pk__in=led.order_by().values("session__cycle"))

    def overdue(self, cycles: CycleQuerySet, name: str, value: str) -> CycleQuerySet:
        return cycles.filter(has_overdue_bodies())

    def by_type(self, cycles: CycleQuerySet, name: str, value: str) -> CycleQuerySet:
        return cycles.filter(types__contains=[value])

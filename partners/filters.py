"""The filter of the list of organisations; it stays in the address."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbp.core.models import Area
from partners.models import Organisation, OrganisationKind, OrganisationQuerySet


class OrganisationFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(label=_("Name or acronym"), method="by_words", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=OrganisationKind.choices, empty_label=_("All kinds"))
    area = django_filters.CharFilter(label=_("Present in the area (P-code or name)"), method="by_area", max_length=200)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_words(self, organisations: OrganisationQuerySet, name: str, value: str) -> OrganisationQuerySet:
        return organisations.found_by(value)

    def by_area(self, organisations: OrganisationQuerySet, name: str, value: str) -> OrganisationQuerySet:
        """Only areas in reach are known: the filter must not tell of others."""
        code = value.strip()
        areas = Area.objects.visible_to(self.request.user).filter(Q(pcode__iexact=code) | Q(name__iexact=code))
        area = areas.order_by("level", "pk").first()
        return organisations.present_in(area) if area else organisations.none()

"""Filters of the list of people; they stay in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from cbp.accounts.models import Assignment, User, UserQuerySet
from cbp.accounts.roles import Permission, Role


class PersonFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(label=_("Name or address"), method="by_words", max_length=200)
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=Role.choices, method="by_role", empty_label=_("All roles")
    )
    state = django_filters.ChoiceFilter(
        label=_("Account"),
        field_name="is_active",
        choices=[("True", _("Open")), ("False", _("Closed"))],
        empty_label=_("Open and closed"),
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, people: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return people.found_by(value)

    def by_role(self, people: UserQuerySet, name: str, value: str) -> UserQuerySet:
        """Roles within the asker's reach only: the filter must not tell of others."""
        reach = Assignment.objects.running().within(self.request.user.grants(Permission.PEOPLE_VIEW))
        return people.filter(pk__in=reach.filter(role=value).values("user"))

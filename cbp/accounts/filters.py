"""What filters of lists share, and those of the list of people; they stay in the address."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbp.accounts.doors import PersonRequest
from cbp.accounts.models import Assignment, User, UserQuerySet
from cbp.accounts.roles import Permission, Role
from cbp.core.models import Area
from cbp.core.reach import any_of

# A word that fits more places than this names none of them.
PLACES_MOST = 200


def lying_in(request: PersonRequest, words: str, prefix: str) -> Q:
    """Below the area with this P-code, now or formerly; if none has it, below the areas that are called so."""
    areas = Area.objects.visible_to(request.user).found_by(words).annotate(is_code=Area.has_code(words))
    found = list(areas.order_by("-is_code", "level", "pk").values_list("path", "is_code")[:PLACES_MOST])
    coded = [path for path, is_code in found if is_code]
    return any_of(Q(**{f"{prefix}path__startswith": path}) for path in coded or [path for path, _is_code in found])


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

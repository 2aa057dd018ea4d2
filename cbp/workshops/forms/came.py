"""The form of who came from where: institutions, and in a forum other communities."""

from __future__ import annotations

from itertools import chain
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core.choices import SessionKind
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.workshops.actions.came import MOST_COMMUNITIES, MOST_INSTITUTIONS
from cbp.workshops.forms.rowed import RowedForm
from cbp.workshops.models import Session, SessionCommunity, SessionInstitution
from cbp.workshops.reading.communities import own_communities
from profiling.models import Community

KEYS = ("idempotency_key", "version", "base")
OPEN = 4
MOST_OFFERED = 300


class CommunityField(forms.CharField):
    """A community, by its name and its area as the list offers them, or by its name alone where no other bears it."""

    def __init__(self, *args: Any, found: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return self.found(words) if words else None


class CameForm(RowedForm):
    person: User | None = None

    class Meta:
        model = Session
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stood = self.instance.communities.select_related("community__area").prefetch_related("community__names")
        self.stood = [row.community for row in stood]
        parts = self._rows("institution", list(self.instance.institutions.order_by("pk")), MOST_INSTITUTIONS)
        self.is_forum = self.instance.kind == SessionKind.FORUM or bool(self.stood)
        if self.is_forum:
            parts += self._rows("community", list(stood.order_by("pk")), MOST_COMMUNITIES)
        self.helper = CbpFormHelper(self, *KEYS, *parts, all_optional=True)

    def _rows(self, what: str, rows: list[Any], most: int) -> list[Any]:
        names: list[list[str]] = []
        for number in range(most):
            row = rows[number] if number < len(rows) else None
            field = self._name(what, number + 1)
            field.initial = "" if row is None else row.name if what == "institution" else listed_as(row.community)
            people = CountField(label=_("People"), required=False, min_value=0, max_value=10_000)
            people.initial = row.people if row else None
            self.fields[f"{what}{number}_name"], self.fields[f"{what}{number}_people"] = field, people
            self.legends[f"{what}{number}_people"] = str(field.label)
            names.append([f"{what}{number}_name", f"{what}{number}_people"])
        legend, more = self._legends(what)
        first, rest = (list(chain.from_iterable(some)) for some in (names[:OPEN], names[OPEN:]))
        return [Section(legend, *first, css_class="pairs"), Fold(more, *rest)]

    @staticmethod
    def _legends(what: str) -> tuple[str, str]:
        if what == "institution":
            return _("Institutions"), _("More institutions")
        return _("Other communities"), _("More communities")

    def _name(self, what: str, number: int) -> forms.CharField:
        auto = {"dir": "auto"}
        if what == "institution":
            label = _("Institution %(number)s") % {"number": number}
            return forms.CharField(
                label=label, max_length=150, required=False, widget=forms.TextInput(attrs=auto)
            )  # fmt: skip
        widget = forms.TextInput(attrs={**auto, "list": "communities"})
        label = _("Community %(number)s") % {"number": number}
        return CommunityField(label=label, max_length=300, required=False, widget=widget, found=self._community)

    # --- communities within reach -------------------------------------------------------------------------------------
    def _within(self) -> Any:
        """Of the person, without those of the cycle, which the attendance counts."""
        own = own_communities(self.instance.cycle)
        seen = Community.objects.visible_to(self.person) if self.person else Community.objects.none()
        return seen.standing().exclude(pk__in=own).select_related("area").prefetch_related("names")

    def offered(self) -> list[str]:
        """Of the programme, by name; whoever is not among the first is found by the name."""
        if not self.is_forum:
            return []
        listed = self._within().filter(programmes=self.instance.cycle.programme_id).by_name()
        return [listed_as(one) for one in listed[:MOST_OFFERED]]

    def _community(self, words: str) -> Community:
        for one in self.stood:
            if listed_as(one) == words:
                return cast(Community, one)
        name = words.rpartition(" · ")[0] or words
        found = list(self._within().found_by(name))
        exact = [one for one in found if listed_as(one) == words] or [one for one in found if str(one) == words]
        if len(exact) == 1:
            return cast(Community, exact[0])
        if exact:
            raise forms.ValidationError(_("Several communities bear this name. Choose one from the list."))
        raise forms.ValidationError(_("No such community lies within your reach."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in [one for one in self.fields if one.endswith("_people")]:
            whose = name.replace("_people", "_name")
            if data.get(name) is not None and not data.get(whose) and whose not in self.errors:
                self.add_error(whose, _("Say from where these people came."))
        return data

    def institutions(self) -> list[SessionInstitution]:
        return [SessionInstitution(name=name, people=people) for name, people in self._filled("institution")]

    def communities(self) -> list[SessionCommunity]:
        return [SessionCommunity(community=one, people=people) for one, people in self._filled("community")]

    def _filled(self, what: str) -> list[tuple[Any, int | None]]:
        data = self.cleaned_data
        numbers = range(MOST_INSTITUTIONS if what == "institution" else MOST_COMMUNITIES)
        rows = [(data.get(f"{what}{number}_name"), data.get(f"{what}{number}_people")) for number in numbers]
        return [row for row in rows if row[0]]


def listed_as(community: Community) -> str:
    """As the list offers it."""
    return f"{community} · {community.area}"


def came_form(person: User) -> type[CameForm]:
    return cast("type[CameForm]", type("CameForm", (CameForm,), {"person": person}))

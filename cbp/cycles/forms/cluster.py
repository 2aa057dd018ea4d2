"""The form of a cluster: who plans together with the seat, and who is taken in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from cbp.accounts.models import User
from cbp.core.crispy import CbpFormHelper, Section
from cbp.core.forms import VersionedForm
from cbp.cycles.actions.cluster import who_may_join
from cbp.cycles.models import Cycle
from cbp.cycles.reading.cluster import members_of
from profiling.models import Community

MOST_FOUND = 30
Ticks = forms.CheckboxSelectMultiple


class MembersForm(VersionedForm):
    """Made by `members_form`. `members` are those who are in, ticked; `add` are those who were found by their name."""

    by: ClassVar[User]
    words: ClassVar[str] = ""
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Communities beside the seat"), queryset=Community.objects.none(), widget=Ticks,
        required=False, help_text=gettext_lazy("Whoever is not ticked any more leaves the cluster."),
    )  # fmt: skip
    add = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Communities to take in"), queryset=Community.objects.none(), widget=Ticks, required=False
    )

    class Meta:
        model = Cycle
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        inside, reach = members_of(self.instance), who_may_join(self.instance, self.by)
        keys = [one.pk for one in inside]
        known = Community.objects.filter(Q(pk__in=keys) | Q(pk__in=reach.values("pk")))
        fields["members"].queryset = fields["add"].queryset = known
        fields["members"].initial, fields["add"].initial = keys, []
        fields["members"].choices = _labelled([*inside, *self._sent(known, "members", keys)])
        others = reach.exclude(pk__in=keys)
        found = others.found_by(self.words).closest_first(self.words) if self.words else self._near(others)
        shown = list(found.select_related("area").prefetch_related("names")[: MOST_FOUND + 1])
        self.has_more, shown = len(shown) > MOST_FOUND, shown[:MOST_FOUND]
        self.found = len(shown)
        fields["add"].choices = _labelled([*shown, *self._sent(known, "add", [one.pk for one in shown])])
        sections = self._sections(bool(fields["members"].choices), bool(fields["add"].choices))
        self.helper = CbpFormHelper(self, "idempotency_key", "version", "base", *sections, all_optional=True)

    def _near(self, others: Any) -> Any:
        """Without words: those of the same area as the seat."""
        return others.filter(area=self.instance.community.area_id).by_name()

    def _sent(self, known: Any, name: str, shown: list[int]) -> list[Community]:
        """What was ticked on a page that showed more than this one."""
        sent = self[name].data if self.is_bound else None
        keys = {int(key) for key in sent or () if key.isascii() and key.isdigit() and len(key) < 18} - set(shown)
        return list(known.filter(pk__in=keys).select_related("area").prefetch_related("names")) if keys else []

    def _sections(self, has_members: bool, has_found: bool) -> list[Section]:
        shown = [
            (has_members, Section(gettext_lazy("The cluster"), "members")),
            (has_found, Section(gettext_lazy("Found"), "add")),
        ]
        return [section for is_shown, section in shown if is_shown]

    def communities(self) -> list[Community]:
        return list({one.pk: one for name in ("members", "add") for one in self.cleaned_data[name]}.values())


def members_form(by: User, words: str) -> type[MembersForm]:
    """For this person, and what was sought."""
    return type("MembersForm", (MembersForm,), {"by": by, "words": words})


def _labelled(communities: Iterable[Community]) -> list[tuple[int, str]]:
    return [(one.pk, f"{one} · {one.area.name}") for one in communities]

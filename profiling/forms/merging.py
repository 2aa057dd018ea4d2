"""Merging two records of one community: both side by side, fact by fact, and what is taken from the one that goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.crispy import CbpFormHelper
from cbp.core.forms import ReasonForm
from cbp.core.labels import labelled
from cbp.core.templatetags.figures import written
from profiling.actions.merging import conflicts_of
from profiling.models import Community

Said = Callable[[Community], str]


@dataclass(frozen=True)
class Fact:
    """One fact of both records, side by side. `name`: by which it is chosen, where it can be."""

    name: str
    label: str
    kept: str
    gone: str


def facts_of(kept: Community, gone: Community) -> list[Fact]:
    """Those that either record tells."""
    told = [Fact(name, label, said(kept), said(gone)) for name, label, said in _facts()]
    return [fact for fact in told if fact.kept or fact.gone]


def _facts() -> list[tuple[str, str, Said]]:
    def field(name: str) -> str:
        named: Any = Community._meta.get_field(name)
        return capfirst(str(named.verbose_name))

    return [
        ("", _("Name"), str),
        ("", _("Other names"), _other_names),
        ("kind", _("Kind of site"), lambda one: str(one.get_kind_display())),
        ("", _("Lies in"), lambda one: str(one.area)),
        ("definition", _("Who belongs to it"), lambda one: one.definition),
        ("point", _("Point, coarsely"), lambda one: str(one.shown_point() or "")),
        ("spoken_languages", field("spoken_languages"), lambda one: one.spoken_languages),
        ("road", _("Main road or way"), lambda one: one.road),
        ("distance_km", field("distance_km"), lambda one: _figure(one.distance_km, 1)),
        ("travel_minutes", field("travel_minutes"), lambda one: _figure(one.travel_minutes)),
        ("travel_mode", field("travel_mode"), lambda one: str(one.get_travel_mode_display())),
        ("network", field("network"), lambda one: str(one.get_network_display())),
        ("blocked_months", field("blocked_months"), _months),
    ]


def _other_names(community: Community) -> str:
    return " · ".join(community.every_name()[1:])


def _months(community: Community) -> str:
    return " · ".join(str(MONTHS[at]) for at in community.blocked_months)


def _figure(value: Any, places: int = 0) -> str:
    return "" if value is None else written(value, places)


class MergeForm(ReasonForm):
    """Why they are one, and what is taken from the record that goes where both know something. `seen`: their versions
    as they stand on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    take = forms.MultipleChoiceField(
        label=gettext_lazy("Take from the record that goes"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Both records know this. What is not ticked stays as the record that stays has it."),
    )  # fmt: skip
    field_order = ("take", "reason")

    def __init__(self, data: Any, *, kept: Community, gone: Community) -> None:
        super().__init__(data)
        self.fields["reason"].label = _("Why these two are one community")
        self.versions = kept.version, gone.version
        self.fields["seen"].initial = self._stamp()
        conflicts = conflicts_of(kept, gone)
        choices = [(one.name, labelled(one.label, one.gone)) for one in facts_of(kept, gone) if one.name in conflicts]
        if choices:
            self.fields["take"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["take"]
        self.helper = CbpFormHelper(self)

    def _stamp(self) -> str:
        return "-".join(str(version) for version in self.versions)

    def seen_versions(self) -> tuple[int, int] | None:
        """As the page showed them; the next one shows those of now."""
        kept, _dash, gone = self.cleaned_data["seen"].partition("-")
        sent: Any = self.data
        fresh = sent.copy()
        fresh["seen"] = self._stamp()
        self.data = fresh
        return (int(kept), int(gone)) if kept.isdecimal() and gone.isdecimal() else None

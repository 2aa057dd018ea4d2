"""Small forms of a profile's life: beginning a version, returning it, explaining a warning."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.forms import ReasonForm, WriteForm, words
from cbp.core.models import Programme
from profiling.models import Community


class BeginForm(WriteForm):
    programme = forms.ModelChoiceField(
        queryset=Programme.objects.none(),
        label=gettext_lazy("Programme"),
        help_text=gettext_lazy("Its age bands and population groups are used."),
    )

    def __init__(self, *args: Any, community: Community, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.within(by.grants(Permission.PROFILE_EDIT))
        programmes = programmes.filter(country__country=community.area.country)
        field: Any = self.fields["programme"]
        field.queryset = programmes.by_title()
        at_work = programmes.filter(communities=community).by_title().first()
        field.initial = at_work or field.queryset.first()


class ReturnForm(ReasonForm):
    reason = forms.CharField(label=gettext_lazy("Why it is returned"), max_length=1000, widget=words(3))


class ExplainForm(ReasonForm):
    reason = forms.CharField(label=gettext_lazy("Why this is so"), max_length=500, widget=words(3))

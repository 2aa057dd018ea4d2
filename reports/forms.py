"""The choices that a person has when asking for a paper, and when looking for one."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from cbp.core.forms import WriteForm
from cbp.core.models import JobState
from reports.models import Report
from reports.papers import Paper


class OrderForm(WriteForm):
    """The language of the paper: its own, not the reader's."""

    language = forms.ChoiceField(label=_("Language of the paper"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # told to the type checker
        field.choices = paper.languages


class ReportFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(label=_("State"), choices=JobState.choices, empty_label=_("All states"))

    class Meta:
        model = Report
        fields: list[str] = []

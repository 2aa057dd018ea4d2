"""What a wide monthly sheet is to hold: which months, which places, for whom, in which language."""

from __future__ import annotations

import datetime
from calendar import monthrange
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cbp.core.crispy import CbpFormHelper
from cbp.core.models import Area
from cbp.core.models.areas import AreaQuerySet

MOST_MONTHS = 60


class MonthField(forms.DateField):
    """A month, as its first day."""

    widget = forms.DateInput(attrs={"type": "month", "dir": "ltr"}, format="%Y-%m")

    def __init__(self, **options: Any) -> None:
        wrong = {"invalid": gettext_lazy("Write the year and the month, such as 2026-03.")}
        super().__init__(input_formats=["%Y-%m"], error_messages=wrong, **options)


class MonthlyForm(forms.Form):
    """`areas`: those that can be chosen; none for one cycle."""

    first = MonthField(label=gettext_lazy("From the month"), help_text=gettext_lazy("Such as 2026-03."))
    last = MonthField(label=gettext_lazy("Until the month"))
    area = forms.ModelChoiceField(
        Area.objects.none(), label=gettext_lazy("Within the area"), required=False,
        empty_label=gettext_lazy("All communities that you reach"),
    )  # fmt: skip
    use = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[
            ("shared", pgettext_lazy("sheet", "To pass on: small counts are hidden")),
            ("inside", pgettext_lazy("sheet", "For use inside the programme: all counts")),
        ],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the sheet"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, areas: AreaQuerySet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if areas is None:
            del self.fields["area"]
        else:
            self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.helper = CbpFormHelper(self, method="get")
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last month lies before the first."))
        elif first and last and months_between(first, last) >= MOST_MONTHS:
            self.add_error("last", _("At most %(most)s months find room in a sheet.") % {"most": MOST_MONTHS})
        return found

    def period(self) -> tuple[datetime.date, datetime.date]:
        """The first day and the last."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        return first, last.replace(day=monthrange(last.year, last.month)[1])


def months_between(first: datetime.date, last: datetime.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month

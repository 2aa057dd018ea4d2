"""The form that brings a sheet in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cbp.core.actions.displacement import DEFAULT_SOURCE
from cbp.core.crispy import CbpFormHelper
from cbp.core.forms import WriteForm
from cbp.core.models import SheetImport


class UploadForm(WriteForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What the sheet holds"), choices=SheetImport.Kind.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=255,
        help_text=gettext_lazy(
            "CSV, XLSX, XLS or ODS, at most 10 MB. A header row is needed; a row of HXL tags below it is understood."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source of the figures"),
        max_length=100,
        initial=DEFAULT_SOURCE,
        required=False,
        help_text=gettext_lazy("Named wherever a figure is shown. Not needed for places."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = CbpFormHelper(self, "idempotency_key", "kind", "file", "source")


class ApplyForm(WriteForm):
    """Applying a checked sheet; leaving refused rows out is said on purpose."""

    skip_faulty = forms.BooleanField(
        label=gettext_lazy("Leave the refused rows out and apply the others"), required=False
    )

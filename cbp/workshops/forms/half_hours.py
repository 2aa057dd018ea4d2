"""A number in steps of a half, in the digits and with the decimal sign of any of our languages: 1.5, 1,5, ١٫٥."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cbp.core.amounts import plain_amount

LARGEST = 9  # digits


class HalvesField(forms.DecimalField):
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"})
    default_error_messages = {"invalid": _("Enter a number in steps of a half, such as 2 or 1.5.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": Decimal("0.5"), "max_digits": 4, "decimal_places": 1, **kwargs})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # Django derives it from a whole number
        found = super().to_python(plain_amount(value) if isinstance(value, str) else value)
        # What is larger than any number here is refused by its digits, and divided by none.
        if found is not None and found.is_finite() and found.adjusted() < LARGEST and found % Decimal("0.5"):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        """Two hours are shown as 2."""
        return f"{value:g}" if isinstance(value, int | float | Decimal) else value

"""Amounts of money as people write them: 1 250 000, 1,250,000.50 or 1.250.000,50, also in Arabic digits."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cbp.core.counts import DIGITS, UNSEEN

SPACES = re.compile(r"[\s\u00a0\u202f'’]")


def plain_amount(text: str) -> str:
    """Digits with a point before the cents: one or two digits after the last point or comma; three are thousands."""
    bare = SPACES.sub("", text.translate(UNSEEN).translate(DIGITS)).replace("٫", ".").replace("٬", "")
    cents = re.fullmatch(r"(-?[0-9.,]*?)[.,]([0-9]{1,2})", bare)
    whole, rest = (cents[1], f".{cents[2]}") if cents else (bare, "")
    if re.fullmatch(r"-?[0-9]{1,3}([.,][0-9]{3})+", whole):
        whole = re.sub(r"[.,]", "", whole)
    return whole + rest


class AmountField(forms.DecimalField):
    """An amount from zero on, with at most two places after the point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"})
    default_error_messages = {"invalid": _("Enter an amount in digits, such as 1250000 or 1 250 000.50.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": Decimal(0), "max_digits": 14, "decimal_places": 2, **kwargs})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # Django derives it from a whole number
        text = plain_amount(value) if isinstance(value, str) else value
        if isinstance(text, str) and text and not re.fullmatch(r"-?[0-9]+(\.[0-9]{1,2})?", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        """Without cents that are zero: 1250000.00 is shown as 1250000."""
        if isinstance(value, Decimal):
            return format(value.quantize(Decimal(1)) if value == value.to_integral_value() else value, "f")
        return value

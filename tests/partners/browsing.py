"""What a browser would send back, with the ticks of boxes that carry no value of their own."""

from __future__ import annotations

from typing import Any

from django.forms import CheckboxInput

from tests.desk import test_saving


def filled(response: Any) -> dict[str, list[str]]:
    data = test_saving.filled(response)
    form = response.context.get("form")
    for name, field in form.fields.items() if form else ():
        if isinstance(field.widget, CheckboxInput) and data.get(name) == [""]:
            data[name] = ["on"]
    return data

"""A form with rows: where a field of one stands without its row, it says in which one it stands."""

from __future__ import annotations

from typing import Any

from cbp.core.forms import VersionedForm
from cbp.core.labels import labelled


class RowedForm(VersionedForm):
    """`legends`: the row of each field that has one, in words. Whoever adds rows of fields fills it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.legends: dict[str, str] = {}
        super().__init__(*args, **kwargs)

    def label_of(self, name: str) -> str:
        label = super().label_of(name)
        return labelled(self.legends[name], label) if name in self.legends else label

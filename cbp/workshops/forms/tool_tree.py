"""Entry of a problem tree: the trunk is the core problem; causes are its roots, effects its branches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cbp.core.crispy import Fold, Section
from cbp.workshops.forms.tools import ToolForm
from cbp.workshops.tools import Payload
from cbp.workshops.tools.parts import MOST_BRANCHES

OPEN_ROWS = 4
ROWS = range(MOST_BRANCHES)
EACH = {"causes": gettext_lazy("Cause %(number)s"), "effects": gettext_lazy("Effect %(number)s")}
MORE = {"causes": gettext_lazy("More causes"), "effects": gettext_lazy("More effects")}


class TreeForm(ToolForm):
    def parts(self) -> Sequence[Any]:
        parts: list[Any] = []
        for side in self.described.lists:
            rows = [self._row(side.name, number) for number in ROWS]
            parts += _some(str(side.label), str(MORE[side.name]), rows)
        return parts

    def _row(self, part: str, number: int) -> list[str]:
        listed = self.known.get(part, [])
        row: Payload = listed[number] if number < len(listed) else {"text": "", "under": None}
        label, text, under = str(EACH[part]), f"{part}{number}_text", f"{part}{number}_under"
        self._add(self.described.columns[0], text, row["text"], is_needed=False)
        self.fields[text].label = label % {"number": number + 1}
        trunk = [("", pgettext("tree", "core problem"))]
        others = [(str(other), label % {"number": other + 1}) for other in ROWS if other != number]
        place = "" if row["under"] is None else str(row["under"])
        self.fields[under] = forms.ChoiceField(
            label=str(self.described.columns[1].label), choices=trunk + others, required=False, initial=place
        )
        self.legends[under] = str(self.fields[text].label)
        return [text, under]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for part in EACH:
            for number in ROWS:
                under = data.get(f"{part}{number}_under")
                if data.get(f"{part}{number}_text") and under and not data.get(f"{part}{under}_text"):
                    self.add_error(f"{part}{number}_under", _("That row is empty. Fill it, or choose another one."))
        return data

    def entries(self) -> Payload:
        return {part: self._nodes(part) for part in EACH}

    def _nodes(self, part: str) -> list[Payload]:
        """Without the empty rows, so that the places of the others change."""
        data = self.cleaned_data
        filled = [number for number in ROWS if data[f"{part}{number}_text"]]
        places = {str(number): place for place, number in enumerate(filled)}
        return [
            {"text": data[f"{part}{number}_text"], "under": places.get(data[f"{part}{number}_under"])}
            for number in filled
        ]


def _some(title: str, more: str, rows: list[list[str]]) -> list[Any]:
    """The first rows open, the others folded until one of them is filled."""
    names = [[name for row in part for name in row] for part in (rows[:OPEN_ROWS], rows[OPEN_ROWS:])]
    return [Section(title, *names[0], css_class="pairs"), Fold(more, *names[1])]

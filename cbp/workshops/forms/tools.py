"""Entry of the two tools: rows of a tree with what they stand under, and twelve months for each activity."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Fold, Label, Matrix, Section
from cbp.core.forms import VersionedForm, words
from cbp.workshops.models import Tool, ToolRecord
from cbp.workshops.reading.pictures import months
from cbp.workshops.tools import Payload
from cbp.workshops.tools.parts import LEVELS, MONTHS
from cbp.workshops.tools.parts import LONGEST_TEXT as LONGEST
from cbp.workshops.tools.parts import MOST_BRANCHES as MOST_ROWS

KEYS = ("idempotency_key", "version", "base")
OPEN_ROWS = 4


class ToolForm(VersionedForm):
    """What every tool has: a title, where there is more than one, and its story in words. Each adds its own rows."""

    class Meta:
        model = ToolRecord
        fields = ["title", "story", "language"]
        widgets = {"story": words(4), "title": forms.TextInput(attrs={"dir": "auto"})}
        help_texts = {"title": gettext_lazy("Needed only where the session used this tool more than once.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = ["story", "title", "language"]
        if not self.instance.pk:  # it begins in the language of the session, or of the person
            del self.fields[last.pop()]
        self.helper = CbpFormHelper(self, *KEYS, *self.rows(), *last)

    def rows(self) -> list[Any]:
        return []

    def payload(self) -> Payload:
        """The rows, as the tool keeps them."""
        return {}

    def text(self, name: str, label: str, initial: str = "", *, rows: int = 1) -> None:
        widget = words(rows) if rows > 1 else forms.TextInput(attrs={"dir": "auto"})
        field = forms.CharField(label=label, required=False, max_length=LONGEST, initial=initial, widget=widget)
        self.fields[name] = field


class ProblemTreeForm(ToolForm):
    """The trunk is the core problem; causes are its roots, effects its branches."""

    def rows(self) -> list[Any]:
        known = self.instance.payload
        self.text("core", _("Core problem"), known.get("core", ""), rows=2)
        self.fields["core"].required = True
        causes = [self._row("causes", number, _("Cause %(number)s")) for number in range(MOST_ROWS)]
        effects = [self._row("effects", number, _("Effect %(number)s")) for number in range(MOST_ROWS)]
        return [
            Section(gettext_lazy("The trunk"), "core"),
            *_some(_("Causes: why is it so?"), _("More causes"), causes),
            *_some(_("Effects: what comes of it?"), _("More effects"), effects),
        ]

    def _row(self, part: str, number: int, label: str) -> list[str]:
        listed = self.instance.payload.get(part, [])
        row: Payload = listed[number] if number < len(listed) else {"text": "", "under": None}
        self.text(f"{part}{number}_text", label % {"number": number + 1}, row["text"])
        trunk = [("", pgettext("tree", "core problem"))]
        others = [(str(other), label % {"number": other + 1}) for other in range(MOST_ROWS) if other != number]
        under = "" if row["under"] is None else str(row["under"])
        self.fields[f"{part}{number}_under"] = forms.ChoiceField(
            label=_("stands under"), choices=trunk + others, required=False, initial=under
        )
        return [f"{part}{number}_text", f"{part}{number}_under"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for part in ("causes", "effects"):
            for number in range(MOST_ROWS):
                under = data.get(f"{part}{number}_under")
                if data.get(f"{part}{number}_text") and under and not data.get(f"{part}{under}_text"):
                    self.add_error(f"{part}{number}_under", _("That row is empty. Fill it, or choose another one."))
        return data

    def payload(self) -> Payload:
        data = self.cleaned_data
        return {"core": data["core"], "causes": self._nodes("causes"), "effects": self._nodes("effects")}

    def _nodes(self, part: str) -> list[Payload]:
        """Without the empty rows, so that the places of the others change."""
        data = self.cleaned_data
        filled = [number for number in range(MOST_ROWS) if data[f"{part}{number}_text"]]
        places = {str(number): place for place, number in enumerate(filled)}
        return [
            {"text": data[f"{part}{number}_text"], "under": places.get(data[f"{part}{number}_under"])}
            for number in filled
        ]


def _some(title: str, more: str, rows: list[list[str]]) -> list[Any]:
    """The first rows open, the others folded until one of them is filled."""
    names = [[name for row in part for name in row] for part in (rows[:OPEN_ROWS], rows[OPEN_ROWS:])]
    return [Section(title, *names[0], css_class="pairs"), Fold(more, *names[1])]


class Year(Matrix):
    """A matrix whose rows are named by the person who fills it."""

    template = "workshops/year_matrix.html"

    def _row(self, form: BaseForm, key: str, label: Label) -> dict[str, Any]:
        row = super()._row(form, key, label)
        bound = form[f"row{key}_label"]
        form.rendered_fields.add(bound.name)  # type: ignore[attr-defined]  # crispy's own list of what was drawn
        attrs = {"class": "form-control" + (" is-invalid" if bound.errors else ""), "aria-labelledby": row["id"]}
        return {**row, "name": bound.as_widget(attrs=attrs), "name_errors": bound.errors}


class SeasonalCalendarForm(ToolForm):
    """When things happen in a year, and how strongly: 0 not at all, 3 very much."""

    def rows(self) -> list[Any]:
        listed = self.instance.payload.get("rows", [])
        names = months()
        for number in range(MOST_ROWS):
            row: Payload = listed[number] if number < len(listed) else {"label": "", "months": [None] * MONTHS}
            self.text(f"row{number}_label", _("Activity %(number)s") % {"number": number + 1}, row["label"])
            for month, level in enumerate(row["months"]):
                self.fields[f"row{number}_{month}"] = CountField(
                    label=names[month][1], required=False, initial=level, min_value=0, max_value=max(LEVELS)
                )
        activities = [(str(number), _("Activity %(number)s") % {"number": number + 1}) for number in range(MOST_ROWS)]
        columns = [(str(month), short) for month, (short, _whole) in enumerate(names)]
        hint = _("0 not at all, 1 a little, 2 much, 3 very much. A month that is left empty is not known.")
        year = Year(
            _("Activities through the year"), rows=activities, columns=columns, name="row{row}_{column}", hint=hint,
            totals=False, css_id="year",
        )  # fmt: skip
        return [year]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(MOST_ROWS):
            filled = any(data.get(f"row{number}_{month}") is not None for month in range(MONTHS))
            if filled and not data.get(f"row{number}_label"):
                self.add_error(f"row{number}_label", _("Name this activity."))
        return data

    def payload(self) -> Payload:
        data = self.cleaned_data
        rows = [
            {"label": data[f"row{number}_label"], "months": [data[f"row{number}_{month}"] for month in range(MONTHS)]}
            for number in range(MOST_ROWS)
            if data[f"row{number}_label"]
        ]
        return {"rows": rows, "calendar": "gregorian"}


FORMS: dict[str, type[ToolForm]] = {
    Tool.PROBLEM_TREE: ProblemTreeForm,
    Tool.SEASONAL_CALENDAR: SeasonalCalendarForm,
}

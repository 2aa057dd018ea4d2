"""Entry screens of the tools, made from their descriptions: facts, lists of lines, and what all of them have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.choices import Classification
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper
from cbp.core.forms import DASHES, words
from cbp.core.refusals import Refused
from cbp.workshops.forms.half_hours import HalvesField
from cbp.workshops.forms.rowed import RowedForm
from cbp.workshops.forms.tool_layout import Enter
from cbp.workshops.models import RESTRICTED_TOOLS, ToolRecord
from cbp.workshops.tools import DESCRIPTIONS, Payload
from cbp.workshops.tools.parts import LONGEST_TEXT, MOST_ROWS, Column, Kind, Label, Lines, Shape
from cbp.workshops.tools.shapes import lines_of

KEYS = ("idempotency_key", "version", "base")


class ToolForm(RowedForm):
    """What every tool has: its facts and lists, a story in words, a title where it was used more than once."""

    may_restrict = True

    is_restricted = forms.BooleanField(
        label=gettext_lazy("Restricted: only the team that works with the community reads it"), required=False
    )

    class Meta:
        model = ToolRecord
        fields = ["story", "title", "language"]
        widgets = {"story": words(4), "title": forms.TextInput(attrs={"dir": "auto"})}
        help_texts = {"title": gettext_lazy("Needed only where the session used this tool more than once.")}

    def __init__(self, *args: Any, rows: int = 0, **kwargs: Any) -> None:
        """`rows`: so many are wanted, by a page that grew."""
        super().__init__(*args, **kwargs)
        self.described = DESCRIPTIONS[self.instance.tool]
        self.known: Payload = self.instance.payload
        self.wanted = rows
        if not self.instance.pk:  # it begins in the language of the session, or of the person
            del self.fields["language"]
        self._settle_tick()
        facts = [self._add(fact, fact.name, self._fact(fact)) for fact in self.described.facts]
        parts = [*facts, *self.parts()]
        last = [name for name in ("story", "title", "language", "is_restricted") if name in self.fields]
        tells_needed = self.described.shape == Shape.LISTS and bool(self.described.facts)
        self.helper = CbpFormHelper(self, *KEYS, Enter(), *parts, *last, all_optional=not tells_needed)

    def _settle_tick(self) -> None:
        if self.instance.tool in RESTRICTED_TOOLS or not self.may_restrict:
            del self.fields["is_restricted"]
        else:
            self.fields["is_restricted"].initial = self.instance.is_restricted

    # --- fields -------------------------------------------------------------------------------------------------------
    def parts(self) -> Sequence[Any]:
        """The layout of what stands between the facts and the story; of a tool of facts alone nothing."""
        return ()

    def entries(self) -> Payload:
        """What was entered there, as the tool keeps it."""
        return {}

    def _fact(self, fact: Column) -> Any:
        usual = fact.choices[0][0] if fact.choices and fact.is_needed else fact.empty
        return self.known.get(fact.name, usual)

    def _add(self, column: Column, name: str, value: Any, *, is_needed: bool | None = None) -> str:
        self.fields[name] = field_of(column, column.is_needed if is_needed is None else is_needed)
        self.fields[name].initial = value
        return name

    # --- what was sent ------------------------------------------------------------------------------------------------
    def judge(self, name: str, check: Callable[[], object]) -> None:
        """A refusal stands beside the field that it is about."""
        if name not in self.errors:
            try:
                check()
            except Refused as refusal:
                self.add_error(name, str(refusal))

    def payload(self) -> Payload:
        """What was entered, as the tool keeps it; the action checks it."""
        facts = {fact.name: value_of(fact, self.cleaned_data[fact.name]) for fact in self.described.facts}
        return {**facts, **self.entries()}

    def classification(self) -> str:
        """As it was, unless the tick says otherwise."""
        if "is_restricted" not in self.fields:
            return str(self.instance.classification)
        if self.cleaned_data["is_restricted"]:
            return Classification.RESTRICTED
        return Classification.INTERNAL if self.instance.is_restricted else str(self.instance.classification)

    def grown(self, rows: int) -> Self:
        """The same page with so many rows: what was typed stays, and nothing is judged yet."""
        typed: dict[str, Any] = {**self.mine(), **{name: self.data.get(name) for name in KEYS}}
        return type(self)(instance=self.instance, initial=typed, rows=rows)


class ListsForm(ToolForm):
    """Lists, one line for each entry."""

    def parts(self) -> Sequence[Any]:
        for part in self.described.lists:
            self.fields[part.name] = self._lines(part)
        return [part.name for part in self.described.lists]

    def _lines(self, part: Lines) -> forms.Field:
        hint = " ".join(filter(None, [str(part.hint), _("One on each line.")]))
        return forms.CharField(
            label=str(part.label), required=False, help_text=hint, initial="\n".join(self.known.get(part.name, [])),
            max_length=MOST_ROWS * (LONGEST_TEXT + 2), widget=words(4),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for part in self.described.lists:
            self.judge(part.name, partial(self._check, part))
        return data

    def _check(self, part: Lines) -> None:
        lines_of(part, self._sent_lines(part))

    def _sent_lines(self, part: Lines) -> list[str]:
        return [line for line in self.cleaned_data.get(part.name, "").splitlines() if line.strip()]

    def entries(self) -> Payload:
        return {part.name: self._sent_lines(part) for part in self.described.lists}


def field_of(column: Column, is_needed: bool) -> forms.Field:
    """The form field of one column or fact."""
    common: dict[str, Any] = {"label": column.label, "help_text": column.hint, "required": is_needed}
    if column.kind == Kind.LONG:
        return forms.CharField(max_length=column.longest, widget=words(2), **common)
    if column.kind == Kind.TEXT:
        box = forms.TextInput(attrs={"dir": "auto"})
        return forms.CharField(max_length=column.longest, widget=box, **common)
    if column.kind in (Kind.CHOICE, Kind.SCALE):
        choices = list(column.choices) if column.kind == Kind.CHOICE else _steps(column)
        nothing = ("", _("Choose") if column.is_needed else DASHES)
        return forms.ChoiceField(choices=choices if is_needed else [nothing, *choices], **common)
    if column.kind == Kind.NUMBER:
        return HalvesField(max_value=column.most, **common)
    if column.kind == Kind.YES_NO:
        return forms.BooleanField(**{**common, "required": False})
    return CountField(min_value=column.least, max_value=column.most, **common)


def _steps(column: Column) -> list[tuple[str, Label]]:
    """The numbers of a scale, with words at its ends."""
    ends, numbers = dict(column.choices), range(column.least, column.most + 1)
    labels = {str(number): ends.get(str(number)) for number in numbers}
    return [(number, f"{number} · {label}" if label else number) for number, label in labels.items()]


def value_of(column: Column, sent: Any) -> Any:
    """What a form field holds, as the payload keeps it."""
    if column.kind == Kind.SCALE:
        return int(sent) if sent else None
    if column.kind == Kind.NUMBER:
        return float(sent) if sent is not None else None
    return sent


def with_tick(form: type[ToolForm], *, may_restrict: bool) -> type[ToolForm]:
    """For somebody who may, or may not, read what is restricted."""
    return cast("type[ToolForm]", type(form.__name__, (form,), {"may_restrict": may_restrict}))

"""The form that tells which column of a sheet is which of ours, and what words of their own mean.

Two turns where a column of answers is chosen that nobody had guessed: the words in its cells are asked for then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from crispy_forms.layout import TemplateNameMixin
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from cbp.core.crispy import CbpFormHelper
from cbp.core.forms import WriteForm
from profiling.columns import Column, ColumnKind, open_columns
from profiling.models import ProfileSheet
from profiling.sections import BY_CODE
from profiling.sheets.cells import Unread, yes_no_reader
from profiling.sheets.findings import short
from profiling.sheets.words import key_of, options_of

Choices = list[tuple[str, Any]]
NOT_KNOWN = "not-known"  # an answer that no list of ours has
# In a wider file our columns are listed once for all, and named by their first letters: two hundred lists of a hundred
# columns weigh two megabytes.
MOST_LISTS = 40
OURS = "our-columns"


@dataclass(frozen=True)
class WordField:
    """A word of theirs and the form field that asks which answer of ours it means."""

    word: str
    name: str
    code: str


@dataclass
class ColumnRow:
    """A column of the file as the form shows it: its letter, header and first cells, and the fields about it."""

    letter: str
    key: str
    header: str
    samples: Sequence[str]
    words_there: Sequence[str]
    guess: str
    name: str
    words: list[WordField] = field(default_factory=list)


class ColumnsTable(TemplateNameMixin):  # type: ignore[misc]
    """One row for each column of the file, as a table whose fields are named by its headings."""

    template = "profiling/sheet_columns.html"

    def render(self, form: MapForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        listed = {"list_id": OURS, "ours": form.names.values()} if form.is_wide else {}
        return render_to_string(self.template, {"rows": [self._row(form, row) for row in form.rows], **listed})

    def _row(self, form: MapForm, row: ColumnRow) -> dict[str, Any]:
        row_id = f"column_{row.name}"
        words = [
            {"word": one.word, "id": f"{row_id}_{at}", **_drawn(form, one.name, f"{row_id} {row_id}_{at}")}
            for at, one in enumerate(row.words)
        ]
        return {"row": row, "id": row_id, "words": words, **_drawn(form, row.name, f"{row_id} columns_ours")}


def _drawn(form: forms.Form, name: str, labelled_by: str) -> dict[str, Any]:
    form.rendered_fields.add(name)  # type: ignore[attr-defined]  # crispy's own list of what was drawn
    bound: BoundField = form[name]
    classes = "form-select" if isinstance(bound.field, forms.ChoiceField) else "form-control"
    classes += " is-invalid" if bound.errors else ""
    html = bound.as_widget(attrs={"class": classes, "aria-labelledby": labelled_by})
    return {"html": html, "errors": bound.errors}


class NamedColumn(forms.CharField):
    """A column of ours by its name, typed or taken from the list that all these fields share. Empty: not read."""

    def __init__(self, names: dict[str, str], **kwargs: Any) -> None:
        attrs = {"list": OURS, "dir": "auto", "autocomplete": "off", "placeholder": _("Do not read")}
        super().__init__(required=False, max_length=300, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.names = names
        self.codes = {key_of(word): code for code, name in names.items() for word in (code, name)}

    def code_of(self, text: str) -> str:
        return self.codes.get(key_of(text), "")

    def prepare_value(self, value: Any) -> Any:
        return self.names.get(value, value)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        code = self.code_of(text)
        if text and not code:
            raise forms.ValidationError(
                _("“%(name)s” is no column of ours. Take one from the list.") % {"name": short(text)}
            )
        return code


class MapForm(WriteForm):
    save_as = forms.CharField(
        label=gettext_lazy("Keep this reading under a name"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy(
            "It is offered again for the next table of this kind, and for the corrected rows. A name that is there "
            "already takes this reading in place of the old one."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, sheet: ProfileSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.known_words = options_of(sheet.programme)
        self.ours = {column.code: column for column in open_columns(sheet.programme)}
        self.fields["save_as"].initial = sheet.mapping.name if sheet.mapping else sheet.name.rpartition(".")[0][:80]
        self.rows = rows_of(sheet)
        self.is_wide = len(self.rows) > MOST_LISTS
        self.names = {code: column.label for code, column in self.ours.items()}
        choices = [] if self.is_wide else self._choices()
        for row in self.rows:
            self.fields[row.name] = (
                NamedColumn(self.names, label=row.header, initial=row.guess)
                if self.is_wide
                else forms.ChoiceField(label=row.header, choices=choices, required=False, initial=row.guess)
            )
        for row in self.rows:
            self._ask_words(row)
        self.helper = CbpFormHelper(self, "idempotency_key", ColumnsTable(), "save_as")

    def _choices(self) -> Choices:
        """Our columns under their parts, each with its first letters where the part says nothing."""
        grouped = groupby(self.ours.values(), lambda column: column.section)
        parts = [
            (str(BY_CODE[section].title), [(column.code, column.label) for column in columns])
            for section, columns in grouped
        ]
        return [("", _("Do not read")), *parts]

    # --- words of their own ------------------------------------------------------------------------------------------
    def _chosen(self, row: ColumnRow) -> Column | None:
        code = self.data.get(row.name, "") if self.is_bound else row.guess
        asked = self.fields[row.name]
        return self.ours.get(asked.code_of(code or "") if isinstance(asked, NamedColumn) else code or "")

    def _ask_words(self, row: ColumnRow) -> None:
        """Words that no list of ours knows."""
        column = self._chosen(row)
        if column is None or not column.options:
            return
        said = self.sheet.values.get(column.code, {})
        known = self.known_words.get(column.code, {})
        choices = [("", "---------"), (NOT_KNOWN, _("Not known: leave it empty")), *column.options]
        for at, word in enumerate(row.words_there):
            if not (key_of(word) in known or (column.kind == ColumnKind.YES_NO and is_yes_or_no(word))):
                name = f"{row.name}-{column.code}-{at}"
                initial = said[key_of(word)] or NOT_KNOWN if key_of(word) in said else ""
                self.fields[name] = forms.ChoiceField(
                    label=word, choices=choices, required=name in self.data, initial=initial
                )
                row.words.append(WordField(word, name, column.code))

    @cached_property
    def unasked(self) -> list[ColumnRow]:
        """Columns whose words the person has not been shown yet."""
        return [row for row in self.rows if row.words and not any(one.name in self.data for one in row.words)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self.unasked:
            self.add_error(row.name, _("Say what the words in this column mean."))
        return data

    # --- what was said -----------------------------------------------------------------------------------------------
    def columns(self) -> dict[str, str]:
        return {row.key: self.cleaned_data.get(row.name, "") for row in self.rows}

    def values(self) -> dict[str, dict[str, str]]:
        """{our column: {their word: our answer}}; an empty answer says that the word means “not known”."""
        said: dict[str, dict[str, str]] = {}
        for word in (word for row in self.rows for word in row.words):
            answer = self.cleaned_data.get(word.name, "")
            said.setdefault(word.code, {})[key_of(word.word)] = "" if answer == NOT_KNOWN else answer
        return said


def is_yes_or_no(word: str) -> bool:
    try:
        yes_no_reader({})(word)
    except Unread:
        return False
    return True


def rows_of(sheet: ProfileSheet) -> list[ColumnRow]:
    """The columns of the file that have a header."""
    head = sheet.head or {"headers": [], "keys": []}
    samples, words = head.get("samples") or [[]] * len(head["keys"]), head.get("words", {})
    return [
        ColumnRow(
            get_column_letter(at + 1), key, header, list(dict.fromkeys(cells)), words.get(key, []),
            sheet.columns.get(key, ""), f"column-{at}",
        )
        for at, (key, header, cells) in enumerate(zip(head["keys"], head["headers"], samples, strict=True))
        if key
    ]  # fmt: skip

"""Forms of the parts of a profile: one screen, one save.

Each belongs to a version of the profile, whose number it carries; the rows below it have none of their own. What a form
showed is compared with what is stored now, so that people who fill in different parts do not disturb each other.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import fields_for_model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.choices import Classification, Confidence, Method, Sex
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Fold, Matrix, Section
from cbp.core.forms import Day, VersionedForm, words
from cbp.core.groups import group_choices
from cbp.core.refusals import Refused
from profiling import sections
from profiling.actions.figures import FACTOR_FIELDS, FLOW_FIELDS, SERVICE_FIELDS, TOTALS
from profiling.actions.guards import refuse_future
from profiling.models import DisplacementFlow, Profile, ProfileFactor, SectionNote, ServiceStatus, Source
from profiling.models.figures import MOST, RESTRICTED_FACTORS, FactorKind
from profiling.reading import WHOLE, GroupCount, band_label, population, sources_of, total_label

HIDDEN = ("idempotency_key", "version", "base")
NEW_SOURCE = ("source_title", "source_method", "source_dated_on", "source_confidence")
EXISTS = [("", gettext_lazy("Not known")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def past(day: Any) -> Any:
    """For the clean of a day."""
    try:
        refuse_future(day)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal
    return day


class PartForm(VersionedForm):
    """A part of a profile with its source: one that is there, or a new one."""

    sees_restricted: ClassVar[bool] = False
    source = forms.ModelChoiceField(
        queryset=Source.objects.none(), required=False, label=gettext_lazy("Source"),
        empty_label=gettext_lazy("Not chosen yet"),
        help_text=gettext_lazy("A draft is saved without a source. Review asks for one."),
    )  # fmt: skip
    source_title = forms.CharField(
        label=gettext_lazy("Who says so"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}), help_text=gettext_lazy("A register, a report, a meeting."),
    )  # fmt: skip
    source_method = forms.ChoiceField(
        label=gettext_lazy("How it was found out"), required=False, choices=[("", "---------"), *Method.choices]
    )
    source_dated_on = forms.DateField(label=gettext_lazy("Date of the figures"), required=False, widget=Day)
    source_confidence = forms.ChoiceField(
        label=gettext_lazy("How far it can be trusted"),
        required=False,
        choices=[("", "---------"), *Confidence.choices],
    )

    class Meta:
        model = Profile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sources_of(self.instance, restricted=self.sees_restricted)
        sources: Any = self.fields["source"]
        sources.queryset = Source.objects.filter(pk__in=[one.pk for one in known]).order_by("-dated_on", "pk")
        sources.label_from_instance = source_label

    def source_block(self) -> list[Any]:
        title = gettext_lazy("Write a new source")
        return [Section(gettext_lazy("Where this comes from"), "source"), Fold(title, *NEW_SOURCE)]

    def clean_source_dated_on(self) -> Any:
        return past(self.cleaned_data["source_dated_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        filled = [name for name in NEW_SOURCE if data.get(name)]
        if filled and data.get("source") and "source" in self.touched():
            self.add_error("source", _("Choose a source or write a new one, not both."))
        for name in NEW_SOURCE if filled else ():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("A new source needs its title, its method, its date and how far it is trusted."))
        return data

    def chosen_source(self) -> Source | None:
        """A new one, not stored yet, goes before the one that stood there."""
        data = self.cleaned_data
        if not data["source_title"]:
            return cast("Source | None", data["source"])
        return Source(
            profile=self.instance, title=data["source_title"], method=data["source_method"],
            dated_on=data["source_dated_on"], confidence=int(data["source_confidence"]),
        )  # fmt: skip


def source_label(source: Source) -> str:
    return f"{source.title} · {source.get_method_display()} · {source.dated_on:%Y-%m-%d}"


# --- population -------------------------------------------------------------------------------------------------------
class PopulationForm(PartForm):
    """One group: sex × age, and the totals as the source states them. An empty cell is not known."""

    group: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self._stored()
        for lower, label in self._rows():
            for sex, sex_label in Sex.choices:
                self.fields[f"{lower}_{sex}"] = CountField(
                    label=f"{label} · {sex_label}", required=False, min_value=0, max_value=MOST,
                    initial=stored.cell(sex, int(lower)),
                )  # fmt: skip
        for name in TOTALS:
            self.fields[name] = CountField(
                label=capfirst(total_label(name)), required=False, min_value=0, max_value=MOST,
                initial=stored.total(name),
            )  # fmt: skip
        self.fields["source"].initial = stored.sources[0].pk if stored.sources else None
        matrix = Matrix(
            gettext_lazy("Persons by sex and age"), rows=self._rows(), columns=Sex.choices,
            hint=gettext_lazy("Leave a cell empty when the number is not known. Write 0 only when nobody was counted."),
        )  # fmt: skip
        stated = Section(gettext_lazy("Totals as the source states them"), *TOTALS)
        self.helper = CbpFormHelper(self, *HIDDEN, stated, matrix, *self.source_block(), all_optional=True)

    def _stored(self) -> GroupCount:
        groups = {one.code: one for one in population(self.instance)}
        return groups.get(self.group) or GroupCount(self.group, "", self.instance.bands, {})

    def _rows(self) -> list[tuple[str, str]]:
        return [(str(band[0]), band_label(band)) for band in self.instance.bands]

    def total(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in TOTALS}

    def cells(self) -> dict[tuple[str, int], int | None]:
        lowers = [lower for lower, _upper in self.instance.bands]
        return {(sex, lower): self.cleaned_data[f"{lower}_{sex}"] for lower in lowers for sex in Sex.values}


# --- movements, services, factors -------------------------------------------------------------------------------------
class RowForm(PartForm):
    """One row of a part, new or changed."""

    row_model: ClassVar[type[models.Model]]
    row_fields: ClassVar[list[str]]
    row_widgets: ClassVar[dict[str, type[forms.Widget] | forms.Widget]] = {}
    row_pk: ClassVar[int | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = self._row()
        made = fields_for_model(self.row_model, self.row_fields, widgets=self.row_widgets)
        source = {name: self.fields.pop(name) for name in ("source", *NEW_SOURCE)}
        for name, field in made.items():
            if field is not None:
                field.initial = self.row_model._meta.get_field(name).value_from_object(self.row)  # type: ignore[union-attr]
                self.fields[name] = field
        self.fields |= source
        self.fields["source"].initial = self.row.source_id
        self.helper = CbpFormHelper(self, *HIDDEN, *self.row_fields, *self.source_block())

    def _row(self) -> Any:
        """As it is stored now; an empty one where it is new, or was removed meanwhile."""
        rows: Any = self.row_model._default_manager
        found = rows.filter(pk=self.row_pk, profile=self.instance).first() if self.row_pk else None
        return found or self.row_model(profile=self.instance, pk=self.row_pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in self.row_fields:
            if name in data:
                setattr(self.row, name, data[name])
        if not self.errors:
            self._hold_against_the_constraints()
        return data

    def _hold_against_the_constraints(self) -> None:
        try:
            self.row.validate_constraints(exclude={"profile"})
        except ValidationError as error:
            self.add_error(None, error)

    def changed_row(self, language: str) -> Any:
        """The row with what was typed. A new one is said in the language of who writes it."""
        self.row.profile, self.row.source = self.instance, self.chosen_source()
        if not self.row_pk:
            self.row.language = language
        return self.row

    def row_touched(self) -> list[str]:
        """Fields of the row that the person changed; a new source changes the source."""
        touched = self.touched()
        names = [name for name in self.row_fields if name in touched]
        return [*names, "source"] if {"source", *NEW_SOURCE} & set(touched) else names


def _one_line() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto"})


class FlowForm(RowForm):
    row_model, row_fields = DisplacementFlow, FLOW_FIELDS
    row_widgets = {"starts_on": Day, "ends_on": Day, "origin": _one_line(), "remark": words(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = group_choices(self.instance.programme, mixed=False)
        self.fields["group"] = forms.ChoiceField(
            label=_("Group"), required=False, initial=self.row.group, choices=[("", _("Everybody")), *choices]
        )
        for name in ("persons", "households"):
            self.fields[name] = CountField(
                label=self.fields[name].label, required=False, min_value=0, max_value=MOST,
                initial=self.fields[name].initial,
            )  # fmt: skip
        self.fields = {name: self.fields[name] for name in (*HIDDEN, *FLOW_FIELDS, "source", *NEW_SOURCE)}

    def clean_starts_on(self) -> Any:
        return past(self.cleaned_data["starts_on"])

    def clean_ends_on(self) -> Any:
        return past(self.cleaned_data["ends_on"])


class ServiceForm(RowForm):
    row_model, row_fields = ServiceStatus, SERVICE_FIELDS
    row_widgets = {"provider": _one_line(), "barriers": words(2), "problem": words(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exists"] = forms.ChoiceField(
            label=_("Is there one"), required=False, choices=EXISTS, widget=forms.RadioSelect,
            initial={True: "yes", False: "no", None: ""}[self.row.exists],
        )  # fmt: skip
        self.fields["count"] = CountField(
            label=_("How many"), required=False, min_value=0, max_value=MOST, initial=self.row.count
        )

    def clean_exists(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["exists"])


class FactorForm(RowForm):
    """An open statement, or one of the restricted part (`is_restricted`), which no browser keeps a copy of.

    An open one can be made restricted later; what divides and what connects is restricted from the beginning.
    """

    row_model, row_fields = ProfileFactor, FACTOR_FIELDS
    row_widgets = {"text": words(3)}
    is_restricted: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        kinds = [kind for kind in FactorKind if self.is_restricted or kind not in RESTRICTED_FACTORS]
        fields["kind"].choices = [("", "---------"), *((kind.value, kind.label) for kind in kinds)]
        classes = [] if self.is_restricted else [Classification.PUBLIC, Classification.INTERNAL]
        if self.is_restricted or (self.row_pk and self.sees_restricted):
            classes += [Classification.RESTRICTED, Classification.STRICT]
        fields["classification"].choices = [(one.value, one.label) for one in classes]
        if self.is_restricted and not self.row_pk:
            fields["classification"].initial = Classification.RESTRICTED
        strengths = [("", "---------"), ("1", _("1 – weak")), ("2", _("2 – middling")), ("3", _("3 – strong"))]
        fields["strength"] = forms.TypedChoiceField(
            label=_("Strength"), required=False, choices=strengths, coerce=int, empty_value=None,
            initial=self.row.strength,
        )  # fmt: skip


def row_form(form: type[RowForm], pk: int | None = None, **fixed: object) -> type[RowForm]:
    """The form of that one row, or of a new one."""
    return cast("type[RowForm]", type(form.__name__, (form,), {"row_pk": pk, **fixed}))


def population_form(group: str, *, sees_restricted: bool) -> type[PopulationForm]:
    values = {"group": "" if group == WHOLE else group, "sees_restricted": sees_restricted}
    return cast("type[PopulationForm]", type("PopulationForm", (PopulationForm,), values))


# --- words and sources ------------------------------------------------------------------------------------------------
class NoteForm(VersionedForm):
    """One part in words; or that nothing is known there, and why."""

    section: ClassVar[str] = ""
    text = forms.CharField(label=gettext_lazy("In words"), required=False, max_length=4000, widget=words(8))
    is_unknown = forms.BooleanField(label=gettext_lazy("Nothing is known about this yet"), required=False)

    class Meta:
        model = Profile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = SectionNote.objects.filter(profile=self.instance, section=self.section).first()
        if self.stored:
            self.fields["text"].initial = self.stored.text
            self.fields["is_unknown"].initial = self.stored.is_unknown
        self.fields["is_unknown"].help_text = _("Then say above in a few words why.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_unknown") and not data.get("text"):
            self.add_error("text", _("Say in a few words why nothing is known."))
        return data

    def note(self, language: str) -> SectionNote:
        """What is written over stays in the language in which it was said first."""
        return SectionNote(
            profile=self.instance, section=self.section, text=self.cleaned_data["text"],
            is_unknown=self.cleaned_data["is_unknown"], language=self.stored.language if self.stored else language,
        )  # fmt: skip


def note_form(section: str) -> type[NoteForm]:
    return cast("type[NoteForm]", type("NoteForm", (NoteForm,), {"section": sections.BY_CODE[section].code}))


class SourceForm(VersionedForm):
    """A source by itself: a wrong date is put right for every figure that names it."""

    row_pk: ClassVar[int]
    title = forms.CharField(
        label=gettext_lazy("Who says so"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("A register, a report, a meeting."),
    )  # fmt: skip
    method = forms.ChoiceField(label=gettext_lazy("How it was found out"), choices=Method.choices)
    dated_on = forms.DateField(label=gettext_lazy("Date of the figures"), widget=Day)
    confidence = forms.TypedChoiceField(
        label=gettext_lazy("How far it can be trusted"), choices=Confidence.choices, coerce=int
    )

    class Meta:
        model = Profile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = Source.objects.get(pk=self.row_pk)
        for name in ("title", "method", "dated_on", "confidence"):
            self.fields[name].initial = getattr(self.source, name)

    def clean_dated_on(self) -> Any:
        return past(self.cleaned_data["dated_on"])

    def changed(self, fields: list[str]) -> Source:
        for name in fields:
            setattr(self.source, name, self.cleaned_data[name])
        return self.source


def source_form(pk: int) -> type[SourceForm]:
    return cast("type[SourceForm]", type("SourceForm", (SourceForm,), {"row_pk": pk}))

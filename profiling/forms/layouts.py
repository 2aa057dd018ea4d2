"""The forms of what the profiles of a programme ask: parts and fields on and off, and one own question."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.choices import Classification
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import VersionedForm, words
from cbp.core.labels import label_in
from cbp.core.models import Programme
from profiling.actions.layouts import LONGEST, MOST_OPTIONS, Choice, is_answered
from profiling.forms.fields import CHOOSE
from profiling.forms.sourced import HIDDEN
from profiling.forms.tongues import LANGUAGES, add_tongues, ask_one, in_order, tongues
from profiling.models import Question
from profiling.models.layouts import QuestionKind
from profiling.reading.layouts import ORDER, Part, field_keys, field_label, layout_of
from profiling.sections import ALWAYS, RESTRICTED_CLASSES, SECTIONS
from profiling.sections import Section as PartOfProfile


class LayoutForm(VersionedForm):
    """Which parts are asked; of each, how open it is and which of its fields are asked."""

    asked = forms.MultipleChoiceField(
        label=gettext_lazy("Parts that profiles ask about"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Identity, population and sources are part of every profile. What older profiles hold in other parts stays "
            "and can be read."
        ),
    )  # fmt: skip

    class Meta:
        model = Programme
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layout = layout_of(self.instance)
        free = [section for section in SECTIONS if section.code not in ALWAYS]
        self.fields["asked"].choices = [(one.code, one.title) for one in free]  # type: ignore[attr-defined]
        self.fields["asked"].initial = [part.code for part in layout.asked if part.code not in ALWAYS]
        folds = []
        for part in layout:
            names = [self._openness(part), *self._fields_of(part)]
            folds.append(PartFold(part.section.title, *names))
        self.helper = CbpFormHelper(self, *HIDDEN, "asked", *folds)

    def _openness(self, part: Part) -> str:
        name = f"{part.code}-open"
        self.fields[name] = forms.ChoiceField(
            label=_("Who may read it"), choices=[(one.value, one.label) for one in open_classes(part.section)],
            initial=part.classification,
        )  # fmt: skip
        return name

    def _fields_of(self, part: Part) -> list[str]:
        """One list for each table, and one for the stated totals."""
        names = []
        for holder, title in holders(part.section):
            keys = [key for key in field_keys(part.section) if key.partition(".")[0] == holder]
            names.append(f"{part.code}-{holder}")
            self.fields[names[-1]] = forms.MultipleChoiceField(
                label=_("Fields of “%(table)s” that are asked") % {"table": title}, required=False,
                choices=[(key, field_label(part.section, key)) for key in keys],
                initial=[key for key in keys if key not in part.fields_off], widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        return names

    def choices(self) -> dict[str, Choice]:
        return {section.code: self._choice(section) for section in SECTIONS}

    def _choice(self, section: PartOfProfile) -> Choice:
        data = self.cleaned_data
        kept = {key for holder, _title in holders(section) for key in data[f"{section.code}-{holder}"]}
        return Choice(
            is_on=section.code in ALWAYS or section.code in data["asked"],
            classification=data[f"{section.code}-open"],
            fields_off=frozenset(field_keys(section)) - kept,
        )


class PartFold(Fold):
    """Open only where something in it is faulty: everything in it always holds a value."""

    def render(self, form: Any, *args: Any, **kwargs: Any) -> Any:
        for name in self.fields:
            form.fields[name].usual = form[name].value()
        return super().render(form, *args, **kwargs)


def open_classes(section: PartOfProfile) -> list[Classification]:
    """From the least on. What everything else is understood by is restricted for nobody."""
    classes = ORDER[ORDER.index(section.least) :]
    return [one for one in classes if section.code not in ALWAYS or one not in RESTRICTED_CLASSES]


def holders(section: PartOfProfile) -> list[tuple[str, Any]]:
    """What of the part has fields that can be left out: (code, title) of its totals and of its tables."""
    totals = [(section.code, section.title)] if section.totals else []
    return totals + [(table.code, table.title) for table in section.tables if table.optional]


class QuestionForm(VersionedForm):
    """One question of the programme's own: where it stands, its words in each language, and how it is answered."""

    question_pk: ClassVar[int | None] = None
    section = forms.ChoiceField(label=gettext_lazy("Part of the profile"))
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is answered"), choices=[CHOOSE, *QuestionKind.choices],
        help_text=gettext_lazy("Once it was answered, this stays."),
    )  # fmt: skip
    unit = forms.CharField(
        label=gettext_lazy("Unit of a number"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"dir": "auto"}), help_text=gettext_lazy("Such as litres a day."),
    )  # fmt: skip
    counts_people = forms.BooleanField(
        label=gettext_lazy("This number counts people"), required=False,
        help_text=gettext_lazy("In papers and in files for others, small counts of people are hidden."),
    )  # fmt: skip
    place = forms.IntegerField(
        label=gettext_lazy("Place among the questions of this part"), required=False, min_value=1, max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
        help_text=gettext_lazy("1 is the first one. Empty: the last one."),
    )  # fmt: skip
    is_active = forms.BooleanField(
        label=gettext_lazy("Profiles ask this question"), required=False, initial=True,
        help_text=gettext_lazy("Without the tick it is not asked any more; what was answered stays."),
    )  # fmt: skip

    class Meta:
        model = Programme
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Question.objects.filter(pk=self.question_pk).first() if self.question_pk else None
        self.question = found or Question(programme=self.instance, pk=self.question_pk)
        self.fields["section"].choices = [CHOOSE, *((one.code, one.title) for one in SECTIONS)]  # type: ignore[attr-defined]
        if found:
            for name in ("section", "kind", "unit", "counts_people", "is_active"):
                self.fields[name].initial = getattr(found, name)
            self.fields["place"].initial = found.position
        else:
            del self.fields["is_active"]
        labels = add_tongues(self, "label", self.question.labels, longest=LONGEST)
        options = self._option_fields()
        if found and is_answered(found):
            del self.fields["section"], self.fields["kind"]
        self.helper = self._laid_out(labels, options)

    def _option_fields(self) -> list[Any]:
        """The answers that there are, each in every language; and a box for new ones, one on each line."""
        folds: list[Any] = []
        for option in self.question.options:
            code, labels = option["code"], option["labels"]
            names = add_tongues(self, f"option_{code}", labels, longest=LONGEST)
            folds.append(PartFold(_("Answer: %(answer)s") % {"answer": label_in(labels)}, *names))
        first, *others = in_order()
        for language in (first, *others):
            self.fields[f"new_{language}"] = forms.CharField(
                label=_("New answers in %(language)s") % {"language": LANGUAGES[language]}, required=False,
                max_length=6000, widget=words(4),
                help_text=_("One on each line.") if language == first else _("In the same order."),
            )  # fmt: skip
        more = Fold(gettext_lazy("The new answers in other languages"), *(f"new_{one}" for one in others))
        return [*folds, f"new_{first}", more]

    def _laid_out(self, labels: list[str], options: list[Any]) -> CbpFormHelper:
        first = [name for name in ("section", "kind") if name in self.fields]
        last = [name for name in ("place", "is_active") if name in self.fields]
        asks_options = "kind" in self.fields or self.question.kind == QuestionKind.CHOICE
        is_number = "kind" in self.fields or self.question.kind == QuestionKind.NUMBER
        chosen = [Section(gettext_lazy("Answers to choose from"), *options, css_class="group--choice")]
        return CbpFormHelper(
            self, *HIDDEN, *first,
            Section(gettext_lazy("The question, in at least one language"), *labels),
            *(chosen if asks_options else []), *(["unit", "counts_people"] if is_number else []), *last,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ask_one(self, "label", _("Write the question in at least one language."))
        told = {code: _lines(text) for code, text in tongues(data, "new").items()}
        most = max(len(lines) for lines in told.values())
        for code, lines in told.items():
            if lines and len(lines) != most:
                self.add_error(f"new_{code}", _("Write as many answers in each language, or leave this one empty."))
        if not self.errors and not self._has_answers(most):
            words = _("Give between 2 and %(most)s answers to choose from.") % {"most": MOST_OPTIONS}
            self.add_error(f"new_{in_order()[0]}", words)
        return data

    def _has_answers(self, new: int) -> bool:
        """Enough of them to choose from, where the question takes any."""
        is_choice = self.cleaned_data.get("kind", self.question.kind) == QuestionKind.CHOICE
        return not is_choice or 2 <= len(self._kept_options()) + new <= MOST_OPTIONS

    def changed(self) -> Question:
        """The question as it was typed."""
        data, question = self.cleaned_data, self.question
        question.programme = self.instance
        for name in ("section", "kind", "unit", "counts_people", "is_active"):
            if name in data:
                setattr(question, name, data[name])
        question.labels = tongues(data, "label")
        question.options = [*self._kept_options(), *self._new_options()]
        return question

    def _kept_options(self) -> list[dict[str, Any]]:
        """An answer without any words is taken away."""
        codes = [option["code"] for option in self.question.options]
        kept = {code: tongues(self.cleaned_data, f"option_{code}") for code in codes}
        return [{"code": code, "labels": labels} for code, labels in kept.items() if any(labels.values())]

    def _new_options(self) -> list[dict[str, Any]]:
        told = {code: _lines(text) for code, text in tongues(self.cleaned_data, "new").items()}
        most = max(len(lines) for lines in told.values())
        return [
            {"code": "", "labels": {code: lines[number] for code, lines in told.items() if lines}}
            for number in range(most)
        ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def question_form(question: Question | None = None) -> type[QuestionForm]:
    fixed = {"question_pk": question.pk if question else None}
    return cast("type[QuestionForm]", type("QuestionForm", (QuestionForm,), fixed))

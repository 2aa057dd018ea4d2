"""The form of a programme's own questions in one part of a profile."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms

from cbp.core.amounts import AmountField
from cbp.core.crispy import CbpFormHelper
from cbp.core.forms import Day, words
from profiling.forms.fields import EXISTS, NO, NOTHING, NUMBER, YES
from profiling.forms.sourced import BESIDE_SOURCE, HIDDEN, NEW_SOURCE, PartForm
from profiling.models import Answer, Question
from profiling.models.layouts import QuestionKind, Value
from profiling.reading import Part

SHOWN: dict[Value, str] = {True: YES, False: NO}
PLACES = Decimal("0.01")


class AnswersForm(PartForm):
    """Each question that is asked in this part, and those that were answered here before they were asked no more."""

    part: ClassVar[Part]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = Answer.objects.filter(profile=self.instance, question__section=self.part.code)
        answers = {one.question_id: one for one in stored.select_related("question").order_by("pk")}
        asked = self.part.asked if self.part.is_on else []
        self.questions = [one for one in self.part.questions if one in asked or one.pk in answers]
        source = {name: self.fields.pop(name) for name in ("source", *NEW_SOURCE, *BESIDE_SOURCE)}
        for question in self.questions:
            self.fields[_name(question)] = _field(question, answers.get(question.pk))
        self.fields |= source
        self.fields["source"].initial = next((one.source_id for one in answers.values() if one.source_id), None)
        names = [_name(question) for question in self.questions]
        self.helper = CbpFormHelper(self, *HIDDEN, *names, *self.source_block(), all_optional=True)

    def given(self) -> dict[Question, Value]:
        """What the person answered; every answer when it is the source that changed."""
        touched = self.touched()
        is_new_source = bool({"source", *NEW_SOURCE} & set(touched))
        return {
            question: self._value(question)
            for question in self.questions
            if is_new_source or _name(question) in touched
        }

    def _value(self, question: Question) -> Value:
        value = self.cleaned_data[_name(question)]
        if question.kind == QuestionKind.YES_NO:
            return {YES: True, NO: False}.get(value)
        return None if value == "" else cast(Value, value)


def _name(question: Question) -> str:
    return f"answer_{question.pk}"


def _field(question: Question, answer: Answer | None) -> forms.Field:
    value: Value = answer.value if answer else None
    if isinstance(value, Decimal):
        value = value.quantize(PLACES)
    field: forms.Field = MAKE[question.kind](question)
    field.label, field.required = str(question), False
    field.initial = SHOWN.get(value, value) if isinstance(value, bool) else value
    return field


def _number(question: Question) -> forms.Field:
    return AmountField(
        min_value=None, max_digits=15, required=False, help_text=question.unit, error_messages={"invalid": NUMBER}
    )


def _choice(question: Question) -> forms.Field:
    choices = [(option["code"], question.option_label(option["code"])) for option in question.options]
    return forms.ChoiceField(choices=[NOTHING, *choices], required=False)


MAKE: dict[str, Any] = {
    QuestionKind.TEXT: lambda question: forms.CharField(max_length=2000, required=False, widget=words(2)),
    QuestionKind.NUMBER: _number,
    QuestionKind.CHOICE: _choice,
    QuestionKind.YES_NO: lambda question: forms.ChoiceField(choices=EXISTS, required=False, widget=forms.RadioSelect),
    QuestionKind.DATE: lambda question: forms.DateField(required=False, widget=Day),
}


def answers_form(part: Part, *, sees_restricted: bool) -> type[AnswersForm]:
    return cast(
        "type[AnswersForm]", type("AnswersForm", (AnswersForm,), {"part": part, "sees_restricted": sees_restricted})
    )

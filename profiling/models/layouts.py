"""How a programme's profiles are laid out: which parts and fields are asked, and its own questions."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Classification
from cbp.core.labels import label_in
from cbp.core.models import Programme
from profiling.models.sources import Entry

Value = str | Decimal | datetime.date | bool | None


class PartSetting(models.Model):
    """What a programme decides on one part (`profiling.sections`). Without a row the part is as the house has it.

    `fields_off` names fields as “table.field”. What is switched off is not asked any more; what stands there stays.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="part_settings")
    section = models.CharField(_("part"), max_length=20)
    is_on = models.BooleanField(_("asked"), default=True)
    classification = models.CharField(_("classification"), max_length=10, choices=Classification.choices, blank=True)
    fields_off = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    objects = models.Manager["PartSetting"]()

    class Meta:
        verbose_name = _("setting of a part of profiles")
        verbose_name_plural = _("settings of parts of profiles")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "section"], name="part_setting_once")]


class QuestionKind(models.TextChoices):
    TEXT = "text", pgettext_lazy("kind of question", "Words")
    NUMBER = "number", pgettext_lazy("kind of question", "Number")
    CHOICE = "choice", pgettext_lazy("kind of question", "One of several answers")
    YES_NO = "yes-no", pgettext_lazy("kind of question", "Yes or no")
    DATE = "date", pgettext_lazy("kind of question", "Date")


# The column of an answer that holds what was answered.
COLUMNS = {
    QuestionKind.TEXT: "text", QuestionKind.NUMBER: "number", QuestionKind.CHOICE: "option",
    QuestionKind.YES_NO: "yes", QuestionKind.DATE: "day",
}  # fmt: skip


class Question(models.Model):
    """A programme's own question in one part of its profiles.

    `labels` is {language: text}. `options`, of a choice, is [{"code": …, "labels": {language: text}}]; codes stay when
    labels change. A question that was answered once is never deleted, only not asked any more.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="questions")
    section = models.CharField(_("part"), max_length=20)
    code = models.SlugField(max_length=30)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind.choices)
    labels = models.JSONField(_("question"), default=dict)
    options = models.JSONField(_("answers"), default=list, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    counts_people = models.BooleanField(
        _("This number counts people"), default=False,
        help_text=_("In papers and in files for others, small counts of people are hidden."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("asked"), default=True)

    objects = models.Manager["Question"]()

    class Meta:
        verbose_name = _("own question")
        verbose_name_plural = _("own questions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="question_once",
                violation_error_message=_("Two questions have the same code."),
            )
        ]

    def __str__(self) -> str:
        return label_in(self.labels)

    @property
    def labels_of_options(self) -> list[str]:
        return [label_in(option["labels"]) for option in self.options]

    def option_label(self, code: str) -> str:
        return next((label_in(option["labels"]) for option in self.options if option["code"] == code), code)


class Answer(Entry):
    """What was answered to an own question: in the column of its kind, the others empty."""

    TEXTS: ClassVar = ("text",)

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    text = models.CharField(max_length=2000, blank=True)
    number = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True)
    option = models.CharField(max_length=30, blank=True)
    yes = models.BooleanField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)

    objects = models.Manager["Answer"]()

    class Meta:
        verbose_name = _("answer to an own question")
        verbose_name_plural = _("answers to own questions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["profile", "question"], name="answer_once")]

    def __str__(self) -> str:
        return str(self.value if self.value is not None else "")

    @property
    def value(self) -> Value:
        """None where nothing is known."""
        value: Value = getattr(self, COLUMNS[QuestionKind(self.question.kind)])
        return None if value == "" else value

    @value.setter
    def value(self, value: Value) -> None:
        setattr(self, COLUMNS[QuestionKind(self.question.kind)], value)

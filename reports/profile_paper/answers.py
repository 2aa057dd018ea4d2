"""A programme's own questions and what was answered, in the language of the paper."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cbp.core.labels import label_in
from cbp.core.suppression import HIDDEN
from cbp.core.templatetags import figures as f
from profiling.models.layouts import QuestionKind
from profiling.reading.tables import yes_no
from reports.plan_paper.wording import told
from reports.profile_paper.cells import Printed

Row = dict[str, Any]


def question_of(answer: Row) -> str:
    return label_in(answer["labels"])


def answer_printed(answer: Row) -> Printed:
    if answer["kind"] == QuestionKind.TEXT:
        return Printed(question_of(answer), told=told(answer["texts"], "text"))
    return Printed(question_of(answer), _text(answer))


def _text(answer: Row) -> SafeString | str:
    value = answer["value"]
    if value is None:
        return ""
    if value == HIDDEN and answer["kind"] == QuestionKind.NUMBER:
        return f.shown(value)
    match answer["kind"]:
        case QuestionKind.CHOICE:
            return f.name(next((label_in(one["labels"]) for one in answer["options"] if one["code"] == value), value))
        case QuestionKind.YES_NO:
            return yes_no(value)
        case QuestionKind.DATE:
            return f.day(value)
    return format_html("{} {}", f.decimal(value), f.name(answer["unit"])) if answer["unit"] else f.decimal(value)

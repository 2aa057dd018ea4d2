"""Answering a programme's own questions in one part of a profile."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.refusals import Refused
from profiling.actions.guards import checked, opened
from profiling.actions.sources import forget_source, kept_source
from profiling.actions.telling import tell
from profiling.models import Answer, Profile, Question, Source
from profiling.models.layouts import QuestionKind, Value
from profiling.reading.layouts import layout_for
from profiling.sections import BY_CODE

KINDS: dict[str, type | tuple[type, ...]] = {
    QuestionKind.TEXT: str, QuestionKind.NUMBER: (Decimal, int), QuestionKind.CHOICE: str, QuestionKind.YES_NO: bool,
    QuestionKind.DATE: datetime.date,
}  # fmt: skip


@transaction.atomic
def save_answers(
    profile: Profile,
    section: str,
    answers: Mapping[Question, Value],
    *,
    source: Source | None,
    expected: int | None = None,
    by: User,
) -> None:
    """Writes these answers and no others; None is not known, and takes an answer away. Raises `Stale`.

    Every answer that is written names that source. New words doubt their translations.
    """
    now = opened(profile, expected)
    for question, value in answers.items():
        _refuse(now, section, question, value)
    kept = kept_source(now, source)[0] if source else None
    stored = {one.question_id: one for one in now.answers.filter(question__in=answers).select_related("source")}
    former = {one.source for one in stored.values()}
    before, after = {}, {}
    for question, value in answers.items():
        answer = stored.get(question.pk) or Answer(profile=now, question=question, language=by.language)
        before[str(question)], after[str(question)] = _told(question, answer.value), _told(question, value)
        _write(answer, value, kept)
    closed = layout_for(now)[section].is_restricted
    for let_go in former - {kept} if closed else ():
        forget_source(let_go)
    tell(profile, section, by, before=None if closed else before, after=None if closed else after)


def _refuse(profile: Profile, section: str, question: Question, value: Value) -> None:
    if section not in BY_CODE or question.section != section or question.programme_id != profile.programme_id:
        raise Refused(_("“%(question)s” is no question of this part.") % {"question": question})
    if value is not None and value != "" and not _fits(question, value):
        raise Refused(_("What was answered to “%(question)s” does not fit the question.") % {"question": question})


def _fits(question: Question, value: Value) -> bool:
    """Of the question's kind; a choice is one of its answers, a number has at most two places after the point."""
    if question.kind == QuestionKind.CHOICE:
        return value in {option["code"] for option in question.options}
    if isinstance(value, bool) or not isinstance(value, KINDS[question.kind]):
        return isinstance(value, bool) and question.kind == QuestionKind.YES_NO
    return not isinstance(value, Decimal) or value == round(value, 2)


def _write(answer: Answer, value: Value, source: Source | None) -> None:
    if value is None or value == "":
        if answer.pk:
            answer.delete()
        return
    if answer.pk and answer.text and answer.text != value:
        answer.doubt_translations(["text"])
    answer.value, answer.source = value, source
    checked(answer, without=("profile", "question", "source"))
    answer.save()


def _told(question: Question, value: Value) -> object:
    """As the history keeps it, in words."""
    return question.option_label(value) if isinstance(value, str) and question.options else audit.plain(value)

"""What the profiles of a programme ask: its parts and fields on or off, their classification, its own questions.

A layout belongs to the programme and is counted with its version. What is switched off is not asked any more; what
older profiles hold there stays, is read, and is copied into the next version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.choices import Classification
from cbp.core.models import Programme, Verb
from cbp.core.refusals import Refused
from profiling.actions.guards import checked
from profiling.models import Answer, PartSetting, Question
from profiling.models.layouts import QuestionKind
from profiling.reading.layouts import ORDER, field_keys, field_label, layout_of
from profiling.sections import ALWAYS, BY_CODE, RESTRICTED_CLASSES

QUESTION_FIELDS = ("section", "kind", "labels", "options", "unit", "counts_people", "is_active")
LANGUAGES = tuple(code for code, _label in settings.LANGUAGES)
LONGEST, MOST_OPTIONS, MOST_QUESTIONS = 200, 30, 60


@dataclass(frozen=True)
class Choice:
    """What is decided on one part. `fields_off` are keys of `field_keys`."""

    is_on: bool
    classification: str
    fields_off: frozenset[str] = frozenset()


@transaction.atomic
def set_layout(programme: Programme, choices: Mapping[str, Choice], *, expected: int, by: User) -> None:
    """These parts as decided, the others as they are. Raises `Stale` when someone changed the programme before."""
    for code, choice in choices.items():
        _refuse_choice(code, choice)
    programme.save_over(expected, [])
    before = {part.code: Choice(part.is_on, part.classification, part.fields_off) for part in layout_of(programme)}
    changed = {code: choice for code, choice in choices.items() if before[code] != choice}
    for code, choice in changed.items():
        PartSetting.objects.update_or_create(
            programme=programme, section=code,
            defaults={"is_on": choice.is_on, "classification": choice.classification,
                      "fields_off": sorted(choice.fields_off)},
        )  # fmt: skip
    if changed:
        was, now = ([_told(code, side[code]) for code in changed] for side in (before, changed))
        audit.record(Verb.PROFILE_LAYOUT, programme, by=by, before={"layout": was}, after={"layout": now})


def _refuse_choice(code: str, choice: Choice) -> None:
    section = BY_CODE.get(code)
    if section is None:
        raise Refused(_("A profile has no such part."))
    if choice.classification not in Classification.values:
        raise Refused(_("Choose how open this part is."))
    if code in ALWAYS and not choice.is_on:
        raise Refused(_("“%(part)s” is part of every profile.") % {"part": section.title})
    if code in ALWAYS and choice.classification in RESTRICTED_CLASSES:
        raise Refused(_("“%(part)s” is read by everybody who reads profiles.") % {"part": section.title})
    if ORDER.index(Classification(choice.classification)) < ORDER.index(section.least):
        raise Refused(
            _("“%(part)s” is never more open than “%(least)s”.") % {"part": section.title, "least": section.least.label}
        )
    if choice.fields_off - set(field_keys(section)):
        raise Refused(_("A field of “%(part)s” cannot be left out.") % {"part": section.title})


def _told(code: str, choice: Choice) -> dict[str, object]:
    """As the history keeps it: what is as usual is left out."""
    told: dict[str, object] = {"section": code, "classification": choice.classification}
    if not choice.is_on:
        told["not_asked"] = True
    if choice.fields_off:
        told["fields_off"] = [field_label(BY_CODE[code], key) for key in sorted(choice.fields_off)]
    return told


# --- own questions ----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_question(question: Question, *, place: int | None = None, expected: int, by: User) -> Question:
    """Its code is made from its words and never changes: answers and columns of sheets go by it.

    `place` is counted from 1 among the questions of the part; without it, the last one.
    """
    programme = question.programme
    _settle(question)
    programme.save_over(expected, [])
    if Question.objects.filter(programme=programme).count() >= MOST_QUESTIONS:
        raise Refused(_("A programme asks at most %(most)s questions of its own.") % {"most": MOST_QUESTIONS})
    question.code = _free_code(question)
    checked(question, without=("programme",))
    question.save()
    _place(question, place)
    audit.record(Verb.PROFILE_LAYOUT, programme, by=by, after=_question(question))
    return question


@transaction.atomic
def change_question(question: Question, *, place: int | None = None, expected: int, by: User) -> None:
    """Its part, words, answers and place. Once it was answered, its kind and the answers that were chosen stay."""
    programme = question.programme
    _settle(question)
    programme.save_over(expected, [])
    stored = Question.objects.filter(pk=question.pk, programme=programme).first()
    if stored is None:
        raise Refused(_("Someone has removed this question meanwhile."))
    _refuse_what_answers_forbid(stored, question)
    question.code = stored.code
    checked(question, without=("programme",))
    before = _question(stored)
    question.save(update_fields=[*QUESTION_FIELDS])
    _place(question, place)
    audit.record(Verb.PROFILE_LAYOUT, programme, by=by, before=before, after=_question(question))


@transaction.atomic
def remove_question(question: Question, *, by: User) -> None:
    """One that nobody answered. One that was answered is only not asked any more (`is_active`)."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=question.programme_id)
    if is_answered(question):
        raise Refused(_("This question was answered. Ask it no more instead: what was answered stays."))
    if not Question.objects.filter(pk=question.pk).delete()[0]:
        raise Refused(_("Someone has removed this question already."))
    programme.save_over(programme.version, [])
    audit.record(Verb.PROFILE_LAYOUT, programme, by=by, before=_question(question))


def is_answered(question: Question) -> bool:
    return Answer.objects.filter(question=question).exists()


def _settle(question: Question) -> None:
    """Refuses in words what no question can be, and keeps of the rest what its kind needs."""
    question.labels = _labels(question.labels)
    if not question.labels:
        raise Refused(_("Write the question in at least one language."))
    if question.section not in BY_CODE:
        raise Refused(_("A profile has no such part."))
    if question.kind != QuestionKind.CHOICE:
        question.options = []
    elif not 2 <= len(question.options) <= MOST_OPTIONS:
        raise Refused(_("Give between 2 and %(most)s answers to choose from.") % {"most": MOST_OPTIONS})
    question.options = _coded(question.options)
    if question.kind != QuestionKind.NUMBER:
        question.unit, question.counts_people = "", False


def _labels(labels: Mapping[str, str]) -> dict[str, str]:
    kept = {code: labels[code].strip() for code in LANGUAGES if labels.get(code, "").strip()}
    if any(len(text) > LONGEST for text in kept.values()):
        raise Refused(_("A label has at most %(most)s letters.") % {"most": LONGEST})
    return kept


def _coded(options: list[dict[str, object]]) -> list[dict[str, object]]:
    """Each with a code: that which it has, or a new one."""
    taken = [str(option.get("code") or "") for option in options]
    if len(set(filter(None, taken))) != len(list(filter(None, taken))):
        raise Refused(_("Two answers have the same code."))
    coded: list[dict[str, object]] = []
    for number, option in enumerate(options):
        labels = _labels(option["labels"])  # type: ignore[arg-type]  # what the page or the sheet sent
        if not labels:
            raise Refused(_("Write each answer in at least one language."))
        taken[number] = taken[number] or _free(_slug(labels), taken)
        coded.append({"code": taken[number], "labels": labels})
    return coded


def _free_code(question: Question) -> str:
    return _free(_slug(question.labels), Question.objects.filter(programme=question.programme).values_list("code"))


def _slug(labels: Mapping[str, str]) -> str:
    """From the words in Latin script; others are only numbered."""
    return next((slug for text in labels.values() if (slug := slugify(text)[:24].strip("-"))), "q")


def _free(wanted: str, taken: object) -> str:
    used = {one[0] if isinstance(one, tuple) else one for one in taken}  # type: ignore[attr-defined]
    return next(code for code in (wanted, *(f"{wanted}-{n}" for n in range(2, 9999))) if code not in used)


def _refuse_what_answers_forbid(stored: Question, question: Question) -> None:
    if question.kind != stored.kind and is_answered(stored):
        raise Refused(_("This question was answered: the kind of its answer stays."))
    if question.section != stored.section and is_answered(stored):
        raise Refused(_("This question was answered: it stays in its part."))
    gone = {option["code"] for option in stored.options} - {option["code"] for option in question.options}
    if Answer.objects.filter(question=stored, option__in=gone).exists():
        raise Refused(_("An answer that was chosen somewhere stays among the answers. Its words may change."))


def _place(question: Question, place: int | None) -> None:
    """Among the questions of its part, all counted anew."""
    others = list(
        Question.objects.filter(programme=question.programme, section=question.section)
        .exclude(pk=question.pk).order_by("position", "pk")
    )  # fmt: skip
    others.insert(len(others) if place is None else max(place - 1, 0), question)
    for number, one in enumerate(others, start=1):
        if one.position != number:
            one.position = number
            one.save(update_fields=["position"])


def _question(question: Question) -> dict[str, object]:
    """As the history keeps it."""
    told: dict[str, object] = {"section": question.section, "question": question.labels, "place": question.position}
    told["profiling.question.kind"] = question.kind
    if question.options:
        told["profiling.question.options"] = [option["labels"] for option in question.options]
    if question.unit:
        told["profiling.question.unit"] = question.unit
    if question.counts_people:
        told["profiling.question.counts_people"] = True
    if not question.is_active:
        told["not_asked"] = True
    return told

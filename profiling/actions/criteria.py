"""The criteria by which a programme chooses communities: taken, worded, weighed, put in order, retired. (domain 4.4)

They carry the version of their programme. Weights of those in use sum to a hundred (domain 11.3, rule 1); a criterion
without a weight is not in use, and one that was scored is never deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Programme, Verb
from cbp.core.refusals import Refused
from cbp.core.templatetags.figures import in_text, written
from profiling.actions.guards import checked
from profiling.criteria import STARTERS
from profiling.methods import HUNDRED, is_hundred
from profiling.models import SelectionCriterion

WORDED = ["labels", "hints", "is_inverse", "is_restricted"]
CODE_LENGTH = 24


@transaction.atomic
def take_starters(programme: Programme, *, by: User) -> None:
    """The set to begin with; refused where the programme has criteria of its own."""
    now = _locked(programme)
    if now.selection_criteria.exists():
        raise Refused(_("This programme has criteria already. Change them, or add others."))
    SelectionCriterion.objects.bulk_create(
        SelectionCriterion(
            programme=now, code=one.code, labels=one.labels, hints=one.hints, weight=Decimal(one.weight),
            is_inverse=one.is_inverse, is_restricted=one.is_restricted, position=position,
        )
        for position, one in enumerate(STARTERS, start=1)
    )  # fmt: skip
    now.save_over(now.version, [])
    audit.record(Verb.SELECTION_CRITERIA, now, by=by, after={"weights": _weights(now)})


@transaction.atomic
def weigh_criteria(
    programme: Programme, weights: Mapping[int, Decimal | None], *, order: Sequence[int], expected: int, by: User
) -> None:
    """Criterion → weight; None takes it out of use. `order` names them as they are to stand. Raises `Stale`."""
    now = _locked(programme)
    before = _weights(now)
    now.save_over(expected, [])
    criteria = {one.pk: one for one in now.selection_criteria.all()}
    for pk, weight in weights.items():
        if pk in criteria:
            criteria[pk].is_active = weight is not None
            criteria[pk].weight = weight or Decimal(0)
    for position, pk in enumerate([pk for pk in order if pk in criteria], start=1):
        criteria[pk].position = position
    _refuse_sum([one for one in criteria.values() if one.is_active])
    for one in criteria.values():
        checked(one, without=("programme",))
    SelectionCriterion.objects.bulk_update(criteria.values(), ["is_active", "weight", "position"])
    programme.version = now.version
    audit.record(
        Verb.SELECTION_CRITERIA, now, by=by, before={"weights": before}, after={"weights": _weights(now)}
    )  # fmt: skip


def _refuse_sum(in_use: Sequence[SelectionCriterion]) -> None:
    """None in use is allowed: the programme then assesses nothing any more."""
    empty = next((one for one in in_use if not one.weight), None)
    if empty:
        raise Refused(
            _("“%(criterion)s” has the weight 0. Give it a weight, or leave its weight empty to take it out of use.")
            % {"criterion": empty}
        )
    total = sum((one.weight for one in in_use), Decimal(0))
    if in_use and not is_hundred(one.weight for one in in_use):
        missing = HUNDRED - total
        sentence = (
            _("The weights sum to %(sum)s and not to 100: %(difference)s are missing.")
            if missing > 0
            else _("The weights sum to %(sum)s and not to 100: %(difference)s are too many.")
        )
        raise Refused(sentence % {"sum": _figure(total), "difference": _figure(abs(missing))})


def _figure(weight: Decimal) -> str:
    return in_text(written(weight, 0 if weight == weight.to_integral_value() else 2))


@transaction.atomic
def add_criterion(criterion: SelectionCriterion, *, by: User) -> SelectionCriterion:
    """Not in use until it is given a weight, so that the sum stays a hundred. Its code comes from its words."""
    now = _locked(criterion.programme)
    last = now.selection_criteria.aggregate(most=Max("position"))["most"] or 0
    criterion.is_active, criterion.weight, criterion.position = False, Decimal(0), last + 1
    _refuse_silent(criterion)
    criterion.code = _free_code(now, criterion)
    checked(criterion, without=("programme",))
    criterion.save()
    now.save_over(now.version, [])
    audit.record(Verb.SELECTION_CRITERIA, now, by=by, after={"labels": criterion.labels})
    return criterion


@transaction.atomic
def change_criterion(criterion: SelectionCriterion, *, expected: int, by: User) -> None:
    """Its words and its direction. What was scored keeps the direction of its day. Raises `Stale`."""
    now = _locked(criterion.programme)
    stored = now.selection_criteria.filter(pk=criterion.pk).first()
    if stored is None:
        raise Refused(_("Someone has removed this criterion meanwhile. What you wrote is still here: add it anew."))
    now.save_over(expected, [])
    _refuse_silent(criterion)
    before = audit.values_of(stored, WORDED)
    for name in WORDED:
        setattr(stored, name, getattr(criterion, name))
    checked(stored, without=("programme",))
    stored.save(update_fields=WORDED)
    audit.record(Verb.SELECTION_CRITERIA, now, by=by, before=before, after=audit.values_of(stored, WORDED))


@transaction.atomic
def remove_criterion(criterion: SelectionCriterion, *, by: User) -> None:
    """Only one that is not in use and that no assessment asks."""
    now = _locked(criterion.programme)
    stored = now.selection_criteria.filter(pk=criterion.pk).first()
    if stored is None:
        raise Refused(_("Someone has removed this criterion already."))
    if stored.is_active:
        raise Refused(_("This criterion is in use. Take its weight away first."))
    if stored.scores.exists():
        raise Refused(_("Communities were assessed by this criterion: it stays, out of use."))
    stored.delete()
    now.save_over(now.version, [])
    audit.record(Verb.SELECTION_CRITERIA, now, by=by, before={"labels": stored.labels})


# --- what they share --------------------------------------------------------------------------------------------------
def _locked(programme: Programme) -> Programme:
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def _weights(programme: Programme) -> dict[str, str]:
    in_use = programme.selection_criteria.in_use().in_order()
    return {str(one): format(one.weight.normalize(), "f") for one in in_use}


def _refuse_silent(criterion: SelectionCriterion) -> None:
    criterion.labels = _said(criterion.labels)
    criterion.hints = _said(criterion.hints)
    if not criterion.labels:
        raise Refused(_("Name the criterion in at least one language."))


def _said(texts: dict[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def _free_code(programme: Programme, criterion: SelectionCriterion) -> str:
    taken = set(programme.selection_criteria.values_list("code", flat=True))
    stem = slugify(criterion.labels.get("en", ""))[:CODE_LENGTH].strip("-") or "criterion"
    codes = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(code for code in codes if code not in taken)

"""The criteria of a programme: taken over, weighed to a hundred, worded anew and retired."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from profiling.actions.criteria import add_criterion, change_criterion, remove_criterion, take_starters, weigh_criteria
from profiling.models import SelectionCriterion
from tests.profiling.chosen import make_criteria, settled, weigh


def in_use(programme) -> list[tuple[str, str]]:
    return [(one.code, str(one.weight)) for one in programme.selection_criteria.in_use().in_order()]


# --- criteria ---------------------------------------------------------------------------------------------------------
def test_a_programme_takes_the_starters_once(cast, programme):
    take_starters(programme, by=cast.manager)
    assert programme.selection_criteria.count() == 11
    assert sum(one.weight for one in programme.selection_criteria.in_use()) == 100
    assert Event.objects.get(verb=Verb.SELECTION_CRITERIA).after["weights"]["Others do the same here already"] == "5"
    with pytest.raises(Refused, match="has criteria already"):
        take_starters(programme, by=cast.manager)


@pytest.mark.parametrize(("weights", "words"), [
    ({"need": "40", "reach": "25", "conflict": "30"}, "sum to \u206695\u2069 and not .* \u20665\u2069 are missing"),
    ({"need": "50", "reach": "50.02", "conflict": None}, "sum to \u2066100.02\u2069 .* \u20660.02\u2069 are too many"),
    ({"need": "100", "reach": "0", "conflict": None}, "“Reach” has the weight 0"),
    ({"need": "101", "reach": None, "conflict": None}, "sum to \u2066101\u2069"),
    ({"need": "-1", "reach": "81", "conflict": "20"}, "greater than or equal to 0"),
])  # fmt: skip
def test_weights_that_are_no_hundred_are_refused_with_their_sum(cast, programme, weights, words):
    make_criteria(programme)
    with pytest.raises(Refused, match=words), transaction.atomic():
        weigh(programme, weights, cast.manager)
    assert in_use(programme) == [("need", "50.00"), ("reach", "30.00"), ("conflict", "20.00")]


def test_criteria_are_weighed_ordered_and_retired(cast, programme):
    make_criteria(programme)
    weigh(programme, {"need": "33.33", "reach": None, "conflict": "66.66"}, cast.manager, "conflict need reach")
    assert in_use(programme) == [("conflict", "66.66"), ("need", "33.33")]
    line = Event.objects.get(verb=Verb.SELECTION_CRITERIA)
    assert line.before == {"weights": {"Need": "50", "Reach": "30", "Conflict": "20"}}
    assert line.after == {"weights": {"Conflict": "66.66", "Need": "33.33"}}
    weigh(programme, {"need": None, "reach": None, "conflict": None}, cast.manager)
    assert in_use(programme) == []


def test_two_people_weigh_at_once(cast, programme):
    made = make_criteria(programme)
    weights = {one.pk: one.weight for one in made}
    order = [one.pk for one in made]
    weigh_criteria(programme, weights, order=order, expected=1, by=cast.manager)
    with pytest.raises(Stale):
        weigh_criteria(programme, weights, order=order, expected=1, by=cast.screening)


def test_a_criterion_of_one_s_own_waits_for_its_weight(cast, programme):
    make_criteria(programme)
    made = add_criterion(
        SelectionCriterion(programme=programme, labels={"en": " Mobile network! ", "ar": " "}), by=cast.manager
    )
    assert (made.code, made.is_active, made.weight, made.labels) == (
        "mobile-network", False, 0, {"en": "Mobile network!"},
    )  # fmt: skip
    again = add_criterion(SelectionCriterion(programme=programme, labels={"en": "Mobile network"}), by=cast.manager)
    other = add_criterion(SelectionCriterion(programme=programme, labels={"ar": "شبكة"}), by=cast.manager)
    assert (again.code, other.code) == ("mobile-network-2", "criterion")
    assert in_use(programme) == [("need", "50.00"), ("reach", "30.00"), ("conflict", "20.00")]
    with pytest.raises(Refused, match="at least one language"):
        add_criterion(SelectionCriterion(programme=programme, labels={"en": " "}), by=cast.manager)


def test_a_criterion_is_worded_anew(cast, programme):
    need = make_criteria(programme)[0]
    need.labels = {"en": "Need seen", "es": "Necesidad"}
    change_criterion(need, expected=1, by=cast.manager)
    need.refresh_from_db()
    assert (need.labels, need.weight) == ({"en": "Need seen", "es": "Necesidad"}, 50)
    with pytest.raises(Stale):
        change_criterion(need, expected=1, by=cast.manager)
    need.labels = {}
    with pytest.raises(Refused, match="at least one language"):
        change_criterion(need, expected=2, by=cast.manager)
    SelectionCriterion.objects.filter(pk=need.pk).delete()
    with pytest.raises(Refused, match="removed this criterion meanwhile"):
        change_criterion(need, expected=2, by=cast.manager)


def test_a_criterion_once_scored_is_retired_and_never_deleted(cast, programme):
    assessment = settled(cast)
    need = programme.selection_criteria.get(code="need")
    with pytest.raises(Refused, match="is in use"):
        remove_criterion(need, by=cast.manager)
    weigh(programme, {"need": None, "reach": "60", "conflict": "40"}, cast.manager)
    with pytest.raises(Refused, match="it stays, out of use"):
        remove_criterion(need, by=cast.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        need.delete()
    spare = add_criterion(SelectionCriterion(programme=programme, labels={"en": "Spare"}), by=cast.manager)
    remove_criterion(spare, by=cast.manager)
    with pytest.raises(Refused, match="removed this criterion already"):
        remove_criterion(spare, by=cast.manager)
    assert assessment.scores.count() == 3

"""How the communities were chosen: by one set of criteria, proposed by the facilitator, decided in another role."""

from __future__ import annotations

from cbp.accounts.models import User
from cbp.desk.demonstration.books import Entry, beside, book
from cbp.desk.demonstration.stage import Stage
from profiling.actions.criteria import take_starters
from profiling.actions.selection import begin_assessment, decide_assessment, propose_assessment, save_scores
from profiling.models import Community, SelectionAssessment, SelectionScore


def agree_on_criteria(stage: Stage) -> None:
    take_starters(stage.programme, by=stage.people.manager)


def candidates() -> list[Entry]:
    """Communities that were looked at and not begun with."""
    entries: list[Entry] = book("selection")["candidate"]
    return entries


def assess(community: Community, stage: Stage) -> None:
    """From the scores to the decision; a proposal without a `decider` waits for one."""
    entry = next(one for one in book("selection")["assessment"] if one["community"] == community.name)
    people, held_on = stage.people, entry["held_on"]
    assessment = begin_assessment(community, stage.programme, held_on=held_on, by=people.facilitator)
    _score(assessment, entry, people.facilitator)
    propose_assessment(assessment, outcome=entry["outcome"], reason=entry["reason"], by=people.facilitator)
    if "decider" in entry:
        decide_assessment(assessment, by=getattr(people, entry["decider"]))


def _score(assessment: SelectionAssessment, entry: Entry, by: User) -> None:
    rows = {row.criterion.code: row for row in assessment.scores.select_related("criterion")}
    told = {rows[code].criterion_id: (one["score"], one["fr"]) for code, one in entry["scores"].items()}
    save_scores(assessment, told, held_on=entry["held_on"], expected=assessment.version, by=by)
    for code, one in entry["scores"].items():
        words = beside(SelectionScore, {language: {"evidence": one[language]} for language in ("fr", "en", "ar")})
        SelectionScore.objects.filter(pk=rows[code].pk).update(**words)  # no page translates evidence

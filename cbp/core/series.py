"""The displacement series of an area: one total for each round, never adding what repeats the same people.

A total takes one level and one assessment type (baseline, else site assessment). Both types are kept, and a
difference between them is shown. Rows of different reasons and origins of one round add up.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cbp.core.choices import AssessmentType, DisplacementReason
from cbp.core.models import Area, DisplacementFigure


@dataclass(frozen=True)
class Round:
    """One round of one source: the total of displaced persons present, and what is known of it.

    `males` and `females` are None when any row of the total does not tell the sex. `other_total` is the total of the
    other assessment type where it tells another number. `by_reason` holds (reason, persons), the largest first.
    """

    number: int
    reported_on: datetime.date
    source: str
    operation: str
    level: int
    assessment: str
    persons: int
    males: int | None
    females: int | None
    by_reason: tuple[tuple[str, int], ...]
    other_total: int | None

    @property
    def assessment_label(self) -> str:
        return str(AssessmentType(self.assessment).label)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """The reasons in the reader's words."""
        return [(str(DisplacementReason(reason).label), persons) for reason, persons in self.by_reason]


def rounds_of(area: Area, figures: Iterable[DisplacementFigure] | None = None) -> list[Round]:
    """The series, oldest first: the area's own figures where a round has them, else those of the next level down."""
    if figures is None:
        figures = DisplacementFigure.objects.under(area).select_related("area")
    rounds: dict[tuple[str, str, int], list[DisplacementFigure]] = defaultdict(list)
    for figure in figures:
        rounds[figure.source, figure.operation, figure.round].append(figure)
    made = [_round(rows) for rows in rounds.values()]
    return sorted(made, key=lambda one: (one.reported_on, one.source, one.operation, one.number))


def _round(rows: list[DisplacementFigure]) -> Round:
    level = min(row.area.level for row in rows)
    rows = [row for row in rows if row.area.level == level]
    types = {row.assessment for row in rows}
    assessment = AssessmentType.BASELINE if AssessmentType.BASELINE in types else AssessmentType.SITE
    counted = [row for row in rows if row.assessment == assessment]
    others = [row.persons for row in rows if row.assessment != assessment]
    persons = sum(row.persons for row in counted)
    reasons: dict[str, int] = defaultdict(int)
    for row in counted:
        reasons[row.reason] += row.persons
    return Round(
        number=counted[0].round,
        reported_on=max(row.reported_on for row in counted),
        source=counted[0].source,
        operation=counted[0].operation,
        level=level,
        assessment=assessment,
        persons=persons,
        males=_sum(row.males for row in counted),
        females=_sum(row.females for row in counted),
        by_reason=tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        other_total=sum(others) if others and sum(others) != persons else None,
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    """A sum with an unknown part is not known."""
    known = list(counts)
    return None if None in known else sum(count for count in known if count is not None)

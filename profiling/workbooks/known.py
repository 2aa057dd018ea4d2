"""What is known of each community, by the codes of the columns, in the words of the language that is active.

Read in batches, so that ten thousand communities are never in memory together, and just as a sheet that comes back is
compared (`profiling.sheets.standing`). A place that is not to be shown has no point, and a part that a version keeps
restricted by itself is left empty for everybody: this sheet goes from hand to hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cbp.core.models import Programme
from profiling.columns import Column
from profiling.models import Community, Question
from profiling.models.communities import CommunityQuerySet
from profiling.reading.layouts import closed_elsewhere
from profiling.sheets.standing import KINDS, Standing, standing_of, targets_of
from profiling.workbooks.books import Value

AT_ONCE = 500
POINT = ("latitude", "longitude", "precision")
NO_SOURCE = ("", "", None)  # what figures rest on is not asked here
Known = dict[str, Value]


def known_rows(communities: CommunityQuerySet, programme: Programme, columns: Sequence[Column]) -> Iterator[Known]:
    """One for each community, in the order of these."""
    answers = {column.code: dict(column.options) for column in columns if column.options}
    places = _places(programme, columns)
    part_of = {column.code: column.section for column in columns}
    for batch in _batches(communities.select_related("area").prefetch_related("names").iterator(AT_ONCE)):
        standing = standing_of([community.pk for community in batch], KINDS, NO_SOURCE)
        closed = closed_elsewhere([one.base.pk for one in standing.values() if one.base], programme)
        for community in batch:
            stands = standing[community.pk]
            shut = closed.get(stands.base.pk, ()) if stands.base else ()
            figures = {code: value for code, value in _figures(stands, places).items() if part_of[code] not in shut}
            known = {**_identity(community), **figures}
            yield {
                code: answers[code].get(str(value), value) if code in answers else value
                for code, value in known.items()
            }


Places = dict[tuple[str, tuple[Any, ...]], list[tuple[str, int]]]


def _places(programme: Programme, columns: Sequence[Column]) -> Places:
    """By the row of a profile, the columns that tell of it: (code, place in the row)."""
    questions = {question.code: question for question in Question.objects.filter(programme=programme)}
    bands = {band.lower: band.upper for band in programme.age_bands.all()}
    places: Places = {}
    for code, target in targets_of((column.code for column in columns), questions, bands).items():
        places.setdefault((target.kind.name, target.key), []).append((code, target.at))
    return places


def _batches(communities: Iterable[Community]) -> Iterator[list[Community]]:
    batch: list[Community] = []
    for community in communities:
        batch.append(community)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _identity(community: Community) -> Known:
    known: Known = {
        "uid": str(community.uid), "name": community.name, "pcode": community.area.pcode, "kind": community.kind,
        "other_names": "; ".join(dict.fromkeys(name.text for name in community.names.all())),
    }  # fmt: skip
    point = community.shown_point()  # a sheet that brings the coarse point back changes nothing
    if point:
        known |= {name: getattr(point, name) for name in POINT}
    return known


def _figures(stands: Standing, places: Places) -> Known:
    """Only what is known: most columns of most communities are empty."""
    return {
        code: {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        for key, row in stands.rows.items()
        for code, at in places.get(key, ())
        if (value := row.values[at]) is not None and value != ""
    }

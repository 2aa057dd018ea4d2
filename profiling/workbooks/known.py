"""What is known of each community, by the codes of the columns, in the words of the language that is active.

Read in batches, so that ten thousand communities are never in memory together. The version that is worked on counts,
else the validated one. What is restricted has no column; a place that is not to be shown has no point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from profiling.columns import IN_A_SHEET, TOTALS, Column
from profiling.models import Answer, Community, PopulationFigure, PopulationTotal, Profile, ServiceStatus
from profiling.models.communities import CommunityQuerySet
from profiling.phases import ProfileState
from profiling.workbooks.books import Value

AT_ONCE = 500
# Where a version is worked on, it says more than the validated one.
CURRENT = (ProfileState.VALIDATED, ProfileState.DRAFT, ProfileState.IN_REVIEW)
POINT = ("latitude", "longitude", "precision")
Known = dict[str, Value]


def known_rows(communities: CommunityQuerySet, columns: Sequence[Column]) -> Iterator[Known]:
    """One for each community, in the order of these."""
    answers = {column.code: dict(column.options) for column in columns if column.options}
    for batch in _batches(communities.select_related("area").prefetch_related("names").iterator(AT_ONCE)):
        found = _figures(batch)
        for community in batch:
            yield _in_words({**_identity(community), **found.get(community.pk, {})}, answers)


def _batches(communities: Iterable[Community]) -> Iterator[list[Community]]:
    batch: list[Community] = []
    for community in communities:
        batch.append(community)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _in_words(known: Known, answers: dict[str, dict[str, str]]) -> Known:
    """Codes of answers become the words of the lists."""
    return {code: answers[code].get(str(value), value) if code in answers else value for code, value in known.items()}


def _identity(community: Community) -> Known:
    known: Known = {
        "uid": str(community.uid), "name": community.name, "pcode": community.area.pcode, "kind": community.kind,
        "other_names": "; ".join(dict.fromkeys(name.text for name in community.names.all())),
    }  # fmt: skip
    if not community.is_location_sensitive:
        known |= {name: getattr(community, name) for name in POINT}
    return known


def _figures(batch: Sequence[Community]) -> dict[int, Known]:
    """By community, in five questions."""
    profiles = Profile.objects.filter(community__in=batch, state__in=CURRENT).order_by("number")
    current = {profile.community_id: profile for profile in profiles}
    of = {profile.pk: profile for profile in current.values()}
    known: dict[int, Known] = {pk: {} for pk in current}
    for part in (_totals(of), _cells(of), _services(of), _own(of)):
        for profile, code, value in part:
            known[of[profile].community_id].setdefault(code, value)
    return known


Found = Iterator[tuple[int, str, Value]]
Profiles = dict[int, Profile]


def _totals(profiles: Profiles) -> Found:
    for total in PopulationTotal.objects.filter(profile__in=profiles).order_by("pk"):
        prefix = f"group.{total.group}" if total.group else "total"
        for name in TOTALS:
            yield total.profile_id, f"{prefix}.{name}", getattr(total, name)


def _cells(profiles: Profiles) -> Found:
    for figure in PopulationFigure.objects.filter(profile__in=profiles, group="").order_by("pk"):
        yield figure.profile_id, f"cell.{figure.sex}.{figure.lower}", figure.persons


def _services(profiles: Profiles) -> Found:
    """The first of each kind that speaks of the whole community."""
    for service in ServiceStatus.objects.filter(profile__in=profiles, quarter=None).order_by("pk"):
        for name in IN_A_SHEET:
            value: Any = getattr(service, name)
            yield service.profile_id, f"service.{service.kind}.{name}", _answer(value)


def _own(profiles: Profiles) -> Found:
    for answer in Answer.objects.filter(profile__in=profiles).select_related("question").order_by("pk"):
        yield answer.profile_id, f"question.{answer.question.code}", _answer(answer.value)


def _answer(value: Any) -> Value:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value

"""Old lines of history, read as things stand now: what has become restricted since is told to its readers alone.

A line is written once and never changed, so what it may tell is decided when it is read: by the part that it is about,
as the programme classifies it now, and by the row that it tells of (`HANDLE`). What was closed when it was written was
not written down at all. A row that is gone is told where the line of its going tells it; a profile that is gone is told
to those who read restricted parts in its area, for nobody can say any more which programmes worked there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.models import Event
from cbp.core.models.history import HANDLE, EventQuerySet, handle_of
from cbp.core.suppression import HIDDEN
from profiling.models import Answer, Community, Entry, PopulationFigure, PopulationTotal, Profile, Source
from profiling.reading.layouts import restricted_parts
from profiling.reading.sources import is_restricted
from profiling.sections import HOLDER, POPULATION, entry_models, table_of

PROFILE, COMMUNITY, SOURCE = (model._meta.label_lower for model in (Profile, Community, Source))
POINT = ("latitude", "longitude")


def lines_for(person: User) -> EventQuerySet:
    """The lines that the person may know of, without those of communities and profiles beyond reach.

    The history knows them by their place alone, and a programme reaches only the communities that it works with.
    """
    seen = Event.objects.visible_to(person)
    models: dict[str, Any] = {COMMUNITY: Community, PROFILE: Profile}
    for thing, model in models.items():
        beyond = model.objects.exclude(pk__in=model.objects.visible_to(person).values("pk"))
        seen = seen.exclude(~Q(by_id=person.pk), thing_type=thing, thing_id__in=beyond.values("pk"))
    return seen


def told_to(events: Iterable[Event], person: User) -> list[Event]:
    """The same lines, those that say too much now without what stood before and after. They are not to be saved."""
    found = list(events)
    about = [event for event in found if event.thing_type == PROFILE and _part(event)]
    for event in _sealed(about, person):
        event.before, event.after = None, {"section": _part(event)}
    _without_points([event for event in found if event.thing_type == COMMUNITY], person)
    return found


def _part(event: Event) -> str:
    return str(event.after.get("section", "")) if isinstance(event.after, dict) else ""


def _handle(event: Event) -> str:
    return str(event.after.get(HANDLE, "")) if isinstance(event.after, dict) else ""


# --- parts and rows ---------------------------------------------------------------------------------------------------
@dataclass
class _Known:
    """What a reader without the right may know of these profiles: parts that are closed, and rows that are open."""

    profiles: dict[int, Profile]
    closed: dict[int, set[str]]
    open_rows: set[str]

    def tells(self, event: Event) -> bool:
        profile = self.profiles.get(event.thing_id or 0)
        if profile is None or _part(event) in self.closed[profile.pk]:
            return False
        handle = _handle(event)
        return not handle or handle in self.open_rows


def _sealed(events: Sequence[Event], person: User) -> list[Event]:
    if not events:
        return []
    grants = list(person.grants(Permission.PROFILE_RESTRICTED))
    keys = {event.thing_id or 0 for event in events}
    readable = set(Profile.objects.within(grants).filter(pk__in=keys).values_list("pk", flat=True))
    left = [event for event in events if event.thing_id not in readable]
    if not left:
        return []
    known = _known(left)
    by_place = [grant for grant in grants if grant.area_path or not grant.programme_id]
    reached = set(_lines(left).within(by_place).values_list("pk", flat=True)) if by_place else set()
    return [
        event for event in left
        if not known.tells(event) and (event.thing_id in known.profiles or event.pk not in reached)
    ]  # fmt: skip


def _lines(events: Iterable[Event]) -> EventQuerySet:
    return Event.objects.filter(pk__in=[event.pk for event in events])


def _known(events: Sequence[Event]) -> _Known:
    profiles = Profile.objects.select_related("programme").in_bulk({event.thing_id or 0 for event in events})
    by_programme = restricted_parts({one.programme_id for one in profiles.values()})
    closed = {pk: {*by_programme[one.programme_id], *one.closed_parts} for pk, one in profiles.items()}
    handles = {_handle(event) for event in events} - {""}
    sources = {one for one in handles if one.startswith(f"{SOURCE}:")}
    return _Known(profiles, closed, _open_rows(handles - sources, closed) | _open_sources(sources, closed))


def _open_rows(handles: set[str], closed: dict[int, set[str]]) -> set[str]:
    """Rows that stand open now, and rows that went while they were open: the line of it holds values."""
    keys: dict[str, list[int]] = defaultdict(list)
    for handle in handles:
        label, _colon, key = handle.partition(":")
        keys[label].append(int(key))
    models: dict[str, Any] = {label: apps.get_model(label) for label in keys}
    rows = [row for label, found in keys.items() for row in models[label].objects.filter(pk__in=found)]
    there = {handle_of(row) for row in rows}
    told = {handle_of(row) for row in rows if _is_open(row, closed)}
    return told | (_gone_openly(handles - there, closed) if handles - there else set())


def _gone_openly(handles: set[str], profiles: Iterable[int]) -> set[str]:
    lines = Event.objects.filter(thing_type=PROFILE, thing_id__in=list(profiles), after__row__in=sorted(handles))
    last = {_handle(event): event for event in lines.order_by("at", "pk")}
    return {handle for handle, event in last.items() if event.before}


def _is_open(row: Entry, closed: dict[int, set[str]]) -> bool:
    return not is_restricted(row) and HOLDER[table_of(row).code].code not in closed.get(row.profile_id, set())


def _open_sources(handles: set[str], closed: dict[int, set[str]]) -> set[str]:
    """Sources that something open names, or nothing at all."""
    if not handles:
        return set()
    keys = [int(handle.partition(":")[2]) for handle in handles]
    there = set(Source.objects.filter(pk__in=keys).values_list("pk", flat=True))
    named, openly = set[int](), set[int]()
    models: list[type[Any]] = [*entry_models(), PopulationTotal, PopulationFigure, Answer]
    for model in models:
        rows = model.objects.filter(source__in=there)
        for row in rows.select_related("question") if model is Answer else rows:
            named.add(row.source_id)
            if _names_openly(row, closed):
                openly.add(row.source_id)
    return {f"{SOURCE}:{pk}" for pk in there if pk in openly or pk not in named}


def _names_openly(row: Entry | PopulationTotal | PopulationFigure, closed: dict[int, set[str]]) -> bool:
    parts = closed.get(row.profile_id, set())
    if isinstance(row, Answer):
        return row.question.section not in parts
    return _is_open(row, closed) if isinstance(row, Entry) else POPULATION not in parts


# --- points -----------------------------------------------------------------------------------------------------------
def _without_points(events: Sequence[Event], person: User) -> None:
    """Where a community does not show any more where it lies, its past does not either, but to those who enter it."""
    if not events:
        return
    secret = Community.objects.filter(Q(is_location_sensitive=True) | Q(merged__is_location_sensitive=True))
    own = Community.objects.within(person.grants(Permission.COMMUNITY_EDIT))
    keys = {event.thing_id or 0 for event in events}
    hidden = set(secret.filter(pk__in=keys).exclude(pk__in=own.values("pk")).values_list("pk", flat=True))
    for event in events:
        if event.thing_id in hidden:
            event.before, event.after = _pointless(event.before), _pointless(event.after)


def _pointless(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    return {name: HIDDEN if name in POINT and value else _pointless(value) for name, value in told.items()}

"""What a paper is made from: the data as they were when it was asked for, as plain JSON.

A snapshot holds codes, names and numbers, no sentences: the paper resolves every label in its own language. All that
is printed comes from here, so the same snapshot always gives the same paper.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from cbp.core.models import Area, DisplacementFigure, Event
from cbp.core.reach import Person
from cbp.core.search import folded
from cbp.core.series import Round, rounds_of
from cbp.plans.models import Plan, PlanSnapshot
from cbp.plans.snapshots import plan_snapshot

Snapshot = dict[str, Any]


def area_snapshot(area: Area, person: Person | None = None) -> Snapshot:
    """An area with its chain of parents, its displacement series and the areas one level below.

    Who sees an area sees what lies under it, so the snapshot does not depend on the person.
    """
    figures = list(DisplacementFigure.objects.under(area).select_related("area").order_by("pk"))
    rounds = rounds_of(area, figures)
    return {
        "paper": "area-sheet",
        "place": _place(Area.objects.prefetch_related("names").get(pk=area.pk)),
        "parents": [_named(parent) for parent in area.ancestors()],
        "below": _counts_below(area),
        "rounds": [_as_json(one) for one in rounds],
        "children": _children(area, figures),
        "as_of": _as_of(area, rounds),
    }


def edition_snapshot(plan: Plan, person: Person | None = None) -> Snapshot:
    """Of an endorsed edition what was frozen in the endorsing transaction; of any other its state now."""
    frozen = PlanSnapshot.objects.filter(plan=plan).first()
    return frozen.data if frozen else plan_snapshot(plan)


def _named(area: Area) -> dict[str, Any]:
    """Its official name, and its names by language. Codes and names without a language are kept apart."""
    names = [name for name in area.names.all() if name.is_name and name.language and not name.until]
    by_language = {name.language: name.text for name in sorted(names, key=lambda name: (name.language, -name.pk))}
    return {"pcode": area.pcode, "level": area.level, "name": area.name, "names": by_language}


def _place(area: Area) -> dict[str, Any]:
    stored = list(area.names.all())
    return {
        **_named(area),
        "country": area.country,
        "path": area.path,
        "codes": sorted(name.text for name in stored if not name.is_name),
        "other_names": sorted({name.text for name in stored if name.is_name and name.text != area.name}),
        "valid_from": _day(area.valid_from),
        "valid_to": _day(area.valid_to),
        "latitude": None if area.latitude is None else str(area.latitude.normalize()),
        "longitude": None if area.longitude is None else str(area.longitude.normalize()),
    }


def _counts_below(area: Area) -> list[dict[str, int]]:
    below = Area.objects.under(area).exclude(pk=area.pk).values("level").annotate(count=Count("pk")).order_by("level")
    return [{"level": row["level"], "count": row["count"]} for row in below]


def _children(area: Area, figures: Iterable[DisplacementFigure]) -> list[dict[str, Any]]:
    """The areas one level below, each with its own latest round."""
    depth = area.path.count("/") + 1
    under: dict[str, list[DisplacementFigure]] = defaultdict(list)
    for figure in figures:
        parts = figure.area.path.split("/")
        if len(parts) > depth:
            under["/".join(parts[:depth]) + "/"].append(figure)
    children = area.children.prefetch_related("names").order_by(folded("name"), "pk")
    return [{**_named(child), "latest": _latest(child, under.get(child.path, []))} for child in children]


def _latest(area: Area, figures: list[DisplacementFigure]) -> dict[str, Any] | None:
    rounds = rounds_of(area, figures) if figures else []
    return _as_json(rounds[-1]) if rounds else None


def _as_json(one: Round) -> dict[str, Any]:
    return {
        "number": one.number,
        "reported_on": one.reported_on.isoformat(),
        "source": one.source,
        "operation": one.operation,
        "level": one.level,
        "assessment": str(one.assessment),
        "persons": one.persons,
        "males": one.males,
        "females": one.females,
        "by_reason": [[str(reason), persons] for reason, persons in one.by_reason],
        "other_total": one.other_total,
    }


def _as_of(area: Area, rounds: list[Round]) -> str | None:
    """The last change recorded of this place, its chain or its figures; not the moment of the asking.

    So asking again tomorrow gives the same paper, and what it says stays true. Loads are recorded without a place.
    """
    kinds = Q(verb__startswith="area.") | Q(verb__startswith="displacement.")
    here = Q(area_path="") | Q(area_path__startswith=area.path) | Q(area_path__in=area.ancestor_paths)
    at = Event.objects.filter(kinds, here).order_by("-at").values_list("at", flat=True).first()
    if at:
        return at.astimezone(datetime.UTC).isoformat(timespec="seconds")
    return f"{rounds[-1].reported_on.isoformat()}T00:00:00+00:00" if rounds else None


def _day(value: datetime.date | None) -> str | None:
    return value.isoformat() if value else None

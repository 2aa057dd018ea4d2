"""The sums of areas as they leave, over all their levels: no sum tells what the paper of a community hides.

What a paper hides is the lowest level, and it is decided there (`population_shared`), by the community alone. All other
communities are told by their papers, so a sum tells what those of them have together whose count is hidden. It is shown
where that is at least two and no sums together fix one of them, else it is hidden, and the area above is asked. What an
area shows depends on the communities below it and on nothing else: district, region and country hide alike, on
whatever page they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cbp.core.suppression import HIDDEN, End, is_few, told_counts
from profiling.models import PopulationFigure, PopulationTotal, Profile
from profiling.models.population import TOTALS
from profiling.reading.area_sums import AreaSum, Counted, Tally, Totals
from profiling.reading.counts import populations
from profiling.reading.sharing.people import PEOPLE, population_shared

Sum = tuple[str, str]  # (path of the area, what was counted)
AT_ONCE = 500


@dataclass(frozen=True)
class Hidden:
    """A community of which some totals are hidden; `path` is that of the area in which it lies."""

    key: int
    path: str
    names: list[str]
    is_bound: bool

    def end(self, name: str) -> End:
        """Women, men and all are bound to each other where all three are known; households and voters are not."""
        return ("community", self.key) if self.is_bound and name in PEOPLE else None


@dataclass
class Node:
    """An area with what lies in it: sums, the strictest threshold, and the totals that it hides."""

    sums: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in TOTALS})
    threshold: int = 0
    hidden: set[str] = field(default_factory=set)


def shared_sums(found: AreaSum, together: str) -> list[dict[str, Any]]:
    """The areas below with their sums, and all together last."""
    nodes = hidden_sums(found.whole.path, found.communities)
    nothing = Node()
    lines = [*found.below, found.whole]
    return [_row(line, together, nodes.get(line.path, nothing).hidden) for line in lines]


def _row(line: Totals, together: str, hidden: set[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"label": line.label or together, "communities": line.communities}
    for name, tally in line.tallies.items():
        row |= {name: "*" if name in hidden else tally.value, f"{name}_known": tally.known}
    return row


def hidden_sums(root: str, communities: Iterable[Counted]) -> dict[str, Node]:
    """Every area from that one down in which communities lie, by its path, the lowest decided first."""
    known = list(communities)
    return decided(root, known, list(_hidden(known)))


def decided(root: str, communities: Iterable[Counted], hidden: list[Hidden]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for one in communities:
        for path in _chain(one.path, root):
            node = nodes.setdefault(path, Node())
            node.threshold = max(node.threshold, one.profile.programme.disclosure_threshold)
            for name, tally in node.sums.items():
                tally.add(one.values[name])
    for path in sorted(nodes, key=lambda one: (-one.count("/"), one)):
        _decide(path, nodes, [one for one in hidden if one.path.startswith(path)])
    return nodes


def _chain(path: str, root: str) -> Iterator[str]:
    """The area and those above it, up to the root."""
    while len(path) >= len(root):
        yield path
        path = _above(path)


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"


# --- the lowest level -------------------------------------------------------------------------------------------------
def _hidden(communities: Iterable[Counted]) -> Iterator[Hidden]:
    """Only where some count is small is anything hidden; those alone are read whole, and not all of them at once."""
    known = {one.profile.pk: one for one in communities}
    strictest = max((one.profile.programme.disclosure_threshold for one in known.values()), default=0)
    few = sorted(_with_few(known, strictest))
    for start in range(0, len(few), AT_ONCE):
        profiles = Profile.objects.filter(pk__in=few[start : start + AT_ONCE]).select_related("programme")
        read = list(profiles.prefetch_related("programme__population_groups"))
        groups = populations(read)
        for one in read:
            totals = population_shared(groups[one.pk], one.programme.disclosure_threshold)[""].totals
            # Nobody is taken for known: a count of zero cannot become less, so it covers nothing.
            names = [name for name in TOTALS if totals[name] == HIDDEN and known[one.pk].values[name]]
            if names:
                yield _as_hidden(known[one.pk], names)


def _with_few(profiles: Iterable[int], threshold: int) -> set[int]:
    keys = list(profiles)
    small = {"__gt": 0, "__lt": threshold}
    found: set[int] = set()
    for model, names in ((PopulationFigure, ("persons",)), (PopulationTotal, TOTALS)):
        for name in names:
            rows = model._default_manager.filter(profile__in=keys, **{f"{name}{end}": at for end, at in small.items()})
            found |= set(rows.order_by().values_list("profile", flat=True).distinct())
    return found


def _as_hidden(one: Counted, names: list[str]) -> Hidden:
    """A single count of the three that is hidden, beside a hidden nobody, is bound by nothing."""
    people = [name for name in names if name in PEOPLE]
    is_bound = len(people) > 1 and all(one.values[name] is not None for name in PEOPLE)
    return Hidden(one.profile.pk, one.path, names, is_bound)


# --- upwards ----------------------------------------------------------------------------------------------------------
def _decide(path: str, nodes: dict[str, Node], hidden: list[Hidden]) -> None:
    """Hides here what is small itself, and then whatever total lets something below be told, until none does."""
    node = nodes[path]
    node.hidden = {name for name, tally in node.sums.items() if is_few(tally.value, node.threshold)}
    touched = {name for one in hidden for name in one.names}
    while told := _told(path, nodes, hidden):
        more = (told & touched) - node.hidden or touched - node.hidden
        if not more:
            return
        node.hidden |= more


def _told(root: str, nodes: dict[str, Node], hidden: list[Hidden]) -> set[str]:
    """Of which totals something hidden at or below this area would be told, all sums above it being hidden."""
    counts: list[tuple[End, End]] = []
    names: list[str] = []
    is_kept: list[bool] = []
    through: dict[Sum, None] = {}
    for one in hidden:
        for name in one.names:
            counts.append((one.end(name), (one.path, name)))
            names.append(name)
            is_kept.append(True)
            through |= {(path, name): None for path in _hiding(name, _chain(one.path, root), nodes)}
    for path, name in through:
        counts.append(((path, name), None if path == root else (_above(path), name)))
        names.append(name)
        is_kept.append(is_few(nodes[path].sums[name].value, nodes[path].threshold))
    return {names[number] for number in told_counts(counts) if is_kept[number]}


def _hiding(name: str, chain: Iterable[str], nodes: dict[str, Node]) -> Iterator[str]:
    """The areas of the chain up to the first that shows it."""
    for path in chain:
        if name not in nodes[path].hidden:
            return
        yield path

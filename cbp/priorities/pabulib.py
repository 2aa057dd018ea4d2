"""Votes in the format of Pabulib, the library of participatory budgets: read, with everything that is odd reported.

Source: pabulib.org/format. META, PROJECTS and VOTES, cells between semicolons, lists between commas. Options are known
by their place in the file, so that neither names nor ids decide anything.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from cbp.core.refusals import Refused
from cbp.priorities.methods.ballots import Kind, Marks, Pattern, marks_of

MOST_BYTES = 50_000_000
MOST_POINTS = 1_000_000_000
SECTIONS = ("META", "PROJECTS", "VOTES")
KINDS = {
    "approval": Kind.APPROVAL,
    "choose-1": Kind.APPROVAL,
    "cumulative": Kind.POINTS,
    "scoring": Kind.POINTS,
    "ordinal": Kind.ORDER,
}
KNOWN_META = frozenset(
    """description country unit district subunit instance num_projects num_votes budget vote_type rule date_begin
    date_end min_length max_length min_sum_cost max_sum_cost min_points max_points min_sum_points max_sum_points
    default_score scoring_fn min_project_cost max_project_cost min_project_score_threshold neighborhoods
    subdistricts categories edition language currency fully_funded experimental comment acknowledgments
    leftover_budget budget_per_category budget_per_neighborhood min_length_per_category max_length_per_category
    min_sum_cost_per_category max_sum_cost_per_category""".split()  # noqa: SIM905  (a list of forty lines says no more)
)
NOBODY = ""  # the group of voters of whom the file names none

Row = dict[str, str]


@dataclass(frozen=True)
class Project:
    """As the file tells it. `votes`, `score` and `is_selected` are what was published; None where nothing was."""

    id: str
    cost: Decimal
    name: str = ""
    category: str = ""
    votes: Decimal | None = None
    score: Decimal | None = None
    is_selected: bool | None = None


@dataclass
class Election:
    """A file that was read. `patterns` name the projects by their place in `projects`; `odd` tells what is strange."""

    meta: dict[str, str]
    kind: Kind
    budget: Decimal
    projects: list[Project]
    patterns: list[Pattern]
    odd: list[str] = field(default_factory=list)

    @property
    def voters(self) -> int:
        return sum(one.count for one in self.patterns)

    @property
    def rule(self) -> str:
        return self.meta.get("rule", "")

    def votes(self) -> list[int]:
        """How many voters named each project."""
        return self._counted(lambda one: one.marks, each=1)

    def scores(self) -> list[int]:
        """What the projects are put in order by: votes, points, or as many points as an order has places, downwards."""
        return self.votes() if self.kind == Kind.APPROVAL else self._counted(self.worth)

    def worth(self, one: Pattern) -> Marks:
        """What a ballot gives to each project that it names."""
        if self.kind == Kind.ORDER:
            return tuple((option, len(one.marks) + 1 - place) for option, place in one.marks)
        return one.marks

    def _counted(self, worth: Callable[[Pattern], Marks], each: int = 0) -> list[int]:
        found = [0] * len(self.projects)
        for one in self.patterns:
            for option, mark in worth(one):
                found[option] += (each or mark) * one.count
        return found


def read(data: bytes) -> Election:
    """Refuses what is no such file, has no budget, names no projects, or tells costs and marks that are no numbers."""
    rows = _rows(_text(data))
    odd: list[str] = []
    meta = _meta(rows["META"], odd)
    kind = KINDS.get(meta.get("vote_type", "").lower())
    if kind is None:
        raise Refused(_("The file does not say how people voted: “vote_type” is “%(kind)s”.") % {
            "kind": meta.get("vote_type", "")})  # fmt: skip
    budget = _budget(meta.get("budget", ""))
    projects = _projects(_table(rows["PROJECTS"], "project_id"), odd)
    votes = _table(rows["VOTES"], "voter_id")
    if kind == Kind.ORDER and any(row.get("points") for row in votes):  # the places have points of their own
        kind = Kind.POINTS
    patterns = _patterns(votes, {one.id: at for at, one in enumerate(projects)}, kind, odd)
    election = Election(meta, kind, budget, projects, patterns, odd)
    odd += _counts(election, len(votes))
    return election


# --- the parts of the file --------------------------------------------------------------------------------------------
def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Refused(_("This file is too large to be a list of votes."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("This file is no text in UTF-8.")) from None


def _rows(text: str) -> dict[str, list[list[str]]]:
    """The lines of each section, cells without blanks around them."""
    found: dict[str, list[list[str]]] = {}
    section = ""
    try:
        for cells in csv.reader(io.StringIO(text.replace("\0", "")), delimiter=";"):
            row = [cell.strip() for cell in cells]
            if not any(row):
                continue
            if row[0].upper() in SECTIONS and not any(row[1:]):
                section = row[0].upper()
                found.setdefault(section, [])
            elif section:
                found[section].append(row)
    except csv.Error:
        raise Refused(_("A cell of this file is longer than a list of votes can have one.")) from None
    missing = [name for name in SECTIONS if name not in found]
    if missing:
        raise Refused(
            _("This is no list of votes in the format of Pabulib: %(part)s is missing.") % {"part": missing[0]}
        )
    return found


def _meta(rows: Sequence[Sequence[str]], odd: list[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for row in rows:
        key, value = row[0].lower(), row[1] if len(row) > 1 else ""
        if key == "key":  # the head of this part
            continue
        if key in told:
            odd.append(_("META tells “%(key)s” twice; the first stands.") % {"key": row[0]})
        elif key not in KNOWN_META:
            odd.append(
                _("META holds “%(key)s”, which is not known here: “%(value)s”.") % {"key": row[0], "value": value}
            )
        told.setdefault(key, value)
    return told


def _table(rows: Sequence[Sequence[str]], first: str) -> list[Row]:
    """Each row by the names of the columns. The first column is the id."""
    if not rows or rows[0][0].lower() != first:
        raise Refused(_("The table of the file does not begin with the column “%(name)s”.") % {"name": first})
    head = [name.lower() for name in rows[0]]
    return [dict(zip(head, [*row, *[""] * len(head)], strict=False)) for row in rows[1:]]


def _projects(rows: Iterable[Row], odd: list[str]) -> list[Project]:
    found: dict[str, Project] = {}
    for row in rows:
        name = row["project_id"]
        if name in found:
            odd.append(_("The project %(id)s stands twice; the first stands.") % {"id": name})
            continue
        found[name] = Project(
            id=name,
            cost=_cost(name, row.get("cost", "")),
            name=row.get("name", ""),
            category=row.get("category", ""),
            votes=_published(row, "votes"),
            score=_published(row, "score"),
            is_selected=row["selected"] == "1" if row.get("selected") else None,
        )
    if not found:
        raise Refused(_("The file names no project."))
    return list(found.values())


def _budget(text: str) -> Decimal:
    found = _number(text)
    if found is None:
        raise Refused(_("The budget must be zero or more; the file says “%(text)s”.") % {"text": text})
    return found


def _cost(project: str, text: str) -> Decimal:
    found, named = _number(text), {"id": project, "text": text}
    if found is None:
        raise Refused(_("The cost of the project %(id)s must be zero or more; the file says “%(text)s”.") % named)
    return found


def _number(text: str) -> Decimal | None:
    """Zero or more; None where it is not. A comma may stand for the point."""
    try:
        found = Decimal(text.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None


def _published(row: Row, name: str) -> Decimal | None:
    try:
        return Decimal(row[name].replace(",", ".")) if row.get(name) else None
    except InvalidOperation:
        return None


# --- ballots ----------------------------------------------------------------------------------------------------------
def _patterns(rows: Iterable[Row], places: Mapping[str, int], kind: Kind, odd: list[str]) -> list[Pattern]:
    counts: Counter[Marks] = Counter()
    seen: set[str] = set()
    for row in rows:
        voter = row["voter_id"]
        if voter in seen:
            odd.append(_("The voter %(id)s stands twice; the first ballot counts.") % {"id": voter})
            continue
        seen.add(voter)
        counts[marks_of(_marks(row, places, kind, odd))] += _strength(row, odd)
    return [Pattern(NOBODY, marks, count) for marks, count in sorted(counts.items()) if count]


def _marks(row: Row, places: Mapping[str, int], kind: Kind, odd: list[str]) -> dict[int, int]:
    named = [name.strip() for name in row.get("vote", "").split(",") if name.strip()]
    points = [text.strip() for text in row.get("points", "").split(",") if text.strip()]
    if kind == Kind.APPROVAL:
        points = ["1"] * len(named)
    elif kind == Kind.ORDER:
        points = [str(place) for place in range(1, len(named) + 1)]
    if len(points) != len(named):
        odd.append(_("The ballot of %(id)s has not as many points as names.") % {"id": row["voter_id"]})
    marks: dict[int, int] = {}
    for name, text in zip(named, points, strict=False):
        place = places.get(name)
        if place is None:
            odd.append(_("The ballot of %(id)s names the project %(name)s, which is not there.") % {
                "id": row["voter_id"], "name": name})  # fmt: skip
        elif place in marks:
            odd.append(_("The ballot of %(id)s names the project %(name)s twice.") % {
                "id": row["voter_id"], "name": name})  # fmt: skip
        else:
            marks[place] = _whole(text, row["voter_id"])
    return marks


def _whole(text: str, voter: str) -> int:
    """Points may be below zero in some cities; parts of a point are nowhere."""
    try:
        found = Decimal(text.replace(",", "."))
        if found == int(found) and abs(found) < MOST_POINTS:
            return int(found)
    except (InvalidOperation, ValueError, OverflowError):
        pass
    raise Refused(
        _("The ballot of %(id)s gives “%(text)s” points, which is no whole number.") % {"id": voter, "text": text}
    )


def _strength(row: Row, odd: list[str]) -> int:
    """How many ballots this one is: one, unless the file says otherwise."""
    text = row.get("vote_strength", "")
    if not text:
        return 1
    if not text.isdecimal():
        odd.append(_("The ballot of %(id)s counts “%(text)s” times, which is no number; it counts once.") % {
            "id": row["voter_id"], "text": text})  # fmt: skip
        return 1
    return int(text)


def _counts(election: Election, ballots: int) -> list[str]:
    """Where the file contradicts itself."""
    found = []
    for key, real in (("num_projects", len(election.projects)), ("num_votes", ballots)):
        told = election.meta.get(key, "")
        if told and told != str(real):
            found.append(
                _("META tells %(key)s %(told)s; there are %(real)s.") % {"key": key, "told": told, "real": real}
            )
    votes, scores = election.votes(), election.scores()
    for at, project in enumerate(election.projects):
        for published, counted in ((project.votes, votes[at]), (project.score, scores[at])):
            if published is not None and published != counted:
                values = {"id": project.id, "told": published, "real": counted}
                found.append(_("Of the project %(id)s %(told)s was published; %(real)s are counted.") % values)
    return found

"""What does not add up or is unusual, with why it stands. The sentences are made by the checks, in every language.

A sentence shows its arithmetic: where one of its figures is hidden in the paper, it is not told, only what it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation

from cbp.core.suppression import HIDDEN
from profiling.checks import Warning, warnings_among
from profiling.models import Profile
from profiling.reading import Layout, both_contents
from profiling.sections import POPULATION, TABLES

Row = dict[str, Any]
# Told by the mark of the source itself: how many months old it is changes without any change of the data.
OLD = "old:"
OF_ANSWERS = "moved-answer"
# Their figures are totals and nothing that was summed of hidden ones.
OF_TOTALS = ("sex-sum", "households", "household-size", "voters", "moved-persons", "moved-females", "moved-males",
             "moved-households", "moved-voters")  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What does not leave: counts, the groups of which any count is hidden, for a sum of others would tell it, and the
    codes of questions of which an answer is."""

    values: Collection[int] = field(default_factory=set)
    groups: Collection[str] = field(default_factory=set)
    questions: Collection[str] = field(default_factory=set)
    threshold: int = 0

    def tells(self, warning: Warning, group: str | None) -> bool:
        what, _colon, about = warning.code.partition(":")
        if what == OF_ANSWERS:
            return about in self.questions
        is_summed = warning.section == POPULATION and what not in OF_TOTALS
        if is_summed and (group in self.groups or (group is None and self.groups)):
            return True
        return any(count in self.values or 0 < count < self.threshold for count in _counts(warning.figures))


def _counts(figures: Iterable[object]) -> Iterator[int]:
    """Those of rows stand together with the names of their fields."""
    for one in figures:
        if isinstance(one, tuple):
            yield from _counts(one)
        elif isinstance(one, int) and not isinstance(one, bool):
            yield one


def groups_with_hidden(population: list[Row]) -> set[str]:
    return {
        row["group"] for row in population
        if HIDDEN in row.values() or any(HIDDEN in line for line in row["ages"] or ())
    }  # fmt: skip


def warnings_of(profile: Profile, layout: Layout, kept: Kept) -> tuple[list[Row], dict[int, str]]:
    """The warnings in their order, and the reason of each old source by its key."""
    found: dict[str, list[Warning]] = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found[language] = warnings_among(*both_contents(profile, layout, restricted=False))
        if all(one.code.startswith(OLD) for warnings in found.values() for one in warnings):
            break
    first = next(iter(found.values()))
    old = {int(one.code.removeprefix(OLD)): one.reason for one in first if one.code.startswith(OLD)}
    by_code = {language: {one.code: one.sentence for one in warnings} for language, warnings in found.items()}
    rows = [_warning(one, by_code, kept) for one in first if not one.code.startswith(OLD)]
    return rows, old


def _warning(one: Warning, by_code: dict[str, dict[str, str]], kept: Kept) -> Row:
    """What it is about: a table, or a group (empty: the whole community); None: several groups together."""
    _what, colon, about = one.code.partition(":")
    table = about.partition(":")[0]
    is_table = table in TABLES
    group = None if is_table or not colon else about
    sentences = {language: sentences[one.code] for language, sentences in by_code.items() if one.code in sentences}
    return {
        "section": one.section,
        "table": table if is_table else "",
        "group": group,
        "sentences": {} if kept.tells(one, group) else sentences,
        "reason": one.reason,
    }

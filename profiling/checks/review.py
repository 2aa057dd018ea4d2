"""What is to be filled in before review, and on which page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from profiling import sections
from profiling.checks.found import Warning
from profiling.checks.standing import warnings_among
from profiling.models import Profile
from profiling.reading import WHOLE, Contents, both_contents, completeness, layout_for, name_of
from profiling.reading.completeness import PartState, State


@dataclass(frozen=True)
class Missing:
    """What is to be filled in before review, and where."""

    sentence: str
    url: str


def missing_for_review(profile: Profile) -> list[Missing]:
    """Of all parts, the restricted ones too: it is shown to those alone who fill the profile in."""
    now, before = both_contents(profile, layout_for(profile), restricted=True)
    return missing_among(now, warnings_among(now, before))


def missing_among(now: Contents, warnings: list[Warning]) -> list[Missing]:
    """The same where the version is read already, and its warnings are known."""
    states = completeness(now.profile, now.layout, restricted=now.restricted, contents=now).states
    found = [missing for state in states for missing in _empty(state, now)]
    found += [missing for state in states for missing in _without_source(state, now)]
    return found + [missing for warning in warnings for missing in _unexplained(warning, now.profile)]


# --- asked parts: filled, or a word on why nothing is known -----------------------------------------------------------
def _empty(state: PartState, now: Contents) -> Iterator[Missing]:
    part, profile = state.part, now.profile
    if not (part.section.is_asked and part.is_on):
        return
    if part.code == sections.POPULATION:
        if not (state.note or _counts_everybody(now)):
            page = reverse("profiling:profile-population", args=[profile.pk, WHOLE])
            yield Missing(_("Say how many people live here, or why this is not known."), page)
    elif state.state == State.EMPTY:
        sentence = _("Enter the services, or say why nothing is known of them.")
        if part.code != sections.SERVICES:
            sentence = _("Fill in “%(part)s”, or say why nothing is known of it.") % {"part": part.section.title}
        yield Missing(sentence, reverse("profiling:profile-note", args=[profile.pk, part.code]))


def _counts_everybody(now: Contents) -> bool:
    """A stated total of the whole community, or cells of it."""
    return bool(now.whole.cells) or now.whole.total("persons") is not None


# --- a source for every figure and statement --------------------------------------------------------------------------
def _without_source(state: PartState, now: Contents) -> Iterator[Missing]:
    profile, part = now.profile, state.part
    for group in now.groups if part.code == sections.POPULATION else ():
        if group.uses[None]:
            sentence = _("Name the source of the population: %(group)s.") % {"group": group.label}
            yield Missing(sentence, reverse("profiling:profile-population", args=[profile.pk, group.key]))
    for table in part.section.tables:
        for row in now.tables[table.code].rows if table.code in now.tables else ():
            if row.source is None:
                values = {"table": table.title, "what": name_of(row, now.tables[table.code])}
                sentence = _("Name the source in “%(table)s”: %(what)s.") % values
                page = reverse("profiling:entry-edit", args=[profile.pk, table.code, row.entry.pk])
                yield Missing(sentence, page)
    for one in now.answers.get(part.code, ()):
        if one.answer and one.answer.source_id is None:
            sentence = _("Name the source of the answer: %(question)s") % {"question": one.question}
            yield Missing(sentence, reverse("profiling:answers", args=[profile.pk, part.code]))


def _unexplained(warning: Warning, profile: Profile) -> Iterator[Missing]:
    """A value that moved by more than half is no mistake by itself; review wants to know why."""
    if warning.asks_reason and not warning.reason:
        sentence = _("Say why this moved by more than half: %(what)s") % {"what": warning.sentence}
        yield Missing(sentence, reverse("profiling:profile-explain", args=[profile.pk, warning.code]))

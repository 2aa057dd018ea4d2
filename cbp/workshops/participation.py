"""Participation held against the profile: who took part, and who lives there and was never heard.

Sums over sessions are participations, never people: one person may come to several sessions. (domain 11.3)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from cbp.core.choices import ParticipantGroup, PopulationKind, Sex
from cbp.core.models import PopulationGroup
from cbp.core.templatetags.figures import in_text
from cbp.cycles.models import Cycle
from cbp.workshops.models import Session
from cbp.workshops.reading.attendance import Attendance, attendance_of
from cbp.workshops.reading.population import Population, population_of
from profiling.models import Profile
from profiling.phases import ProfileState

# Whose sessions count as sessions of their own.
OWN_SESSIONS: dict[str, tuple[str, ...]] = {
    ParticipantGroup.WOMEN: (ParticipantGroup.WOMEN.value, ParticipantGroup.YOUNG_WOMEN.value),
    ParticipantGroup.MEN: (ParticipantGroup.MEN.value, ParticipantGroup.YOUNG_MEN.value),
    ParticipantGroup.YOUTH: (
        ParticipantGroup.YOUTH.value, ParticipantGroup.YOUNG_WOMEN.value, ParticipantGroup.YOUNG_MEN.value,
    ),
}  # fmt: skip
SEX = {ParticipantGroup.WOMEN: Sex.FEMALE.value, ParticipantGroup.MEN: Sex.MALE.value}


@dataclass(frozen=True)
class Row:
    """One group. `participations` None: not known. `is_of_profile`: the profile says that it lives there."""

    code: str
    label: str
    persons_in_profile: int | None
    participations: int | None
    sessions: int
    is_missing: bool
    is_of_profile: bool = True


@dataclass(frozen=True)
class Participation:
    """Of the recorded and verified sessions of one cycle. `women_share` is of a hundred; None: nothing to divide by."""

    rows: list[Row] = field(default_factory=list)
    women_share: Decimal | None = None
    warnings: list[str] = field(default_factory=list)
    sessions: int = 0
    participations: int | None = None
    profile: Profile | None = None
    is_share_incomplete: bool = False


def participation(cycle: Cycle) -> Participation:
    """Six queries, however many sessions there are."""
    held = list(Session.objects.held().filter(cycle=cycle).prefetch_related("attendance").in_order())
    attendances = [attendance_of(session) for session in held]
    profile = profile_of(cycle)
    population = population_of(profile) if profile else Population({})
    rows = [_row(code, label, attendances, population) for code, label in _groups(cycle, population)]
    both = [one.women_and_men for one in attendances]
    totals = [one.total for one in attendances if one.total is not None]
    return Participation(
        rows=rows,
        women_share=_share(both),
        warnings=_warnings(rows, bool(held), profile is not None),
        sessions=len(held),
        participations=sum(totals) if totals else None,
        profile=profile,
        is_share_incomplete=None in both,
    )


def profile_of(cycle: Cycle) -> Profile | None:
    """The validated version of the community's profile, else the latest."""
    versions = list(Profile.objects.filter(community=cycle.community_id).latest_first())
    return next((one for one in versions if one.state == ProfileState.VALIDATED), versions[0] if versions else None)


def _groups(cycle: Cycle, population: Population) -> list[tuple[str, str]]:
    """Women, men, youth, and every group that the profile counts with somebody in it."""
    closed = [(str(code), str(ParticipantGroup(code).label)) for code in OWN_SESSIONS]
    own = PopulationGroup.objects.filter(programme=cycle.programme_id).order_by("position", "pk")
    labels = {group.code: str(group) for group in own}
    counted = list(population.groups)
    places = {code: place for place, code in enumerate([*labels, *PopulationKind.values])}
    counted.sort(key=lambda code: (places.get(code, len(places)), code))
    kinds = {str(code): str(label) for code, label in PopulationKind.choices}
    return closed + [(code, labels.get(code) or kinds.get(code, code)) for code in counted]


def _row(code: str, label: str, attendances: list[Attendance], population: Population) -> Row:
    own = OWN_SESSIONS.get(code, (code,))
    sessions = sum(one.group in own for one in attendances)
    known = [count for one in attendances if (count := _counted(code, own, one)) is not None]
    participations = sum(known) if known else None
    persons = population.of(code)
    lives_there = persons != 0
    return Row(
        code=code,
        label=label,
        persons_in_profile=persons,
        participations=participations,
        sessions=sessions,
        is_missing=lives_there and not sessions and not participations,
        is_of_profile=code != ParticipantGroup.YOUTH,
    )


def _counted(code: str, own: Iterable[str], attendance: Attendance) -> int | None:
    """How many of the group were in that session. Age bands do not tell youth: only their own sessions do."""
    if code in SEX:
        return attendance.of_sex(SEX[ParticipantGroup(code)])
    if code == ParticipantGroup.YOUTH:
        return attendance.total if attendance.group in own else None
    return attendance.of_group(code)


def _share(both: list[tuple[int, int] | None]) -> Decimal | None:
    """Women among women and men, in the sessions of which both are known."""
    women = sum(one[0] for one in both if one)
    everybody = sum(sum(one) for one in both if one)
    return Decimal(women * 100) / everybody if everybody else None


def _warnings(rows: list[Row], is_begun: bool, has_profile: bool) -> list[str]:
    if not is_begun:
        return [_("No session of this cycle is recorded yet.")]
    found = [_missing(row) for row in rows if row.is_missing]
    if not has_profile:
        found.append(_("There is no profile yet: nobody can tell which groups are missing."))
    return found


def _missing(row: Row) -> str:
    if row.persons_in_profile is None:
        return _("%(group)s: had no session of their own, and nobody of them was counted in another one.") % {
            "group": row.label
        }
    return _(
        "%(group)s: %(persons)s live here, but they had no session of their own, and nobody of them was counted in"
        " another one."
    ) % {"group": row.label, "persons": in_text(row.persons_in_profile)}

"""Participation held against the profile: who took part, and who lives there and was never heard.

Sums over sessions are participations, never people: one person may come to several sessions. (domain 11.3)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from cbp.core.ages import Band
from cbp.core.choices import ParticipantGroup, PopulationKind, Sex
from cbp.core.groups import MIXED
from cbp.core.listing import listed
from cbp.core.models import PopulationGroup
from cbp.core.templatetags.figures import in_text
from cbp.cycles.models import Cycle
from cbp.workshops.models import Session
from cbp.workshops.reading.attendance import Attendance, attendance_of, band_label
from cbp.workshops.reading.population import Living, living_in
from profiling.models import Community, Profile
from profiling.phases import ProfileState

# Whose sessions count as sessions of their own.
OWN_SESSIONS: dict[str, tuple[str, ...]] = {
    ParticipantGroup.WOMEN: (ParticipantGroup.WOMEN.value, ParticipantGroup.YOUNG_WOMEN.value),
    ParticipantGroup.MEN: (ParticipantGroup.MEN.value, ParticipantGroup.YOUNG_MEN.value),
    ParticipantGroup.YOUTH: (
        ParticipantGroup.YOUTH.value, ParticipantGroup.YOUNG_WOMEN.value, ParticipantGroup.YOUNG_MEN.value,
    ),
}  # fmt: skip
NOT_COUNTED_APART = {MIXED, *(code for own in OWN_SESSIONS.values() for code in own)}
SEX = {ParticipantGroup.WOMEN: Sex.FEMALE.value, ParticipantGroup.MEN: Sex.MALE.value}


@dataclass(frozen=True)
class Row:
    """One group, or one age. `participations` None: not known. `is_of_profile`: the profile says that it lives there.

    Shares are of a hundred: of the people who live here, and of the participations. `is_at_least`: in some session
    nobody counted the group, so that it may have been more.
    """

    code: str
    label: str
    persons_in_profile: int | None
    participations: int | None
    sessions: int
    is_missing: bool
    is_of_profile: bool = True
    people_share: Decimal | None = None
    participations_share: Decimal | None = None
    is_at_least: bool = False


@dataclass(frozen=True)
class Participation:
    """Of the recorded and verified sessions of one cycle. `women_share` is of a hundred; None: nothing to divide by.

    `unknown`: communities of the cluster of which there is no profile; then nobody knows how many live in all of it.
    `by_age` is empty where no session was counted by the programme's age bands.
    """

    rows: list[Row] = field(default_factory=list)
    women_share: Decimal | None = None
    warnings: list[str] = field(default_factory=list)
    sessions: int = 0
    participations: int | None = None
    profile: Profile | None = None
    is_share_incomplete: bool = False
    by_age: list[Row] = field(default_factory=list)
    held: list[tuple[Session, Attendance]] = field(default_factory=list)
    communities: list[Community] = field(default_factory=list)
    unknown: list[Community] = field(default_factory=list)


def participation(cycle: Cycle) -> Participation:
    """Eight queries beside the cycle, its community and its programme, however many sessions and communities."""
    sessions = list(Session.objects.held().filter(cycle=cycle).prefetch_related("attendance").in_order())
    held = [(session, attendance_of(session)) for session in sessions]
    attendances = [attendance for _session, attendance in held]
    living = living_in(cycle)
    rows = [_row(code, label, attendances, living) for code, label in _groups(cycle, living, attendances)]
    both = [one.women_and_men for one in attendances]
    return Participation(
        rows=rows,
        women_share=_share(both),
        warnings=_warnings(rows, bool(held), living),
        sessions=len(held),
        participations=_sum(one.total for one in attendances),
        profile=living.profiles.get(cycle.community_id),
        is_share_incomplete=None in both,
        by_age=_ages(cycle, sessions, living),
        held=held,
        communities=list(living.communities),
        unknown=living.unknown,
    )


def profile_of(cycle: Cycle) -> Profile | None:
    """The validated version of the community's profile, else the latest; of a cluster that of its seat."""
    versions = list(Profile.objects.filter(community=cycle.community_id).latest_first())
    return next((one for one in versions if one.state == ProfileState.VALIDATED), versions[0] if versions else None)


def _groups(cycle: Cycle, living: Living, attendances: Iterable[Attendance]) -> list[tuple[str, str]]:
    """Women, men, youth, and every group that the profiles or the sessions count with somebody in it."""
    closed = [(str(code), str(ParticipantGroup(code).label)) for code in OWN_SESSIONS]
    own = PopulationGroup.objects.filter(programme=cycle.programme_id).order_by("position", "pk")
    labels = {group.code: str(group) for group in own}
    came = {code for one in attendances for (code, _sex), people in one.of_whom.items() if people}
    came |= {one.group for one in attendances} - NOT_COUNTED_APART
    counted = list((living.groups | came) - set(OWN_SESSIONS))
    places = {code: place for place, code in enumerate([*labels, *PopulationKind.values])}
    counted.sort(key=lambda code: (places.get(code, len(places)), code))
    kinds = {str(code): str(label) for code, label in [*PopulationKind.choices, *ParticipantGroup.choices]}
    return closed + [(code, labels.get(code) or kinds.get(code, code)) for code in counted]


def _row(code: str, label: str, attendances: list[Attendance], living: Living) -> Row:
    own = OWN_SESSIONS.get(code, (code,))
    sessions = sum(one.group in own for one in attendances)
    counted = [_counted(code, own, one) for one in attendances]
    participations = _sum(counted)
    persons = living.of(code)
    people_share, participations_share = _shares(code, participations, attendances, living)
    return Row(
        code=code,
        label=label,
        persons_in_profile=persons,
        participations=participations,
        sessions=sessions,
        is_missing=persons != 0 and not sessions and not participations,
        is_of_profile=code != ParticipantGroup.YOUTH,
        people_share=people_share,
        participations_share=participations_share,
        is_at_least=code not in SEX and participations is not None and None in counted,
    )


def _shares(
    code: str, participations: int | None, attendances: list[Attendance], living: Living
) -> tuple[Decimal | None, Decimal | None]:
    """Women and men among those of known sex; every other group among all."""
    if code not in SEX:
        everybody = _sum(one.total for one in attendances)
        return _of_hundred(living.of(code), living.everybody), _of_hundred(participations, everybody)
    women, men = (living.of(one) for one in SEX)
    people = None if women is None or men is None else women + men
    both = [one.women_and_men for one in attendances]
    share = _share(both)
    is_women = code == ParticipantGroup.WOMEN
    return _of_hundred(women if is_women else men, people), share if share is None or is_women else 100 - share


def _ages(cycle: Cycle, sessions: Iterable[Session], living: Living) -> list[Row]:
    """By the programme's age bands. What was counted by other bands, or only at the door, is in none."""
    counts: dict[Band, int] = {}
    meetings: dict[Band, int] = {}
    bands = [(band.lower, band.upper) for band in cycle.programme.age_bands.order_by("lower")]
    for session in sessions:
        cells = [cell for cell in session.attendance.all() if not cell.group and (cell.lower, cell.upper) in bands]
        for cell in cells:
            band = cell.lower or 0, cell.upper
            counts[band] = counts.get(band, 0) + cell.people
        for band in {(cell.lower or 0, cell.upper) for cell in cells}:
            meetings[band] = meetings.get(band, 0) + 1
    if not counts:
        return []
    everybody, people = sum(counts.values()), _whole([living.of_band(band) for band in bands])
    return [
        Row(
            code=str(band[0]), label=band_label(band), persons_in_profile=living.of_band(band),
            participations=counts.get(band), sessions=meetings.get(band, 0), is_missing=False,
            people_share=_of_hundred(living.of_band(band), people),
            participations_share=_of_hundred(counts.get(band), everybody),
        )
        for band in bands
    ]  # fmt: skip


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _whole(counts: list[int | None]) -> int | None:
    """None where one of them is not known."""
    return None if None in counts else sum(filter(None, counts))


def _of_hundred(part: int | None, whole: int | None) -> Decimal | None:
    return Decimal(part * 100) / whole if part is not None and whole else None


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


def _warnings(rows: list[Row], is_begun: bool, living: Living) -> list[str]:
    if not is_begun:
        return [_("No session of this cycle is recorded yet.")]
    found = [_missing(row) for row in rows if row.is_missing]
    if not living.profiles:
        found.append(_("There is no profile yet: nobody can tell which groups are missing."))
    elif living.unknown:
        sentence = _("How many live in all of the cluster is not known: %(communities)s have no profile yet.")
        found.append(sentence % {"communities": listed(living.unknown)})
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
